"""The only way from plain rows to arrow tables: what the declaration refuses never becomes a table.

pyarrow by itself takes 1.0 for an integer, a time for a date, and nulls where a schema forbids them.
"""

from collections.abc import Iterable, Mapping
from functools import cache

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.check import ConformError, Row, Values, check, finding_of
from schemas.datasets import DATASETS
from schemas.model import Dataset
from schemas.references import unresolved

__all__ = ["ConformError", "Row", "check_references", "conform"]


def conform(rows: Iterable[Row], dataset: Dataset) -> pa.Table:
    """The arrow table of these rows, in their order, with the dataset's schema.

    Raises:
        ConformError: the rows are not what `schemas.check.check` allows.
    """
    columns = check(rows, dataset)
    if not columns:
        return _empty_table(dataset)
    schema = arrow_schema(dataset)
    return pa.Table.from_arrays([pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)], schema=schema)


@cache
def _empty_table(dataset: Dataset) -> pa.Table:
    return arrow_schema(dataset).empty_table()


def check_references(tables: Mapping[str, pa.Table]) -> None:
    """Check that every foreign key of the given tables is found; `tables` maps names of datasets to conforming tables.

    Raises:
        ConformError: a row refers to a row that is not there; a dataset that is not given has no rows.
    """
    values: dict[tuple[str, str], Values] = {}

    def column(dataset: str, name: str) -> Values:
        if (dataset, name) not in values:
            values[dataset, name] = tables[dataset][name].to_pylist() if dataset in tables else ()
        return values[dataset, name]

    wrong = []
    for dataset in DATASETS:
        for key in dataset.foreign_keys:
            own = [column(dataset.name, name) for name in key.columns]
            broken = unresolved(own, [column(key.dataset, name) for name in key.references])
            if broken:
                row = tables[dataset.name].slice(broken[0], 1).to_pylist()[0]
                value = ", ".join(str(row[name]) for name in key.columns)
                fault = f"{dataset.name}.{key.columns[-1]}: ({value}) is no ({', '.join(key.references)}) of {key.dataset}"
                wrong.append(finding_of(dataset, row, "keys.foreign", fault, "give the row that it refers to, or refer to none"))
    if wrong:
        raise ConformError(wrong)
