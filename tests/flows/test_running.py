from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from flows.job import Job
from flows.order import make_order
from flows.printing import make_console
from flows.running import print_summary, show_progress
from flows.summary import Fate, FileReport, Summary
from schemas.findings import Finding


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(make_order(str(tmp_path), str(tmp_path / "output")))


def test_a_terminal_sees_how_many_documents_are_read(job: Job) -> None:
    screen = StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    with show_progress(console, job):
        job.on_progress("reading", 7)
    assert "reading" in screen.getvalue()


def test_a_pipe_sees_no_progress_bar(job: Job) -> None:
    pipe = StringIO()
    with show_progress(Console(file=pipe), job):
        job.on_progress("reading", 7)
    assert pipe.getvalue() == ""


def printed(capsys: pytest.CaptureFixture[str], summary: Summary) -> list[str]:
    print_summary(make_console(), make_order(".", "output"), summary)
    return capsys.readouterr().out.splitlines()


def test_every_quarantined_file_is_named_and_long_lists_of_others_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    good = [FileReport(f"{number}.docx", Fate.UNCHANGED, "113-甲署") for number in range(60)]
    bad = [FileReport(f"bad{number}.docx", Fate.QUARANTINED, None, "unreadable: empty") for number in range(60)]
    lines = printed(capsys, Summary((*good, *bad)))
    assert sum(line.startswith("quarantined bad") for line in lines) == 60
    assert sum(line.startswith("unchanged ") for line in lines) == 51
    assert "unchanged   and 10 more" in lines
    assert any("output/quarantine/" in line for line in lines)


def test_a_long_reason_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    reason = "unreadable: " + "字" * 300
    assert f"quarantined a.docx: {reason}" in printed(capsys, Summary((FileReport("a.docx", Fate.QUARANTINED, None, reason),)))


def test_warnings_and_notes_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding(check="lists.sequence", severity="warning", message="二 is missing", anchor="b7")
    summary = Summary((FileReport("a.docx", Fate.PUBLISHED, "113-甲署"),), warnings=(("a.docx", finding),), notes=("the folder moved",))
    lines = printed(capsys, summary)
    assert "warning     a.docx: 二 is missing (b7)" in lines
    assert "note the folder moved" in lines


def test_files_that_were_written_are_told_with_their_rows(capsys: pytest.CaptureFixture[str]) -> None:
    summary = Summary((), rows={"staffing": 6}, files=("staffing/113.parquet", "staffing/114.parquet", "datapackage.json"))
    lines = printed(capsys, summary)
    assert lines[0].startswith("Published (files written: 113.parquet, 114.parquet)")
    assert any(line.split() == ["staffing", "6", "output/staffing/"] for line in lines)
