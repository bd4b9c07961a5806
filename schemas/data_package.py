"""What the published files are to a stranger: a data package descriptor (datapackage.org, version 2.0) made from the declaration."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from schemas.datasets import DATASETS, SCHEMA_VERSION
from schemas.model import Dataset, Field, ForeignKey, Type

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_FIELD_TYPES = {
    Type.STRING: "string",
    Type.BOOL: "boolean",
    Type.INT8: "integer",
    Type.INT16: "integer",
    Type.INT32: "integer",
    Type.INT64: "integer",
    Type.FLOAT32: "number",
    Type.DATE: "date",
    Type.DECIMAL6: "number",
    Type.DECIMAL2: "number",
    Type.PERCENT: "number",
}


class DataFile(TypedDict):
    """A published file: its path from the descriptor (`staffing/113.parquet`), size in bytes, SHA-256 in hexadecimal digits, rows."""

    path: str
    bytes: int
    sha256: str
    rows: int


def descriptor(files: Mapping[str, Sequence[DataFile]], metadata: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The content of `datapackage.json`: every dataset with its columns, keys, files and counts, ready for `json.dumps`.

    `files` maps names of datasets to their files; a dataset without a file is described with no data. `metadata` is added at the
    top (`created`, and what else the run has to tell). The same arguments give the same descriptor in the same order.
    """
    return {
        "$schema": _PROFILE,
        "name": "budgetbook",
        "title": "預算總說明",
        "description": "The narrative part of Taiwan's budget books (預算總說明) as checked, typed tables.",
        "version": SCHEMA_VERSION,
        "schema_version": SCHEMA_VERSION,
        **(metadata or {}),
        "resources": [_resource(dataset, files.get(dataset.name, ())) for dataset in DATASETS],
    }


def _resource(dataset: Dataset, files: Sequence[DataFile]) -> dict[str, Any]:
    ordered = sorted(files, key=lambda file: file["path"])
    return {
        "name": dataset.name,
        "type": "table",
        "title": dataset.title,
        "description": dataset.description,
        **(_content(ordered) if ordered else {"data": []}),
        "row_count": sum(file["rows"] for file in ordered),
        "schema": _schema(dataset),
    }


def _content(files: Sequence[DataFile]) -> dict[str, Any]:
    """The files; the standard has no place for the size and hash of each of several, so `files` gives them."""
    return {
        "path": [file["path"] for file in files],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "files": [
            {"path": file["path"], "bytes": file["bytes"], "hash": f"sha256:{file['sha256']}", "row_count": file["rows"]} for file in files
        ],
    }


def _schema(dataset: Dataset) -> dict[str, Any]:
    return {
        "fields": [_field(field) for field in dataset.fields],
        # An empty text is a value: a cell in which nothing is printed, a paragraph that is a label only.
        "missingValues": [],
        **_key(dataset),
        "foreignKeys": [_foreign_key(dataset, key) for key in dataset.foreign_keys],
    }


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": _FIELD_TYPES[field.type],
        "title": field.title,
        "description": field.description,
        "storageType": field.type.value,
    }
    if field.unit is not None:
        described["unit"] = field.unit
    constraints = _constraints(field)
    return described | ({"constraints": constraints} if constraints else {})


def _constraints(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if not field.nullable:
        constraints["required"] = True
    if field.vocabulary:
        constraints["enum"] = list(field.vocabulary)
    if field.minimum is not None:
        constraints["minimum"] = field.minimum
    if field.maximum is not None:
        constraints["maximum"] = field.maximum
    return constraints


def _key(dataset: Dataset) -> dict[str, Any]:
    """The key by its name in the standard: the columns of a primary key are never null, those of a unique key may be."""
    if not dataset.is_key_unique:
        return {}
    key = list(dataset.key)
    if any(dataset.field(name).nullable for name in key):
        return {"uniqueKeys": [key]}
    return {"primaryKey": key}


def _foreign_key(dataset: Dataset, key: ForeignKey) -> dict[str, Any]:
    # A reference without a resource is one to the same table.
    target = {} if key.dataset == dataset.name else {"resource": key.dataset}
    return {"fields": list(key.columns), "reference": {**target, "fields": list(key.references)}}
