"""What a dataset is in arrow: exact types, what may be null, and titles, meanings and units as metadata."""

from functools import cache

import pyarrow as pa

from schemas.datasets import SCHEMA_VERSION
from schemas.model import Dataset, Field, Type

ARROW_TYPES = {
    Type.STRING: pa.string(),
    Type.BOOL: pa.bool_(),
    Type.INT8: pa.int8(),
    Type.INT16: pa.int16(),
    Type.INT32: pa.int32(),
    Type.INT64: pa.int64(),
    Type.FLOAT32: pa.float32(),
    Type.DATE: pa.date32(),
    Type.DECIMAL6: pa.decimal128(38, 6),
    Type.DECIMAL2: pa.decimal128(38, 2),
    Type.PERCENT: pa.decimal128(9, 2),
}


@cache
def arrow_schema(dataset: Dataset) -> pa.Schema:
    """The arrow schema of a dataset, its columns in order.

    Each field carries `title` (Chinese), `description` and, where it has one, `unit` as metadata; the schema carries `dataset`,
    `title`, `description` and `schema_version`. `nullable` says what the contract allows; pyarrow itself does not enforce it.
    """
    metadata = {
        "dataset": dataset.name,
        "title": dataset.title,
        "description": dataset.description,
        "schema_version": SCHEMA_VERSION,
    }
    return pa.schema([_arrow_field(field) for field in dataset.fields], metadata)


def _arrow_field(field: Field) -> pa.Field:
    metadata = {"title": field.title, "description": field.description}
    if field.unit is not None:
        metadata["unit"] = field.unit
    return pa.field(field.name, ARROW_TYPES[field.type], field.nullable, metadata)
