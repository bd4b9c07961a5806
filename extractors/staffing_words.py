"""The words of 預算員額 tables and sentences, from `data/staffing.toml`: categories, totals, headings and verbs."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from extractors.text import fold

TOTAL = "合計"
# 職員(人): what is counted in.
_COUNTED = re.compile(r"[(（](?:單位[:：])?[人名][)）]$")


@dataclass(frozen=True, slots=True)
class StaffingWords:
    """Folded words; `roles` are the headings of columns and rows in the order in which they are tried.

    `known_category` finds a category or a synonym, the longest first; `verb` any verb; `moving` one of a
    movement, whose kind is in `kinds`; `part_end` the mark in front of a verb that begins a new part (增列約僱10人、減列工友3人).
    """

    categories: frozenset[str]
    totals: frozenset[str]
    subtotals: frozenset[str]
    roles: tuple[tuple[str, re.Pattern[str]], ...]
    synonyms: dict[str, str]
    movements: dict[str, tuple[str, ...]]
    known_category: re.Pattern[str]
    verb: re.Pattern[str]
    moving: re.Pattern[str]
    kinds: dict[str, str]
    part_end: re.Pattern[str]

    def role(self, heading: str) -> str | None:
        """What a column or row headed so holds; None where the heading is not known."""
        folded = fold(heading)
        return next((name for name, pattern in self.roles if pattern.search(folded)), None) if folded else None

    def category(self, printed: str) -> str:
        """The category as published: no line breaks or letter-spacing, one name for each pair of synonyms, 合計 for every total."""
        name = _COUNTED.sub("", "".join(printed.split()))
        folded = fold(name)
        return TOTAL if folded in self.totals else self.synonyms.get(folded, name)

    def is_category(self, printed: str) -> bool:
        """Whether the name is a category that is known, a total included."""
        folded = _COUNTED.sub("", fold(printed))
        return folded in self.categories or folded in self.totals or folded in self.synonyms

    def is_total(self, printed: str) -> bool:
        """Whether the word is a total."""
        return fold(printed) in self.totals

    def is_subtotal(self, printed: str) -> bool:
        """Whether the word is a subtotal: 小計."""
        return fold(printed) in self.subtotals


@lru_cache(maxsize=1)
def staffing_words() -> StaffingWords:
    """The words, read once."""
    declared = tomllib.loads(files("extractors.data").joinpath("staffing.toml").read_text(encoding="utf-8"))
    movements = {kind: tuple(verbs) for kind, verbs in declared["movements"].items()}
    kinds = {verb: kind for kind in ("transfer_out", "transfer_in", "increase", "decrease") for verb in movements[kind]}
    begins = [verb for verb in kinds if len(verb) > 1]
    return StaffingWords(
        categories=frozenset(map(fold, declared["categories"])),
        totals=frozenset(declared["totals"]),
        subtotals=frozenset(declared["subtotals"]),
        roles=tuple((role["name"], re.compile("|".join(role["headings"]))) for role in declared["role"]),
        synonyms=declared["synonyms"],
        movements=movements,
        known_category=re.compile(_any([*declared["categories"], *declared["synonyms"]])),
        verb=re.compile(_any([verb for verbs in movements.values() for verb in verbs])),
        moving=re.compile(_any(kinds)),
        kinds=kinds,
        part_end=re.compile(f"[、及](?={_any(begins)})"),
    )


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, map(fold, words)), key=len, reverse=True))})"
