"""The only way from plain rows to arrow tables: what the declaration refuses never becomes a table.

pyarrow by itself takes 1.0 for an integer, a time for a date, and nulls where a schema forbids them.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.check import ConformError, Row, Values, check
from schemas.model import Dataset

__all__ = ["ConformError", "Row", "conform"]


def conform(rows: Iterable[Row], dataset: Dataset) -> pa.Table:
    """The arrow table of these rows, in their order, with the dataset's schema.

    Raises:
        ConformError: the rows are not what `schemas.check.check` allows.
    """
    columns = check(rows, dataset)
    if not columns:
        return _empty_table(dataset)
    return pa.Table.from_arrays(_arrays(columns, dataset), schema=arrow_schema(dataset))


def _arrays(columns: Sequence[Values], dataset: Dataset) -> list[pa.Array]:
    """The columns as arrow holds them; those of one type are made in one go, since each call costs as much as a hundred values."""
    row_count = len(columns[0])
    arrays: dict[int, pa.Array] = {}
    for kind, positions in _positions_by_type(dataset):
        joined = pa.array(list(chain.from_iterable(columns[position] for position in positions)), kind)
        arrays.update((position, joined.slice(index * row_count, row_count)) for index, position in enumerate(positions))
    return [arrays[position] for position in range(len(columns))]


@cache
def _positions_by_type(dataset: Dataset) -> tuple[tuple[pa.DataType, tuple[int, ...]], ...]:
    """Each type of the dataset's columns, and where the columns of that type stand."""
    positions: dict[pa.DataType, list[int]] = {}
    for position, kind in enumerate(arrow_schema(dataset).types):
        positions.setdefault(kind, []).append(position)
    return tuple((kind, tuple(of_kind)) for kind, of_kind in positions.items())


@cache
def _empty_table(dataset: Dataset) -> pa.Table:
    return arrow_schema(dataset).empty_table()
