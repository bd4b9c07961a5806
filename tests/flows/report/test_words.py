import re
from importlib.resources import files

import pytest

from flows.report.overview import STATES
from flows.report.words import load_words, say
from schemas.vocabularies import LINK_METHODS, LINK_RELATIONS, PERIODS, SIDES, TRANSFER_DIRECTIONS, TRANSFER_KINDS

PACKAGE = files("flows.report")
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in PACKAGE.joinpath("templates").iterdir()}
SOURCES = [path.read_text(encoding="utf-8") for path in PACKAGE.iterdir() if path.name.endswith(".py")]


def test_every_phrase_that_a_template_names_is_there() -> None:
    named = {name for text in TEMPLATES.values() for name in re.findall(r'(?:\bt|label|words)\((?:"[a-z-]+", )?"(\w+\.\w+)"[,)]', text)}
    assert len(named) > 60
    assert named <= load_words().keys()


def test_every_phrase_is_said_somewhere() -> None:
    everything = "\n".join([*TEMPLATES.values(), *SOURCES])
    # These groups name words of the data; in the others a name may stand without its group, in a list.
    of_data = {"states", "values", "outcomes"}
    idle = []
    for name in load_words():
        group, word = name.split(".")
        if group not in of_data and word not in PERIODS and name not in everything and f'"{word}"' not in everything:
            idle.append(name)
    assert idle == []


@pytest.mark.parametrize("name", sorted(load_words()))
def test_every_phrase_has_the_same_blanks_in_both_languages(name: str) -> None:
    words = load_words()[name]
    assert words.zh
    assert words.en
    assert sorted(re.findall(r"\{\w+\}", words.zh)) == sorted(re.findall(r"\{\w+\}", words.en))


def test_the_words_of_the_data_have_their_phrases() -> None:
    words = load_words()
    outcomes = ("failed_checks", "unsupported", "unreadable", "conflict", "limit")
    wanted = [f"states.{name}" for name in STATES]
    wanted += [f"values.{name}" for name in (*SIDES, *TRANSFER_KINDS, *TRANSFER_DIRECTIONS, *LINK_RELATIONS, *LINK_METHODS)]
    wanted += [f"document.{name}" for name in PERIODS]
    wanted += [name for outcome in outcomes for name in (f"outcomes.{outcome}", f"outcomes.do_{outcome}")]
    assert set(wanted) <= words.keys()


def test_what_is_filled_in_is_escaped_and_braces_in_it_stay() -> None:
    said = say("document.heading", agency='<b>"{year}"', year=113)
    assert str(said) == ('<span data-en="&lt;b&gt;&#34;{year}&#34;, fiscal year 113">&lt;b&gt;&#34;{year}&#34; 113年度</span>')
