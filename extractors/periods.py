"""The days that headings and sentences name: 截至6月底, 115年1月至115年5月, 112年1月1日至6月30日止, 上半年."""

import re
from datetime import date

from extractors.numerals import roc_date

_MONTH = re.compile(
    r"(?:(?P<year>\d{2,3})年(?:度)?)?(?:\d{1,2}(?:月)?(?:\d{1,2}日)?(?:至|-|~|到))?(?:(?P<until>\d{2,3})年(?:度)?)?"
    r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|底|份)?"
)
_HALF = re.compile(r"(?:(?P<year>\d{2,3})年(?:度)?)?上半年")


def last_day(year: int, month: int, day: str | None = None) -> date | None:
    """The day itself, or the last of the month where none is printed (6月底)."""
    if day:
        return roc_date(year, month, int(day))
    return next((found for last in range(31, 27, -1) if (found := roc_date(year, month, last))), None)


def last_day_named(folded: str, default_year: int) -> date | None:
    """The last month or day that a text names; `default_year` where it names no year, None where it names no month."""
    matches = list(_MONTH.finditer(folded))
    if not matches:
        half = _HALF.search(folded)
        return roc_date(int(half["year"] or default_year), 6, 30) if half else None
    match = matches[-1]
    year = next((int(found["until"] or found["year"]) for found in reversed(matches) if found["until"] or found["year"]), default_year)
    return last_day(year, int(match["month"]), match["day"])
