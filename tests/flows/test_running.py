import sys
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from rich.console import Console
from rich.text import Text

from flows.job import Job
from flows.order import RunError, make_order
from flows.printing import make_console
from flows.progress import show_progress, show_waiting
from flows.reading import Reading
from flows.running import _run_flow, print_summary
from flows.summary import Fate, FileReport, Summary
from schemas.findings import Finding


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(make_order(str(tmp_path), str(tmp_path / "output")))


def test_a_terminal_sees_what_became_of_each_document_and_what_is_waited_for(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    monkeypatch.setattr(Job, "names_to_read", ["113/c.pdf", "113/d.pdf"])
    empty = Finding(check="reading", severity="error", message="the file is empty")
    with show_progress(console, job):
        job.on_read([Reading("113/a.docx", "", document_id="113-甲署"), Reading("113/b.docx", "", findings=(empty,), outcome="unreadable")])
        job.on_progress("reading", 2)
    seen = Text.from_ansi(screen.getvalue()).plain
    assert "read        113/a.docx 113-甲署" in seen
    assert "unreadable  113/b.docx: the file is empty" in seen
    assert "waiting for 113/c.pdf and 1 more" in seen


@pytest.mark.parametrize(("stage", "said"), [("checking", "checking all rows"), ("making pages", "making the pages")])
def test_a_terminal_sees_the_long_steps_behind_the_reading(job: Job, stage: str, said: str) -> None:
    screen = StringIO()
    with show_progress(Console(file=screen, force_terminal=True, width=100), job):
        job.on_progress(stage, 7)
    assert said in screen.getvalue()


def test_a_pipe_sees_no_progress_bar(job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = StringIO()
    with show_progress(Console(file=pipe), job), show_waiting("making the pages"):
        job.on_progress("reading", 7)
    assert pipe.getvalue() + "".join(capsys.readouterr()) == ""


@pytest.mark.parametrize(("variable", "has_colour"), [("NO_COLOR", False), ("ANOTHER", True)])
def test_no_colour_is_printed_where_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str, has_colour: bool
) -> None:
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm-256color", variable: "1"}.items():
        monkeypatch.setenv(name, value)
    print_summary(make_console(), make_order(".", "output"), Summary((FileReport("a.docx", Fate.PUBLISHED, "113-甲署"),)))
    assert ("\x1b[32m" in capsys.readouterr().out) is has_colour


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


@pytest.mark.parametrize("is_replaced", [True, False])
def test_a_server_that_dies_just_before_the_flow_begins_costs_another_try(
    job: Job, monkeypatch: pytest.MonkeyPatch, is_replaced: bool
) -> None:
    flow = Mock(side_effect=[RuntimeError("Failed to reach API"), Mock(result=Mock(return_value="done"))])
    monkeypatch.setitem(sys.modules, "flows.run", SimpleNamespace(publish_books=flow))
    server = Mock(await_another=Mock(return_value=is_replaced))
    if is_replaced:
        assert _run_flow(job.order, server, print) == "done"
    else:
        with pytest.raises(RunError, match=r"Prefect could not run the flow \(RuntimeError: Failed to reach API\); run again"):
            _run_flow(job.order, server, print)
    assert flow.call_count == 1 + is_replaced
