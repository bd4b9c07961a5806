"""How the tables of a text dump lie on a grid: where rows end, and which cells are merged, inferred since the dump states neither."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import comb

from extractors.numerals import parse_count, parse_numeral
from extractors.readers.assemble import RawCell, RawParagraph, RawTable
from extractors.text import fold

Cell = list[str]
"""The lines of a cell."""
Spans = list[tuple[int, int]]
"""Column and column span of each cell of a row."""

_MOST_LAYOUTS = 10_000
_MOST_LAYOUTS_OF_A_TABLE = 100_000
_LONGEST_COUNT = 16


def cut_rows(chunks: Sequence[list[Cell]], width: int) -> list[list[Cell]]:
    """The rows of the table: runs joined so that as few cells as possible are missing, those missing standing first (in the head)."""
    best: list[tuple[tuple[int, int, int], int]] = [((0, 0, 0), 0)]
    for end in range(1, len(chunks) + 1):
        options = []
        cell_count = 0
        for start in range(end - 1, -1, -1):
            cell_count += len(chunks[start])
            if cell_count > width:
                break
            missing, joined, late = best[start][0]
            short = width - cell_count
            options.append(((missing + short, joined + end - start - 1, late + (start if short else 0)), start))
        best.append(min(options))
    rows: list[list[Cell]] = []
    end = len(chunks)
    while end:
        start = best[end][1]
        rows.append([cell for chunk in chunks[start:end] for cell in chunk])
        end = start
    return rows[::-1]


def lay_out(rows: Sequence[list[Cell]], width: int, clean: Callable[[str], str]) -> RawTable:
    """The table of these rows; a blank cell below a text goes on with it, one below a count is blank."""
    texts = [[fold(text) if len(text) < _LONGEST_COUNT else text for text in map("".join, row)] for row in rows]
    ordinal_columns = _ordinal_columns(texts, width)
    layouts_left = _MOST_LAYOUTS_OF_A_TABLE
    spans: list[Spans] = []
    for index, found in enumerate(texts):
        layouts_left -= comb(width - 1, len(found) - 1) if len(found) < width else 0
        spans.append(_column_spans(texts, index, width, ordinal_columns if layouts_left > 0 else None))
    header_count = _header_count(texts, width)
    counted = _columns_of_counts(texts[header_count:], spans[header_count:])
    cells: list[RawCell] = []
    above: dict[int, RawCell] = {}
    for row, (lines_of_row, columns) in enumerate(zip(rows, spans, strict=True)):
        if row == header_count:
            above = {}
        for lines, text, (column, span) in zip(lines_of_row, texts[row], columns, strict=True):
            upper = above.get(column)
            if not text and upper and upper.column_span == span and (row < header_count or column not in counted):
                upper.row_span += 1
                continue
            cell = RawCell(row, column, column_span=span, content=[RawParagraph(clean(line)) for line in lines])
            cells.append(cell)
            for covered in range(column, column + span):
                above.pop(covered, None)
            above[column] = cell
    return RawTable(cells)


def _header_count(texts: Sequence[list[str]], width: int) -> int:
    """Rows of the head: the first, and the second where the first has merged cells and blanks stand below the others."""
    return 2 if len(texts) > 1 and len(texts[0]) < width == len(texts[1]) and not all(texts[1]) else 1


def _columns_of_counts(texts: Sequence[list[str]], spans: Sequence[Spans]) -> set[int]:
    """The columns that hold numbers only."""
    held: dict[int, bool] = {}
    for row, columns in zip(texts, spans, strict=True):
        for text, (column, _) in zip(row, columns, strict=True):
            if text and held.get(column, True):
                held[column] = len(text) < _LONGEST_COUNT and parse_count(text) is not None
    return {column for column, only_counts in held.items() if only_counts}


def _column_spans(texts: Sequence[list[str]], row: int, width: int, ordinal_columns: set[int] | None) -> Spans:
    """The spans of a row; in one with fewer cells than columns they are inferred from the rows below.

    With `ordinal_columns` None nothing is inferred: the last cell takes what is left.
    """
    cell_count = len(texts[row])
    if cell_count == width:
        return [(column, 1) for column in range(width)]
    if ordinal_columns is None or comb(width - 1, cell_count - 1) > _MOST_LAYOUTS:
        return [*((column, 1) for column in range(cell_count - 1)), (cell_count - 1, width - cell_count + 1)]
    below = texts[row + 1] if row + 1 < len(texts) and len(texts[row + 1]) == width else None
    blank_below = {column for column, text in enumerate(below or ()) if not text}
    return min(_layouts(cell_count, width), key=lambda spans: _cost(spans, blank_below, ordinal_columns))


def _layouts(cell_count: int, width: int) -> Iterator[Spans]:
    """Every way to spread the cells over the columns."""
    for later in combinations(range(1, width), cell_count - 1):
        starts = (0, *later)
        yield [(start, end - start) for start, end in zip(starts, (*later, width), strict=True)]


def _cost(spans: Spans, blank_below: set[int], ordinal_columns: set[int]) -> int:
    """How unlikely spans are: a blank stands below a cell of one column; a column of bare numbers shares the head of the next one."""
    cost = 0
    for start, span in spans:
        columns = range(start, start + span)
        if span > 1:
            cost += 4 * sum(column in blank_below for column in columns)
        elif blank_below and start not in blank_below:
            cost += 2
        cost += 2 * sum(column in ordinal_columns and column + 1 not in columns for column in columns)
    return cost


def _ordinal_columns(texts: Sequence[list[str]], width: int) -> set[int]:
    """The columns that hold nothing but bare ordinals (`一`, `二`), as where 重要計畫項目 is printed over a number and a name."""
    full = [row for row in texts[1:] if len(row) == width]
    return {
        column
        for column in range(width - 1)
        if any(row[column] for row in full) and all(parse_numeral(row[column]) is not None for row in full if row[column])
    }
