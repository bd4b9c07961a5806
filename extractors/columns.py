"""Which column of a plans or results table holds what, told by its head, and the cells of each body row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import is_

from extractors.document import Cell, Place
from extractors.grid import Grid
from extractors.items import Item, split_items
from extractors.labels import split_label
from extractors.numerals import parse_numeral
from extractors.text import fold, join_lines

# 中央政府總預算編製作業手冊 heads the two tables so; the last words vary by year.
PLAN_COLUMNS = {
    "work_plan": re.compile(r"工作計畫.*|業務計畫.*"),
    "project": re.compile(r"重要計畫項目.*|計畫項目.*|重要施政計畫.*"),
    "content": re.compile(r"實施內容.*|計畫內容.*|辦理內容.*"),
}
RESULT_COLUMNS = {
    "work_plan": re.compile(r"工作計畫.*|業務計畫.*|計畫名稱.*"),
    "project": re.compile(r"(?:計畫)?實施(?:概況|狀況|項目).*|(?:重要|施政)*計畫項目.*|重要施政計畫.*"),
    "content": re.compile(r"(?:計畫)?(?:實施|辦理|執行|具體|施政)(?:成果|績效|情形).*|成果概述.*|績效.*"),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A work plan or a project: its number, its name without the label, wrapped lines joined, and both as printed."""

    ordinal: int | None
    text: str
    printed: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Entry:
    """A project with the cells of its content, and the work plan it stands under; `project` is None where none is printed."""

    work_plan: Name | None
    project: Name | None
    content: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column of a table that was read, whose head has no role in it."""

    heading: str
    place: Place


def read_columns(grid: Grid, heads: Mapping[str, re.Pattern[str]]) -> dict[str, list[int]] | None:
    """The columns of each role, in order; None where the head does not name a work plan and a content.

    Where 業務計畫 and 工作計畫 have a column each, the latter names the work plan.
    """
    columns: dict[str, list[int]] = {}
    for column in range(grid.column_count):
        heading = grid.heading(column)
        role = next((role for role, pattern in heads.items() if pattern.fullmatch(heading)), None)
        if role:
            columns.setdefault(role, []).append(column)
    if not (columns.keys() >= {"content"} and columns.keys() & {"work_plan", "project"}):
        return None
    lowest = [column for column in columns.get("work_plan", []) if grid.heading(column).startswith("工作計畫")]
    if lowest:
        columns["work_plan"] = lowest
    return columns


def unknown_columns(grid: Grid, heads: Mapping[str, re.Pattern[str]]) -> Iterator[UnknownColumn]:
    """The columns of a table that was read whose head has no role."""
    for column in range(grid.column_count):
        heading = grid.heading(column)
        cell = next((cell for cell in grid.column(column) if cell.text), None)
        if heading and cell is not None and not any(pattern.fullmatch(heading) for pattern in heads.values()):
            yield UnknownColumn(heading, cell.place)


def read_entries(grid: Grid, columns: Mapping[str, list[int]]) -> Iterator[Entry]:
    """The entries of the table, from top to bottom: one for each project cell, or row where a project cell is blank.

    A work plan that stands in a row of its own, over all columns, holds for the rows below it.
    """
    work_plan: Name | None = None
    entry: Entry | None = None
    project: Name | None = None
    named: list[Cell] = []
    projected: list[Cell] = []
    for row in grid.body_rows():
        first = grid.at(row, 0)
        is_whole_row = first is not None and first.column_span == grid.column_count > 1
        cells = [first] if first is not None and is_whole_row else _cells(grid, row, columns.get("work_plan", []))
        if not _are_same(cells, named):
            work_plan, named = _name(cells) or work_plan, cells
        if is_whole_row:
            continue
        beside = _cells(grid, row, columns.get("project", []))
        if not _are_same(beside, projected):
            project, projected = _name(beside), beside
        content = tuple(cell for cell in _cells(grid, row, columns["content"]) if cell.text)
        if entry is not None and _goes_on(entry, work_plan, project):
            entry = Entry(
                entry.work_plan,
                entry.project,
                entry.content + tuple(cell for cell in content if all(cell is not other for other in entry.content)),
            )
            continue
        if entry is not None:
            yield entry
        entry = Entry(work_plan, project, content) if project or content else None
    if entry is not None:
        yield entry


def _are_same(cells: list[Cell], others: list[Cell]) -> bool:
    """Whether these are the very same cells: one that covers several rows stands in each."""
    return len(cells) == len(others) and all(map(is_, cells, others))


def _goes_on(entry: Entry, work_plan: Name | None, project: Name | None) -> bool:
    """Whether a row belongs to the entry before it: the same project cell covers both."""
    return project is not None and entry.project is not None and project.cell is entry.project.cell and work_plan == entry.work_plan


def _cells(grid: Grid, row: int, columns: list[int]) -> list[Cell]:
    """The cells of these columns in a row, each once: a cell over several columns stands side by side."""
    cells: list[Cell] = []
    for column in columns:
        cell = grid.at(row, column)
        if cell is not None and (not cells or cells[-1] is not cell):
            cells.append(cell)
    return cells


def _name(cells: list[Cell]) -> Name | None:
    """The name in these cells: `一、一般行政` in one, or a bare `一` in the first and the name in the second."""
    filled = [cell for cell in cells if cell.text]
    if not filled:
        return None
    ordinal = _bare_ordinal(filled[0].text) if len(filled) > 1 else None
    named = filled[1:] if ordinal is not None else filled
    text = join_lines(paragraph.text for cell in named for paragraph in cell.paragraphs)
    label, rest = split_label(text)
    if ordinal is None and label is not None and rest:
        ordinal, text = label.ordinal, rest
    printed = "".join(cell.text for cell in filled)
    return Name(ordinal, text, printed, named[0])


def _bare_ordinal(text: str) -> int | None:
    folded = fold(text).rstrip("、.")
    label, rest = split_label(text)
    if label is not None and not rest:
        return label.ordinal
    return int(folded) if folded.isdigit() else parse_numeral(folded)


def content_text(cells: tuple[Cell, ...]) -> str:
    """The paragraphs of the cells joined by line feeds, labels kept."""
    return "\n".join(cell.text for cell in cells)


def content_items(cells: tuple[Cell, ...], items: Mapping[str, Item]) -> list[Item]:
    """The paragraphs of the cells as items of one list; `items` are those of the document, each cell a scope."""
    if len(cells) > 1:
        return split_items(paragraph for cell in cells for paragraph in cell.paragraphs)
    return [items[paragraph.place.anchor] for cell in cells for paragraph in cell.paragraphs]
