"""The rules are those of the standard's JSON Schema (datapackage.org, profile 2.0), as far as they touch what is written."""

import json
import re
from typing import Any

import pytest

from schemas.data_package import DataFile, descriptor
from schemas.datasets import BY_NAME, DATASETS, SCHEMA_VERSION

FILES: dict[str, list[DataFile]] = {
    dataset.name: [
        {"path": f"{dataset.name}/114.parquet", "bytes": 20, "sha256": "b" * 64, "rows": 3},
        {"path": f"{dataset.name}/113.parquet", "bytes": 10, "sha256": "a" * 64, "rows": 2},
    ]
    for dataset in DATASETS
}
NAME = re.compile(r"[-a-z0-9._/]+")
PATH = re.compile(r"(?=[^./~])(?!file:)((?!/\.\./)(?!\\)(?!://).)*")
# For each type of field, the constraints that the standard knows and the Python type of their values.
CONSTRAINTS: dict[str, dict[str, type]] = {
    "string": {"required": bool, "enum": list},
    "integer": {"required": bool, "minimum": int, "maximum": int},
    "number": {"required": bool, "minimum": int, "maximum": int},
    "boolean": {"required": bool},
    "date": {"required": bool},
}


@pytest.fixture
def package() -> dict[str, Any]:
    written: dict[str, Any] = json.loads(json.dumps(descriptor(FILES, {"created": "2026-01-01T00:00:00Z"})))
    return written


def resource(package: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [resource for resource in package["resources"] if resource["name"] == name]
    assert isinstance(found, dict)
    return found


def test_the_package_names_its_profile_version_and_every_dataset(package: dict[str, Any]) -> None:
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["schema_version"] == SCHEMA_VERSION
    assert package["created"] == "2026-01-01T00:00:00Z"
    assert [resource["name"] for resource in package["resources"]] == [dataset.name for dataset in DATASETS]


@pytest.mark.parametrize("dataset", BY_NAME)
def test_a_resource_keeps_to_the_standard(package: dict[str, Any], dataset: str) -> None:
    described = resource(package, dataset)
    assert NAME.fullmatch(described["name"])
    assert described["type"] == "table"
    assert all(PATH.fullmatch(path) for path in described["path"])
    assert re.fullmatch(r".+/.+", described["mediatype"])
    for field in described["schema"]["fields"]:
        allowed = CONSTRAINTS[field["type"]]
        for name, value in field.get("constraints", {}).items():
            assert type(value) is allowed[name], (field["name"], name)


@pytest.mark.parametrize("dataset", BY_NAME)
def test_keys_name_columns_that_are_there(package: dict[str, Any], dataset: str) -> None:
    schema = resource(package, dataset)["schema"]
    names = {field["name"] for field in schema["fields"]}
    required = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")}
    assert set(schema.get("primaryKey", ())) <= required
    assert all(set(key) <= names for key in schema.get("uniqueKeys", ()))
    for key in schema["foreignKeys"]:
        target = resource(package, key["reference"].get("resource", dataset))["schema"]
        assert set(key["fields"]) <= names
        assert len(key["fields"]) == len(key["reference"]["fields"])
        assert set(key["reference"]["fields"]) <= {field["name"] for field in target["fields"]}


def test_files_are_named_in_order_with_size_hash_and_rows(package: dict[str, Any]) -> None:
    described = resource(package, "staffing")
    assert described["format"] == "parquet"
    assert described["path"] == ["staffing/113.parquet", "staffing/114.parquet"]
    assert described["row_count"] == 5
    assert described["files"][0] == {"path": "staffing/113.parquet", "bytes": 10, "hash": "sha256:" + "a" * 64, "row_count": 2}


def test_a_field_tells_type_title_unit_and_constraints(package: dict[str, Any]) -> None:
    fields = {field["name"]: field for field in resource(package, "staffing")["schema"]["fields"]}
    assert fields["source"]["constraints"] == {"required": True, "enum": ["table", "prose"]}
    assert fields["change"] == {
        "name": "change",
        "type": "integer",
        "title": "比較增減",
        "description": "current − prior, printed or worked out; null where either side is blank",
        "storageType": "int32",
        "unit": "posts",
    }


def test_a_key_with_nulls_in_it_is_no_primary_key(package: dict[str, Any]) -> None:
    # Table Schema: the fields of a primary key are required.
    assert resource(package, "documents")["schema"]["primaryKey"] == ["document_id"]
    assert resource(package, "staffing")["schema"]["uniqueKeys"] == [["document_id", "unit", "category", "anchor"]]
    assert not {"primaryKey", "uniqueKeys"} & resource(package, "reconciliations")["schema"].keys()


def test_a_dataset_without_files_is_described_without_data() -> None:
    (described,) = [each for each in descriptor({})["resources"] if each["name"] == "measures"]
    assert described["data"] == []
    assert "path" not in described
    assert described["row_count"] == 0
