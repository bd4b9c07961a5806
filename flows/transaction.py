"""How a set of files is replaced and removed so that a run that is killed at any point leaves all of it done or to be done.

New files are written into a staging folder; the redo list, renamed into place last, is the point of no return: before it nothing is
changed, after it whoever comes next finishes what it lists. Each file is replaced by an atomic rename, in the order of the list.
"""

import errno
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from flows.discovery import hash_file

STAGING = ".staging"
_REDO = "redo.json"

# A file below the folder, and the staged file that takes its place; None where it is removed.
_Step = tuple[str, str | None]


@dataclass(slots=True)
class Transaction:
    """Files to replace and to remove below `folder`, by their paths relative to it, in the order in which they are given."""

    folder: Path
    _steps: list[_Step] = field(default_factory=list)
    _staged_count: int = 0

    def write(self, target: str, data: bytes) -> bool:
        """Stage these bytes for `target`; False, and nothing to do, where the file holds just these bytes already.

        OSError where they cannot be staged, or where a folder stands in the place of the file or a file in that of its folder.
        """
        if _holds(self.folder / target, data):
            return False
        staged = self.stage(target)
        _write_through(staged, data)
        self._steps.append((target, staged.name))
        return True

    def stage(self, target: str) -> Path:
        """A place for a file that somebody writes and that `keep` takes for `target`; OSError as `write`."""
        path = self.folder / target
        _make_sure(path, not path.is_dir(), errno.EISDIR)
        _make_sure(path.parent, path.parent.is_dir() or not path.parent.exists(), errno.ENOTDIR)
        staging = self.folder / STAGING
        staging.mkdir(exist_ok=True)
        self._staged_count += 1
        return staging / f"{self._staged_count}"

    def keep(self, target: str, staged: Path, sha256: str) -> None:
        """Take a file of that hash from its place for `target`; nothing is to do where that holds just these bytes already."""
        if hash_file(self.folder / target) == sha256:
            staged.unlink()
        else:
            _sync(staged)
            self._steps.append((target, staged.name))

    def remove(self, target: str) -> None:
        """Remove `target`, which may be gone already."""
        self._steps.append((target, None))

    @property
    def written(self) -> tuple[str, ...]:
        """The files that are replaced."""
        return tuple(target for target, staged in self._steps if staged is not None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self._steps

    def commit(self) -> None:
        """Do all of it. OSError before anything is changed, or, once the redo list stands, with the rest left to `recover`."""
        if self.is_empty:
            return
        staging = self.folder / STAGING
        staging.mkdir(exist_ok=True)
        draft = staging / f"{_REDO}.draft"
        _write_through(draft, json.dumps(self._steps, ensure_ascii=False).encode())
        _sync(staging)
        draft.replace(staging / _REDO)
        _sync(staging)
        _sync(self.folder)
        _redo(self.folder, self._steps)


def recover(folder: Path) -> bool:
    """Finish what a killed run had decided to publish, or throw away what it had only begun; True where it was finished."""
    staging = folder / STAGING
    if not staging.is_dir():
        return False
    steps = _read_redo_list(staging)
    if steps is None:
        shutil.rmtree(staging)
        return False
    _redo(folder, steps)
    return True


def is_pending(folder: Path) -> bool:
    """Whether a killed run left files that the next run has to put into place."""
    return (folder / STAGING / _REDO).is_file()


def discard(folder: Path) -> None:
    """Throw away what was staged and not committed."""
    if not is_pending(folder):
        shutil.rmtree(folder / STAGING, ignore_errors=True)


def _read_redo_list(staging: Path) -> list[_Step] | None:
    """The steps that were decided on; None where there are none, or where somebody wrote over them (hashes tell what is amiss then)."""
    try:
        steps = [(str(target), staged) for target, staged in json.loads((staging / _REDO).read_bytes())]
    except (FileNotFoundError, ValueError, TypeError, RecursionError):
        return None
    return steps if all(_is_own(target) and (staged is None or str(staged).isdecimal()) for target, staged in steps) else None


def _is_own(target: str) -> bool:
    """Whether the path stays in the folder: no run writes another one, and nobody shall have a file removed elsewhere."""
    path = PurePosixPath(target)
    return not path.is_absolute() and bool(path.parts) and not {"..", STAGING} & {*path.parts}


def _redo(folder: Path, steps: list[_Step]) -> None:
    staging = folder / STAGING
    touched = set()
    for target, staged in steps:
        path = folder / target
        if staged is None:
            path.unlink(missing_ok=True)
        elif (staging / staged).is_file():
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True)
                _sync(path.parent.parent)
            (staging / staged).replace(path)
        if path.parent.is_dir():
            touched.add(path.parent)
    for parent in sorted(touched):
        _sync(parent)
    (staging / _REDO).unlink()
    shutil.rmtree(staging)


def _make_sure(path: Path, is_so: bool, error: int) -> None:
    if not is_so:
        raise OSError(error, os.strerror(error), str(path))


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    """Make a file last, or the renames in a folder: POSIX keeps a directory's entries apart from its files' contents."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
