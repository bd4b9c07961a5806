"""The words that tell a noun phrase from what is said about it, from `data/subject_words.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from extractors.measures.vocabulary import Beginnings, Chain, Endings, Words, any_of, longest_first


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """What each kind of word says stands in `data/subject_words.toml`; `opening` and `closing` are tried again and again at the ends."""

    opening: Beginnings
    verb: Words
    nominal_verb: Beginnings
    inner_verb: re.Pattern[str]
    only_verbs: Chain
    only_deeds: Chain
    closing: Endings
    only_closing: Chain
    kept_closing: Endings
    predicate: re.Pattern[str]
    predicate_at_once: Beginnings
    body: Words
    plain_body: Words
    person: Words
    summary: re.Pattern[str]
    caused: re.Pattern[str]
    acts: frozenset[str]


_LINKS = "或及並與"


@lru_cache(maxsize=1)
def subject_words() -> SubjectWords:
    """The words, read once."""
    declared = tomllib.loads(files("extractors.data").joinpath("subject_words.toml").read_text(encoding="utf-8"))
    verbs, verbs_or_nouns = declared["verbs"], [*declared["verbs"], *declared["nominal_verbs"]]
    openers, before_verbs = declared["openers"], declared["openers_of_verbs"]
    verb, every_verb = any_of(verbs), any_of(verbs_or_nouns)
    ending = any_of(declared["nominal_endings"])
    no_noun = re.compile(f"(?!{ending})")
    at_once = [*declared["predicates"], *declared["predicates_at_once"]]
    return SubjectWords(
        opening=Beginnings((before_verbs, re.compile(rf"\Z|{every_verb}")), (openers, None), (verbs, no_noun)),
        verb=Words(verbs),
        nominal_verb=Beginnings((declared["nominal_verbs"], None)),
        inner_verb=re.compile(rf"(?:並{every_verb}|{'|'.join(longest_first(declared['inner_verbs']))})(?!{ending})"),
        only_verbs=Chain([*verbs, *openers, *before_verbs, *_LINKS]),
        only_deeds=Chain([*verbs_or_nouns, *openers, *before_verbs, *_LINKS], ["作業", "工作", "事宜"]),
        closing=Endings(declared["closers"]),
        only_closing=Chain(declared["closers"]),
        kept_closing=Endings(declared["closer_words"]),
        predicate=re.compile(rf"{any_of(declared['predicates'])}(?!{ending})"),
        predicate_at_once=Beginnings((at_once, no_noun)),
        body=Words(declared["bodies"]),
        plain_body=Words(declared["plain_bodies"]),
        person=Words(declared["people"]),
        summary=re.compile(any_of(declared["summaries"])),
        caused=re.compile(
            rf"(?:協助|帶動|輔導|促使|引導|吸引|鼓勵|幫助|推動|補助|媒合)[^、及與和或,，]{{0,8}}?{any_of(declared['bodies'])}(?P<verb>{verb})?(?=.)"
        ),
        acts=frozenset(declared["acts"]),
    )
