"""A staffing table, whichever way round it is printed: which cell counts which posts of which category, unit and year.

Categories stand down or across; years down, across, or under each category (職員 本年度 | 上年度); a unit has a row, or several.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.document import Cell
from extractors.grid import Grid
from extractors.numerals import parse_count
from extractors.staffing_words import StaffingWords, staffing_words
from extractors.text import fold

_YEAR = re.compile(r"(\d{2,3})\)?年度")
_YEAR_ALONE = re.compile(r"\(?(\d{2,3})\)?年?度?")
_CODE = re.compile(r"^\d{8,11}")
_POSTS = re.compile("員額|人數")
FIGURES = ("authorized", "prior", "current", "change")


@dataclass(frozen=True, slots=True)
class YearCell:
    """A year that heads the posts of `role` (prior or current)."""

    role: str
    year: int
    cell: Cell


@dataclass(slots=True)
class Figures:
    """One category's cells by what they count; `is_total` where another word than 合計 closes the unit's rows (小計)."""

    category: Cell
    unit: str | None
    cells: dict[str, Cell] = field(default_factory=dict)
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A number in a staffing table that no row has: its cell, and what heads it."""

    cell: Cell
    heading: str


@dataclass(slots=True)
class ReadTable:
    """What a table gives; without `figures` it was not understood."""

    figures: list[Figures] = field(default_factory=list)
    years: list[YearCell] = field(default_factory=list)
    explanations: list[Cell] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)


def read_table(grid: Grid, fiscal_year: int) -> ReadTable:
    """The posts of a table; `figures` is empty where it is no staffing table."""
    read = ReadTable()
    categories = {column: cell for column in range(grid.column_count) if (cell := _category_over(grid, column)) is not None}
    names = {fold(cell.text) for cell in categories.values()} - staffing_words().totals - staffing_words().subtotals
    reader = _Across(grid, fiscal_year, read, categories) if len(names) > 1 else _Down(grid, fiscal_year, read)
    read.figures += reader.read()
    if read.figures:
        read.unplaced += _unplaced(grid, read)
    return read


def _category_over(grid: Grid, column: int) -> Cell | None:
    """The cell of the head that names the column's category, a total or a subtotal."""
    words = staffing_words()
    for row in reversed(range(grid.header_row_count)):
        cell = grid.at(row, column)
        if cell is not None and (words.is_category(cell.text) or words.is_subtotal(cell.text)):
            return cell
    return None


def _unplaced(grid: Grid, read: ReadTable) -> Iterator[Unplaced]:
    """Columns that count something, and no row has any number of: a column that is not known."""
    words = staffing_words()
    placed = {id(cell) for figures in read.figures for cell in figures.cells.values()}
    for column in range(grid.column_count):
        counted = [cell for cell in grid.column(column) if cell.text and parse_count(cell.text) is not None]
        heading = grid.heading(column)
        is_known = (
            words.role(heading) in {"period", "unit", "category"}
            or any(word in heading for word in words.subtotals)
            or re.search("經費|^[款項目節]$|序號|編號|百分比|%", heading)
        )
        if counted and not is_known and not any(id(cell) in placed for cell in counted):
            yield Unplaced(counted[0], heading)


