import datetime as dt
import hashlib
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.order import WrongUseError
from flows.published import load_published
from flows.publishing import Release, publish
from flows.revalidation import validate_published
from flows.stacks import Failure
from schemas.findings import Finding


def expect(monkeypatch: pytest.MonkeyPatch, find_failures: Callable[[Mapping[str, pa.Table]], list[Failure]]) -> None:
    """Put something in the place of the expectations; loading the real ones takes seconds."""
    monkeypatch.setitem(sys.modules, "flows.validation", SimpleNamespace(find_failures=find_failures))


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the expectations are made to find."""
    findings: list[Finding] = []
    expect(monkeypatch, lambda _tables: [Failure(0, 0, position, finding) for position, finding in enumerate(findings)])
    return findings


@pytest.fixture
def output(tmp_path: Path, make_tables: Callable[..., dict[str, pa.Table]], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    documents = {"113-甲署": make_tables(), "113-乙署": make_tables("乙署"), "114-甲署": make_tables(year=114)}
    publish(load_published(tmp_path), Release(documents), now)
    return tmp_path


def test_what_holds_is_said_in_one_line(found: list[Finding], output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found == []
    assert validate_published(output)
    assert capsys.readouterr().out == "documents 3, errors 0, warnings 0\n"


def test_a_warning_is_told_and_holds(found: list[Finding], output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found.append(Finding(check="lists.sequence", severity="warning", message="二 is missing", document_id="113-甲署", anchor="b3", page=2))
    assert validate_published(output)
    assert capsys.readouterr().out.splitlines()[0] == "warning lists.sequence: 二 is missing (113-甲署, b3, page 2)"


def test_an_error_does_not_hold(found: list[Finding], output: Path) -> None:
    found.append(Finding(check="keys.unique", severity="error", message="twice"))
    assert not validate_published(output)


def test_a_few_documents_are_checked_at_a_time_and_what_is_found_is_told_by_expectation_before_document(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    portions = []

    def find(tables: Mapping[str, pa.Table]) -> list[Failure]:
        portions.append([set(tables[name]["document_id"].to_pylist()) for name in ("documents", "paragraphs", "staffing")])
        (*_, last) = tables["documents"]["document_id"].to_pylist()
        return [
            Failure(0, number, 0, Finding(check=check, severity="warning", message="見", document_id=last))
            for number, check in enumerate(("lists.sequence", "years.folder"))
        ]

    expect(monkeypatch, find)
    monkeypatch.setattr("flows.revalidation.PORTION_DOCUMENTS", 2)
    assert validate_published(output)
    assert portions == [[{"113-乙署", "113-甲署"}] * 3, [{"114-甲署"}] * 3]
    assert capsys.readouterr().out.splitlines() == [
        "warning lists.sequence: 見 (113-甲署)",
        "warning lists.sequence: 見 (114-甲署)",
        "warning years.folder: 見 (113-甲署)",
        "warning years.folder: 見 (114-甲署)",
        "documents 3, errors 0, warnings 4",
    ]


def test_a_document_that_stands_in_the_files_of_two_years_is_checked_as_one(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (output / "staffing/114.parquet").write_bytes((output / "staffing/113.parquet").read_bytes())
    posts = []

    def find(tables: Mapping[str, pa.Table]) -> list[Failure]:
        posts.append(tables["staffing"]["document_id"].to_pylist())
        return []

    expect(monkeypatch, find)
    monkeypatch.setattr("flows.revalidation.PORTION_DOCUMENTS", 1)
    assert not validate_published(output)
    assert "is not as it was published" in capsys.readouterr().out
    assert [set(portion) for portion in posts] == [{"113-乙署"}, {"113-甲署"}, set()]
    assert [len(portion) for portion in posts] == [4, 4, 0]


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table: table.rename_columns({"change": "posts"}), "where change int32 is declared, there is posts int32"),
        (
            lambda table: table.set_column(2, "fiscal_year", table["fiscal_year"].cast(pa.int64())),
            "where fiscal_year int16 is declared, there is fiscal_year int64",
        ),
        (lambda table: table.drop_columns("page"), "where page int32 is declared, there is no column"),
    ],
)
def test_a_file_of_other_columns_does_not_hold_though_it_is_as_it_was_published(
    output: Path, capsys: pytest.CaptureFixture[str], change: Callable[[pa.Table], pa.Table], told: str
) -> None:
    path = output / "staffing/113.parquet"
    before = path.read_bytes()
    pq.write_table(change(pq.read_table(path, partitioning=None)), path)
    package = (output / "datapackage.json").read_text(encoding="utf-8")
    hashes = (hashlib.sha256(data).hexdigest() for data in (before, path.read_bytes()))
    (output / "datapackage.json").write_text(package.replace(*hashes), encoding="utf-8")
    assert not validate_published(output)
    said = capsys.readouterr().out
    assert f"error columns.type: staffing/113.parquet: {told}; publish the documents again (run --force)" in said
    assert "files.hash" not in said


def test_a_file_that_is_not_as_published_does_not_hold(found: list[Finding], output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found == []
    path = output / "staffing/113.parquet"
    path.write_bytes((output / "staffing/114.parquet").read_bytes())
    assert not validate_published(output)
    assert f"error files.hash: {path} is not as it was published" in capsys.readouterr().out


@pytest.mark.usefixtures("found")
def test_nothing_published_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="nothing is published there"):
        validate_published(tmp_path)
