"""Reading on a real Dask cluster of two workers on the loopback."""

import dataclasses
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.version import extractor_version
from flows import batch_reading, dask_runner, order
from flows import job as jobs
from flows.discovery import RawFile, find_files
from flows.order import RunError, WrongUseError, make_order
from flows.reading import Reading
from flows.workers import Crew, make_batches
from tests.misbehaving import read_killing_files
from tests.places import TEXT, NoChecks, Place

distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
dask = pytest.importorskip("dask", reason="the extra dask is not installed")

pytestmark = pytest.mark.slow


class Killing(distributed.WorkerPlugin):  # type: ignore[misc] # dask has no types
    """Has a worker read with what kills it over certain files."""

    name = "killing"

    def setup(self, worker: object) -> None:  # noqa: ARG002 - as dask calls it
        batch_reading.read_files = read_killing_files

    def teardown(self, worker: object) -> None:  # noqa: ARG002 - as dask calls it
        batch_reading.read_files = READ_FILES


READ_FILES = batch_reading.read_files


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    # A worker that is killed is meant to be; one more is tried.
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1, "distributed.logging.distributed": "critical"}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            worker_dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster.scheduler_address


def read(address: str | None, batches: list[list[RawFile]], raw: Path) -> list[Reading]:
    runner = "dask" if address else "processes"
    crew = Crew(batches, extractor_version(), make_order(str(raw), "output", runner=runner, workers=2, dask_address=address))
    try:
        return [spell(reading) for number in range(len(batches)) for reading in crew.read(number)]
    finally:
        crew.close()


def spell(reading: Reading) -> Reading:
    """The reading with its tables in memory: their file goes with the crew."""
    return reading if reading.tables is None else dataclasses.replace(reading, tables=dict(reading.tables))


def test_a_cluster_reads_what_this_machine_reads(address: str, root: Path) -> None:
    raw = root / "tests" / "documents"
    files = [file for file in find_files(raw) if file.is_document]
    assert {file.path.suffix for file in files} >= {".odt", ".pdf", ".doc"}
    batches = make_batches([*files, *find_files(root / "raw" / "113")], 2)
    assert read(address, batches, raw) == read(None, batches, raw)


def test_the_same_bytes_are_published_whatever_the_runner(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "Checker", NoChecks)
    published = {}
    for runner in ("threads", "processes", "dask"):
        (tmp_path / runner).mkdir()
        place = Place(tmp_path / runner, root)
        place.copy("113/smesa-113.docx")
        place.copy("113/smesa-113.txt", TEXT)
        place.write_agency("113/other.txt", "經濟部產業發展署")
        place.write("113/nothing.docx", b"nothing")
        assert place.run(runner=runner, workers=2).exit_code == 3
        published[runner] = place.data(), place.cases()
    assert published["threads"] == published["processes"] == published["dask"]


def test_a_worker_that_is_killed_costs_its_batch_a_retry_and_a_document_that_kills_every_worker_is_given_up(
    address: str, tmp_path: Path, root: Path
) -> None:
    text = (root / TEXT).read_bytes()
    files = []
    for name in ("a.txt", "once.txt", "always.txt", "b.txt"):
        (tmp_path / name).write_bytes(text)
        files.append(RawFile(name, tmp_path / name, is_document=True))
    with distributed.Client(address, set_as_default=False) as client:
        client.register_plugin(Killing())
        readings = read(address, [files], tmp_path)
        client.unregister_worker_plugin("killing")
    assert [(reading.name, reading.outcome) for reading in readings] == [
        ("a.txt", None),
        ("once.txt", None),
        ("always.txt", "limit"),
        ("b.txt", None),
    ]
    assert (tmp_path / "killed").exists()
    assert "died one after the other" in readings[2].findings[0].message


def test_a_cluster_with_another_program_is_refused(address: str, tmp_path: Path) -> None:
    crew = Crew([[]], "0+other", make_order(str(tmp_path), "output", runner="dask", dask_address=address))
    try:
        with pytest.raises(RunError, match=r"has budgetbook .*, and this is 0\+other; install the same"):
            crew.read(0)
    finally:
        crew.close()


# What dask leaves open where it cannot connect.
@pytest.mark.filterwarnings("ignore:.*unclosed <socket:ResourceWarning", "ignore:.*socket:pytest.PytestUnraisableExceptionWarning")
def test_a_cluster_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_runner, "_CONNECT_SECONDS", 1)
    given = make_order(str(tmp_path), "output", runner="dask", dask_address="tcp://127.0.0.1:1")
    with pytest.raises(RunError, match=r"--runner dask: tcp://127\.0\.0\.1:1: .* see to the cluster"):
        Crew([[]], extractor_version(), given)


def test_where_the_extra_is_missing_its_command_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "find_spec", lambda _name: None)
    with pytest.raises(WrongUseError, match=r"pip install 'budgetbook\[dask\]'"):
        make_order(str(tmp_path), "output", runner="dask")