class _Reader:
    """What both directions share."""

    def __init__(self, grid: Grid, fiscal_year: int, read: ReadTable) -> None:
        self.grid = grid
        self.fiscal_year = fiscal_year
        self.found = read
        self.words: StaffingWords = staffing_words()
        self.headings = [grid.heading(column) for column in range(grid.column_count)]

    def column_role(self, column: int, heading: str, years: Sequence[int]) -> str | None:
        """What a column headed so counts; a year is told by its number, else by 上年度 and 本年度."""
        role = self.words.role(heading)
        if role == "change" and not self._holds_counts(column):
            return "explanation"
        year = _YEAR.search(heading)
        if role in {None, "prior", "current"} and year:
            role = self._role_of_year(int(year[1]), years)
            self._note_year(role, int(year[1]), column)
        return role

    def _role_of_year(self, year: int, years: Sequence[int]) -> str:
        """Prior or current; where neither printed year is the document's own, the later one is the current."""
        if year in {self.fiscal_year, self.fiscal_year - 1} or len(set(years)) == 1:
            return "current" if year >= self.fiscal_year else "prior"
        return "current" if year == max(years) else "prior"

    def _note_year(self, role: str, year: int, column: int) -> None:
        for row in range(self.grid.header_row_count):
            cell = self.grid.at(row, column)
            if cell is not None and _YEAR.search(fold(cell.text)):
                if all(other.cell is not cell for other in self.found.years):
                    self.found.years.append(YearCell(role, year, cell))
                return

    def _holds_counts(self, column: int) -> bool:
        return all(parse_count(cell.text) is not None for cell in self.grid.column(column) if cell.text)

    def explain(self, column: int) -> None:
        """Keep the column's cells as the explanation of the changes."""
        cells = (cell for cell in self.grid.column(column) if cell.text and parse_count(cell.text) is None)
        self.found.explanations.extend(cell for cell in cells if all(cell is not other for other in self.found.explanations))

    def unit_name(self, cell: Cell | None) -> str | None:
        """The unit that a cell names, without the code of its account."""
        return _CODE.sub("", "".join(cell.text.split())) or None if cell is not None else None


class _Down(_Reader):
    """One row of the table for each category; a table may hold two such lists side by side."""

    def read(self) -> Iterator[Figures]:
        roles = self._roles()
        starts = [column for column, role in roles.items() if role == "category"] or self._unheaded_category()
        unit_column = next((column for column, role in roles.items() if role == "unit" and column not in starts), None)
        for first, until in pairwise([*starts, self.grid.column_count]):
            figures: dict[str, int] = {}
            for column, role in roles.items():
                if first < column < until and role in FIGURES:
                    figures.setdefault(role, column)
            if len(starts) == 1:
                figures |= {role: column for column, role in roles.items() if column < first and role in FIGURES and role not in figures}
            yield from _without_subtotals(list(self._rows(first, figures or self._only_column(first, until), unit_column)))

    def _rows(self, category_column: int, figures: dict[str, int], unit_column: int | None) -> Iterator[Figures]:
        if not figures:
            return
        for row in self.grid.body_rows():
            category = self.grid.at(row, category_column)
            unit_cell = self.grid.at(row, unit_column) if unit_column is not None else None
            if category is not None and not category.text and unit_cell is not None and self.words.is_total(unit_cell.text):
                category = unit_cell
            if category is None or category.row != row or not category.text:
                continue
            is_subtotal = self.words.is_subtotal(category.text)
            if is_subtotal and unit_column is None:
                continue
            cells = {role: cell for role, column in figures.items() if (cell := self.grid.at(row, column)) is not None}
            yield Figures(category, self.unit_name(unit_cell), cells, is_subtotal)

    def _roles(self) -> dict[int, str]:
        """The role of each column, in order."""
        roles: dict[int, str] = {}
        years = [int(match[1]) for heading in self.headings if (match := _YEAR.search(heading))]
        for column, heading in enumerate(self.headings):
            role = self.column_role(column, heading, years)
            if role == "explanation":
                self.explain(column)
            elif role is not None:
                roles[column] = role
        return roles

    def _unheaded_category(self) -> list[int]:
        """The column whose cells name categories, where its head does not say so."""
        counts = [sum(self.words.is_category(cell.text) for cell in self.grid.column(column)) for column in range(self.grid.column_count)]
        best = max(range(len(counts)), key=counts.__getitem__, default=None)
        return [best] if best is not None and counts[best] > 1 else []

    def _only_column(self, first: int, until: int) -> dict[str, int]:
        """The posts of a table that prints one year alone, without saying which: 區分 | 員額."""
        named = [column for column in range(first + 1, until) if _POSTS.search(self.headings[column])]
        return {"current": named[0]} if len(named) == 1 and self._holds_counts(named[0]) else {}


def _without_subtotals(figures: Sequence[Figures]) -> Iterator[Figures]:
    """The figures without 小計, but where it alone closes a unit's rows."""
    words = staffing_words()
    for entry in figures:
        closing = [other for other in figures if other.unit == entry.unit and (other.is_total or words.is_total(other.category.text))]
        if not entry.is_total or len(closing) == 1:
            yield entry


