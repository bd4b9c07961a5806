"""Publishes real rows in forked children and hurts each at its next change to the disk: a program of its own, without threads.

`python -m tests.fire.publisher HARM SCENE FOLDER STRIDE` prints one line of JSON: how many points were hurt, and what was wrong then.
"""

import datetime as dt
import errno
import hashlib
import io
import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.readers import registry
from extractors.records import extract
from flows import publishing
from flows.published import PACKAGE, load_published
from flows.publishing import Release, publish
from flows.quarantine import make_case
from flows.transaction import STAGING, is_pending, recover
from schemas.conform import conform
from schemas.datasets import DATASETS
from schemas.findings import Finding
from tests.conftest import ROOT

Tables = dict[str, pa.Table]
Files = dict[str, bytes]

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
# Of each dataset; how long a file is makes no difference to the order in which it is written.
_ROWS = 20
_TAKEN_UP = 10
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"})
# A full disk still lets files be renamed and removed.
_GROWING = frozenset({"open", "os.mkdir", "write", "fsync"})


@cache
def _real_rows() -> Tables:
    extraction = extract(registry.read(ROOT / "raw/113/smesa-113.docx", ROOT / "raw"), "1")
    return {dataset.name: conform(extraction.rows[dataset.name][:_ROWS], dataset) for dataset in DATASETS}


def make_document(agency: str, year: int, digest: str = "0") -> Tables:
    """The rows of the real document as those of another agency and year, read from a file of that hash."""
    given = {"document_id": f"{year}-{agency}", "agency": agency, "fiscal_year": year, "calendar_year": year + 1911}
    made = {}
    for name, real in _real_rows().items():
        table = real
        for column, value in {**given, **({"source_sha256": digest * 64} if name == "documents" else {})}.items():
            number = table.schema.get_field_index(column)
            table = table.set_column(
                number, table.schema.field(number), pa.array([value] * table.num_rows, table.schema.field(number).type)
            )
        if name == "staffing" and digest != "0":
            table = table.slice(1)
        made[name] = table
    return made


def _release(*documents: Tables, case: str) -> Release:
    reason = Finding(check="unreadable", severity="error", message="empty")
    by_id = {tables["documents"]["document_id"][0].as_py(): tables for tables in documents}
    return Release(by_id, cases=(make_case(case, None, None, "1", "unreadable", [reason]),))


def make_releases() -> tuple[Release, Release]:
    """Two books of a year and a case; then one of them corrected, another year, and another case in the place of the first."""
    return (
        _release(make_document("甲署", 113), make_document("乙署", 113), case="a.docx"),
        _release(make_document("甲署", 113, "1"), make_document("丁署", 114), case="b.docx"),
    )


def put(folder: Path, release: Release) -> None:
    """What a run does with the output folder: finish or throw away what was left, then publish."""
    folder.mkdir(exist_ok=True)
    recover(folder)
    publish(load_published(folder), release, NOON)


