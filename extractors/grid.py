"""A table as a grid: which cell covers a position, which rows are its head, and what each column is headed with."""

from collections.abc import Iterator

from extractors.document import Cell, Table
from extractors.labels import split_label
from extractors.numerals import parse_count
from extractors.text import fold


class Grid:
    """The cells of a table by position.

    The head is worked out from the cells alone, so that it is the same whatever format the table was read from: the rows
    that the cells of the first row cover, as far as no row below the first holds a count or a list item.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.row_count = table.row_count
        self.column_count = table.column_count
        self._covered: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            if cell.row_span == cell.column_span == 1:
                self._covered[cell.row, cell.column] = cell
                continue
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._covered[row, column] = cell
        self.header_row_count = self._count_header_rows()

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers this position, None where the table has a gap."""
        return self._covered.get((row, column))

    def row(self, row: int) -> Iterator[Cell]:
        """The cells that cover this row, from left to right, each once."""
        seen = None
        for column in range(self.column_count):
            cell = self.at(row, column)
            if cell is not None and cell is not seen:
                yield cell
                seen = cell

    def column(self, column: int) -> Iterator[Cell]:
        """The cells below the head that cover this column, from top to bottom, each once."""
        seen = None
        for row in range(self.header_row_count, self.row_count):
            cell = self.at(row, column)
            if cell is not None and cell is not seen:
                yield cell
                seen = cell

    def body_rows(self) -> range:
        """The rows below the head."""
        return range(self.header_row_count, self.row_count)

    def heading(self, column: int) -> str:
        """What heads the column, from the top row of the head to the lowest, folded for matching."""
        texts: list[str] = []
        seen = None
        for row in range(self.header_row_count):
            cell = self.at(row, column)
            if cell is not None and cell is not seen:
                texts.append(fold(cell.text))
                seen = cell
        return "".join(texts)

    def is_header(self, cell: Cell) -> bool:
        """Whether the cell begins in the head."""
        return cell.row < self.header_row_count

    def _count_header_rows(self) -> int:
        first = list(self.row(0)) if self.row_count > 1 else []
        if not first or any(_is_body(cell) for cell in first):
            return 0
        count = max(cell.row_span for cell in first)
        if len(first) == 1 and first[0].column_span == self.column_count and self.row_count > count + 1:
            count += max((cell.row_span for cell in self.row(count)), default=1)
        for row in range(1, min(count, self.row_count)):
            if any(cell.row == row and _is_body(cell) for cell in self.row(row)):
                return row
        return count if count < self.row_count else 1


def _is_body(cell: Cell) -> bool:
    """Whether the cell can only stand below a head: a count, or an item of a list."""
    text = cell.text
    return bool(text) and (parse_count(text) is not None or split_label(text)[0] is not None)
