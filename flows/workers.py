"""Who reads: threads that have documents read in batches, here or on a cluster."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Protocol

from extractors.readers.registry import CONVERTED_SUFFIXES
from flows.batch_reading import BatchReader
from flows.discovery import RawFile
from flows.order import Order
from flows.reading import Reading

_BATCH_DOCUMENTS = 32


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


class Reader(Protocol):
    """What reads one batch after the other, for one thread at a time."""

    def read(self, files: Sequence[RawFile], /) -> list[Reading]:
        """The readings of these files, in their order."""

    def stop(self) -> None:
        """Read no more; whoever waits for a reading meets a CancelledError."""

    def close(self) -> None:
        """End what was started."""


class Crew:
    """Has batches read from the moment that it is made, so that reading goes on beside whatever else begins.

    Whoever hands out the batches, a document is read in a process that has a limit on its memory and is ended when it takes too long.

    Raises:
        RunError: the cluster cannot be used.
    """

    def __init__(self, batches: Sequence[list[RawFile]], extractor_version: str, order: Order) -> None:
        self.batches = batches
        self._folder = TemporaryDirectory(prefix="budgetbook-", ignore_cleanup_errors=True)
        try:
            self._readers = _make_readers(order, extractor_version, min(order.workers, len(batches)), self.folder)
        except BaseException:
            self._folder.cleanup()
            raise
        self._idle: SimpleQueue[Reader] = SimpleQueue()
        for reader in self._readers:
            self._idle.put(reader)
        self._pool = ThreadPoolExecutor(len(self._readers))
        self._futures = {number: self._pool.submit(self._read, batch) for number, batch in enumerate(batches)}

    def read(self, number: int) -> list[Reading]:
        """The readings of the batch of that number, once they are there; a second call reads the batch again.

        Raises:
            RunError: no process can be started, or their temporary files cannot be written.
        """
        future = self._futures.pop(number, None) or self._pool.submit(self._read, self.batches[number])
        return future.result()

    @property
    def folder(self) -> Path:
        """Where the tables of documents lie as long as the crew is there."""
        return Path(self._folder.name)

    def close(self) -> None:
        """Send the workers home, whatever they have in hand, and drop the tables that have been read."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for reader in self._readers:
            reader.stop()
        self._pool.shutdown(wait=True)
        for reader in self._readers:
            reader.close()
        self._folder.cleanup()

    def _read(self, batch: Sequence[RawFile]) -> list[Reading]:
        reader = self._idle.get()
        try:
            return reader.read(batch)
        finally:
            self._idle.put(reader)


def _make_readers(order: Order, extractor_version: str, workers: int, folder: Path) -> Sequence[Reader]:
    if order.runner == "dask":
        from flows.dask_runner import Cluster  # noqa: PLC0415 - an extra that need not be installed

        return Cluster(extractor_version, order, workers, folder).readers
    return [BatchReader(extractor_version, order.limits, folder) for _ in range(workers)]
