"""Batches read by the workers of a Dask cluster: by path, as bytes back, since a worker elsewhere shares no temporary folder with us."""

import shutil
import socket
import tempfile
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import get_ident

import distributed

from extractors.version import extractor_version as own_version
from flows.batch_reading import BatchReader
from flows.discovery import RawFile
from flows.order import Limits, Order, RunError
from flows.reading import Reading, fail
from flows.spill import SpilledTables

_CONNECT_SECONDS = 30

# The readings of a batch, and the files that hold their tables.
Bundle = tuple[list[Reading], dict[Path, bytes]]


class Desk(distributed.WorkerPlugin):  # type: ignore[misc] # dask has no types
    """What a worker of the cluster keeps for a run: readers, one for each of its threads, and a folder for their tables."""

    def __init__(self, version: str, limits: Limits) -> None:
        self.name = f"budgetbook-{uuid.uuid4()}"
        self._version = version
        self._limits = limits

    def setup(self, worker: distributed.Worker) -> None:  # noqa: ARG002 - as dask calls it
        """Begin on a worker."""
        self._folder = Path(tempfile.mkdtemp(prefix="budgetbook-"))
        self._readers: dict[int, BatchReader] = {}

    def teardown(self, worker: distributed.Worker) -> None:  # noqa: ARG002 - as dask calls it
        """End on a worker."""
        for reader in self._readers.values():
            reader.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def read(self, files: Sequence[RawFile]) -> Bundle:
        """Read a batch with the reader of this thread.

        Raises:
            RunError: the worker's program is not ours, so that its rows may be others; or as `BatchReader.read`.
        """
        if own_version() != self._version:
            name = f"a worker of the Dask cluster ({socket.gethostname()})"
            raise RunError(f"{name} has budgetbook {own_version()}, and this is {self._version}; install the same on all of them")
        reader = self._readers.setdefault(get_ident(), BatchReader(self._version, self._limits, self._folder))
        return _pack(reader.read(files))


class Cluster:
    """A Dask cluster and what it takes to have batches read there: that of the order's address, or one on this machine."""

    def __init__(self, extractor_version: str, order: Order, workers: int, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()
        try:
            self.client = self._connect(order.dask_address, workers)
            self.desk = Desk(extractor_version, order.limits)
            self.client.register_plugin(self.desk)
            self._stack.callback(self.client.unregister_worker_plugin, self.desk.name)
        except (OSError, RuntimeError, ValueError) as error:
            self._stack.close()
            where = order.dask_address or "the workers on this machine"
            raise RunError(f"--runner dask: {where}: {error}; see to the cluster, or read with --runner processes") from error
        # So many that no worker waits for the next batch.
        self.readers = [DaskReader(self) for _ in range(2 * sum(self.client.nthreads().values()))]

    def close(self) -> None:
        """Leave the cluster, and end it where it is ours; a second time does nothing."""
        self._stack.close()

    def _connect(self, address: str | None, workers: int) -> distributed.Client:
        if address is None:
            address = self._stack.enter_context(
                distributed.LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0")
            )
        return self._stack.enter_context(distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False))


class DaskReader:
    """Has one batch after the other read somewhere in the cluster; for one thread at a time."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._future: distributed.Future | None = None

    def read(self, files: Sequence[RawFile]) -> list[Reading]:
        """The readings of these files, in their order; a batch whose worker dies is read by another.

        A document that ends one worker after the other is given up.
        """
        there = [replace(file, path=file.path.absolute()) for file in files]
        self._future = self._cluster.client.submit(_read_at_desk, self._cluster.desk.name, there, pure=False)
        try:
            return _unpack(self._future.result(), self._cluster.folder)
        except distributed.KilledWorker:
            if len(files) == 1:
                return [fail(files[0], "limit", "the workers that read it died one after the other; look for what is wrong in it")]
            return [reading for file in files for reading in self.read([file])]

    def stop(self) -> None:
        """Read no more; whoever waits for a reading meets a CancelledError."""
        if self._future:
            self._future.cancel()

    def close(self) -> None:
        """Leave the cluster."""
        self._cluster.close()


def _read_at_desk(name: str, files: Sequence[RawFile]) -> Bundle:
    desk: Desk = distributed.get_worker().plugins[name]
    return desk.read(files)


def _pack(readings: list[Reading]) -> Bundle:
    paths = {reading.tables.path for reading in readings if isinstance(reading.tables, SpilledTables)}
    files = {path: path.read_bytes() for path in paths}
    for path in paths:
        path.unlink()
    return readings, files


def _unpack(bundle: Bundle, folder: Path) -> list[Reading]:
    readings, files = bundle
    places = {}
    for path, data in files.items():
        places[path] = folder / f"{uuid.uuid4()}.arrow"
        places[path].write_bytes(data)
    return [
        replace(reading, tables=replace(reading.tables, path=places[reading.tables.path]))
        if isinstance(reading.tables, SpilledTables)
        else reading
        for reading in readings
    ]
