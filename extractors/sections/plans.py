"""年度重要施政計畫: what each work plan's projects will do this year."""

from collections.abc import Iterator

from extractors.columns import PLAN_COLUMNS, Entry, content_text, read_columns, read_entries
from extractors.document import Table
from extractors.outline import Outline
from extractors.rows import Row


def plan_entries(outline: Outline, unread: list[Table]) -> Iterator[list[Entry]]:
    """The entries of each plans table; tables whose head is not understood are added to `unread`."""
    for section in outline.of_kind("annual_plans"):
        for table in section.tables:
            grid = outline.grid(table)
            columns = read_columns(grid, PLAN_COLUMNS)
            if columns is None:
                unread.append(table)
            else:
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
