from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from flows import workers
from flows.discovery import RawFile
from flows.reading import Reading
from flows.workers import Crew, make_batches

KILLER = "killer.docx"


def files(*names: str) -> list[RawFile]:
    return [RawFile(name, Path(name), is_document=True) for name in names]


class MortalPool(Executor):
    """A pool of processes that dies of a certain file, with all that is in hand, and takes nothing on after that."""

    def __init__(self) -> None:
        self.futures: list[Future[list[Reading]]] = []
        self.is_dead = False

    def submit(self, _function: Callable[..., object], batch: Sequence[RawFile], version: str) -> Future[list[Reading]]:  # type: ignore[override]
        if self.is_dead:
            raise BrokenProcessPool
        future: Future[list[Reading]] = Future()
        self.futures.append(future)
        if any(file.name == KILLER for file in batch):
            self.is_dead = True
        if self.is_dead:
            for pending in self.futures:
                if not pending.done():
                    pending.set_exception(BrokenProcessPool())
        elif len(batch) == 1:
            future.set_result([Reading(batch[0].name, None, document_id=version)])
        return future


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> list[MortalPool]:
    opened: list[MortalPool] = []

    def open_pool(_workers: int) -> MortalPool:
        opened.append(MortalPool())
        return opened[-1]

    monkeypatch.setattr(workers, "_open_pool", open_pool)
    return opened


def test_batches_keep_all_workers_busy_and_hold_a_few_dozen_at_most() -> None:
    assert [len(batch) for batch in make_batches(files("a", "b", "c"), 2)] == [1, 1, 1]
    assert [len(batch) for batch in make_batches(files(*map(str, range(16))), 2)] == [2] * 8
    assert max(len(batch) for batch in make_batches(files(*map(str, range(1000))), 2)) == 32
    assert make_batches([], 2) == []


def test_batches_hold_every_file_once_in_order() -> None:
    given = files(*map(str, range(77)))
    assert [file for batch in make_batches(given, 3) for file in batch] == given


def test_a_document_that_kills_its_worker_is_given_up_and_the_others_of_its_batch_are_read(pools: list[MortalPool]) -> None:
    crew = Crew([files("a.docx", KILLER, "b.docx")], "1", "processes", 2)
    readings = crew.read(0)
    assert [(reading.name, reading.outcome) for reading in readings] == [("a.docx", None), (KILLER, "limit"), ("b.docx", None)]
    assert "ended the worker process" in readings[1].findings[0].message
    assert len(pools) > 1


def test_batches_beside_the_one_that_died_are_read_by_new_workers(pools: list[MortalPool]) -> None:
    crew = Crew([files(KILLER), files("a.docx"), files("b.docx")], "1", "processes", 2)
    assert [[reading.outcome for reading in crew.read(number)] for number in range(3)] == [["limit"], [None], [None]]
    assert len(pools) > 1


@pytest.mark.parametrize("runner", ["threads", "processes"])
def test_a_batch_can_be_read_a_second_time(tmp_path: Path, runner: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"")
    crew = Crew([[RawFile("a.docx", path, is_document=True)]], "1", runner, 1)
    try:
        assert crew.read(0) == crew.read(0)
    finally:
        crew.close()
