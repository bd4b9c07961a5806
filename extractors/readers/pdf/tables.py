"""Where the tables of a page are: pdfplumber's geometry on the page's rules, and the characters that stand in each cell.

A rectangle by itself is no table: it frames the text of a page (cities' books) or a box of an organization chart.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from extractors.readers.pdf.characters import Character, PageContent, Rule
from extractors.readers.pdf.lines import Line, build_lines

_TOLERANCE = 3.0
_THIN = 5.0
_MINIMUM_EDGE = 4.0
_MINIMUM_RULES = 4
# A page of the widest tables has some 200 lines that meet 2,000 times; those of a map would be held against each other for minutes.
RULE_LIMIT = 50_000
PAIR_LIMIT = 1_000_000
MEETING_LIMIT = 20_000
# A row or column by itself has two sides.
_FEWEST_SIDES = 2

Edge = dict[str, Any]
Rectangle = tuple[float, float, float, float]


@dataclass(slots=True)
class FragmentCell:
    """A cell of a table on one page: its place and spans on the fragment's grid, its rectangle, and its lines."""

    row: int
    column: int
    row_span: int
    column_span: int
    rectangle: Rectangle
    characters: list[Character] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its lines without any blank, to compare with."""
        return "".join("".join(line.text.split()) for line in self.lines)


@dataclass(slots=True)
class Fragment:
    """What stands of a table on one page; `xs` and `ys` are the sides of the columns and rows of its grid."""

    page: int
    xs: list[float]
    ys: list[float]
    cells: list[FragmentCell]

    @property
    def row_count(self) -> int:
        """Rows on this page."""
        return len(self.ys) - 1

    def starting(self, row: int) -> list[FragmentCell]:
        """The cells that begin in this row, from left to right."""
        return sorted((cell for cell in self.cells if cell.row == row), key=lambda cell: cell.column)


@dataclass(slots=True)
class BoxedText:
    """The characters in a rectangle that stands by itself."""

    rectangle: Rectangle
    characters: list[Character]


@dataclass(slots=True)
class PageTables:
    """The tables and boxes of a page, and the characters outside them."""

    fragments: list[Fragment]
    boxes: list[BoxedText]
    others: list[Character]
    is_overdrawn: bool = False


class _OverdrawnError(Exception):
    """More lines than any table is ruled with: a map, a drawing."""


def find_tables(page: PageContent) -> PageTables:
    """The page's tables with the lines in their cells, its small boxes, and every character that is in neither.

    A page that is overdrawn with lines has none.
    """
    if len(page.rules) < _MINIMUM_RULES:
        return PageTables([], [], page.characters)
    try:
        cells = _find_cells(page.rules)
    except _OverdrawnError:
        return PageTables([], [], page.characters, is_overdrawn=True)
    groups: list[list[Rectangle]] = cells_to_tables(cells)
    grouped = {cell for group in groups for cell in group}
    grids = [_Grid(group) for group in groups]
    boxes = [BoxedText(cell, []) for cell in cells if cell not in grouped and _is_small(cell, page)]
    others: list[Character] = []
    for character in page.characters:
        x, y = (character.x0 + character.x1) / 2, (character.top + character.bottom) / 2
        owner: list[Character] | None = next((found for grid in grids if (found := grid.at(x, y)) is not None), None)
        if owner is None:
            owner = next((box.characters for box in boxes if _holds(box.rectangle, x, y)), others)
        owner.append(character)
    fragments = []
    for grid in grids:
        if grid.is_printed_in():
            outside, fragment = grid.settle(page.number)
            others.extend(outside)
            if fragment is not None:
                fragments.append(fragment)
    return PageTables(fragments, [box for box in boxes if box.characters], others)


def _is_small(cell: Rectangle, page: PageContent) -> bool:
    return (cell[2] - cell[0]) < page.width / 3 and (cell[3] - cell[1]) < page.height / 2


def _holds(rectangle: Rectangle, x: float, y: float) -> bool:
    return rectangle[0] <= x <= rectangle[2] and rectangle[1] <= y <= rectangle[3]


def _find_cells(rules: Sequence[Rule]) -> list[Rectangle]:
    if len(rules) > RULE_LIMIT:
        raise _OverdrawnError
    edges = merge_edges([_edge(rule) for rule in rules], _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    edges = [edge for edge in edges if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= _MINIMUM_EDGE]
    level_count = sum(edge["orientation"] == "h" for edge in edges)
    if level_count * (len(edges) - level_count) > PAIR_LIMIT:
        raise _OverdrawnError
    edges += _closing_edges(edges)
    intersections = edges_to_intersections(edges, _TOLERANCE, _TOLERANCE)
    if len(intersections) > MEETING_LIMIT:
        raise _OverdrawnError
    return list(intersections_to_cells(intersections))


def _edge(rule: Rule) -> Edge:
    return _level(rule.x0, rule.x1, rule.top) if rule.is_level else _upright(rule.x0, rule.top, rule.bottom)


def _level(x0: float, x1: float, y: float) -> Edge:
    return {"x0": x0, "x1": x1, "top": y, "bottom": y, "width": x1 - x0, "height": 0.0, "orientation": "h"}


def _upright(x: float, top: float, bottom: float) -> Edge:
    return {"x0": x, "x1": x, "top": top, "bottom": bottom, "width": 0.0, "height": bottom - top, "orientation": "v"}


def _closing_edges(edges: Sequence[Edge]) -> list[Edge]:
    """The sides that a table leaves open: below its last row (Excel's books), or left and right of its columns."""
    levels = [edge for edge in edges if edge["orientation"] == "h"]
    uprights = [edge for edge in edges if edge["orientation"] == "v"]
    found = []
    for side in ("top", "bottom"):
        for group in _aligned(uprights, side):
            y, x0, x1 = group[0][side], group[0]["x0"], group[-1]["x0"]
            crossed = any(_crosses(level, upright) for level in levels for upright in group[:1])
            if crossed and not any(abs(level["top"] - y) <= _TOLERANCE and level["x0"] < x1 and level["x1"] > x0 for level in levels):
                found.append(_level(x0, x1, y))
    for side in ("x0", "x1"):
        for group in _aligned(levels, side):
            x, top, bottom = group[0][side], group[0]["top"], group[-1]["top"]
            crossed = any(_crosses(group[0], upright) and _crosses(group[-1], upright) for upright in uprights)
            if crossed and not any(
                abs(edge["x0"] - x) <= _TOLERANCE and edge["top"] < bottom and edge["bottom"] > top for edge in uprights
            ):
                found.append(_upright(x, top, bottom))
    return found


def _aligned(edges: Iterable[Edge], side: str) -> list[list[Edge]]:
    """Edges that end at one height (or one x), at least two, each group sorted across."""
    groups: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda item: item[side]):
        if groups and edge[side] - groups[-1][0][side] <= _TOLERANCE:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    across = "x0" if side in ("top", "bottom") else "top"
    for group in groups:
        group.sort(key=lambda item: item[across])
    return [group for group in groups if group[-1][across] - group[0][across] > _THIN]


