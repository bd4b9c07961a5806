import random
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from extractors.version import extractor_version
from flows import batch_reading
from flows import job as jobs
from flows.discovery import RawFile
from flows.isolation import Isolated
from flows.order import Order, RunError, make_order
from flows.reading import Reading, read_document
from flows.spill import SpilledTables
from flows.workers import Crew, make_batches
from schemas.datasets import BY_NAME
from tests.misbehaving import DEEDS, read_misbehaving_files
from tests.places import NoChecks, Place

MakeCrew = Callable[..., Crew]


def files(*names: str) -> list[RawFile]:
    return [RawFile(name, Path(name), is_document=True) for name in names]


@pytest.fixture
def make_file(root: Path, tmp_path: Path) -> Callable[[str], RawFile]:
    """Makes a file; where its name is no deed, it holds the real document."""

    def make(name: str) -> RawFile:
        path = tmp_path / name
        path.write_bytes(b"x" if name in DEEDS else (root / f"raw/113/smesa-113{path.suffix}").read_bytes())
        return RawFile(name, path, is_document=True)

    return make


@pytest.fixture
def make_crew(tmp_path: Path) -> Iterator[MakeCrew]:
    crews = []

    def make(batches: list[list[RawFile]], order: Order | None = None, **options: object) -> Crew:
        order = order or make_order(str(tmp_path), str(tmp_path / "output"), **options)  # type: ignore[arg-type]
        crews.append(Crew(batches, extractor_version(), order))
        return crews[-1]

    yield make
    for crew in crews:
        crew.close()


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_reading, "read_files", read_misbehaving_files)


def test_batches_keep_all_workers_busy_and_hold_a_few_dozen_at_most() -> None:
    assert [len(batch) for batch in make_batches(files("a", "b", "c"), 2)] == [1, 1, 1]
    assert [len(batch) for batch in make_batches(files(*map(str, range(16))), 2)] == [2] * 8
    assert max(len(batch) for batch in make_batches(files(*map(str, range(1000))), 2)) == 32
    assert make_batches([], 2) == []


def test_batches_hold_every_file_once_in_order() -> None:
    given = files(*map(str, range(77)))
    assert [file for batch in make_batches(given, 3) for file in batch] == given


@pytest.mark.usefixtures("misbehaving")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("crash.docx", "ended the process (SIGSEGV)"),
        ("leave.docx", "ended the process (exit code 3)"),
        ("be_killed.docx", "ended the process (SIGKILL)"),
        ("hang_in_c.docx", "more than the limit of 60 seconds (--time-limit raises it)"),
        ("hog.docx", "takes more memory than the limit of 256 MiB (--memory-limit raises it)"),
    ],
)
def test_a_document_that_harms_its_process_is_given_up_and_the_others_of_its_batch_are_read(
    make_file: Callable[[str], RawFile], make_crew: MakeCrew, name: str, said: str
) -> None:
    crew = make_crew([[make_file("a.txt"), make_file(name), make_file("b.txt")]], workers=1, memory_limit=256)
    readings = crew.read(0)
    assert [(reading.name, reading.outcome) for reading in readings] == [("a.txt", None), (name, "limit"), ("b.txt", None)]
    (finding,) = readings[1].findings
    assert said in finding.message
    assert readings[1].sha256 is not None


@pytest.mark.slow
@pytest.mark.usefixtures("misbehaving")
def test_outcomes_depend_neither_on_the_order_nor_on_the_workers(make_file: Callable[[str], RawFile], make_crew: MakeCrew) -> None:
    given = [make_file(name) for name in ("a.txt", "crash.docx", "hog.docx", "b.txt")]
    outcomes = []
    for batches, workers, runner in (
        ([given], 1, "processes"),
        ([given[::-1]], 1, "threads"),
        ([[file] for file in given], 2, "processes"),
    ):
        crew = make_crew(batches, workers=workers, memory_limit=256, runner=runner)
        readings = [reading for number in range(len(batches)) for reading in crew.read(number)]
        outcomes.append({reading.name: (reading.outcome, reading.findings) for reading in readings})
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert {name: outcome for name, (outcome, _) in outcomes[0].items()} == {
        "a.txt": None,
        "b.txt": None,
        "crash.docx": "limit",
        "hog.docx": "limit",
    }


def test_a_worker_that_is_killed_costs_its_batch_a_second_try(
    make_file: Callable[[str], RawFile], make_crew: MakeCrew, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Isolated] = []
    begin = Isolated.await_beginning

    def kill_the_first(process: Isolated) -> None:
        begin(process)
        if not started:
            process.kill()
        started.append(process)

    monkeypatch.setattr(Isolated, "await_beginning", kill_the_first)
    crew = make_crew([[make_file("a.txt"), make_file("b.txt")]], workers=1)
    assert [reading.outcome for reading in crew.read(0)] == [None, None]
    assert len(set(started)) > 1


