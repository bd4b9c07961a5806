"""A staffing table, whichever way round it is printed: which cell counts which posts of which category, unit and year.

Categories stand down or across; years down, across, or under each category (職員 本年度 | 上年度); a unit has a row, or several.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.document import Cell
from extractors.grid import Grid
from extractors.numerals import parse_count
from extractors.sections.staffing_changes import MOVEMENTS, read_changes
from extractors.sections.staffing_years import roles_of_years
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
    """What a table gives; without `figures` it was not understood.

    `is_certain` is False where the printed years do not say which of them is this year, and `is_current_first` which was taken for it.
    """

    figures: list[Figures] = field(default_factory=list)
    years: list[YearCell] = field(default_factory=list)
    explanations: list[Cell] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    is_certain: bool = True
    is_current_first: bool = False


def read_table(grid: Grid, fiscal_year: int) -> ReadTable:
    """The posts of a table; `figures` is empty where it is no staffing table.

    Where the printed years do not tell the columns apart (112年度 twice), the changes and the totals that are stated do.
    """
    read = _read(grid, fiscal_year, None)
    if not read.is_certain:
        other = _read(grid, fiscal_year, not read.is_current_first)
        if _agreement(other, fiscal_year) > _agreement(read, fiscal_year):
            read = other
    if read.figures:
        read.unplaced += _unplaced(grid, read)
    return read


def _agreement(read: ReadTable, fiscal_year: int) -> int:
    """How many printed changes, stated movements and stated totals agree with the posts."""
    posts = [{role: parse_count(cell.text) for role, cell in figures.cells.items()} for figures in read.figures]
    rises = {
        staffing_words().category(figures.category.text): current - prior
        for figures, counts in zip(read.figures, posts, strict=True)
        if (current := counts.get("current")) is not None and (prior := counts.get("prior")) is not None
    }
    agreeing = 0
    for figures, counts in zip(read.figures, posts, strict=True):
        rise = rises.get(staffing_words().category(figures.category.text))
        agreeing += bool(rise) and counts.get("change") == rise
    stated = read_changes([paragraph for cell in read.explanations for paragraph in cell.paragraphs], fiscal_year).stated
    for change in stated:
        if change.kind in MOVEMENTS:
            agreeing += change.year == fiscal_year and change.category is not None and rises.get(change.category) == change.posts
        elif change.kind in {"restated_total", "current_total"}:
            role = "current" if change.kind == "current_total" else "prior"
            agreeing += any(counts.get(role) == change.posts for counts in posts)
    return agreeing


def _read(grid: Grid, fiscal_year: int, is_current_first: bool | None) -> ReadTable:
    read = ReadTable()
    categories = {column: cell for column in range(grid.column_count) if (cell := _category_over(grid, column)) is not None}
    names = {fold(cell.text) for cell in categories.values()} - staffing_words().totals - staffing_words().subtotals
    reader: _Across | _Down
    if len(names) > 1:
        reader = _Across(grid, fiscal_year, read, is_current_first, categories)
    else:
        reader = _Down(grid, fiscal_year, read, is_current_first)
    read.figures += reader.read()
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

    def __init__(self, grid: Grid, fiscal_year: int, read: ReadTable, is_current_first: bool | None) -> None:
        self.grid = grid
        self.fiscal_year = fiscal_year
        self.is_current_first = is_current_first
        self.found = read
        self.words: StaffingWords = staffing_words()
        self.headings = [grid.heading(column) for column in range(grid.column_count)]

    def column_roles(self, headings: Mapping[int, str]) -> dict[int, str]:
        """What each column counts, by its heading: 上年度 and 本年度 say it, else the printed years do."""
        roles: dict[int, str] = {}
        dated: dict[int, tuple[int, Cell]] = {}
        for column, heading in headings.items():
            role = self.words.role(heading)
            if role == "change" and not self._holds_counts(column):
                role = "explanation"
            match = _YEAR.search(heading) if role in {None, "prior", "current"} else None
            if role is not None:
                roles[column] = role
            if match is not None and (cell := self._year_cell(column)) is not None:
                dated[column] = (int(match[1]), cell)
        cells = {id(cell): (year, cell) for column, (year, cell) in dated.items() if column not in roles}
        by_year = self.note_years(list(cells.values()))
        for column, (year, cell) in dated.items():
            if column in roles:
                self.note_year(roles[column], year, cell)
            else:
                roles[column] = by_year[id(cell)]
        return roles

    def note_years(self, dated: Sequence[tuple[int, Cell]]) -> dict[int, str]:
        """The roles of these years by the ids of their cells; they are kept with the years of the table."""
        read = roles_of_years([year for year, _ in dated], self.fiscal_year, self.is_current_first)
        self.found.is_certain = self.found.is_certain and read.is_certain
        self.found.is_current_first = self.found.is_current_first or read.is_current_first
        for role, (year, cell) in zip(read.roles, dated, strict=True):
            self.note_year(role, year, cell)
        return {id(cell): role for role, (_, cell) in zip(read.roles, dated, strict=True)}

    def note_year(self, role: str, year: int, cell: Cell) -> None:
        """Keep a year with the years of the table."""
        if all(other.cell is not cell for other in self.found.years):
            self.found.years.append(YearCell(role, year, cell))

    def _year_cell(self, column: int) -> Cell | None:
        """The cell of the head that prints the column's year."""
        covering = (self.grid.at(row, column) for row in range(self.grid.header_row_count))
        return next((cell for cell in covering if cell is not None and _YEAR.search(fold(cell.text))), None)

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
        roles = dict(sorted(self.column_roles(dict(enumerate(self.headings))).items()))
        for column in [column for column, role in roles.items() if role == "explanation"]:
            self.explain(column)
            del roles[column]
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

    def __init__(self, grid: Grid, fiscal_year: int, read: ReadTable, is_current_first: bool | None, categories: dict[int, Cell]) -> None:
        super().__init__(grid, fiscal_year, read, is_current_first)
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
        elif any(role in {"prior", "change"} for group in groups for role in self._row_roles(group)):
            for group in groups:
                yield from self._unit_rows(group)
        else:
            current = dict.fromkeys(self.categories, "current")
            for row in self.grid.body_rows():
                yield from self._unit_row(row, current)

    def _years_under_categories(self) -> dict[int, str]:
        """The role of each column where years stand under the categories; empty where they do not."""
        beside = {column: self.headings[column].replace(fold(cell.text), "", 1) for column, cell in self.categories.items()}
        figures = {column: role for column, role in self.column_roles(beside).items() if role in FIGURES}
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
        roles = self._row_roles(rows)
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

    def _row_roles(self, rows: Sequence[int]) -> dict[str, int]:
        """The row of each role: 上年度編列, 本年度增(減), and 合計 for the year of the document."""
        labels = [column for column in self.others if column != self.unit_column]
        beside = {row: [cell for column in labels if (cell := self.grid.at(row, column)) is not None and cell.text] for row in rows}
        dated = [(year, cell) for cells in beside.values() for cell in cells if (year := self._year_alone(cell)) is not None]
        by_year = self.note_years(dated)
        roles: dict[str, int] = {}
        for row, cells in beside.items():
            role = next((role for cell in cells if (role := by_year.get(id(cell)) or self._row_role(cell)) in FIGURES), None)
            if role is not None:
                roles.setdefault(role, row)
        return roles

    def _year_alone(self, cell: Cell) -> int | None:
        """The year that a cell beside a row prints without a word for it."""
        folded = fold(cell.text)
        match = _YEAR.search(folded) or _YEAR_ALONE.fullmatch(folded)
        return int(match[1]) if match and self.words.role(folded) is None and not self.words.is_total(folded) else None

    def _row_role(self, cell: Cell) -> str | None:
        folded = fold(cell.text)
        if self.words.is_total(folded):
            return "current"
        role = self.words.role(folded)
        match = _YEAR.search(folded)
        if role in {"prior", "current"} and match:
            self.note_year(role, int(match[1]), cell)
        return role
