"""Where a table's cells stand on its grid: spans, merges of three kinds, and gaps."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lxml import etree

from extractors.readers.assemble import RawBlock, RawCell, RawTable
from extractors.readers.docx.names import CELL, ROW, TEXT, VALUE, W, first_of, number_of, whole
from extractors.readers.docx.wrappers import flatten, is_mark_removed
from extractors.readers.grid import settle_columns

_SPAN, _VERTICAL, _HORIZONTAL = W + "gridSpan", W + "vMerge", W + "hMerge"
_DELETED, _REVISED_MERGE = W + "cellDel", W + "cellMerge"
_PLACING = frozenset({_SPAN, _VERTICAL, _HORIZONTAL, _DELETED, _REVISED_MERGE})
_ROW_PROPERTIES, _CELL_PROPERTIES = W + "trPr", W + "tcPr"
_GRID, _GRID_COLUMN, _WIDTH = W + "tblGrid", W + "gridCol", W + "w"


class _Shape(NamedTuple):
    """What a cell's properties say of its place."""

    span: int = 1
    continues_above: bool = False
    is_merged: bool = False
    continues_left: bool = False
    is_deleted: bool = False


_PLAIN = _Shape()


_Placed = tuple[RawCell, _Shape, list[etree._Element]]  # noqa: SLF001 - the name that lxml has for an element
"""A cell as its row has it, and the elements that it is made of: more than one where it is merged to the right."""


def read_table(
    table: etree._Element, read_content: Callable[[etree._Element], list[RawBlock]], report: Callable[[str, Sequence[str]], None]
) -> RawTable:
    """The table's cells on its grid, once each.

    The columns are those that are seen, as in the other formats. What `gridBefore` and `gridAfter` leave out, and what a
    short row does not reach, is no cell.

    Args:
        table: the `w:tbl`.
        read_content: reads the blocks of a `w:tc`; called once for each, in the order of the text.
        report: takes a sentence about what is not printed, and the texts that it is about.
    """
    placed: list[_Placed] = []
    index = 0
    widths: list[int] = []
    for element in flatten(table):
        tag = element.tag
        if tag == ROW:
            row = _place_row(element, index)
            placed += row
            index += bool(row)
        elif tag == _GRID:
            widths = [whole(column.get(_WIDTH)) or 0 for column in element.iterchildren(_GRID_COLUMN)]
    settle_columns([cell for cell, _, _ in placed], widths)
    return RawTable(_merge(placed, read_content, report))


def _place_row(row: etree._Element, index: int) -> list[_Placed]:
    """The cells of a row; none where it was deleted, or never had one."""
    placed: list[_Placed] = []
    column = 0
    for element in flatten(row):
        tag = element.tag
        if tag == CELL:
            properties = first_of(element, _CELL_PROPERTIES)
            shape = _PLAIN if properties is None else _read_shape(properties)
            if shape.is_deleted:
                continue
            if shape.continues_left and placed:
                begun, _, elements = placed[-1]
                begun.column_span += shape.span
                elements.append(element)
            else:
                placed.append((RawCell(index, column, 1, shape.span), shape, [element]))
            column += shape.span
        elif tag == _ROW_PROPERTIES:
            # They stand before the cells (17.4.78).
            if is_mark_removed(element):
                return []
            column = max(number_of(element, W + "gridBefore") or 0, 0)
    return placed


def _read_shape(properties: etree._Element) -> _Shape:
    span, above, below, left, deleted = 1, False, False, False, False
    is_plain = True
    for item in properties:
        tag = item.tag
        if tag not in _PLACING:
            continue
        is_plain = False
        if tag == _SPAN:
            span = max(whole(item.get(VALUE)) or 1, 1)
        elif tag == _VERTICAL:
            below = item.get(VALUE) == "restart"
            above = not below
        elif tag == _HORIZONTAL:
            left = item.get(VALUE) != "restart"
        elif tag == _REVISED_MERGE:
            above = item.get(W + "vMerge") == "cont"
            below = item.get(W + "vMerge") == "rest"
        else:
            deleted = True
    return _PLAIN if is_plain else _Shape(span, above, above or below, left, deleted)


def _merge(
    placed: list[_Placed], read_content: Callable[[etree._Element], list[RawBlock]], report: Callable[[str, Sequence[str]], None]
) -> list[RawCell]:
    """The cells, each one that goes on from above made part of that one; of which only the text of the first is printed."""
    cells: list[RawCell] = []
    merged: dict[tuple[int, int], RawCell] = {}
    for cell, shape, elements in placed:
        above = merged.get((cell.row - 1, cell.column)) if shape.continues_above else None
        if above is not None and above.column_span == cell.column_span:
            above.row_span += 1
            merged[cell.row, cell.column] = above
            # Word and LibreOffice count a list on through the paragraphs that the merge covers.
            for element in elements:
                read_content(element)
            hidden = [text.text for element in elements for text in element.iter(TEXT) if text.text]
            if hidden:
                report(f"the text “{''.join(hidden).strip()}” lies under a cell that is merged downwards and is not printed", hidden)
            continue
        for element in elements:
            cell.content += read_content(element)
        cells.append(cell)
        if shape.is_merged:
            merged[cell.row, cell.column] = cell
    return cells
