"""The words that tell a noun phrase from what is said about it, from `data/subject_words.toml`, as patterns over a matching copy."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """Each pattern finds its words longest first; `opening` and `closing` are tried again and again at the ends of a phrase."""

    opening: re.Pattern[str]
    verb: re.Pattern[str]
    nominal_verb: re.Pattern[str]
    inner_verb: re.Pattern[str]
    only_verbs: re.Pattern[str]
    only_deeds: re.Pattern[str]
    closing: re.Pattern[str]
    only_closing: re.Pattern[str]
    kept_closing: re.Pattern[str]
    predicate: re.Pattern[str]
    predicate_at_once: re.Pattern[str]
    body: re.Pattern[str]
    plain_body: re.Pattern[str]
    person: re.Pattern[str]
    summary: re.Pattern[str]
    caused: re.Pattern[str]
    acts: frozenset[str]


@lru_cache(maxsize=1)
def subject_words() -> SubjectWords:
    """The words, read once."""
    declared = tomllib.loads(files("extractors.data").joinpath("subject_words.toml").read_text(encoding="utf-8"))
    verb, nominal = _any(declared["verbs"]), _any(declared["nominal_verbs"])
    opener, before_verb = _any(declared["openers"]), _any(declared["openers_of_verbs"])
    body, ending = _any(declared["bodies"]), _any(declared["nominal_endings"])
    every_verb = _any([*declared["verbs"], *declared["nominal_verbs"]])
    return SubjectWords(
        opening=re.compile(rf"{before_verb}(?=\Z|{every_verb})|{opener}|{verb}(?!{ending})"),
        verb=re.compile(verb),
        nominal_verb=re.compile(nominal),
        inner_verb=re.compile(rf"(?:並{every_verb}|{_any(declared['inner_verbs'])})(?!{ending})"),
        only_verbs=re.compile(rf"(?:{verb}|{opener}|{before_verb}|[或及並與])+"),
        only_deeds=re.compile(rf"(?:{every_verb}|{opener}|{before_verb}|[或及並與])+(?:作業|工作|事宜)?"),
        closing=re.compile(rf"(?:{_any(declared['closers'])})\Z"),
        only_closing=re.compile(rf"(?:{_any(declared['closers'])})+"),
        kept_closing=re.compile(rf"(?:{_any(declared['closer_words'])})\Z"),
        predicate=re.compile(rf"(?:{_any(declared['predicates'])})(?!{ending})"),
        predicate_at_once=re.compile(rf"(?:{_any([*declared['predicates'], *declared['predicates_at_once']])})(?!{ending})"),
        body=re.compile(body),
        plain_body=re.compile(_any(declared["plain_bodies"])),
        person=re.compile(_any(declared["people"])),
        summary=re.compile(_any(declared["summaries"])),
        caused=re.compile(
            rf"(?:協助|帶動|輔導|促使|引導|吸引|鼓勵|幫助|推動|補助|媒合)[^、及與和或,，]{{0,8}}?{body}(?P<verb>{verb})?(?=.)"
        ),
        acts=frozenset(declared["acts"]),
    )


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"
