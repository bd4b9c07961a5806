"""How these documents write numbers: Chinese and enclosed numerals, counts in table cells, amounts of money, dates."""

import re
from datetime import date

from extractors.text import fold

_DIGITS = {"〇": 0, "零": 0, "○": 0} | {glyph: value for value, glyph in enumerate("一二三四五六七八九", 1)}
_LEGAL = {glyph: value for value, glyph in enumerate("壹貳參肆伍陸柒捌玖", 1)} | {"叁": 3, "弍": 2, "陆": 6}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_VALUES = _DIGITS | _LEGAL
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"

NUMERAL = "〇零一二三四五六七八九十百千"
LEGAL_NUMERAL = "壹貳參叁肆伍陸柒捌玖拾佰仟"

# No budget prints a longer number, and Python refuses to read one of thousands of digits.
_LONGEST_NUMERAL = 20


def parse_numeral(glyphs: str) -> int | None:
    """The value of a Chinese numeral below ten thousand: counted (二十一), by digits (二一) or legal (貳拾壹); None where it is none."""
    if not 0 < len(glyphs) <= _LONGEST_NUMERAL:
        return None
    if all(glyph in _DIGITS for glyph in glyphs):
        return int("".join(str(_DIGITS[glyph]) for glyph in glyphs))
    total = pending = 0
    for glyph in glyphs:
        if glyph in _VALUES:
            pending = _VALUES[glyph]
        elif glyph in _TENS:
            total += (pending or 1) * _TENS[glyph]
            pending = 0
        else:
            return None
    return total + pending


_COUNT = re.compile(r"([(\[]?)([-△▲]?)(\d{1,3}(?:,\d{3}){1,6}|\d{1,18})([)\]]?)(?:人|名)?")
_NIL = frozenset({"-", "--", "無", "0"})


def parse_count(text: str) -> int | None:
    """The number in a cell: `1,464`, `(3)`, `-3` and `△3` are negative; `-`, `－`, `無` and `0` are 0; None where blank or no number.

    Source: the contract's rule for numbers in cells.
    """
    folded = fold(text)
    if folded in _NIL:
        return 0
    match = _COUNT.fullmatch(folded)
    if not match or bool(match[1]) != bool(match[4]):
        return None
    value = int(match[3].replace(",", ""))
    return -value if match[1] or match[2] else value


FIRST_YEAR_BEFORE = 1911


def roc_date(year: int, month: int, day: int) -> date | None:
    """The day of a date in the Republic of China calendar; None where the calendar has no such day."""
    try:
        return date(year + FIRST_YEAR_BEFORE, month, day)
    except ValueError:
        return None
