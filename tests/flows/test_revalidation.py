import datetime as dt
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest

from flows.order import WrongUseError
from flows.published import load_published
from flows.publishing import Release, publish
from flows.revalidation import validate_published
from schemas.findings import Finding


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the expectations are made to find; loading the real ones takes seconds."""
    findings: list[Finding] = []
    monkeypatch.setitem(sys.modules, "flows.validation", SimpleNamespace(validate=lambda _tables: findings))
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    return findings


@pytest.fixture
def output(tmp_path: Path, make_tables: Callable[..., dict[str, pa.Table]]) -> Path:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    documents = {"113-甲署": make_tables(), "114-甲署": make_tables(year=114)}
    publish(load_published(tmp_path), Release(documents), now)
    return tmp_path


def test_what_holds_is_said_in_one_line(found: list[Finding], output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found == []
    assert validate_published(output)
    assert capsys.readouterr().out == "documents 2, errors 0, warnings 0\n"


def test_a_warning_is_told_and_holds(found: list[Finding], output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found.append(Finding(check="lists.sequence", severity="warning", message="二 is missing", document_id="113-甲署", anchor="b3", page=2))
    assert validate_published(output)
    assert capsys.readouterr().out.splitlines()[0] == "warning lists.sequence: 二 is missing (113-甲署, b3, page 2)"


def test_an_error_does_not_hold(found: list[Finding], output: Path) -> None:
    found.append(Finding(check="keys.unique", severity="error", message="twice"))
    assert not validate_published(output)


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
