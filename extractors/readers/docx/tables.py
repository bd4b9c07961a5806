"""Where a table's cells stand on its grid: spans, merges of three kinds, gaps, and boundaries that are one to the eye."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from extractors.readers.assemble import RawBlock, RawCell, RawTable
from extractors.readers.docx.names import CELL, ROW, TEXT, VALUE, W, number_of, whole
from extractors.readers.docx.wrappers import flatten, is_mark_removed

# Rows that were drawn apart end a hair beside each other; no character fits between (1/20 points: 1.8 mm).
SLIVER_TWIPS = 100
_SPAN, _VERTICAL, _HORIZONTAL = W + "gridSpan", W + "vMerge", W + "hMerge"
_DELETED, _REVISED_MERGE = W + "cellDel", W + "cellMerge"


@dataclass(slots=True)
class _Placed:
    """A cell as its row has it: the columns from `start` to before `end` of the table's own grid."""

    row: int
    start: int
    end: int
    elements: list[etree._Element]
    continues_above: bool = False
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a cell's properties say of its place."""

    span: int = 1
    continues_above: bool = False
    starts_below: bool = False
    continues_left: bool = False
    is_deleted: bool = False


def read_table(table: etree._Element, read_content: Callable[[etree._Element], list[RawBlock]], report: Callable[[str], None]) -> RawTable:
    """The table's cells on its grid, once each.

    Columns that no row uses as a boundary, or that are too narrow to be seen as one, are none: the grid is what the eye
    sees, as in the other formats. What `gridBefore` and `gridAfter` leave out, and what a short row does not reach, is no cell.

    Args:
        table: the `w:tbl`.
        read_content: reads the blocks of a `w:tc`; called once for each cell that is printed, in the order of the text.
        report: takes a sentence about what is not printed.
    """
    placed = list(_place(table))
    columns = _columns(placed, [whole(column.get(W + "w")) or 0 for column in table.iterfind(f"{W}tblGrid/{W}gridCol")])
    cells: list[RawCell] = []
    merged: dict[tuple[int, int], RawCell] = {}
    for item in placed:
        column = columns[item.start]
        span = columns[item.end] - column
        above = merged.get((item.row - 1, column)) if item.continues_above else None
        if above is not None and above.column_span == span:
            above.row_span += 1
            merged[item.row, column] = above
            hidden = "".join(text.text or "" for element in item.elements for text in element.iter(TEXT)).strip()
            if hidden:
                report(f"the text “{hidden}” lies under a cell that is merged downwards and is not printed")
            continue
        cell = RawCell(item.row, column, column_span=span)
        cells.append(cell)
        for element in item.elements:
            cell.content += read_content(element)
        if item.is_merged:
            merged[item.row, column] = cell
    return RawTable(cells)


def _place(table: etree._Element) -> Iterator[_Placed]:
    rows = (row for row in flatten(table) if row.tag == ROW)
    index = 0
    for row in rows:
        properties = row.find(W + "trPr")
        if is_mark_removed(properties):
            continue
        yield from _place_row(row, index, max(number_of(properties, W + "gridBefore") or 0, 0))
        index += 1


def _place_row(row: etree._Element, index: int, column: int) -> Iterator[_Placed]:
    last: _Placed | None = None
    for element in flatten(row):
        if element.tag != CELL:
            continue
        shape = _shape(element)
        if shape.is_deleted:
            continue
        end = column + shape.span
        if shape.continues_left and last is not None:
            last.end = end
            last.elements.append(element)
        else:
            if last is not None:
                yield last
            last = _Placed(index, column, end, [element], shape.continues_above, shape.continues_above or shape.starts_below)
        column = end
    if last is not None:
        yield last


def _shape(cell: etree._Element) -> _Shape:
    properties = cell.find(W + "tcPr")
    if properties is None:
        return _Shape()
    span, above, below, left, deleted = 1, False, False, False, False
    for item in properties:
        if item.tag == _SPAN:
            span = max(whole(item.get(VALUE)) or 1, 1)
        elif item.tag == _VERTICAL:
            below = item.get(VALUE) == "restart"
            above = not below
        elif item.tag == _HORIZONTAL:
            left = item.get(VALUE) != "restart"
        elif item.tag == _REVISED_MERGE:
            above = item.get(W + "vMerge") == "cont"
            below = item.get(W + "vMerge") == "rest"
        elif item.tag == _DELETED:
            deleted = True
    return _Shape(span, above, below, left, deleted)


def _columns(placed: list[_Placed], widths: list[int]) -> dict[int, int]:
    """The column that each boundary of the table's own grid begins, counted by the boundaries that are seen."""
    edges = sorted({edge for item in placed for edge in (item.start, item.end)})
    cells = {(item.start, item.end) for item in placed}
    is_measured = bool(edges) and edges[-1] <= len(widths) and all(width > 0 for width in widths)
    columns: dict[int, int] = {}
    column, begun = 0, 0
    for left, right in pairwise(edges):
        columns.setdefault(left, column)
        is_sliver = is_measured and sum(widths[edges[begun] : right]) < SLIVER_TWIPS
        if not is_sliver or any((edge, right) in cells for edge in edges[begun:]):
            column, begun = column + 1, edges.index(right)
        columns[right] = column
    return columns
