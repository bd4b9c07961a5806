"""Which boundaries between a table's columns are seen: the grid of the readers whose formats draw it finer than the eye."""

from collections.abc import Sequence
from itertools import pairwise

from extractors.readers.assemble import RawCell

# Rows that were drawn apart end a hair beside each other (VARIATIONS §11); no character fits between (1/20 points: 1.8 mm).
SLIVER_TWIPS = 100


def settle_columns(cells: Sequence[RawCell], widths_twips: Sequence[int]) -> None:
    """Count the cells' columns anew by the boundaries that are seen.

    A boundary that no cell begins or ends at is none; nor is one so close before the next that nothing fits between, unless a cell stands
    just there.

    Args:
        cells: the cells of one table; their columns and column spans are changed in place.
        widths_twips: the widths of the columns as they are now, 0 where one is not known: then no boundary is too close.
    """
    edges = sorted({edge for cell in cells for edge in (cell.column, cell.column + cell.column_span)})
    if not edges:
        return
    is_measured = edges[-1] <= len(widths_twips) and all(width > 0 for width in widths_twips)
    occupied = {(cell.column, cell.column + cell.column_span) for cell in cells}
    first_column = min(edges[0], 1)
    columns = {edges[0]: first_column}
    column, start = first_column, edges[0]
    for left, right in pairwise(edges):
        is_sliver = is_measured and sum(widths_twips[start:right]) < SLIVER_TWIPS
        if not is_sliver or any((edge, right) in occupied for edge in range(start, left + 1)):
            column, start = column + 1, right
        columns[right] = column
    for cell in cells:
        end = columns[cell.column + cell.column_span]
        cell.column = columns[cell.column]
        cell.column_span = end - cell.column
