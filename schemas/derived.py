"""The columns that expectations need and no dataset has, worked out from arrow tables."""

import pyarrow as pa
import pyarrow.compute as pc

from schemas.suites import Difference, Joined, Sum

# Wide enough for the difference of two numbers of 38 digits.
_WIDE = pa.decimal256(40, 6)


def derive(table: pa.Table, wanted: Sum | Difference | Joined) -> pa.ChunkedArray:
    """The derived column for these rows of a dataset."""
    if isinstance(wanted, Sum):
        return pc.add(pc.fill_null(table[wanted.column], 0), pa.scalar(wanted.addend, table[wanted.column].type))
    if isinstance(wanted, Difference):
        return pc.subtract(table[wanted.minuend].cast(_WIDE), table[wanted.subtrahend].cast(_WIDE)).cast(_WIDE)
    texts = [table[column].cast(pa.string()) for column in wanted.columns]
    return pc.binary_join_element_wise(*texts, wanted.separator, null_handling="replace", null_replacement="")


def sources_of(wanted: Sum | Difference | Joined) -> tuple[str, ...]:
    """The columns of its own dataset that a derived column is worked out from."""
    if isinstance(wanted, Sum):
        return (wanted.column,)
    if isinstance(wanted, Difference):
        return (wanted.minuend, wanted.subtrahend)
    return wanted.columns