def test_where_no_process_can_be_started_the_run_fails_in_one_line(
    make_file: Callable[[str], RawFile], make_crew: MakeCrew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.isolation._BEGIN", "raise SystemExit(5)")
    crew = make_crew([[make_file("a.txt")]], workers=1)
    with pytest.raises(RunError, match=r"no process to read documents in could be started \(exit code 5\)"):
        crew.read(0)


def test_where_tables_cannot_be_written_the_run_fails_in_one_line(
    make_file: Callable[[str], RawFile], make_crew: MakeCrew, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = Isolated.await_beginning

    def take_the_folder_away(process: Isolated) -> None:
        for folder in crew_folders:
            folder.rmdir()
        begin(process)

    crew_folders: list[Path] = []
    make = batch_reading.BatchReader.__init__

    def remember(reader: batch_reading.BatchReader, version: str, limits: object, folder: Path) -> None:
        crew_folders.append(folder)
        make(reader, version, limits, folder)  # type: ignore[arg-type]

    monkeypatch.setattr(batch_reading.BatchReader, "__init__", remember)
    monkeypatch.setattr(Isolated, "await_beginning", take_the_folder_away)
    crew = make_crew([[make_file("a.txt")]], workers=1)
    with pytest.raises(RunError, match=r"temporary files cannot be written in .* TMPDIR"):
        crew.read(0)


@pytest.mark.parametrize("runner", ["threads", "processes"])
def test_a_batch_can_be_read_a_second_time(make_file: Callable[[str], RawFile], make_crew: MakeCrew, runner: str) -> None:
    crew = make_crew([[make_file("a.txt")]], runner=runner, workers=1)
    first, second = crew.read(0), crew.read(0)
    assert strip(first) == strip(second)


def strip(readings: list[Reading]) -> list[dict[str, object]]:
    """All that a reading says, the tables as rows."""
    return [
        {slot: getattr(reading, slot) for slot in reading.__slots__ if slot != "tables"}
        | {name: table.to_pylist() for name, table in (reading.tables or {}).items()}
        for reading in readings
    ]


@pytest.mark.usefixtures("misbehaving")
def test_a_crew_that_is_sent_home_leaves_no_process_and_no_file(make_file: Callable[[str], RawFile], make_crew: MakeCrew) -> None:
    processes = []
    begun = threading.Event()
    begin = Isolated.await_beginning

    def note(process: Isolated) -> None:
        begin(process)
        processes.append(process)
        begun.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Isolated, "await_beginning", note)
        crew = make_crew([[make_file("hang_in_c.docx")], [make_file("a.txt")]], workers=1)
        assert begun.wait(60)
        crew.close()
    (process,) = processes
    assert process._process.returncode == -signal.SIGKILL  # noqa: SLF001 - nobody else knows
    assert not Path(crew._folder.name).exists()  # noqa: SLF001


def test_tables_that_were_spilled_are_those_that_were_read(make_file: Callable[[str], RawFile], make_crew: MakeCrew) -> None:
    file = make_file("a.docx")
    expected = read_document(file, extractor_version()).tables
    crew = make_crew([[file]], workers=1)
    (reading,) = crew.read(0)
    assert isinstance(reading.tables, SpilledTables)
    assert expected is not None
    assert list(reading.tables) == list(BY_NAME)
    for name, table in expected.items():
        assert reading.tables[name].equals(table, check_metadata=True)
    # Mapped, and closed: the tables of thousands of documents can be held so.
    tables = [reading.tables[name] for name in reading.tables]
    assert len(tables) == len(BY_NAME)
    assert not any(reading.tables.path.samefile(descriptor) for descriptor in Path("/proc/self/fd").iterdir() if descriptor.exists())


@pytest.mark.slow
def test_a_document_whose_paragraphs_fill_the_memory_and_one_that_takes_too_long_meet_their_limits(
    root: Path, tmp_path: Path, make_file: Callable[[str], RawFile], make_crew: MakeCrew
) -> None:
    """A book of two million blank paragraphs, each with a number of its own as Word gives it."""
    numbers = random.Random(1)  # noqa: S311 - any numbers will do
    blank = b"".join(b'<w:p w:rsidR="%08X"/>' % numbers.getrandbits(32) for _ in range(2_000_000))
    with ZipFile(root / "raw/113/smesa-113.docx") as source, ZipFile(tmp_path / "b.docx", "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + blank)
            target.writestr(member, data)
    given = [make_file("a.txt"), RawFile("b.docx", tmp_path / "b.docx", is_document=True)]
    first, second = make_crew([given], workers=1, memory_limit=256).read(0)
    assert (first.outcome, second.outcome) == (None, "limit")
    assert "more memory than the limit of 256 MiB (--memory-limit raises it)" in second.findings[0].message
    (overdue,) = make_crew([given[:1]], workers=1, time_limit=0.001).read(0)
    assert overdue.outcome == "limit"
    assert "more than the limit of 0.001 seconds (--time-limit raises it)" in overdue.findings[0].message


@pytest.mark.usefixtures("misbehaving")
def test_the_run_goes_on_and_the_document_is_in_quarantine(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "Checker", NoChecks)
    place = Place(tmp_path, root)
    place.copy("113/smesa-113.docx")
    place.write("crash.docx", b"x")
    summary = place.run(runner="processes")
    assert summary.exit_code == 3
    (case,) = place.cases().values()
    assert (case["source_path"], case["outcome"]) == ("crash.docx", "limit")
    assert "documents/113.parquet" in place.data()
