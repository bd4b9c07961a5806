"""How documents are fetched from an object store and how what is published gets there: a mirror on this machine and an order of objects.

`s3://bucket/prefix` and every other protocol of fsspec that is installed. A run works on the mirror as on any folder.
"""

import hashlib
import json
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock

from flows.discovery import ERRATA, PROJECT_LINKS, hash_file
from flows.order import RunError, WrongUseError
from flows.places import is_url, mirror_of, split_place
from flows.published import PACKAGE
from flows.vintages import HISTORY
from schemas.datasets import BY_NAME

LOCK = ".lock.json"
_REPORTS = "reports"
_TRANSFERS = 8
_LOCK_LASTS = timedelta(minutes=10)
_RENEWED_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Store:
    """The objects below a URL."""

    url: str
    files: Any
    root: str

    def list_objects(self, below: str = "") -> dict[str, str]:
        """The objects at or below a path, each with what is another where its content is (ETag and size)."""
        with _explained(self.url):
            self.files.invalidate_cache()
            found = self.files.find(f"{self.root}/{below}".rstrip("/"), detail=True)
        objects = {
            path.removeprefix(self.root).lstrip("/"): f"{facts.get('ETag') or facts}:{facts['size']}" for path, facts in found.items()
        }
        return {name: stamp for name, stamp in objects.items() if _is_file_name(name)}

    def read(self, name: str) -> bytes | None:
        """The content of an object; None where there is none."""
        with _explained(self.url):
            try:
                data: bytes = self.files.cat_file(f"{self.root}/{name}")
            except FileNotFoundError:
                return None
            return data

    def write(self, name: str, data: bytes) -> None:
        """Make the object hold this."""
        with _explained(self.url):
            self.files.pipe_file(f"{self.root}/{name}", data)

    def create(self, name: str, data: bytes) -> bool:
        """Make the object, if there is none; whether it was made. Of two that try, one does (S3: If-None-Match)."""
        with _explained(self.url):
            try:
                self.files.pipe_file(f"{self.root}/{name}", data, mode="create")
            except FileExistsError:
                return False
        return True

    def remove(self, name: str) -> None:
        """Remove the object, which may be gone already."""
        with _explained(self.url), suppress(FileNotFoundError):
            self.files.rm_file(f"{self.root}/{name}")


