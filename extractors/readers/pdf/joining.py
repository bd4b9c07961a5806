"""How the parts of a table on successive pages become one table again, with the rows that a page break cut made whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.document import Box
from extractors.readers.assemble import RawCell, RawTable
from extractors.readers.pdf.lines import Line
from extractors.readers.pdf.paragraphs import line_pitch, raw_paragraphs
from extractors.readers.pdf.seams import Column, Side, cell_goes_on, row_goes_on
from extractors.readers.pdf.tables import Fragment, FragmentCell

_WIDTH_DRIFT = 6.0
_SIDE_DRIFT = 4.0
# A double line between the rows of one table parts its rules.
_SPLIT_GAP = 6.0
_WIDEST_PADDING = 8.0


@dataclass(slots=True)
class _Cell:
    """A cell of the whole table while it is put together."""

    row: int
    column: int
    row_span: int
    column_span: int
    page: int
    rectangle: tuple[float, float, float, float]
    lines: list[Line] = field(default_factory=list)


def goes_on(fragments: Sequence[Fragment], fragment: Fragment) -> bool:
    """Whether a fragment is a part of the table of these, which stand right before it: on the page before, or above a double line."""
    last = fragments[-1]
    if last.page == fragment.page and fragment.ys[0] - last.ys[-1] > _SPLIT_GAP:
        return False
    if abs((last.xs[-1] - last.xs[0]) - (fragment.xs[-1] - fragment.xs[0])) > _WIDTH_DRIFT:
        return False
    if repeated_rows(fragments[0], fragment):
        return True
    known, found = _union(fragments), [x - fragment.xs[0] for x in fragment.xs]
    fewer, more = sorted((known, found), key=len)
    return all(min(abs(x - other) for other in more) <= _SIDE_DRIFT for x in fewer)


def repeated_rows(first: Fragment, fragment: Fragment) -> int:
    """How many rows at the fragment's top repeat the table's head."""
    count = 0
    for row in range(min(first.row_count, fragment.row_count)):
        mine, theirs = fragment.starting(row), first.starting(row)
        if [cell.text for cell in mine] != [cell.text for cell in theirs] or not any(cell.text for cell in mine):
            break
        if all(cell.row + cell.row_span <= row + 1 for cell in fragment.cells if cell.row <= row):
            count = row + 1
    return count if count < fragment.row_count else max(0, count)


def join_fragments(fragments: Sequence[Fragment]) -> tuple[RawTable, list[FragmentCell]]:
    """The table of these fragments, and the cells of repeated heads that were left out of it."""
    _align(fragments)
    _set_rooms(fragments)
    dropped: list[FragmentCell] = []
    for fragment in fragments[1:]:
        dropped += _drop_head(fragment, repeated_rows(fragments[0], fragment))
    parts = [fragment for fragment in fragments if fragment.cells]
    columns = _describe(parts)
    joiner = _Joiner(columns)
    for part in parts:
        joiner.add(part)
    return joiner.finish(fragments[0]), dropped


def _union(fragments: Iterable[Fragment]) -> list[float]:
    """The sides of the columns of all fragments, from the table's left."""
    sides: list[float] = []
    for x in sorted(x - fragment.xs[0] for fragment in fragments for x in fragment.xs):
        if not sides or x - sides[-1] > _SIDE_DRIFT:
            sides.append(x)
    return sides


def _align(fragments: Sequence[Fragment]) -> None:
    """Put the cells of all fragments on one grid of columns."""
    sides = _union(fragments)
    if all(len(fragment.xs) == len(sides) for fragment in fragments):
        return
    for fragment in fragments:
        places = [_nearest(sides, side - fragment.xs[0]) for side in fragment.xs]
        for cell in fragment.cells:
            first, last = places[cell.column], places[cell.column + cell.column_span]
            cell.column, cell.column_span = first, last - first


def _nearest(sides: Sequence[float], x: float) -> int:
    distances = [abs(side - x) for side in sides]
    return distances.index(min(distances))


def _set_rooms(fragments: Sequence[Fragment]) -> None:
    """Give every line its indent and its room in its column, whose padding is told by the longest lines of all pages."""
    paddings: dict[tuple[int, int], tuple[float, float]] = {}
    for cell in (cell for fragment in fragments for cell in fragment.cells if cell.lines):
        key = (cell.column, cell.column_span)
        left = min(line.x0 - cell.rectangle[0] for line in cell.lines)
        right = min(cell.rectangle[2] - line.x1 for line in cell.lines)
        known = paddings.get(key, (_WIDEST_PADDING, _WIDEST_PADDING))
        paddings[key] = (max(0.0, min(left, known[0])), max(0.0, min(right, known[1])))
    for cell in (cell for fragment in fragments for cell in fragment.cells):
        left, right = paddings.get((cell.column, cell.column_span), (0.0, 0.0))
        for line in cell.lines:
            line.indent = line.x0 - cell.rectangle[0]
            line.room = cell.rectangle[2] - min(right, max(left, 2.0)) - line.x1


