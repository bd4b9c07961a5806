"""How a batch of documents is read in a process that may die of one of them: what it died of, and what is read again.

A verdict never rests on what a process has read before: a document that meets a limit, or that the process dies of, is read once more,
alone in a new process, and that counts. Only a document that takes too long is given up at once.
"""

import gc
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from importlib.abc import MetaPathFinder
from pathlib import Path

from extractors.document import UnreadableError
from extractors.readers import registry
from extractors.readers.libreoffice import FILE_LIMIT_SECONDS, START_LIMIT_SECONDS, TRIES
from flows.discovery import RawFile
from flows.isolation import Allowance, Isolated, OutOfMemoryError, OverdueError, ProcessLostError
from flows.order import Limits, RunError
from flows.reading import Reading, fail, read_document
from flows.spill import Spill

_START_TRIES = 3


def read_files(files: Sequence[RawFile], extractor_version: str, limits: Limits, folder: Path) -> Iterator[Allowance | Reading]:
    """Read files one after the other; their tables go into a file in `folder`. What a process of its own runs.

    Raises:
        OSError: the folder cannot be written.
    """
    _lighten()
    yield Allowance("", TRIES * len(files) * (START_LIMIT_SECONDS + FILE_LIMIT_SECONDS))
    converted = registry.convert_all([file.path for file in files if not file.refusal])
    with Spill(folder) as spill:
        for file in files:
            yield Allowance(file.name, limits.allow_seconds(file.path))
            yield _read_file(file, extractor_version, converted, spill)


def _lighten() -> None:
    """Have arrow do without pandas in this process, and the look for garbage without what was loaded before the first document.

    Arrow imports pandas with its first array (0.4 s, 40 MiB), and reading needs none of it.
    """
    if not isinstance(sys.meta_path[0], _NoPandas):
        sys.meta_path.insert(0, _NoPandas())
        gc.freeze()


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002 - Python's own signature
        """Nothing for any module, an ImportError for pandas."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)


def _read_file(file: RawFile, extractor_version: str, converted: Mapping[str, bytes | UnreadableError], spill: Spill) -> Reading:
    reading = read_document(file, extractor_version, converted)
    return reading if reading.tables is None else replace(reading, tables=spill.write(reading.tables))


class BatchReader:
    """Reads one batch after the other in a process of its own, which it replaces when it dies; for one thread at a time."""

    def __init__(self, extractor_version: str, limits: Limits, folder: Path) -> None:
        self._version = extractor_version
        self._limits = limits
        self._folder = folder
        self._process: Isolated | None = None
        self._is_stopped = False
        self._mutex = threading.Lock()

    def read(self, files: Sequence[RawFile]) -> list[Reading]:
        """The readings of these files, in their order; the tables lie in the folder.

        Raises:
            CancelledError: it was stopped meanwhile.
            RunError: no process can be started, or the folder cannot be written.
        """
        readings: dict[str, Reading] = {}
        left = list(files)
        while left:
            doubtful = self._read_together(left, readings)
            for file in doubtful:
                readings[file.name] = self._read_alone(file)
            left = [file for file in left if file.name not in readings]
        return [readings[file.name] for file in files]

    def stop(self) -> None:
        """Read no more; whoever waits for a reading meets a CancelledError."""
        with self._mutex:
            self._is_stopped = True
            if self._process:
                self._process.kill()

    def close(self) -> None:
        """End the process; for the thread that reads, or once it is done."""
        with self._mutex:
            self._is_stopped = True
            if self._process:
                self._process.close()
                self._process = None

    def _read_together(self, files: Sequence[RawFile], readings: dict[str, Reading]) -> list[RawFile]:
        """Read as many of these files as can be read in one go, and return those that are to be read alone."""
        by_name = {file.name: file for file in files}
        doubtful: list[RawFile] = []
        try:
            for reading in self._run(files):
                if reading.outcome == "limit" and len(files) > 1:
                    doubtful.append(by_name[reading.name])
                else:
                    readings[reading.name] = reading
        except ProcessLostError as loss:
            file = by_name.get(loss.about or "")
            if file is None:
                return [file for file in files if file.name not in readings]
            if isinstance(loss, OverdueError):
                readings[file.name] = self._fail(file, loss)
            else:
                doubtful.append(file)
        return doubtful

    def _read_alone(self, file: RawFile) -> Reading:
        self._renew()
        try:
            (reading,) = self._run([file])
        except ProcessLostError as loss:
            return self._fail(file, loss)
        if reading.outcome == "limit":
            # What it took may not have been given back.
            self._renew()
        return reading

    def _run(self, files: Sequence[RawFile]) -> Iterator[Reading]:
        process = self._start(files)
        try:
            for _ in files:
                yield process.receive()
        except ProcessLostError:
            self._renew()
            raise
        except OSError as error:
            self._renew()
            problem = f"temporary files cannot be written in {self._folder} ({error.strerror or error})"
            raise RunError(f"{problem}; free space there, or name another folder in TMPDIR") from error

    def _start(self, files: Sequence[RawFile]) -> Isolated:
        """A process that has begun with these files."""
        for _ in range(_START_TRIES):
            with self._mutex:
                if self._is_stopped:
                    raise CancelledError
                if self._process is None:
                    self._process = Isolated(self._folder, self._limits.memory_bytes)
            self._process.send(read_files, files, self._version, self._limits, self._folder)
            try:
                self._process.await_beginning()
            except ProcessLostError as error:
                self._renew()
                loss = error
            else:
                return self._process
        raise RunError(f"no process to read documents in could be started ({loss.how}); see to the memory that there is")

    def _renew(self) -> None:
        """Let the next document have a new process."""
        with self._mutex:
            if self._process:
                self._process.close()
                self._process = None
            if self._is_stopped:
                raise CancelledError

    def _fail(self, file: RawFile, loss: ProcessLostError) -> Reading:
        memory = f"more memory than the limit of {self._limits.memory_bytes >> 20} MiB (--memory-limit raises it)"
        if isinstance(loss, OverdueError):
            seconds = self._limits.allow_seconds(file.path)
            message = f"reading it took more than the limit of {seconds:g} seconds (--time-limit raises it)"
        elif isinstance(loss, OutOfMemoryError):
            message = f"reading it takes {memory}"
        else:
            message = f"reading it ended the process ({loss.how}): {memory}, or a fault in a library"
        return fail(file, "limit", f"{message}; look for what is wrong in it")