@dataclass(slots=True)
class Mirror:
    """The raw and the output place of a run that lie in an object store (None: a folder), and where they are mirrored."""

    raw_url: str | None
    output_url: str | None
    output: Path
    _store: Store | None = None
    _owner: str = field(default_factory=lambda: f"{socket.gethostname()} process {os.getpid()} {uuid.uuid4().hex[:8]}")
    _before: dict[str, str | None] = field(default_factory=dict)
    _markers: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def fetch_raw(self) -> None:
        """Fetch the documents that are new or have changed, and what is said about them beside them.

        Raises:
            WrongUseError: there is nothing there.
            RunError: the store does not answer, or refuses.
        """
        if self.raw_url:
            base, tail = split_place(self.raw_url)
            store = open_store(base)
            objects = store.list_objects(tail)
            if not objects:
                raise WrongUseError(f"{self.raw_url}: holds no object; name the prefix that holds the documents")
            companions = dict(_list_companions(store, tail))
            below = f"{tail}/".lstrip("/")
            _fetch(store, {**objects, **companions}, mirror_of(base), lambda name: name.startswith(below) or _is_companion(name))

    def take_output(self) -> None:
        """Take the place in the store for this run, and fetch what is published there.

        Raises:
            RunError: another run has it, or the store does not answer.
        """
        if self.output_url:
            self._store = open_store(self.output_url)
            self._take_lock(self._store)
            threading.Thread(target=self._renew, daemon=True).start()
            _fetch_output(self._store, self.output)
            self._before = {name: hash_file(self.output / name) for name in _list_files(self.output)}

    def deliver(self) -> None:
        """Put what the run changed into the store: data first, `datapackage.json` behind them, removals last.

        Raises:
            RunError: the store does not answer, or another run has taken the place.
        """
        if self._store is None:
            return
        self._make_sure_of_lock(self._store)
        after = {name: hash_file(self.output / name) for name in _list_files(self.output)}
        changed = [name for name in after if after[name] != self._before.get(name)]
        for group in _order_uploads(changed):
            self._upload(group)
        for name in sorted(self._before.keys() - after.keys()):
            self._store.remove(name)
        self._before = after

    def deliver_pages(self) -> None:
        """Put the pages that people look at into the store; what lies there and is the same is left."""
        if self._store is None:
            return
        there = self._store.list_objects(_REPORTS)
        names = [path.relative_to(self.output).as_posix() for path in sorted((self.output / _REPORTS).rglob("*")) if path.is_file()]
        self._upload([name for name in names if not _is_same(self.output / name, there.get(name))])

    def close(self) -> None:
        """Leave the place in the store to others."""
        if self._store is not None and not self._ended.is_set():
            self._ended.set()
            with suppress(RunError):
                if self._read_lock(self._store).get("owner") == self._owner:
                    self._store.remove(LOCK)
                for name in self._markers:
                    self._store.remove(name)

    def _upload(self, names: Iterable[str]) -> None:
        store = self._store
        if store is not None:
            with ThreadPoolExecutor(_TRANSFERS) as pool:
                for _ in pool.map(lambda name: store.write(name, (self.output / name).read_bytes()), names):
                    pass

    def _take_lock(self, store: Store) -> None:
        if store.create(LOCK, self._encode_lock()):
            return
        holder = self._read_lock(store)
        until = str(holder.get("expires", ""))
        if until > datetime.now(UTC).isoformat(timespec="seconds"):
            who = f"{holder.get('owner')} holds {LOCK} until {until}"
            raise RunError(f"{store.url}: another run is publishing there ({who}); run again when it has ended")
        # Of the runs that find the same lock expired one makes the marker, and takes the place.
        marker = f"{LOCK}.{hashlib.sha256(json.dumps(holder).encode()).hexdigest()[:8]}"
        if not store.create(marker, self._encode_lock()):
            raise RunError(f"{store.url}: another run is taking the place over; run again when it has ended, or remove {marker} if it died")
        self._markers.append(marker)
        store.write(LOCK, self._encode_lock())

    def _renew(self) -> None:
        while not self._ended.wait(_RENEWED_SECONDS):
            with suppress(RunError):
                if self._store and self._read_lock(self._store).get("owner") == self._owner:
                    self._store.write(LOCK, self._encode_lock())

    def _make_sure_of_lock(self, store: Store) -> None:
        holder = self._read_lock(store).get("owner")
        if holder != self._owner:
            raise RunError(f"{store.url}: {holder or 'somebody'} took the place while this run went on; nothing was published. Run again")

    def _read_lock(self, store: Store) -> dict[str, Any]:
        try:
            content = json.loads(store.read(LOCK) or b"{}")
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    def _encode_lock(self) -> bytes:
        expires = (datetime.now(UTC) + _LOCK_LASTS).isoformat(timespec="seconds")
        return json.dumps({"owner": self._owner, "expires": expires}, ensure_ascii=False).encode()


def open_store(url: str) -> Store:
    """The objects below the URL; nothing is asked of the store yet.

    Raises:
        WrongUseError: there is no such protocol, or what speaks it is not installed.
    """
    protocol = url.partition("://")[0]
    try:
        import fsspec  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra

        files, root = fsspec.core.url_to_fs(url.rstrip("/"))
    except (ImportError, ValueError) as error:
        way = (
            "pip install 'budgetbook[s3]'"
            if protocol == "s3"
            else f"install what fsspec needs for {protocol}://, or copy the files into a folder"
        )
        raise WrongUseError(f"{url}: {protocol}:// cannot be read here: {way}") from error
    return Store(url.rstrip("/"), files, root.rstrip("/"))


def fetch_published(place: str) -> Path:
    """The folder that holds what is published: the place itself, or what is fetched of it from an object store.

    Raises:
        WrongUseError: what speaks the protocol is not installed.
        RunError: the store does not answer.
    """
    if not is_url(place):
        return Path(place)
    # A run may be working in its own mirror.
    folder = mirror_of(f"{place.rstrip('/')}#read")
    _fetch_output(open_store(place), folder)
    return folder


