"""How alike the names of two projects are: the same, the same but for marks and idle words, or renamed."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from extractors.text import fold

_MARKS = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words and thresholds of `data/across_years.toml`; likenesses are from 0 to 1."""

    endings: re.Pattern[str]
    years: re.Pattern[str]
    part_marks: re.Pattern[str]
    similar_in_work_plan: float
    similar_elsewhere: float
    same_work_plan: float
    work_plan_bonus: float


@lru_cache(maxsize=1)
def across_years_data() -> dict[str, Any]:
    """`data/across_years.toml`, read once."""
    return tomllib.loads(files("extractors.data").joinpath("across_years.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """The words, read once."""
    declared = across_years_data()["names"]
    limits = ("similar_in_work_plan", "similar_elsewhere", "same_work_plan", "work_plan_bonus")
    return NameWords(
        re.compile(f"(?:{'|'.join(map(re.escape, declared['endings']))})+$"),
        re.compile(declared["years"]),
        re.compile(declared["part_marks"]),
        *(float(declared[limit]) for limit in limits),
    )


@lru_cache(maxsize=4096)
def normalise(name: str) -> tuple[str, ...]:
    """The name of a programme and of its parts, folded, without marks, the book's year and idle endings; never an empty text alone."""
    words = name_words()
    folded = words.years.sub("", fold(name))
    parts = tuple(filter(None, (_strip(part, words.endings) for part in words.part_marks.split(folded))))
    return parts or (fold(name),)


def _strip(part: str, endings: re.Pattern[str]) -> str:
    bare = _MARKS.sub("", part)
    return endings.sub("", bare) or bare


def is_same(name: str, other: str) -> bool:
    """Whether two names are the same but for marks and idle words."""
    return "".join(normalise(name)) == "".join(normalise(other))


@lru_cache(maxsize=65536)
def likeness(name: str, other: str) -> float:
    """How alike two names are, from 0 to 1; of two parts of one programme, how alike the parts are."""
    # Looking at one document needs no likeness, and must feel instant.
    from rapidfuzz import fuzz  # noqa: PLC0415

    own, others = normalise(name), normalise(other)
    if len(own) > 1 and len(others) > 1 and own[:-1] == others[:-1]:
        own, others = own[-1:], others[-1:]
    return fuzz.ratio("".join(own), "".join(others)) / 100
