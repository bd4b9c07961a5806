"""The only way from plain rows to arrow tables: what the declaration refuses never becomes a table.

pyarrow by itself takes 1.0 for an integer, a time for a date, and nulls where a schema forbids them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.check import NOTHING, ConformError, Row, Values, check
from schemas.findings import Finding
from schemas.model import Dataset

__all__ = ["ConformError", "Row", "conform", "conform_all"]


def conform(rows: Iterable[Row], dataset: Dataset, common: Row = NOTHING) -> pa.Table:
    """The arrow table of these rows, in their order, with the dataset's schema.

    `common` holds the columns that have one value in all of the rows, which the rows then lack.

    Raises:
        ConformError: the rows are not what `schemas.check.check` allows.
    """
    return conform_all({dataset: rows}, common)[dataset]


def conform_all(rows: Mapping[Dataset, Iterable[Row]], common: Row = NOTHING) -> dict[Dataset, pa.Table]:
    """The arrow tables of several datasets, each as `conform` makes it; the error holds the findings of all.

    Arrow is called once for each type, not for each column: a call costs as much as a hundred values.
    """
    columns: dict[Dataset, list[Values]] = {}
    findings: list[Finding] = []
    for dataset, of_dataset in rows.items():
        try:
            columns[dataset] = check(of_dataset, dataset, common)
        except ConformError as error:
            findings += error.findings
    if findings:
        raise ConformError(findings)
    arrays = _arrays({dataset: values for dataset, values in columns.items() if values}, common)
    return {
        dataset: pa.Table.from_arrays(arrays[dataset], schema=arrow_schema(dataset)) if dataset in arrays else _empty_table(dataset)
        for dataset in rows
    }


def _arrays(columns: Mapping[Dataset, Sequence[Values]], common: Row) -> dict[Dataset, list[pa.Array]]:
    """The columns as arrow holds them, in their order; `columns` are those of the rows, without the ones that are common."""
    row_counts = {dataset: len(values[0]) for dataset, values in columns.items()}
    plan = _plan(tuple(columns), tuple(common))
    arrays: dict[Dataset, list[pa.Array]] = {dataset: [None] * len(dataset.fields) for dataset in columns}
    for kind, places in plan.own:
        values = [columns[dataset][source] for dataset, _, source in places]
        joined = pa.array(list(chain.from_iterable(values)), kind)
        begin = 0
        for dataset, position, _ in places:
            arrays[dataset][position] = joined.slice(begin, row_counts[dataset])
            begin += row_counts[dataset]
    longest = max(row_counts.values(), default=0)
    for (name, kind), shared in plan.common:
        repeated = pa.repeat(pa.scalar(common[name], kind), longest)
        for dataset, position in shared:
            arrays[dataset][position] = repeated.slice(0, row_counts[dataset])
    return arrays


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where the columns of several datasets stand.

    `common`: name and type of each column that is common to all rows, with the datasets and positions where it stands. `own`: each
    type of the others, with dataset and position of each column of that type, and where it stands among the rows' own.
    """

    common: tuple[tuple[tuple[str, pa.DataType], tuple[tuple[Dataset, int], ...]], ...]
    own: tuple[tuple[pa.DataType, tuple[tuple[Dataset, int, int], ...]], ...]


@lru_cache(maxsize=64)
def _plan(datasets: tuple[Dataset, ...], common: tuple[str, ...]) -> _Plan:
    shared: dict[tuple[str, pa.DataType], list[tuple[Dataset, int]]] = {}
    own: dict[pa.DataType, list[tuple[Dataset, int, int]]] = {}
    for dataset in datasets:
        source = 0
        for position, (name, kind) in enumerate(zip(dataset.columns, arrow_schema(dataset).types, strict=True)):
            if name in common:
                shared.setdefault((name, kind), []).append((dataset, position))
            else:
                own.setdefault(kind, []).append((dataset, position, source))
                source += 1
    return _Plan(
        tuple((key, tuple(places)) for key, places in shared.items()),
        tuple((kind, tuple(places)) for kind, places in own.items()),
    )


@cache
def _empty_table(dataset: Dataset) -> pa.Table:
    return arrow_schema(dataset).empty_table()