def files_in(folder: Path) -> Files:
    """The bytes of every file below a folder, staged ones left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and STAGING not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class Steps:
    """Every change to the disk of this process, counted; `harm` comes down on that of the number `at`, before it is done."""

    def __init__(self, at: int, harm: Callable[[str, int], None]) -> None:
        self._at, self._harm = at, harm
        self.taken = 0
        self._open = io.open
        sys.dont_write_bytecode = True
        os.fsync = lambda _descriptor: self.take("fsync")  # type: ignore[assignment]
        io.open = self._open_for_halves  # type: ignore[assignment]
        sys.addaudithook(self._hear)

    def take(self, event: str) -> None:
        self.taken += 1
        if self.taken >= self._at:
            self._harm(event, self.taken - self._at)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in _CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES):
            self.take(event)

    def _open_for_halves(self, *arguments: object, **options: object) -> object:
        file = self._open(*arguments, **options)  # type: ignore[call-overload]
        return _Halves(file, self) if "w" in file.mode else file


class _Halves:
    """A file that is written in halves, each of them a step."""

    def __init__(self, file: io.BufferedWriter, steps: Steps) -> None:
        self._file, self._steps = file, steps

    def write(self, data: bytes) -> None:
        middle = len(data) // 2
        for half in (data[:middle], data[middle:]):
            self._steps.take("write")
            self._file.write(half)
            self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def _kill(_event: str, _since: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fill_up(event: str, _since: int) -> None:
    if event in _GROWING:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _lock_up(_event: str, _since: int) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def _fail_once(_event: str, since: int) -> None:
    if since == 0:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def hurt(folder: Path, release: Release, at: int, harm: str) -> str:
    """Publish in a child with that harm at the step of that number: `killed`, `refused`, or `done` where it came to its end."""

    def take_away(_event: str, since: int) -> None:
        if since == 0:
            shutil.rmtree(folder)

    harms = {"kill": _kill, "full": _fill_up, "read-only": _lock_up, "fault": _fail_once, "removed": take_away}
    child = os.fork()
    if child == 0:
        steps = Steps(at, harms[harm])
        try:
            put(folder, release)
        except OSError:
            os._exit(1)
        except BaseException:  # noqa: BLE001 - a child of a fork must never go on as its parent
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
            os._exit(2)
        os._exit(0 if steps.taken < at else 3)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {-signal.SIGKILL: "killed", 0: "done", 1: "refused", 3: "harmed and done"}.get(status, f"ended with {status}")


def find_faults(folder: Path, before: Files, after: Files, ending: str) -> list[str]:
    """What is not as it must be: in what a reader finds now, and in what is there once the run is taken up."""
    faults = []
    pending = is_pending(folder)
    found = files_in(folder)
    whole = all(data in {before.get(name), after.get(name)} for name, data in found.items())
    if not whole or not before.keys() & after.keys() <= found.keys():
        faults.append("a file is half written, or missing")
    if not pending and found not in (before, after):
        faults.append("something was changed though nothing was decided")
    if ending == "harmed and done" and found != after:
        faults.append("the run said that it had done what it had not")
    if found.get(PACKAGE) == after[PACKAGE] != before.get(PACKAGE) and found != after:
        faults.append("the data package came before the data")
    for name in (name for name in after if name.startswith("documents/")):
        year = name.removeprefix("documents")
        same_year = (other for other in after if other.endswith(year))
        if found.get(name) == after[name] != before.get(name) and any(found.get(other) != after[other] for other in same_year):
            faults.append("documents lists rows that are not there yet")
    recover(folder)
    if files_in(folder) not in (before, after) or (pending and files_in(folder) != after):
        faults.append("a document is in some datasets and not in others")
    if (folder / STAGING).exists():
        faults.append("something staged was left behind")
    return faults


def remember_files() -> None:
    """Have a parquet file of the same rows encoded once: most of the time goes there, and the same are published hundreds of times."""
    encode, known = publishing.encode_parquet, dict[bytes, bytes]()

    def encode_once(table: pa.Table) -> bytes:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table.combine_chunks())
        key = hashlib.sha256(sink.getvalue()).digest()
        if key not in known:
            known[key] = encode(table)
        return known[key]

    def write_once(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
        table = pa.Table.from_batches(batches, schema)
        path.write_bytes(encode_once(table))
        return int(table.num_rows)

    publishing.encode_parquet = encode_once
    publishing.write_parquet = write_once


def check_datasets(folder: Path) -> list[str]:
    """What is not readable, and documents that are in one dataset and not in another."""
    ids = {name: set(pq.read_table(folder / name)["document_id"].to_pylist()) for name in (dataset.name for dataset in DATASETS)}
    everywhere = {name for name, table in _real_rows().items() if table.num_rows}
    return [f"{name} holds other documents" for name in everywhere if ids[name] != ids["documents"]]


def main(harm: str, scene: str, folder: Path, stride: int) -> None:
    """Hurt every step of the scene, or every one of so many, and print what came of it."""
    first, second = make_releases()
    start, release = folder / "start", second if scene != "first run" else first
    start.mkdir(parents=True)
    if scene != "first run":
        put(start, first)
    before = files_in(start)
    shutil.copytree(start, folder / "undisturbed")
    put(folder / "undisturbed", release)
    after = files_in(folder / "undisturbed")
    faults = check_datasets(folder / "undisturbed")
    if scene == "recovery":
        _leave_pending(start, release)
    points = 0
    taken_up: Counter[bool] = Counter()
    # The first step of all makes the folder, if it is not there.
    for at in count(2 if harm == "removed" else 1, stride):
        target = shutil.copytree(start, folder / f"{at}")
        ending = hurt(target, release, at, harm)
        if ending == "done":
            break
        points += 1
        if harm != "removed":
            found = find_faults(target, before, after, ending)
            # There are two states from which the next run goes on, byte for byte; it need not be shown for each point.
            is_done = files_in(target) == after
            taken_up[is_done] += 1
            if found or taken_up[is_done] <= _TAKEN_UP:
                put(target, release)
                found += [] if files_in(target) == after else ["the next run does not end with the undisturbed bytes"]
        else:
            found = [] if not target.exists() or not files_in(target) else ["files came back into a folder that was removed"]
        if ending.startswith("ended"):
            found.append(ending)
        faults += (f"{harm} at step {at}: {fault}" for fault in found)
        shutil.rmtree(target, ignore_errors=True)
    print(json.dumps({"points": points, "files": len(after), "faults": faults}))  # noqa: T201


def _leave_pending(start: Path, release: Release) -> None:
    """Bring the folder to where a run was killed that had decided and had put one file into place."""
    for at in count(1, 3):
        target = shutil.copytree(start, start.with_name("pending"))
        hurt(target, release, at, "kill")
        if is_pending(target) and files_in(target) != files_in(start):
            shutil.rmtree(start)
            target.rename(start)
            return
        shutil.rmtree(target)


if __name__ == "__main__":
    # Threads do not outlive a fork.
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    # A kill of a process loses nothing that is written, so that there is nothing to wait for the disk for.
    os.fsync = lambda _descriptor: None  # type: ignore[assignment]
    remember_files()
    # Steps come in the same order each time.
    publishing._ENCODERS = 1  # noqa: SLF001
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
