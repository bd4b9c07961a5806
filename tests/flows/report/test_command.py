from collections.abc import Callable
from pathlib import Path

import pytest

from flows import cli
from flows.job import Job
from flows.order import make_order
from flows.summary import Summary
from tests.flows.report.conftest import AGENCY, next_year, put, read_made


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["report", *arguments])
    return int(str(stopped.value.code))


def test_the_file_to_open_is_named_last(make_site: Callable, capsys: pytest.CaptureFixture[str]) -> None:
    made = make_site()
    assert run("--output", str(made.output), "--raw", str(made.raw), "--images", "none") == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"Open {made.reports / 'index.html'}"
    assert (made.reports / "index.html").is_file()


def test_documents_that_are_not_at_hand_are_no_fault(make_site: Callable) -> None:
    made = make_site()
    assert run("--output", str(made.output), "--raw", str(made.raw / "nowhere")) == 0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--output", "nowhere"], "nowhere: no such folder"),
        (["--output", ".", "--images", "some"], "--images some: give a number of files, all or none"),
        (["--output", ".", "--images", "-1"], "--images -1"),
    ],
)
def test_wrong_use_is_told_in_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], line: str) -> None:
    assert run(*arguments) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert line in said


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "reports").write_text("a file")
    assert run("--output", str(tmp_path)) == 1
    assert f"{tmp_path}/reports: the pages cannot be written" in capsys.readouterr().err


def test_pages_that_cannot_be_made_are_a_note_of_the_run(make_site: Callable) -> None:
    made = make_site()
    (made.output / "reports").write_text("a file")
    before = Summary((), {"documents": 3})
    after = Job(make_order(str(made.raw), str(made.output))).make_pages(before)
    assert (after.rows, after.page, after.exit_code) == (before.rows, None, 0)
    (note,) = after.notes
    assert "budgetbook report makes them" in note


def test_a_run_names_the_page_it_made(make_site: Callable) -> None:
    made = make_site()
    assert Job(make_order(str(made.raw), str(made.output))).make_pages(Summary(())).page == made.reports / "index.html"


def test_a_run_that_wrote_nothing_leaves_the_pages_that_are_there(make_site: Callable) -> None:
    made = make_site()
    job = Job(make_order(str(made.raw), str(made.output)))
    page = job.make_pages(Summary(())).page
    assert page is not None
    page.write_text("as it was", encoding="utf-8")
    assert job.make_pages(Summary(())).page == page
    assert page.read_text(encoding="utf-8") == "as it was"
    job.make_pages(Summary((), files=("staffing/113.parquet",)))
    assert page.read_text(encoding="utf-8") != "as it was"


def test_pages_that_a_killed_run_has_not_made_are_made_by_the_next_that_has_nothing_to_do(make_site: Callable) -> None:
    made = make_site()
    job = Job(make_order(str(made.raw), str(made.output)))
    job.make_pages(Summary(()))
    put(made.output, read_made(next_year(posts=96), made.raw / "114" / "smesa-114.txt"))
    job.make_pages(Summary(()))
    assert ">96<" in made.read(f"documents/114-{AGENCY}.html")
