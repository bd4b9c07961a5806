"""預算員額說明表: posts by category and year, whichever way round the table is printed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.document import Cell, Table
from extractors.grid import Grid
from extractors.numerals import parse_count
from extractors.outline import Outline
from extractors.rows import Row
from extractors.staffing_words import TOTAL, StaffingWords, staffing_words
from extractors.text import fold

_YEAR = re.compile(r"(\d{2,3})\)?年度")
_FIGURES = ("authorized", "prior", "current", "change")


@dataclass(frozen=True, slots=True)
class PrintedYear:
    """A year that heads the posts of `role` (prior or current)."""

    role: str
    year: int
    cell: Cell


@dataclass(slots=True)
class Staffing:
    """What the staffing tables of a document print.

    `rows` are those of the dataset; `printed_changes` the rows (by position in `rows`) whose change is printed, not worked
    out; `years` the years over the columns; `explanations` the cells that explain the changes; `unknown` the cells whose
    category is in no vocabulary; `understood` the tables that were read.
    """

    rows: list[Row] = field(default_factory=list)
    printed_changes: set[int] = field(default_factory=set)
    years: list[PrintedYear] = field(default_factory=list)
    explanations: list[Cell] = field(default_factory=list)
    unknown: list[Cell] = field(default_factory=list)
    understood: list[Table] = field(default_factory=list)


def read_staffing(outline: Outline, fiscal_year: int) -> Staffing:
    """The posts that the tables under the staffing headings print, or where there are none, those of a table that says 員額."""
    staffing = Staffing()
    titled = [table for section in outline.of_kind("staffing") for table in section.tables]
    _read_tables(titled, outline, fiscal_year, staffing)
    if not staffing.rows:
        elsewhere = [table for section in outline.sections for table in section.tables if _heads_posts(outline.grid(table))]
        _read_tables(elsewhere, outline, fiscal_year, staffing)
    return staffing


def _read_tables(tables: Sequence[Table], outline: Outline, fiscal_year: int, staffing: Staffing) -> None:
    staffing.understood += [table for table in tables if _Reader(outline.grid(table), fiscal_year, staffing).read()]


def _heads_posts(grid: Grid) -> bool:
    """Whether a table elsewhere counts posts, as where the heading says 員額編制表：如附表."""
    return any("員額" in grid.heading(column) for column in range(grid.column_count))


@dataclass(slots=True)
class _Figures:
    """One category's cells by what they count."""

    category: Cell
    unit: str | None
    cells: dict[str, Cell] = field(default_factory=dict)


