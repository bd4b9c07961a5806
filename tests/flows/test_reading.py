import errno
import os
import pickle
from pathlib import Path

import pytest

from extractors import records
from extractors.readers import registry
from flows.discovery import RawFile
from flows.reading import read_document
from schemas.datasets import DATASETS


def file_of(folder: Path, name: str, data: bytes | None = None) -> RawFile:
    path = folder / name
    if data is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return RawFile(name, path, is_document=True)


def test_a_real_document_comes_to_tables_of_every_dataset(root: Path) -> None:
    reading = read_document(file_of(root / "raw", "113/smesa-113.docx"), "9+abc")
    assert reading.outcome is None
    assert reading.tables is not None
    assert set(reading.tables) == {dataset.name for dataset in DATASETS}
    (facts,) = reading.tables["documents"].to_pylist()
    assert facts["source_path"] == "113/smesa-113.docx"
    assert facts["extractor_version"] == "9+abc"
    assert (reading.document_id, reading.fiscal_year, reading.format) == ("113-經濟部中小及新創企業署", 113, "docx")


def test_a_reading_travels_between_processes(root: Path) -> None:
    reading = read_document(file_of(root / "raw", "113/smesa-113.txt"), "1")
    assert pickle.loads(pickle.dumps(reading)) == reading  # noqa: S301 - bytes made here


@pytest.mark.parametrize(
    ("name", "data", "outcome"),
    [
        ("empty.docx", b"", "unreadable"),
        ("text.docx", "預算總說明\n".encode(), "unreadable"),
        ("broken.docx", b"PK\x03\x04 cut short", "unreadable"),
        ("letter.txt", "敬啟者：茲檢送本署113年度預算書一份，請查照。\n".encode(), "unsupported"),
    ],
)
def test_what_is_no_document_has_an_outcome_and_one_line(tmp_path: Path, name: str, data: bytes, outcome: str) -> None:
    reading = read_document(file_of(tmp_path, name, data), "1")
    assert reading.outcome == outcome
    assert reading.tables is None
    (finding,) = reading.findings
    assert finding.severity == "error"
    assert "\n" not in finding.message
    assert reading.sha256 is not None


def test_a_file_that_is_gone_is_unreadable_and_stays_so(tmp_path: Path) -> None:
    reading = read_document(file_of(tmp_path, "gone.docx"), "1")
    assert (reading.outcome, reading.may_pass, reading.sha256) == ("unreadable", False, None)
    assert "No such file" in reading.findings[0].message


def test_a_file_that_is_refused_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.docx")
    reading = read_document(RawFile("a.docx", tmp_path / "a.docx", is_document=True, refusal="it leads elsewhere"), "1")
    assert (reading.outcome, reading.sha256, reading.findings[0].message) == ("unreadable", None, "it leads elsewhere")


@pytest.mark.parametrize("change", ["write on", "replace", "remove"])
@pytest.mark.parametrize("data", ["good", "bad"])
def test_a_file_that_changes_while_it_is_read_is_worth_another_try(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, data: str
) -> None:
    content = (root / "raw/113/smesa-113.txt").read_bytes() if data == "good" else b""
    file = file_of(tmp_path, "a.txt", content)
    read = registry.read

    def read_meanwhile(*arguments: object) -> object:
        try:
            return read(*arguments)  # type: ignore[arg-type]
        finally:
            if change == "write on":
                with file.path.open("ab") as stream:
                    stream.write("預算".encode())
            elif change == "replace":
                file_of(tmp_path, "other", content).path.replace(file.path)
            else:
                file.path.unlink()

    monkeypatch.setattr(registry, "read", read_meanwhile)
    reading = read_document(file, "1")
    assert (reading.outcome, reading.may_pass, reading.tables) == ("unreadable", True, None)
    assert "changed while it was read" in reading.findings[0].message
    monkeypatch.setattr(registry, "read", read)
    file_of(tmp_path, "a.txt", (root / "raw/113/smesa-113.txt").read_bytes())
    assert read_document(file, "1").outcome is None


@pytest.mark.parametrize(("number", "may_pass"), [(errno.EIO, True), (errno.ESTALE, True), (errno.EACCES, False)])
def test_only_what_can_pass_is_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, may_pass: bool) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "the disk says no")

    monkeypatch.setattr(registry, "read", refuse)
    reading = read_document(file_of(tmp_path, "a.docx", b"x"), "1")
    assert (reading.outcome, reading.may_pass) == ("unreadable", may_pass)


@pytest.mark.parametrize(
    ("error", "outcome", "said"),
    [
        (MemoryError(), "limit", "takes more memory than there is"),
        (RecursionError("too deep"), "limit", "RecursionError: too deep at test_reading.py:"),
        (KeyError("合計\n"), "failed_checks", "KeyError: '合計"),
    ],
)
def test_a_failure_of_the_program_costs_the_document_only(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, outcome: str, said: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(records, "extract", fail)
    reading = read_document(file_of(root / "raw", "113/smesa-113.txt"), "1")
    assert reading.outcome == outcome
    (finding,) = reading.findings
    assert said in finding.message
    assert "\n" not in finding.message


def test_rows_that_are_not_as_declared_fail_with_every_reason(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract = records.extract

    def spoil(*arguments: object) -> records.Extraction:
        extraction = extract(*arguments)  # type: ignore[arg-type]
        extraction.own_rows["staffing"][0]["category"] = None
        extraction.own_rows["duties"][0]["scope"] = "nobody"
        return extraction

    monkeypatch.setattr(records, "extract", spoil)
    reading = read_document(file_of(root / "raw", "113/smesa-113.txt"), "1")
    assert (reading.outcome, reading.tables) == ("failed_checks", None)
    assert reading.document_id == "113-經濟部中小及新創企業署"
    assert {finding.dataset for finding in reading.findings if finding.severity == "error"} == {"staffing", "duties"}


def test_the_printed_year_decides_and_another_folder_is_a_warning(root: Path, tmp_path: Path) -> None:
    data = (root / "raw/113/smesa-113.txt").read_bytes()
    reading = read_document(file_of(tmp_path, "112/smesa.txt", data), "1")
    assert (reading.outcome, reading.fiscal_year) == (None, 113)
    (finding,) = [finding for finding in reading.findings if finding.check == "years.folder"]
    assert finding.severity == "warning"
    assert "113" in finding.message
    assert "112" in finding.message
