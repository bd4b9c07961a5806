import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from extractors.version import extractor_version
from flows import job as jobs
from flows import survey
from flows.job import open_job
from flows.order import RunError, WrongUseError, make_order
from flows.publishing import Publication
from flows.summary import Fate, Summary
from flows.transaction import is_pending
from schemas.findings import Finding
from tests.places import TEXT, NoChecks, Place


class FakeChecker(NoChecks):
    """Finds what a test wants found, and remembers what was checked."""

    findings: tuple[Finding, ...] = ()
    checked: tuple[str, ...] = ()

    def check(self, tables: dict[str, pa.Table], _pages: Path) -> list[Finding]:  # type: ignore[override]
        FakeChecker.checked = tuple(tables["documents"]["document_id"].to_pylist())
        return [finding for finding in FakeChecker.findings if finding.document_id in FakeChecker.checked]


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "Checker", FakeChecker)
    monkeypatch.setattr(FakeChecker, "findings", ())
    monkeypatch.setattr(FakeChecker, "checked", ())
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture
def place(tmp_path: Path, root: Path) -> Place:
    return Place(tmp_path, root)


def fates(summary: Summary) -> dict[str, Fate]:
    return {report.name: report.fate for report in summary.reports}


def read_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        pytest.fail("a document was read")

    monkeypatch.setattr(jobs, "Crew", fail)


def test_one_document_in_two_formats_is_published_once_and_its_duplicate_is_named(place: Place) -> None:
    place.copy("113/smesa-113.docx")
    place.copy("113/smesa-113.txt", TEXT)
    summary = place.run()
    assert fates(summary) == {"113/smesa-113.docx": Fate.PUBLISHED, "113/smesa-113.txt": Fate.DUPLICATE}
    assert summary.exit_code == 0
    (duplicate,) = summary.of(Fate.DUPLICATE)
    assert duplicate.reason == "has the same rows as 113/smesa-113.docx"
    assert pq.read_table(place.output / "documents")["source_format"].to_pylist() == ["docx"]


def test_a_second_run_reads_nothing_and_writes_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.copy("113/smesa-113.docx")
    place.copy("113/smesa-113.txt", TEXT)
    place.write_agency("113/other.txt", "經濟部某署")
    place.run()
    before = place.state()
    read_none(monkeypatch)
    summary = place.run()
    assert summary.counts == {Fate.PUBLISHED: 0, Fate.UNCHANGED: 2, Fate.QUARANTINED: 0, Fate.DUPLICATE: 1, Fate.SKIPPED: 0}
    assert summary.files == ()
    assert place.state() == before


def test_quarantine_stays_as_it_is_while_its_file_does(place: Place) -> None:
    place.write("113/empty.docx", b"")
    place.copy("113/smesa-113.docx")
    first = place.run()
    before = place.state()
    second = place.run()
    assert (first.exit_code, second.exit_code) == (3, 3)
    assert place.state() == before
    assert place.cases()["empty.docx.json"]["outcome"] == "unreadable"


def test_a_mended_file_leaves_quarantine(place: Place) -> None:
    place.write("113/a.docx", b"")
    place.run()
    assert place.cases().keys() == {"a.docx.json"}
    place.copy("113/a.docx")
    assert place.run().exit_code == 0
    assert place.cases() == {}


def test_a_good_version_under_another_name_takes_the_document_out_of_quarantine(place: Place) -> None:
    place.write_agency("113/a.txt", "甲署")
    FakeChecker.findings = (Finding(check="x", severity="error", message="wrong", document_id="113-甲署"),)
    place.run()
    assert place.cases().keys() == {"113-甲署.json"}
    FakeChecker.findings = ()
    (place.raw / "113/a.txt").rename(place.raw / "113/b.txt")
    place.run()
    assert place.cases() == {}


