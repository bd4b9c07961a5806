"""Where the cells of an OpenDocument table stand on its grid: rows and cells repeated, spanned and covered, and tables split in cells.

OpenDocument 1.3, part 3, 9.1. As in LibreOffice, a cell takes the next place of its row that no span covers, whether or not the covered
places are written down as such; a place that a row does not reach is no cell.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import accumulate, pairwise

from lxml import etree

from extractors.document import LimitError
from extractors.readers.assemble import RawBlock, RawCell, RawTable
from extractors.readers.grid import settle_columns
from extractors.readers.odt_names import STYLE_NAME_OF_TABLE, table, whole

_ROW, _CELL, _COLUMN = table("table-row"), table("table-cell"), table("table-column")
_ROW_CONTAINERS = frozenset(map(table, ("table-header-rows", "table-rows", "table-row-group")))
_COLUMN_CONTAINERS = frozenset(map(table, ("table-header-columns", "table-columns", "table-column-group")))
_ROWS_REPEATED, _COLUMNS_REPEATED = table("number-rows-repeated"), table("number-columns-repeated")
_ROWS_SPANNED, _COLUMNS_SPANNED = table("number-rows-spanned"), table("number-columns-spanned")
_SUB_TABLE = f"{table('table')}[@{table('is-sub-table')}='true']"
# Rows, columns and cells that are said to repeat, in one document: a word processor repeats a handful, ten characters may claim a million.
REPEAT_LIMIT = 10_000
# One that holds text counts once more for as many characters.
_REPEATED_CHARACTERS = 100
# Cells and the places that they span, in one document: a book of 400 pages of tables has some 50,000.
PLACE_LIMIT = 1_000_000


@dataclass(slots=True)
class _Laid:
    """A table laid out: cells, sub-tables that stand in place of a cell (by the cell's index), rows, the columns' widths in twips."""

    cells: list[RawCell]
    sub_tables: "dict[int, _Laid]"
    row_count: int
    widths_twips: Callable[[], list[int]]
    has_sub_tables: bool = False


class TableReader:
    """Reads the tables of one document."""

    def __init__(
        self,
        read_content: Callable[[etree._Element], list[RawBlock]],
        column_width_of: Callable[[str], int],
        report: Callable[[str], None],
    ) -> None:
        """Begin a document.

        Args:
            read_content: reads the blocks of a cell; called once for each cell, in the order of the text.
            column_width_of: the width in twips that a column's style gives, 0 where it gives none.
            report: takes a sentence about what is not printed.
        """
        self._read_content = read_content
        self._column_width_of = column_width_of
        self._report = report
        self._place_count = 0
        self._repeat_count = 0

    def read(self, element: etree._Element) -> RawTable:
        """The table's cells on its grid, once each; a table that only divides a cell of another one is part of that one's grid.

        Raises:
            LimitError: the document's tables repeat more than REPEAT_LIMIT rows, columns and cells, or claim more than
                PLACE_LIMIT places.
        """
        laid = _unfold(self._lay_out(element))
        # Where no cell spans columns, each of them stands for itself, however narrow.
        is_even = all(cell.column_span == 1 for cell in laid.cells)
        settle_columns(laid.cells, [] if is_even else laid.widths_twips())
        return RawTable(laid.cells)

    def _lay_out(self, element: etree._Element) -> _Laid:
        rows = [row for row in _flatten(element, _ROW, _ROW_CONTAINERS) for _ in range(self._repeats(row.get(_ROWS_REPEATED), row))]
        laid = _Laid([], {}, len(rows), partial(self._widths, element), element.find(f".//{_SUB_TABLE}") is not None)
        taken: set[tuple[int, int]] = set()
        for index, row in enumerate(rows):
            column = 0
            self._claim(len(row))
            for item in row:
                if item.tag != _CELL:
                    self._pass_by(item)
                    continue
                repeated, row_span, column_span = item.get(_COLUMNS_REPEATED), item.get(_ROWS_SPANNED), item.get(_COLUMNS_SPANNED)
                for _ in range(1 if repeated is None else self._repeats(repeated, item)):
                    while taken and (index, column) in taken:
                        column += 1
                    cell = RawCell(index, column, 1, 1, self._read_cell(item, laid))
                    if row_span or column_span:
                        cell.row_span, cell.column_span = min(_count(row_span), len(rows) - index), _count(column_span)
                        self._claim(cell.row_span * cell.column_span)
                        _cut_to_free(cell, taken)
                    laid.cells.append(cell)
                    column += cell.column_span
        return laid

    def _pass_by(self, item: etree._Element) -> None:
        if len(item) and (text := "".join(map(str, item.itertext())).strip()):
            self._report(f"the text “{text}” lies under a cell that is merged and is not printed")

    def _widths(self, element: etree._Element) -> list[int]:
        return [
            self._column_width_of(column.get(STYLE_NAME_OF_TABLE, ""))
            for column in _flatten(element, _COLUMN, _COLUMN_CONTAINERS)
            for _ in range(self._repeats(column.get(_COLUMNS_REPEATED), column))
        ]

    def _read_cell(self, item: etree._Element, laid: _Laid) -> list[RawBlock]:
        """The content of the next cell, if it is not a table that divides it."""
        if laid.has_sub_tables and (sub_table := item.find(_SUB_TABLE)) is not None:
            laid.sub_tables[len(laid.cells)] = _unfold(self._lay_out(sub_table))
            return []
        return self._read_content(item)

    def _claim(self, place_count: int) -> None:
        self._place_count += place_count
        if self._place_count > PLACE_LIMIT:
            raise LimitError(f"its tables claim more than {PLACE_LIMIT} places, which no document has; it is not read")

    def _repeats(self, value: str | None, element: etree._Element) -> int:
        count = _count(value)
        if count > 1:
            self._repeat_count += (count - 1) * (1 + sum(map(len, element.itertext())) // _REPEATED_CHARACTERS)
        if self._repeat_count > REPEAT_LIMIT:
            raise LimitError(f"its tables repeat more than {REPEAT_LIMIT} rows, columns and cells, which no document does; it is not read")
        return count


def _cut_to_free(cell: RawCell, taken: set[tuple[int, int]]) -> None:
    """Cut the cell's spans where another cell's span begins, and mark its places as taken."""
    columns = range(cell.column, cell.column + cell.column_span)
    cell.column_span = next((column - cell.column for column in columns if (cell.row, column) in taken), cell.column_span)
    columns = range(cell.column, cell.column + cell.column_span)
    rows = range(cell.row, cell.row + cell.row_span)
    cell.row_span = next((row - cell.row for row in rows for column in columns if (row, column) in taken), cell.row_span)
    taken.update((row, column) for row in range(cell.row, cell.row + cell.row_span) for column in columns)


def _unfold(laid: _Laid) -> _Laid:
    """The table with its sub-tables' cells on one grid with its own: rows below each other from the top, columns by their widths."""
    if not laid.sub_tables:
        return laid
    heights = [1] * laid.row_count
    for index, sub in laid.sub_tables.items():
        cell = laid.cells[index]
        heights[cell.row] += max(0, sub.row_count - sum(heights[cell.row : cell.row + cell.row_span]))
    tops = [0, *accumulate(heights)]
    column_count = max(cell.column + cell.column_span for cell in laid.cells)
    outer_widths = laid.widths_twips()
    edges = _edges(outer_widths, column_count, Fraction(0), Fraction(1))
    placed: list[tuple[RawCell, Fraction, Fraction]] = []
    for index, cell in enumerate(laid.cells):
        left, right = edges[cell.column], edges[cell.column + cell.column_span]
        top, bottom = tops[cell.row], tops[cell.row + cell.row_span]
        divided = laid.sub_tables.get(index)
        if divided is None:
            cell.row, cell.row_span = top, bottom - top
            placed.append((cell, left, right))
            continue
        inner = _edges(divided.widths_twips(), max((part.column + part.column_span for part in divided.cells), default=1), left, right)
        for part in divided.cells:
            is_last = part.row + part.row_span == divided.row_count
            part.row_span = bottom - top - part.row if is_last else part.row_span
            part.row += top
            placed.append((part, inner[part.column], inner[part.column + part.column_span]))
    lines = sorted({edge for _, left, right in placed for edge in (left, right)})
    columns = {edge: column for column, edge in enumerate(lines)}
    for cell, left, right in placed:
        cell.column, cell.column_span = columns[left], columns[right] - columns[left]
    width = sum(outer_widths[:column_count])
    widths = [int((right - left) * width) for left, right in pairwise(lines)]
    return _Laid([cell for cell, _, _ in placed], {}, tops[-1], lambda: widths)


def _edges(widths_twips: list[int], column_count: int, left: Fraction, right: Fraction) -> list[Fraction]:
    """Where the columns begin and end between two edges: by their widths where all are known, else of equal width."""
    known = widths_twips[:column_count]
    widths = known if len(known) == column_count and all(known) else [1] * column_count
    total = sum(widths)
    return [left + (right - left) * Fraction(before, total) for before in (0, *accumulate(widths))]


def _flatten(element: etree._Element, tag: str, containers: frozenset[str]) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in containers:
            yield from _flatten(child, tag, containers)


def _count(value: str | None) -> int:
    return max(whole(value) or 1, 1)