class _Reader:
    """Reads one table into the document's staffing."""

    def __init__(self, grid: Grid, fiscal_year: int, staffing: Staffing) -> None:
        self.grid = grid
        self.fiscal_year = fiscal_year
        self.staffing = staffing
        self.words: StaffingWords = staffing_words()
        self.headings = [grid.heading(column) for column in range(grid.column_count)]

    def read(self) -> bool:
        """Whether the table was understood; its rows are added if so."""
        category_columns = [column for column in range(self.grid.column_count) if self._heads_category(column)]
        figures = list(self._across(category_columns) if len(category_columns) > 1 else self._down())
        for entry in figures:
            self._add(entry)
        return bool(figures)

    def _heads_category(self, column: int) -> bool:
        cell = self.grid.at(self.grid.header_row_count - 1, column) if self.grid.header_row_count else None
        return cell is not None and (self.words.is_category(cell.text) or fold(cell.text) in self.words.subtotals)

    def _down(self) -> Iterator[_Figures]:
        """One row of the table for each category."""
        roles = self._column_roles()
        category_column = roles.get("category", self._category_column())
        figure_columns = {role: column for role, column in roles.items() if role in _FIGURES}
        if category_column is None or not figure_columns:
            return
        for row in self.grid.body_rows():
            category = self.grid.at(row, category_column)
            if category is None or category.row != row or not category.text or fold(category.text) in self.words.subtotals:
                continue
            unit = self.grid.at(row, roles["unit"]) if "unit" in roles else None
            cells = {role: cell for role, column in figure_columns.items() if (cell := self.grid.at(row, column)) is not None}
            yield _Figures(category, _join(unit.text) if unit and unit.text else None, cells)

    def _category_column(self) -> int | None:
        """The column whose cells name categories, where its head does not say so."""
        counts = [sum(self.words.is_category(cell.text) for cell in self.grid.column(column)) for column in range(self.grid.column_count)]
        best = max(range(len(counts)), key=counts.__getitem__, default=None)
        return best if best is not None and counts[best] > 1 else None

    def _column_roles(self) -> dict[str, int]:
        """The column of each role; years are told by their numbers, else by 上年度 and 本年度."""
        roles: dict[str, int] = {}
        years = {column: int(match[1]) for column, heading in enumerate(self.headings) if (match := _YEAR.search(heading))}
        for column, heading in enumerate(self.headings):
            role = self.words.role(heading)
            if role == "change" and not self._holds_counts(column):
                role = "explanation"
            if role in {None, "prior", "current"} and column in years:
                role = self._role_of_year(years[column], list(years.values()))
                self._note_year(role, years[column], column)
            if role == "explanation":
                self._explain(self.grid.column(column))
            elif role is not None:
                roles.setdefault(role, column)
        return roles

    def _role_of_year(self, year: int, years: Sequence[int]) -> str:
        """Prior or current; where neither printed year is the document's own, the later one is the current."""
        if year in {self.fiscal_year, self.fiscal_year - 1} or len(set(years)) == 1:
            return "current" if year >= self.fiscal_year else "prior"
        return "current" if year == max(years) else "prior"

    def _note_year(self, role: str, year: int, column: int) -> None:
        for row in range(self.grid.header_row_count):
            cell = self.grid.at(row, column)
            if cell is not None and _YEAR.search(fold(cell.text)):
                self.staffing.years.append(PrintedYear(role, year, cell))
                return

    def _holds_counts(self, column: int) -> bool:
        texts = [cell.text for cell in self.grid.column(column) if cell.text]
        return all(parse_count(text) is not None for text in texts)

    def _explain(self, cells: Iterator[Cell]) -> None:
        self.staffing.explanations.extend(cell for cell in cells if cell.text and parse_count(cell.text) is None)

    def _across(self, category_columns: Sequence[int]) -> Iterator[_Figures]:
        """One column of the table for each category; a row for each year, and often one for the change (VARIATIONS §4 B)."""
        unit_column = next((column for column, heading in enumerate(self.headings) if self.words.role(heading) == "unit"), None)
        others = [column for column in range(self.grid.column_count) if column not in category_columns and column != unit_column]
        for column in others:
            if self.words.role(self.headings[column]) == "explanation":
                self._explain(self.grid.column(column))
        for rows in self._row_groups(unit_column):
            roles = self._row_roles(rows, others)
            if not roles:
                continue
            unit_cell = self.grid.at(rows[0], unit_column) if unit_column is not None else None
            unit = _join(unit_cell.text) if unit_cell and unit_cell.text else None
            for column in category_columns:
                category = self.grid.at(self.grid.header_row_count - 1, column)
                if category is None or fold(category.text) in self.words.subtotals:
                    continue
                cells = {role: cell for role, row in roles.items() if (cell := self.grid.at(row, column)) is not None}
                yield _Figures(category, unit, cells)

    def _row_groups(self, unit_column: int | None) -> list[list[int]]:
        """The rows of each unit; all rows where the table has no unit column."""
        groups: list[list[int]] = []
        seen: Cell | None = None
        for row in self.grid.body_rows():
            cell = self.grid.at(row, unit_column) if unit_column is not None else None
            if not groups or (cell is not None and cell is not seen and cell.text):
                groups.append([])
                seen = cell
            groups[-1].append(row)
        return groups

    def _row_roles(self, rows: Sequence[int], columns: Sequence[int]) -> dict[str, int]:
        """The row of each role: 上年度編列, 本年度增(減), and 合計 for the year of the document."""
        roles: dict[str, int] = {}
        for row in rows:
            labels = [cell for column in columns if (cell := self.grid.at(row, column)) is not None and cell.text]
            for cell in labels:
                role = self._row_role(cell)
                if role in _FIGURES:
                    roles.setdefault(role, row)
                    break
        return roles

    def _row_role(self, cell: Cell) -> str | None:
        folded = fold(cell.text)
        if folded in self.words.totals:
            return "current"
        role = self.words.role(folded)
        match = _YEAR.search(folded)
        if role in {None, "prior", "current"} and match:
            role = "current" if int(match[1]) >= self.fiscal_year else "prior"
            self.staffing.years.append(PrintedYear(role, int(match[1]), cell))
        return role

    def _add(self, entry: _Figures) -> None:
        values = {role: parse_count(cell.text) for role, cell in entry.cells.items()}
        prior, current, change = values.get("prior"), values.get("current"), values.get("change")
        if all(value is None for value in values.values()):
            return
        category = self.words.category(entry.category.text)
        if not self.words.is_category(entry.category.text) and not any(fold(cell.text) == fold(category) for cell in self.staffing.unknown):
            self.staffing.unknown.append(entry.category)
        if change is not None:
            self.staffing.printed_changes.add(len(self.staffing.rows))
        elif prior is not None and current is not None:
            change = current - prior
        read_at = entry.cells.get("current") or entry.cells.get("prior") or entry.category
        self.staffing.rows.append(
            {
                "unit": entry.unit,
                "category": category,
                "authorized_posts": values.get("authorized"),
                "prior_year_posts": prior,
                "current_year_posts": current,
                "change": change,
                "is_total": category == TOTAL,
                "source": "table",
                "anchor": read_at.place.anchor,
                "page": read_at.place.page,
            }
        )


def _join(text: str) -> str:
    return "".join(text.split())