def test_a_document_that_fails_a_check_is_kept_out_with_its_reasons_and_others_are_published(place: Place) -> None:
    place.write_agency("a.txt", "甲署")
    place.write_agency("b.txt", "乙署")
    FakeChecker.findings = (
        Finding(check="staffing.current_total", severity="error", message="wrong", document_id="113-甲署"),
        Finding(check="lists.sequence", severity="warning", message="odd", document_id="113-乙署"),
    )
    summary = place.run()
    assert fates(summary) == {"a.txt": Fate.QUARANTINED, "b.txt": Fate.PUBLISHED}
    assert summary.exit_code == 3
    assert ("b.txt", FakeChecker.findings[1]) in summary.warnings
    case = place.cases()["113-甲署.json"]
    assert (case["outcome"], case["source_path"], case["document_id"]) == ("failed_checks", "a.txt", "113-甲署")
    for path in place.output.glob("*/113.parquet"):
        assert set(pq.read_table(path)["document_id"].to_pylist()) <= {"113-乙署"}


def test_the_pages_about_the_checks_are_there_before_the_data_are(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write_agency("a.txt", "甲署")
    check, publish = FakeChecker.check, jobs.publish
    found = []

    def check_and_write(checker: FakeChecker, tables: dict[str, pa.Table], pages: Path) -> list[Finding]:
        (pages / "index.html").write_text("checked")
        return check(checker, tables, pages)

    def look_and_publish(*arguments: Any) -> Publication:
        found.append((place.output / "reports/data_docs/index.html").read_text())
        return publish(*arguments)

    monkeypatch.setattr(FakeChecker, "check", check_and_write)
    monkeypatch.setattr(jobs, "publish", look_and_publish)
    place.run()
    assert found == ["checked"]


def test_what_was_published_stays_until_a_good_version_replaces_it(place: Place) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    before = place.data()
    place.write_agency("a.txt", "甲署", posts="工友2人")
    FakeChecker.findings = (Finding(check="x", severity="error", message="wrong", document_id="113-甲署"),)
    assert place.run().exit_code == 3
    assert place.data() == before
    FakeChecker.findings = ()
    assert place.run().exit_code == 0
    assert place.data() != before


def test_two_files_of_a_document_that_differ_are_both_kept_out(place: Place) -> None:
    place.write_agency("a.txt", "甲署")
    place.write_agency("b.txt", "甲署", posts="工友2人")
    place.write_agency("c.txt", "丙署")
    summary = place.run()
    assert fates(summary) == {"a.txt": Fate.QUARANTINED, "b.txt": Fate.QUARANTINED, "c.txt": Fate.PUBLISHED}
    cases = place.cases().values()
    assert {case["outcome"] for case in cases} == {"conflict"}
    assert {case["source_path"] for case in cases} == {"a.txt", "b.txt"}
    for case in cases:
        assert "減列工友" in json.dumps(case["reasons"], ensure_ascii=False)


def test_a_conflict_with_what_is_published_leaves_it_published_and_ends_when_the_other_file_goes(place: Place) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    before = place.data()
    place.write_agency("b.txt", "甲署", posts="工友2人")
    summary = place.run()
    assert fates(summary) == {"a.txt": Fate.QUARANTINED, "b.txt": Fate.QUARANTINED}
    assert place.data() == before
    (place.raw / "b.txt").unlink()
    assert fates(place.run()) == {"a.txt": Fate.UNCHANGED}
    assert place.cases() == {}


def test_the_better_format_takes_over_whenever_it_comes(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.copy("smesa.txt", TEXT)
    place.run()
    place.copy("smesa.docx")
    assert fates(place.run()) == {"smesa.docx": Fate.PUBLISHED, "smesa.txt": Fate.DUPLICATE}
    assert pq.read_table(place.output / "documents")["source_format"].to_pylist() == ["docx"]
    read_none(monkeypatch)
    assert fates(place.run()) == {"smesa.docx": Fate.UNCHANGED, "smesa.txt": Fate.DUPLICATE}


def test_a_duplicate_takes_over_when_the_published_file_goes(place: Place) -> None:
    place.copy("smesa.txt", TEXT)
    place.copy("smesa.docx")
    place.run()
    (place.raw / "smesa.docx").unlink()
    assert fates(place.run()) == {"smesa.txt": Fate.PUBLISHED}
    assert pq.read_table(place.output / "documents")["source_format"].to_pylist() == ["txt"]


def test_two_copies_of_one_file_are_a_document_and_a_duplicate_in_every_run(place: Place) -> None:
    place.copy("a.docx")
    place.copy("b.docx")
    assert fates(place.run()) == {"a.docx": Fate.PUBLISHED, "b.docx": Fate.DUPLICATE}
    assert fates(place.run()) == {"a.docx": Fate.UNCHANGED, "b.docx": Fate.DUPLICATE}


def test_a_file_that_moved_is_read_again_for_its_new_path(place: Place) -> None:
    place.copy("112/smesa.docx")
    place.run()
    (place.raw / "113").mkdir()
    (place.raw / "112/smesa.docx").rename(place.raw / "113/smesa.docx")
    assert fates(place.run()) == {"113/smesa.docx": Fate.PUBLISHED}
    assert pq.read_table(place.output / "documents")["source_path"].to_pylist() == ["113/smesa.docx"]


def test_a_removed_file_stays_published_and_it_is_said(place: Place) -> None:
    place.write_agency("a.txt", "甲署")
    place.write_agency("b.txt", "乙署")
    place.run()
    before = place.data()
    (place.raw / "a.txt").unlink()
    summary = place.run()
    assert place.data() == before
    assert [note for note in summary.notes if "113-甲署" in note]


def test_a_single_file_or_a_folder_further_down_knows_what_is_published(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.copy("113/smesa.docx")
    place.run()
    read_none(monkeypatch)
    assert fates(place.run("113/smesa.docx")) == {"smesa.docx": Fate.UNCHANGED}
    assert fates(place.run("113")) == {"smesa.docx": Fate.UNCHANGED}


def test_other_code_reads_again_and_force_reads_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.copy("smesa.docx")
    place.run()
    before = place.state()
    assert fates(place.run(force=True)) == {"smesa.docx": Fate.PUBLISHED}
    assert place.state() == before
    monkeypatch.setattr(jobs, "extractor_version", lambda: "other")
    summary = place.run()
    assert fates(summary) == {"smesa.docx": Fate.PUBLISHED}
    assert summary.files == ("documents/113.parquet", "datapackage.json")


def test_only_the_years_asked_for_are_published_whatever_the_folder_says(place: Place) -> None:
    place.copy("112/a.docx")
    place.write_agency("114/b.txt", "乙署")
    place.write("112/bad.docx", b"")
    place.write("114/bad.docx", b"")
    summary = place.run(fiscal_years=[112])
    assert fates(summary) == {
        "112/a.docx": Fate.SKIPPED,
        "114/b.txt": Fate.SKIPPED,
        "112/bad.docx": Fate.QUARANTINED,
        "114/bad.docx": Fate.SKIPPED,
    }
    assert fates(place.run(fiscal_years=[113, 200]))["112/a.docx"] == Fate.PUBLISHED
    assert set(fates(place.run(fiscal_years=[200])).values()) == {Fate.SKIPPED}


@pytest.mark.parametrize("seed", [1, 2])
def test_order_workers_and_runner_change_no_byte(
    place: Place, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    def fill(target: Place) -> None:
        for number in range(5):
            target.write_agency(f"{number}.txt", f"第{number}署")
        target.copy("113/smesa-113.docx")
        target.copy("113/smesa-113.txt", TEXT)
        target.write("empty.docx", b"")

    fill(place)
    assert place.run().counts[Fate.PUBLISHED] == 6
    (tmp_path / "other").mkdir()
    other = Place(tmp_path / "other", root)
    fill(other)
    survey_files = survey.survey_files

    def shuffle(*arguments: object) -> survey.Survey:
        found = survey_files(*arguments)  # type: ignore[arg-type]
        to_read = list(found.to_read)
        random.Random(seed).shuffle(to_read)  # noqa: S311 - any order will do
        return survey.Survey(found.files, found.unchanged, found.duplicates, tuple(to_read))

    monkeypatch.setattr(jobs, "survey_files", shuffle)
    other.run(runner="processes" if seed == 2 else "threads", workers=2)
    assert other.data() == place.data()
    assert other.cases() == place.cases()


def test_damage_is_found_and_rebuilt_from_raw(place: Place) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    before = place.data()
    (place.output / "staffing/113.parquet").write_bytes(b"damaged")
    summary = place.run()
    assert fates(summary) == {"a.txt": Fate.PUBLISHED}
    assert place.data() == before
    assert [note for note in summary.notes if "staffing/113.parquet" in note]


def test_without_its_data_package_everything_is_read_again_and_it_is_said(place: Place) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    before = place.data()
    (place.output / "datapackage.json").unlink()
    summary = place.run()
    assert place.data() == before
    assert any("datapackage.json" in note for note in summary.notes)
    assert (place.output / "datapackage.json").is_file()


def test_a_folder_without_documents_is_wrong_use_and_makes_no_output(place: Place) -> None:
    place.write("readme.md", b"x")
    with pytest.raises(WrongUseError, match="holds no document"):
        place.run()
    assert not place.output.exists()


def test_an_output_folder_that_cannot_be_made_fails_the_run(place: Place) -> None:
    place.copy("a.docx")
    place.output = place.raw / "a.docx" / "output"
    with pytest.raises(RunError, match=r"a\.docx/output: cannot be written"):
        place.run()


def test_a_full_disk_fails_the_run_and_changes_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    before = place.state()
    place.write_agency("b.txt", "乙署")

    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(RunError, match="No space left on device; nothing was published"):
            place.run()
    assert place.state() == before
    assert fates(place.run()) == {"a.txt": Fate.UNCHANGED, "b.txt": Fate.PUBLISHED}


def test_a_second_run_says_that_it_waits(place: Place) -> None:
    place.copy("a.docx")
    place.output.mkdir()
    lines: list[str] = []
    lock = FileLock(place.output / ".lock", thread_local=False)
    lock.acquire()

    def say(line: str) -> None:
        lines.append(line)
        lock.release()

    with open_job(make_order(str(place.raw), str(place.output), (), "threads", 1)) as job:
        job.begin(say)
    assert lines == [f"{place.output}: another run is publishing here; waiting until it ends"]


DYING = """
import os, signal, sys
from pathlib import Path
from flows import job
from flows.job import open_job
from flows.order import make_order

class NoChecks:
    def __init__(self, runner): pass
    def check_ahead(self, documents): pass
    def check(self, tables, pages): return []
    def finish_pages(self): pass
    def close(self): pass

replace, left = Path.replace, int(sys.argv[3])

def die(self, target):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)

job.Checker = NoChecks
job.extractor_version = lambda: sys.argv[4]
Path.replace = die
with open_job(make_order(sys.argv[1], sys.argv[2], (), "threads", 1)) as work:
    work.begin(print)
    for number in range(len(work.batch_sizes)):
        work.read(number)
    work.publish(work.settle())
"""


@pytest.mark.parametrize(("renames", "is_decided"), [(1, False), (2, True), (9, True)])
def test_a_run_that_is_killed_leaves_no_lock_and_the_next_one_finishes(place: Place, root: Path, renames: int, is_decided: bool) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    before = place.data()
    place.write_agency("a.txt", "甲署", posts="工友2人")
    place.write_agency("b.txt", "乙署")
    begun = shutil.copytree(place.output, place.output.with_name("begun"))
    place.run()
    expected = place.data()
    shutil.rmtree(place.output)
    begun.rename(place.output)
    command = [sys.executable, "-c", DYING, place.raw, place.output, str(renames), extractor_version()]
    killed = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert is_pending(place.output) == is_decided
    assert is_decided or place.data() == before
    summary = place.run()
    assert place.data() == expected
    assert set(fates(summary).values()) == {Fate.UNCHANGED if is_decided else Fate.PUBLISHED}


def test_the_job_that_is_open_is_found_open(place: Place) -> None:
    place.copy("a.docx")
    order = make_order(str(place.raw), str(place.output), (), "threads", 1)
    with open_job(order) as job, open_job(order) as same:
        assert same is job
    with open_job(order) as another:
        assert another is not job
