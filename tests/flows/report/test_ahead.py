import shutil
from pathlib import Path

import pytest

from flows.discovery import find_files
from flows.reading import Reading, read_document
from flows.report.ahead import PagesAhead, find_wishes
from flows.report.page_store import PageStore


def read(raw: Path, output: Path) -> list[Reading]:
    return [read_document(file, "test") for file in find_files(raw, output)]


def test_pages_drawn_ahead_are_those_that_the_report_draws(root: Path, tmp_path: Path) -> None:
    raw, reports = tmp_path / "raw", tmp_path / "output" / "reports"
    raw.mkdir()
    for path in (root / "tests" / "documents" / "smesa-113.pdf", root / "raw" / "113" / "smesa-113.txt"):
        shutil.copy(path, raw)
    (wish,) = find_wishes(read(raw, tmp_path / "output"), raw, reports)
    ahead = PagesAhead([wish])
    try:
        ahead.deliver(reports)
    finally:
        ahead.close()
    PageStore(tmp_path / "later").make([wish])
    drawn, later = (
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")} for folder in (reports, tmp_path / "later")
    )
    assert len(drawn) > 2
    assert drawn == later


def test_pages_that_are_there_are_not_drawn_again(root: Path, tmp_path: Path) -> None:
    raw, reports = root / "tests" / "documents" / "smesa-113.pdf", tmp_path / "reports"
    (wish,) = find_wishes(read(raw, tmp_path), raw, reports)
    PageStore(reports).make([wish])
    assert find_wishes(read(raw, tmp_path), raw, reports) == []


def test_without_libreoffice_nothing_is_tried_ahead(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = root / "raw" / "113" / "smesa-113.docx"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_wishes(read(raw, tmp_path), raw, tmp_path / "reports") == []


def test_a_process_that_is_gone_leaves_the_pages_to_the_report(root: Path, tmp_path: Path) -> None:
    raw, reports = root / "tests" / "documents" / "smesa-113.pdf", tmp_path / "reports"
    (wish,) = find_wishes(read(raw, tmp_path), raw, reports)
    ahead = PagesAhead([wish])
    ahead.close()
    ahead.deliver(reports)
    assert PageStore(reports).load(wish) is None
