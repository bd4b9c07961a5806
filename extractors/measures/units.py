"""The units that quantities are counted in, from `data/units.toml`, and where one stands in a matching copy."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

DOLLARS = "元"
# 個百分點 counts percentage points; the rest of the vocabulary is published as printed.
_ONE_NAME = {"個百分點": "百分點"}


class _ByFirstGlyph(dict[str, re.Pattern[str] | None]):
    """The pattern of the units that begin with a glyph, the longest first, compiled when it is first asked for: most never are."""

    def __init__(self, patterns: dict[str, str]) -> None:
        super().__init__()
        self._sources: dict[str, dict[str, str]] = {}
        for unit, pattern in patterns.items():
            self._sources.setdefault(unit[0], {})[unit] = pattern

    def __missing__(self, first: str) -> re.Pattern[str] | None:
        sources = self._sources.get(first)
        self[first] = re.compile("|".join(_longest_first(sources))) if sources else None
        return self[first]


@dataclass(frozen=True, slots=True)
class Units:
    """The vocabulary: `any` matches a unit by its first glyph, `chinese` one that Chinese numerals count, `per` what a rate is per."""

    any: _ByFirstGlyph
    chinese: _ByFirstGlyph
    per: _ByFirstGlyph
    latin: str
    foreign_prefix: re.Pattern[str]
    foreign_names: dict[str, str]
    time: frozenset[str]
    nouns: frozenset[str]
    people: frozenset[str]
    measuring: frozenset[str]
    shares: frozenset[str]

    def at(self, text: str, start: int) -> tuple[str, int] | None:
        """The longest unit that stands at an offset of a matching copy, with what it is reckoned per (元/人), and the offset behind it."""
        pattern = self.any[text[start : start + 1]]
        unit = pattern.match(text, start) if pattern else None
        if unit is None:
            return None
        end = unit.end()
        if text.startswith("/", end):
            per = self.per[text[end + 1 : end + 2]]
            base = per.match(text, end + 1) if per else None
            end = base.end() if base else end
        name = text[start:end].replace(" ", "")
        return _ONE_NAME.get(name, name), end

    def counted_at(self, text: str, start: int) -> tuple[str, int] | None:
        """The same for a number in Chinese numerals."""
        pattern = self.chinese[text[start : start + 1]]
        unit = pattern.match(text, start) if pattern else None
        return (_ONE_NAME.get(unit[0], unit[0]), unit.end()) if unit else None


@lru_cache(maxsize=1)
def known_units() -> Units:
    """The vocabulary, read once."""
    declared = tomllib.loads(files("extractors.data").joinpath("units.toml").read_text(encoding="utf-8"))
    guards: dict[str, str] = declared["not_before"]
    kinds = ("dollars", "foreign", "share", "time", "size", "count", "noun")
    printed = {unit: _guarded(unit, guards) for kind in kinds for unit in declared[kind]}
    latin = {unit: rf"{re.escape(unit)}(?![0-9A-Za-z])" for unit in declared["latin"]}
    spaced = {f" {unit}": f" {pattern}" for unit, pattern in latin.items()}
    return Units(
        any=_ByFirstGlyph(printed | latin | spaced),
        chinese=_ByFirstGlyph({unit: _guarded(unit, guards) for unit in declared["chinese"]}),
        per=_ByFirstGlyph(printed | latin | {unit: re.escape(unit) for unit in declared["per"]}),
        latin=f"(?:{'|'.join(_longest_first(latin))})",
        foreign_prefix=re.compile(rf"(?:{'|'.join(map(re.escape, declared['foreign_prefixes']))})\Z"),
        foreign_names=declared["foreign_prefixes"],
        time=frozenset(declared["time"]),
        nouns=frozenset(declared["noun"]),
        people=frozenset(declared["people"]),
        measuring=frozenset(unit for kind in ("dollars", "foreign", "share", "time", "size", "latin") for unit in declared[kind]),
        shares=frozenset([*declared["share"], "分之"]),
    )


def _guarded(unit: str, guards: dict[str, str]) -> str:
    return re.escape(unit) + (f"(?![{guards[unit]}])" if unit in guards else "")


def _longest_first(patterns: dict[str, str]) -> list[str]:
    return [patterns[unit] for unit in sorted(patterns, key=len, reverse=True)]
