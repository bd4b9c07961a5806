"""Who does the work: threads or processes that read documents in batches, and a process of its own that checks rows."""

import atexit
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from extractors.readers.registry import CONVERTED_SUFFIXES
from flows.discovery import RawFile
from flows.reading import Reading, fail, read_batch
from schemas.findings import Finding

_BATCH_DOCUMENTS = 32

Tables = dict[str, pa.Table]


def make_batches(files: Sequence[RawFile], workers: int) -> list[list[RawFile]]:
    """Files in batches of a few dozen at most, and of fewer where that keeps every worker busy.

    Files that another program converts first stand together: it is started once for a batch, and that is what costs.
    """
    slow = [file for file in files if file.path.suffix.lower() in CONVERTED_SUFFIXES]
    quick = [file for file in files if file.path.suffix.lower() not in CONVERTED_SUFFIXES]
    size = min(_BATCH_DOCUMENTS, max(1, len(quick) // (4 * workers)))
    return [*_cut(slow, _BATCH_DOCUMENTS), *_cut(quick, size)]


def _cut(files: Sequence[RawFile], size: int) -> list[list[RawFile]]:
    return [list(files[start : start + size]) for start in range(0, len(files), size)]


class Crew:
    """Workers that read batches; with processes they are started at once, so that reading goes on beside whatever else begins.

    A worker that dies (killed for want of memory, or by a fault in a library) costs its batch a second try, one document at a
    time; the document that kills its worker again is given up.
    """

    def __init__(self, batches: Sequence[list[RawFile]], extractor_version: str, runner: str, workers: int) -> None:
        self.batches = batches
        self._version = extractor_version
        self._runner = runner
        self._workers = max(1, min(workers, len(batches)))
        self._pool: Executor | None = None
        self._futures: dict[int, Future[list[Reading]]] = {}
        if runner == "processes":
            self._start(range(len(batches)))

    def read(self, number: int) -> list[Reading]:
        """The readings of the batch of that number, once they are there; a second call reads the batch again."""
        if number not in self._futures:
            self._start([number] if self._pool else range(number, len(self.batches)))
        try:
            return self._futures.pop(number).result()
        except BrokenExecutor:
            # What was read before is kept; all that was in hand is lost with the worker.
            kept = {other: future for other, future in self._futures.items() if future.exception() is None}
            lost = sorted(self._futures.keys() - kept.keys())
            self.close()
            self._start(lost)
            self._futures |= kept
            return list(self._read_singly(self.batches[number]))

    def close(self) -> None:
        """Send the workers home; what they have not begun is left."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
            self._futures = {}

    def _start(self, numbers: Sequence[int]) -> None:
        if not numbers:
            return
        if self._pool is None:
            self._pool = _open_pool(self._workers) if self._runner == "processes" else ThreadPoolExecutor(self._workers)
        for number in numbers:
            try:
                self._futures[number] = self._pool.submit(read_batch, self.batches[number], self._version)
            except BrokenExecutor as error:
                self._futures[number] = Future()
                self._futures[number].set_exception(error)

    def _read_singly(self, files: Sequence[RawFile]) -> Iterator[Reading]:
        for file in files:
            with _open_pool(1) as pool:
                try:
                    yield from pool.submit(read_batch, [file], self._version).result()
                except BrokenExecutor:
                    message = "reading it ended the worker process (too much memory, or a fault in a library); look for what is wrong in it"
                    yield fail(file, "limit", message)


class Checker:
    """Runs the expectations in a process of its own, which loads great-expectations (seconds, 263 MB) while documents are read."""

    def __init__(self, runner: str) -> None:
        self._pool = _open_pool(1) if runner == "processes" else None
        if self._pool:
            self._pool.submit(_load)

    def check(self, tables: Tables, pages: Path) -> list[Finding]:
        """What the expectations find in the rows of all these documents; pages for people about it are written into `pages`.

        Raises:
            BrokenExecutor: the process died, most likely for want of memory.
            RuntimeError: an expectation could not be evaluated.
        """
        return self._pool.submit(_check, tables, pages).result() if self._pool else _check(tables, pages)

    def close(self) -> None:
        """End the process."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _open_pool(workers: int) -> ProcessPoolExecutor:
    # A forked child would inherit the lock on the output folder, and the threads' locks as they stood.
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_begin_worker)


def _begin_worker() -> None:
    """Leave Ctrl-C to the process that a person started, and end at once in the end: taking great-expectations down takes a second."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit.register(os._exit, 0)


# flows.validation loads great-expectations when it is imported.


def _load() -> None:
    import flows.validation  # noqa: F401, PLC0415


def _check(tables: Tables, pages: Path) -> list[Finding]:
    from flows.validation import validate  # noqa: PLC0415

    return validate(tables, pages)