@contextmanager
def _explained(url: str) -> Iterator[None]:
    try:
        yield
    except (WrongUseError, RunError, FileNotFoundError, FileExistsError):
        raise
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        raise RunError(f"{url}: the object store failed ({what}); see to address, credentials and network, and run again") from error


def _list_companions(store: Store, tail: str) -> Iterator[tuple[str, str]]:
    """What people say of the documents in their folder and the folders above it."""
    folders = ["", *("/".join(tail.split("/")[:count]) for count in range(1, tail.count("/") + 2))] if tail else [""]
    for folder in folders:
        for companion in (ERRATA, PROJECT_LINKS):
            name = f"{folder}/{companion}".lstrip("/")
            yield from store.list_objects(name).items()


def _is_companion(name: str) -> bool:
    return name.rsplit("/", 1)[-1] in {ERRATA, PROJECT_LINKS}


def _is_file_name(name: str) -> bool:
    """Whether an object can lie as a file below a folder; a name that would lead out of it, or is a folder's, cannot."""
    return bool(name) and not {"", ".", ".."} & {*name.split("/")} and "\\" not in name and "\0" not in name


def _fetch_output(store: Store, folder: Path) -> None:
    objects = store.list_objects()
    wanted = {name: stamp for name, stamp in objects.items() if not name.startswith((LOCK, f"{_REPORTS}/"))}
    _fetch(store, wanted, folder, lambda name: not name.startswith(f"{_REPORTS}/"))


def _fetch(store: Store, objects: dict[str, str], folder: Path, is_ours: Callable[[str], bool]) -> None:
    """Make the files below `folder` those objects; of its other files those that are `ours` to remove are removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{folder.name}.lock")):
            known = _read_index(folder)
            stale = [name for name, stamp in objects.items() if known.get(name) != [stamp, *_stamp(folder / name)]]
            with ThreadPoolExecutor(_TRANSFERS) as pool:
                for _ in pool.map(lambda name: _fetch_one(store, name, folder / name), stale):
                    pass
            for path in sorted(folder.rglob("*")):
                name = path.relative_to(folder).as_posix()
                if path.is_file() and name not in objects and not name.startswith(".lock") and is_ours(name):
                    path.unlink()
            index = {**known, **{name: [stamp, *_stamp(folder / name)] for name, stamp in objects.items()}}
            _index_of(folder).write_text(json.dumps(index), encoding="utf-8")
    except OSError as error:
        raise RunError(f"{store.url}: cannot be mirrored in {folder}: {error}; see to the folder and run again") from error


def _fetch_one(store: Store, name: str, path: Path) -> None:
    data = store.read(name)
    if data is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{uuid.uuid4().hex}")
        draft.write_bytes(data)
        draft.replace(path)


def _index_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.objects.json")


def _read_index(folder: Path) -> dict[str, list[object]]:
    try:
        content = json.loads(_index_of(folder).read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return -1, -1
    return status.st_size, status.st_mtime_ns


def _list_files(folder: Path) -> list[str]:
    """The files of the mirror that are for the store, but for the pages."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return [name for name in names if not name.startswith((".", f"{_REPORTS}/"))]


def _order_uploads(names: Iterable[str]) -> list[list[str]]:
    """Earlier versions, the datasets, `documents` behind them, everything else, and what lists them all last; one group after the other."""
    groups: list[list[str]] = [[] for _ in range(5)]
    for name in sorted(names):
        top = name.split("/")[0]
        groups[0 if top == HISTORY else 4 if name == PACKAGE else 2 if top == "documents" else 1 if top in BY_NAME else 3].append(name)
    return groups


def _is_same(path: Path, stamp: str | None) -> bool:
    """Whether the object has the file's content: the ETag of an object that was put whole is its MD5."""
    if stamp is None:
        return False
    data = path.read_bytes()
    return stamp.replace('"', "") == f"{hashlib.md5(data, usedforsecurity=False).hexdigest()}:{len(data)}"