class _Across(_Reader):
    """One column of the table for each category, or one for each of its years."""

    def __init__(self, grid: Grid, fiscal_year: int, read: ReadTable, categories: dict[int, Cell]) -> None:
        super().__init__(grid, fiscal_year, read)
        self.categories = {column: cell for column, cell in categories.items() if not self.words.is_subtotal(cell.text)}
        self.others = [column for column in range(grid.column_count) if column not in categories]
        self.unit_column = next(reversed([column for column in self.others if self.words.role(self.headings[column]) == "unit"]), None)

    def read(self) -> Iterator[Figures]:
        for column in self.others:
            if self.words.role(self.headings[column]) == "explanation":
                self.explain(column)
        groups = self._row_groups()
        roles = self._years_under_categories()
        if roles:
            for row in self.grid.body_rows():
                yield from self._unit_row(row, roles)
        elif any(role in {"prior", "change"} for group in groups for role in self._row_roles(group, note=False)):
            for group in groups:
                yield from self._unit_rows(group)
        else:
            current = dict.fromkeys(self.categories, "current")
            for row in self.grid.body_rows():
                yield from self._unit_row(row, current)

    def _years_under_categories(self) -> dict[int, str]:
        """The role of each column where years stand under the categories; empty where they do not."""
        beside = {column: self.headings[column].replace(fold(cell.text), "", 1) for column, cell in self.categories.items()}
        years = [int(match[1]) for heading in beside.values() if (match := _YEAR.search(heading))]
        roles = {column: self.column_role(column, heading, years) for column, heading in beside.items()}
        figures = {column: role for column, role in roles.items() if role in FIGURES}
        return figures if len(figures) == len(self.categories) else {}

    def _unit_row(self, row: int, roles: dict[int, str]) -> Iterator[Figures]:
        """The categories of a unit that has one row."""
        unit = self.unit_name(self.grid.at(row, self.unit_column)) if self.unit_column is not None else None
        by_category: dict[int, Figures] = {}
        for column, role in roles.items():
            category, cell = self.categories[column], self.grid.at(row, column)
            if cell is not None:
                by_category.setdefault(id(category), Figures(category, unit)).cells.setdefault(role, cell)
        yield from by_category.values()

    def _unit_rows(self, rows: Sequence[int]) -> Iterator[Figures]:
        """The categories of a unit that has a row for each year, and often one for the change (VARIATIONS §4 B)."""
        roles = self._row_roles(rows, note=True)
        unit = self.unit_name(self.grid.at(rows[0], self.unit_column)) if self.unit_column is not None else None
        for column, category in self.categories.items() if roles else ():
            cells = {role: cell for role, row in roles.items() if (cell := self.grid.at(row, column)) is not None}
            yield Figures(category, unit, cells)

    def _row_groups(self) -> list[list[int]]:
        """The rows of each unit; all rows where the table has no unit column."""
        groups: list[list[int]] = []
        seen: Cell | None = None
        for row in self.grid.body_rows():
            cell = self.grid.at(row, self.unit_column) if self.unit_column is not None else None
            if not groups or (cell is not None and cell is not seen and cell.text):
                groups.append([])
                seen = cell
            groups[-1].append(row)
        return groups

    def _row_roles(self, rows: Sequence[int], *, note: bool) -> dict[str, int]:
        """The row of each role: 上年度編列, 本年度增(減), and 合計 for the year of the document."""
        roles: dict[str, int] = {}
        labels = [column for column in self.others if column != self.unit_column]
        for row in rows:
            cells = [cell for column in labels if (cell := self.grid.at(row, column)) is not None and cell.text]
            role = next((role for cell in cells if (role := self._row_role(cell, note=note)) in FIGURES), None)
            if role is not None:
                roles.setdefault(role, row)
        return roles

    def _row_role(self, cell: Cell, *, note: bool) -> str | None:
        folded = fold(cell.text)
        if self.words.is_total(folded):
            return "current"
        role = self.words.role(folded)
        match = _YEAR.search(folded) or _YEAR_ALONE.fullmatch(folded)
        if role in {None, "prior", "current"} and match:
            role = "current" if int(match[1]) >= self.fiscal_year else "prior"
            if note:
                self.found.years.append(YearCell(role, int(match[1]), cell))
        return role