def _drop_head(fragment: Fragment, count: int) -> list[FragmentCell]:
    dropped = [cell for cell in fragment.cells if cell.row < count]
    fragment.cells = [cell for cell in fragment.cells if cell.row >= count]
    for cell in fragment.cells:
        cell.row -= count
    fragment.ys = fragment.ys[count:]
    return dropped


def _describe(parts: Sequence[Fragment]) -> dict[int, Column]:
    """What the cells of each column are like, the head left out."""
    columns: dict[int, Column] = {}
    for index, part in enumerate(parts):
        for cell in part.cells:
            if index == 0 and cell.row == 0:
                continue
            is_opened = index > 0 and cell.row == 0
            is_closed = index < len(parts) - 1 and cell.row + cell.row_span == part.row_count
            columns.setdefault(cell.column, Column()).add(cell.lines, cell.row_span, is_opened=is_opened, is_closed=is_closed)
    return columns


class _Joiner:
    """Puts the rows of one fragment under those of the fragments before it."""

    def __init__(self, columns: dict[int, Column]) -> None:
        self._columns = columns
        self._cells: list[_Cell] = []
        self._row_count = 0
        self._page = 0

    def add(self, part: Fragment) -> None:
        before = {cell.column: cell for cell in self._cells if cell.row + cell.row_span == self._row_count}
        opening = [cell for cell in part.cells if cell.row == 0]
        goes_on = bool(before) and part.page != self._page and row_goes_on(self._pairs(before, opening))
        offset = self._row_count - (1 if goes_on else 0)
        for cell in part.cells:
            above = before.get(cell.column) if cell.row == 0 else None
            if above is not None and above.column_span == cell.column_span and (goes_on or self._is_same(above, cell, part)):
                above.lines.extend(cell.lines)
                above.row_span = offset + cell.row_span - above.row
            elif goes_on and cell.row == 0:
                self._append_anywhere(cell, before, offset)
            else:
                self._cells.append(
                    _Cell(offset + cell.row, cell.column, cell.row_span, cell.column_span, part.page, cell.rectangle, list(cell.lines))
                )
        self._row_count = offset + part.row_count
        self._page = part.page

    def _pairs(self, before: dict[int, _Cell], opening: Sequence[FragmentCell]) -> Iterable[tuple[Side, Side]]:
        for cell in opening:
            above = before.get(cell.column)
            column = self._columns.get(cell.column) or Column()
            if above is not None:
                yield Side(above.lines, above.row_span, column), Side(cell.lines, cell.row_span, column)

    def _is_same(self, above: _Cell, cell: FragmentCell, part: Fragment) -> bool:
        """Whether a cell that opens a page beside a new row is the rest of a merged cell."""
        column = self._columns.get(cell.column) or Column()
        if cell.lines:
            return column.is_merged and bool(above.lines) and cell_goes_on(above.lines, cell.lines, column)
        if cell.row_span > 1:
            return True
        below = next((other for other in part.cells if other.column == cell.column and other.row == 1), None)
        return column.is_merged and (below is None or bool(below.lines))

    def _append_anywhere(self, cell: FragmentCell, before: dict[int, _Cell], offset: int) -> None:
        """Keep what stands in a cell that has no counterpart before the break, in the nearest one to its left."""
        above = before[max((column for column in before if column <= cell.column), default=min(before))]
        above.lines.extend(cell.lines)
        above.row_span = max(above.row_span, offset + cell.row_span - above.row)

    def finish(self, first: Fragment) -> RawTable:
        pitches = {
            column: line_pitch([line for cell in self._cells if cell.column == column for line in cell.lines])
            for column in {cell.column for cell in self._cells}
        }
        cells = [
            RawCell(
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                list(raw_paragraphs(cell.lines, pitch=pitches[cell.column])),
                cell.page,
                Box(*cell.rectangle),
            )
            for cell in self._cells
        ]
        return RawTable(cells, first.page, Box(first.xs[0], first.ys[0], first.xs[-1], first.ys[-1]))
