"""預算員額說明表: posts by category and year, in a table of any form, in a block of names and numbers, or in a sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.document import Cell, Paragraph, Table
from extractors.grid import Grid
from extractors.numerals import parse_count
from extractors.outline import Outline
from extractors.rows import Row
from extractors.sections.staffing_prose import read_list, read_prose
from extractors.sections.staffing_table import Figures, Unplaced, YearCell, read_table
from extractors.staffing_words import TOTAL, staffing_words
from extractors.text import fold


@dataclass(slots=True)
class Staffing:
    """What the staffing tables of a document print.

    `rows` are those of the dataset; `printed_changes` the rows (by position in `rows`) whose change is printed, not worked
    out; `years` the years over the columns; `explanations` the paragraphs that explain the changes; `unknown` the cells whose
    category is in no vocabulary; `unplaced` the cells with a number that no row has; `understood` the tables that were read.
    """

    rows: list[Row] = field(default_factory=list)
    printed_changes: set[int] = field(default_factory=set)
    years: list[YearCell] = field(default_factory=list)
    explanations: list[Paragraph] = field(default_factory=list)
    unknown: list[Cell] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    understood: list[Table] = field(default_factory=list)


def read_staffing(outline: Outline, fiscal_year: int) -> Staffing:
    """The posts that the tables under the staffing headings print, or else those of a table that says 員額, or of a sentence."""
    staffing = Staffing()
    titled = [table for section in outline.of_kind("staffing") for table in section.tables]
    _read_tables(titled, outline, fiscal_year, staffing)
    if not staffing.rows:
        elsewhere = [table for section in outline.sections for table in section.tables if _heads_posts(outline.grid(table))]
        _read_tables(elsewhere, outline, fiscal_year, staffing)
    if not staffing.rows:
        _read_blocks(titled, staffing)
    if not staffing.rows:
        staffing.rows += read_prose(outline)
    if not staffing.explanations:
        staffing.explanations += _explaining(outline)
    return staffing


def _read_tables(tables: Sequence[Table], outline: Outline, fiscal_year: int, staffing: Staffing) -> None:
    for table in tables:
        read = read_table(outline.grid(table), fiscal_year)
        if not read.figures:
            continue
        for figures in read.figures:
            _add(staffing, figures)
        staffing.understood.append(table)
        staffing.years += read.years
        staffing.unplaced += read.unplaced
        staffing.explanations += [paragraph for cell in read.explanations for paragraph in cell.paragraphs]


def _heads_posts(grid: Grid) -> bool:
    """Whether a table elsewhere counts posts, as where the heading says 員額編制表：如附表."""
    return any("員額" in grid.heading(column) for column in range(grid.column_count))


def _read_blocks(tables: Sequence[Table], staffing: Staffing) -> None:
    """The tables whose cells hold a name and a number each: 職員942人 | 技工316人."""
    for table in tables:
        rows = read_list([paragraph for cell in table.cells for paragraph in cell.paragraphs], "table")
        if len(rows) > 1:
            staffing.rows += rows
            staffing.understood.append(table)


_MOVED = re.compile(
    r"(?:增列|減列|增加|減少|移撥|移入|移出|裁減|淨增|淨減).*\d+[人名]|與上年度(?:相)?同|上(?:\(\d{2,3}\))?年度(?:法定)?預算員額"
)


def _explaining(outline: Outline) -> Iterator[Paragraph]:
    """The paragraphs under the staffing headings that explain the changes, where no column of the table does."""
    for section in outline.of_kind("staffing"):
        for item in section.items:
            if _MOVED.search(fold(item.text)):
                yield item.paragraph


def _add(staffing: Staffing, figures: Figures) -> None:
    words = staffing_words()
    values = {role: parse_count(cell.text) for role, cell in figures.cells.items()}
    prior, current, change = values.get("prior"), values.get("current"), values.get("change")
    if all(value is None for value in values.values()):
        return
    printed = figures.category.text
    category = TOTAL if figures.is_total else words.category(printed)
    if not figures.is_total and not words.is_category(printed) and not _is_reported(staffing, category):
        staffing.unknown.append(figures.category)
    if change is not None:
        staffing.printed_changes.add(len(staffing.rows))
    elif prior is not None and current is not None:
        change = current - prior
    read_at = _first(figures.cells) or figures.category
    staffing.rows.append(
        {
            "unit": figures.unit,
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


def _is_reported(staffing: Staffing, category: str) -> bool:
    return any(fold(cell.text) == fold(category) for cell in staffing.unknown)


def _first(cells: Mapping[str, Cell]) -> Cell | None:
    return cells.get("current") or cells.get("prior")
