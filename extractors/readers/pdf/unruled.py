"""Where the rows of a table are that has no rules between them: where its columns of figures print their lines.

VARIATIONS §10: all rows then stand in one cell of each column, and blank cells make the numbers of lines differ.
"""

from collections.abc import Sequence
from itertools import pairwise

from extractors.numerals import parse_count
from extractors.readers.pdf.lines import Line
from extractors.readers.pdf.tables import Fragment, FragmentCell

_FEWEST_FIGURE_COLUMNS = 2
_FEWEST_ROWS = 2
_ALIGNED_EMS = 0.5


def split_rows(fragment: Fragment) -> Fragment:
    """The fragment with each row cut where its figures say; the same fragment where they say nothing."""
    for row in reversed(range(fragment.row_count)):
        cells = fragment.starting(row)
        if all(cell.row_span == 1 for cell in cells) and sum(cell.column_span for cell in cells) == len(fragment.xs) - 1:
            baselines = _row_baselines(cells)
            if len(baselines) >= _FEWEST_ROWS:
                _cut(fragment, row, cells, baselines)
    return fragment


def _row_baselines(cells: Sequence[FragmentCell]) -> list[float]:
    """The baselines that the columns of figures share; none where fewer than two columns are figures alone, line by line."""
    figures = [cell.lines for cell in cells if len(cell.lines) >= _FEWEST_ROWS and all(_is_figure(line) for line in cell.lines)]
    if len(figures) < _FEWEST_FIGURE_COLUMNS:
        return []
    baselines: list[float] = []
    for line in sorted((line for lines in figures for line in lines), key=lambda line: line.baseline):
        if not baselines or line.baseline - baselines[-1] > _ALIGNED_EMS * line.em:
            baselines.append(line.baseline)
    return baselines


def _is_figure(line: Line) -> bool:
    return parse_count(line.text) is not None


def _cut(fragment: Fragment, row: int, cells: Sequence[FragmentCell], baselines: Sequence[float]) -> None:
    """Replace a row by one for each baseline; a cell of running text is kept whole beside them."""
    sides = [fragment.ys[row], *((above + below) / 2 for above, below in pairwise(baselines)), fragment.ys[row + 1]]
    count = len(baselines)
    for cell in fragment.cells:
        if cell.row > row:
            cell.row += count - 1
        elif cell.row < row < cell.row + cell.row_span:
            cell.row_span += count - 1
    for cell in cells:
        if not _stands_in_rows(cell, baselines):
            cell.row_span = count
            continue
        fragment.cells.remove(cell)
        x0, _, x1, _ = cell.rectangle
        for index, (top, bottom) in enumerate(pairwise(sides)):
            lines = [line for line in cell.lines if _nearest(line, baselines) == index]
            fragment.cells.append(FragmentCell(row + index, cell.column, 1, cell.column_span, (x0, top, x1, bottom), [], lines))
    fragment.ys[row : row + 2] = sides


def _stands_in_rows(cell: FragmentCell, baselines: Sequence[float]) -> bool:
    """Whether a cell's lines belong to the rows: figures, or names that begin beside them."""
    if not cell.lines or cell.column == 0:
        return True
    return all(min(abs(line.baseline - baseline) for baseline in baselines) <= _ALIGNED_EMS * line.em for line in cell.lines)


def _nearest(line: Line, baselines: Sequence[float]) -> int:
    distances = [abs(line.baseline - baseline) for baseline in baselines]
    return distances.index(min(distances))