def _crosses(level: Edge, upright: Edge) -> bool:
    return bool(
        level["x0"] - _TOLERANCE <= upright["x0"] <= level["x1"] + _TOLERANCE
        and upright["top"] - _TOLERANCE <= level["top"] <= upright["bottom"] + _TOLERANCE
    )


class _Grid:
    """The cells of one table laid on the grid of all their sides; characters find their cell by bisection."""

    def __init__(self, rectangles: Sequence[Rectangle]) -> None:
        self.xs = sorted({x for x0, _, x1, _ in rectangles for x in (x0, x1)})
        self.ys = sorted({y for _, top, _, bottom in rectangles for y in (top, bottom)})
        self.cells: list[FragmentCell] = []
        self._owners: dict[tuple[int, int], FragmentCell] = {}
        for x0, top, x1, bottom in sorted(rectangles, key=lambda item: (item[1], item[0])):
            row, column = self.ys.index(top), self.xs.index(x0)
            row_span, column_span = self.ys.index(bottom) - row, self.xs.index(x1) - column
            self._place(FragmentCell(row, column, row_span, column_span, (x0, top, x1, bottom)))
        for row in range(len(self.ys) - 1):
            for column in range(len(self.xs) - 1):
                if (row, column) not in self._owners:
                    rectangle = (self.xs[column], self.ys[row], self.xs[column + 1], self.ys[row + 1])
                    self._place(FragmentCell(row, column, 1, 1, rectangle))

    def _place(self, cell: FragmentCell) -> None:
        positions = [
            (row, column)
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        if any(position in self._owners for position in positions):
            return
        self.cells.append(cell)
        for position in positions:
            self._owners[position] = cell

    def at(self, x: float, y: float) -> list[Character] | None:
        """Where a character at this point goes, None where the point is outside the table."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        owner = self._owners.get((row, column))
        return owner.characters if owner else None

    def is_printed_in(self) -> bool:
        """Whether any cell holds a character: connecting lines of a chart make cells that hold none."""
        return any(cell.characters for cell in self.cells)

    def settle(self, page: int) -> tuple[list[Character], Fragment | None]:
        """The fragment with its lines, thin empty rows and columns taken out; and what stands in the frame around it."""
        outside = self._cut_frame()
        if len(self.cells) <= 1:
            return outside + [character for cell in self.cells for character in cell.characters], None
        columns = _kept(self.xs, [(cell.column, cell.column_span) for cell in self.cells if cell.characters])
        rows = _kept(self.ys, [(cell.row, cell.row_span) for cell in self.cells if cell.characters])
        cells = []
        for cell in self.cells:
            row, column = rows[cell.row], columns[cell.column]
            row_span, column_span = rows[cell.row + cell.row_span] - row, columns[cell.column + cell.column_span] - column
            if row_span and column_span:
                cells.append(FragmentCell(row, column, row_span, column_span, cell.rectangle, [], build_lines(cell.characters, page)))
        xs = [x for index, x in enumerate(self.xs) if index == 0 or columns[index] != columns[index - 1]]
        ys = [y for index, y in enumerate(self.ys) if index == 0 or rows[index] != rows[index - 1]]
        return outside, Fragment(page, xs, ys, cells)

    def _cut_frame(self) -> list[Character]:
        """Take out the first and the last row where they are a page's frame around the table: one cell, tall and empty or full of lines."""
        outside: list[Character] = []
        for last in (True, False):
            if min(len(self.ys), len(self.xs)) <= _FEWEST_SIDES:
                break
            row = len(self.ys) - 2 if last else 0
            cell = self._owners[row, 0]
            if cell.column_span < len(self.xs) - 1 or cell.row_span > 1 or not _is_frame(cell):
                continue
            outside.extend(cell.characters)
            self.cells.remove(cell)
            del self.ys[row + 1 if last else row]
            for other in self.cells:
                other.row -= 0 if last else 1
        return outside


_FRAME_HEIGHT = 60.0
_FRAME_LINES = 3


def _is_frame(cell: FragmentCell) -> bool:
    height = cell.rectangle[3] - cell.rectangle[1]
    if not cell.characters:
        return height > _FRAME_HEIGHT
    return len(build_lines(cell.characters, 0)) >= _FRAME_LINES


def _kept(sides: Sequence[float], printed: Iterable[tuple[int, int]]) -> list[int]:
    """For each side of the grid, which side it becomes when strips too thin to print in are taken out."""
    single = {start for start, span in printed if span == 1}
    places = [0]
    for index in range(len(sides) - 1):
        is_thin = sides[index + 1] - sides[index] < _THIN and index not in single
        places.append(places[-1] + (0 if is_thin else 1))
    return places
