"""以前年度計畫實施成果: what last year's projects, and this year's until the book was written, have brought."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from extractors.columns import RESULT_COLUMNS, Entry, content_items, content_text, read_columns, read_entries, unknown_columns
from extractors.items import Item
from extractors.not_understood import Reading
from extractors.numerals import roc_date
from extractors.outline import Outline, Section
from extractors.periods import last_day
from extractors.rows import Row
from extractors.text import fold

_DATES = re.compile(r"(\d{2,3})年(\d{1,2})月(?:(\d{1,2})日)?(?:起)?(?:至|-|~|到)(?:(\d{2,3})年)?(\d{1,2})月(?:(\d{1,2})日|底)?")
_UNTIL = re.compile(r"(?:截至)?(\d{2,3})年(?:度)?(\d{1,2})月(?:(\d{1,2})日|底)")
_YEAR = re.compile(r"\(?(\d{2,3})\)?年")
_PERIODS = {"prior_year_results": ("prior_year", 2), "current_year_results": ("current_year", 1)}


@dataclass(frozen=True, slots=True)
class Period:
    """前年度 or 上年度已過期間, and its days."""

    name: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The entries of one results table, and the period that they report on."""

    period: Period
    entries: list[Entry]


def read_outcomes(outline: Outline, fiscal_year: int, reading: Reading) -> Iterator[Outcomes]:
    """The results tables in reading order; they are noted in `reading`."""
    for section in outline.of_kind(*_PERIODS):
        period = read_period(section, fiscal_year)
        for table in section.tables:
            grid = outline.grid(table)
            columns = read_columns(grid, RESULT_COLUMNS)
            if columns is not None:
                reading.understood.append(table)
                reading.columns += unknown_columns(grid, RESULT_COLUMNS)
                yield Outcomes(period, list(read_entries(grid, columns)))


def read_period(section: Section, fiscal_year: int) -> Period:
    """The days that a heading names; the whole year where it names only the year, or none at all.

    `前（111）年度…` is 111-01-01 … 111-12-31; `上年度已過期間（112年1月1日至6月30日止）…` is what it says.
    """
    name, years_ago = _PERIODS[section.kind]
    folded = fold(section.title)
    year = next((int(match[1]) for match in _YEAR.finditer(folded)), None)
    span = _DATES.search(folded)
    until = _UNTIL.search(folded)
    days: tuple[date | None, date | None] = (None, None)
    if span:
        first = int(span[1])
        last = int(span[4] or first)
        days = (roc_date(first, int(span[2]), int(span[3] or 1)), last_day(last, int(span[5]), span[6]))
    elif until:
        days = (roc_date(int(until[1]), 1, 1), last_day(int(until[1]), int(until[2]), until[3]))
    whole = year if year is not None else fiscal_year - years_ago
    start = days[0] or roc_date(whole, 1, 1) or date.min
    return Period(name, start, days[1] or roc_date(whole, 12, 31) or date.max)


def result_rows(tables: list[Outcomes], outline: Outline) -> tuple[list[Row], list[Row]]:
    """The rows of `results` and of `result_items`."""
    results: list[Row] = []
    items: list[Row] = []
    counts: dict[str, int] = {}
    for outcomes in tables:
        period = outcomes.period
        for entry in outcomes.entries:
            sequence = counts[period.name] = counts.get(period.name, 0) + 1
            work_plan = entry.work_plan.text if entry.work_plan else ""
            project = entry.project.text if entry.project else None
            common: Row = {"period": period.name, "work_plan": work_plan, "project": project, "result_sequence": sequence}
            numbered = [common | row for row in _item_rows(entry, outline.items)]
            items += numbered
            read_at = entry.project.cell if entry.project else entry.content[0]
            results.append(
                {
                    "period": period.name,
                    "period_start": period.start,
                    "period_end": period.end,
                    "work_plan_ordinal": entry.work_plan.ordinal if entry.work_plan else None,
                    "work_plan": work_plan,
                    "sequence": sequence,
                    "ordinal": entry.project.ordinal if entry.project else None,
                    "project": project,
                    "outcome": content_text(entry.content),
                    "item_count": len(numbered),
                    "anchor": read_at.place.anchor,
                    "page": read_at.place.page,
                }
            )
    return results, items


def _item_rows(entry: Entry, items: Mapping[str, Item]) -> Iterator[Row]:
    """A row for each numbered item; what stands before the first is a row of its own, what follows one without a label is its text."""
    read: list[tuple[Item | None, list[str], str, int | None]] = []
    for item in content_items(entry.content, items):
        if item.label is None and read:
            read[-1][1].append(item.text)
        else:
            read.append((item if item.label else None, [item.text], item.anchor, item.page))
    if not read and entry.project:
        read.append((None, [""], entry.project.cell.place.anchor, entry.project.cell.place.page))
    sequences = {item.anchor: sequence for sequence, (item, *_) in enumerate(read, 1) if item}
    for sequence, (numbered, texts, anchor, page) in enumerate(read, 1):
        yield {
            "sequence": sequence,
            "ordinal": numbered.ordinal if numbered else None,
            "level": (numbered.level if numbered else None) or 1,
            "parent_sequence": sequences[numbered.parent.anchor] if numbered and numbered.parent else None,
            "label": numbered.printed_label if numbered else None,
            "text": "\n".join(texts),
            "anchor": anchor,
            "page": page,
        }
