"""What stands beside the rows, for a reader who has nothing but `output/`: `datapackage.json` and the words in each file."""

import json
import socket
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pyarrow.parquet as pq
import pytest

from flows import job as jobs
from schemas.datasets import BY_NAME, SCHEMA_VERSION
from tests.conftest import ROOT
from tests.places import NoChecks, Place


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> Path:
    """Books of two years, so that every dataset of central books has rows."""
    place = Place(tmp_path_factory.mktemp("place"), ROOT)
    place.copy("113/smesa-113.docx")
    place.write_next_year("114/smesa-114.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "Checker", NoChecks)
        place.run()
    return place.output


@pytest.fixture
def _no_network(monkeypatch) -> None:
    def refuse(*_arguments: object) -> None:
        pytest.fail("asks the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def with_rows(package: dict[str, Any], output: Path) -> dict[str, Any]:
    """The package with the rows in it, as pyarrow reads them: frictionless itself takes whole numbers with nulls for floats."""
    for resource in package["resources"]:
        rows = [row for path in resource.get("path", ()) for row in pq.read_table(output / path).to_pylist()]
        names = [field["name"] for field in resource["schema"]["fields"]]
        resource["data"] = [names, *([plain(row[name]) for name in names] for row in rows)]
        # frictionless wants a key with nulls in it to be there; the project's checks let it refer to nothing, as SQL does.
        resource["schema"]["foreignKeys"] = [
            key
            for key in resource["schema"]["foreignKeys"]
            if not any(BY_NAME[resource["name"]].field(name).nullable for name in key["fields"])
        ]
        for name in ("path", "format", "mediatype", "files"):
            resource.pop(name, None)
    return package


@pytest.mark.usefixtures("_no_network")
def test_the_package_and_the_rows_that_it_describes_are_valid(output):
    package = json.loads((output / "datapackage.json").read_bytes())
    frictionless.Package.from_descriptor(package, basepath=str(output))
    report = frictionless.Package.from_descriptor(with_rows(package, output)).validate()
    assert report.valid, report.flatten(["title", "fieldName", "rowNumber", "message"])[:5]
    rows = {task.name: task.stats.get("rows", 0) for task in report.tasks}
    assert rows == {resource["name"]: resource["row_count"] for resource in package["resources"]}
    assert rows["project_links"] > 40


@pytest.mark.usefixtures("_no_network")
def test_a_wrong_row_is_not_valid(output):
    package = with_rows(json.loads((output / "datapackage.json").read_bytes()), output)
    (staffing,) = [resource for resource in package["resources"] if resource["name"] == "staffing"]
    names, first, *_ = staffing["data"]
    first[names.index("source")] = "chart"
    report = frictionless.Package.from_descriptor(package).validate()
    assert [name for (name,) in report.flatten(["fieldName"]) if name] == ["source"]


def test_every_column_of_every_file_carries_what_it_means(output):
    files = sorted(output.glob("*/*.parquet"))
    assert {path.parent.name for path in files} == set(BY_NAME)
    for path in files:
        schema = pq.read_schema(path)
        assert schema.metadata[b"schema_version"].decode() == SCHEMA_VERSION
        for field in BY_NAME[path.parent.name].fields:
            said = {key.decode(): value.decode() for key, value in schema.field(field.name).metadata.items()}
            assert said["description"] == field.description
            assert said["title"] == field.title
            assert said.get("unit") == field.unit
