"""The only way from plain rows to arrow tables: what the declaration refuses never becomes a table.

pyarrow by itself takes 1.0 for an integer, a time for a date, and nulls where a schema forbids them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.check import NOTHING, ConformError, Row, Values, check
from schemas.model import Dataset

__all__ = ["ConformError", "Row", "conform"]


def conform(rows: Iterable[Row], dataset: Dataset, common: Row = NOTHING) -> pa.Table:
    """The arrow table of these rows, in their order, with the dataset's schema.

    `common` holds the columns that have one value in all of the rows, which the rows then lack.

    Raises:
        ConformError: the rows are not what `schemas.check.check` allows.
    """
    columns = check(rows, dataset, common)
    if not columns:
        return _empty_table(dataset)
    return pa.Table.from_arrays(_arrays(columns, dataset, common), schema=arrow_schema(dataset))


def _arrays(columns: Sequence[Values], dataset: Dataset, common: Row) -> list[pa.Array]:
    """The columns as arrow holds them; those of one type are made in one go, since each call costs as much as a hundred values."""
    row_count = len(columns[0])
    plan = _plan(dataset, tuple(common))
    arrays: dict[int, pa.Array] = {position: pa.repeat(pa.scalar(common[name], kind), row_count) for name, position, kind in plan.common}
    for kind, positions, sources in plan.own:
        joined = pa.array(list(chain.from_iterable(columns[source] for source in sources)), kind)
        arrays.update((position, joined.slice(index * row_count, row_count)) for index, position in enumerate(positions))
    return [arrays[position] for position in range(len(arrays))]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where the columns of a dataset stand.

    `common`: name, position and type of each that is common to all rows. `own`: each type of the others, the positions of the
    columns of that type, and where the rows' values for them stand among the checked ones.
    """

    common: tuple[tuple[str, int, pa.DataType], ...]
    own: tuple[tuple[pa.DataType, tuple[int, ...], tuple[int, ...]], ...]


@cache
def _plan(dataset: Dataset, common: tuple[str, ...]) -> _Plan:
    kinds = arrow_schema(dataset).types
    shared = [(name, position, kinds[position]) for position, name in enumerate(dataset.columns) if name in common]
    by_type: dict[pa.DataType, list[int]] = {}
    own = [position for position, name in enumerate(dataset.columns) if name not in common]
    for position in own:
        by_type.setdefault(kinds[position], []).append(position)
    grouped = [(kind, tuple(of_kind), tuple(map(own.index, of_kind))) for kind, of_kind in by_type.items()]
    return _Plan(tuple(shared), tuple(grouped))


@cache
def _empty_table(dataset: Dataset) -> pa.Table:
    return arrow_schema(dataset).empty_table()
