"""The columns that expectations need and no dataset has, worked out from arrow tables."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from schemas.references import unresolved
from schemas.suites import Derived, Difference, Joined, Resolved, Sum

# Wide enough for the difference of two numbers of 38 digits.
_WIDE = pa.decimal256(40, 6)


def derive(tables: Mapping[str, pa.Table], dataset: str, wanted: Derived) -> pa.ChunkedArray:
    """The derived column for the rows of `tables[dataset]`; a foreign key is looked up in the other tables."""
    table = tables[dataset]
    if isinstance(wanted, Sum):
        return pc.add(pc.fill_null(table[wanted.column], 0), pa.scalar(wanted.addend, table[wanted.column].type))
    if isinstance(wanted, Difference):
        return pc.subtract(table[wanted.minuend].cast(_WIDE), table[wanted.subtrahend].cast(_WIDE)).cast(_WIDE)
    if isinstance(wanted, Joined):
        texts = [table[column].cast(pa.string()) for column in wanted.columns]
        return pc.binary_join_element_wise(*texts, wanted.separator, null_handling="replace", null_replacement="")
    return _resolved(tables, table, wanted)


def _resolved(tables: Mapping[str, pa.Table], table: pa.Table, wanted: Resolved) -> pa.ChunkedArray:
    key = wanted.key
    target = tables[key.dataset]
    broken = unresolved([table[column].to_pylist() for column in key.columns], [target[column].to_pylist() for column in key.references])
    resolved = [True] * table.num_rows
    for position in broken:
        resolved[position] = False
    return pa.chunked_array([pa.array(resolved, pa.bool_())])
