"""年度重要施政計畫: what each work plan's projects will do this year."""

from collections.abc import Iterator

from extractors.columns import PLAN_COLUMNS, Entry, content_text, read_columns, read_entries, unknown_columns
from extractors.not_understood import Reading
from extractors.outline import Outline
from extractors.rows import Row

_OTHER_TABLES = frozenset({"prior_year_results", "current_year_results", "staffing"})


def plan_entries(outline: Outline, reading: Reading) -> Iterator[list[Entry]]:
    """The entries of each plans table, under the plans' own heading or another; the tables are noted in `reading`."""
    for section in outline.sections:
        is_titled = section.kind == "annual_plans"
        for table in section.tables if section.kind not in _OTHER_TABLES else ():
            grid = outline.grid(table)
            columns = read_columns(grid, PLAN_COLUMNS)
            if columns is not None and (is_titled or columns.keys() == PLAN_COLUMNS.keys()):
                reading.understood.append(table)
                reading.columns += unknown_columns(grid, PLAN_COLUMNS)
                yield list(read_entries(grid, columns))


def plan_rows(tables: list[list[Entry]]) -> Iterator[Row]:
    """The rows of `plans`, one for each 重要計畫項目."""
    for entry in (entry for entries in tables for entry in entries):
        read_at = entry.project.cell if entry.project else entry.content[0]
        yield {
            "work_plan_ordinal": entry.work_plan.ordinal if entry.work_plan else None,
            "work_plan": entry.work_plan.text if entry.work_plan else "",
            "ordinal": entry.project.ordinal if entry.project else None,
            "project": entry.project.text if entry.project else "",
            "content": content_text(entry.content),
            "anchor": read_at.place.anchor,
            "page": read_at.place.page,
        }
