"""Which files below the raw folder are documents to read."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.readers.registry import SUFFIXES

# `~$` is Word's owner file, `.~lock.` LibreOffice's; a leading dot hides a file.
_NO_DOCUMENT = ("~$", ".")
# A folder that is named by a fiscal year: 113, 98年度.
_YEAR_FOLDER = re.compile(r"([0-9]{2,3})(?:年度?)?")


@dataclass(frozen=True, slots=True, order=True)
class RawFile:
    """A file that was found: its path below the raw folder (`113/x.docx`), where it is, and whether it is of a kind that is read."""

    name: str
    path: Path
    is_document: bool


def find_files(raw: Path, output: Path | None = None) -> list[RawFile]:
    """Every file below `raw`, to the bottom, by name; `raw` itself where it is a file. What lies in `output` is not looked at.

    Links are followed, and a folder is entered once however many links lead to it. Hidden folders are not entered. A folder that
    cannot be listed is named as a document: reading it then says why it could not be read.
    """
    if not raw.is_dir():
        return [RawFile(raw.name, raw, is_document=True)]
    return sorted(_walk(raw, raw, {_identify(output)} if output and output.is_dir() else set()))


def _identify(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino


def _walk(folder: Path, raw: Path, entered: set[tuple[int, int]]) -> Iterator[RawFile]:
    identity = _identify(folder)
    if identity in entered:
        return
    entered.add(identity)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield RawFile(folder.relative_to(raw).as_posix(), folder, is_document=True)
        return
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir():
            if not entry.name.startswith("."):
                yield from _walk(path, raw, entered)
        else:
            yield RawFile(path.relative_to(raw).as_posix(), path, _is_document(path))


def _is_document(path: Path) -> bool:
    if path.name.startswith(_NO_DOCUMENT) or path.suffix.lower() not in SUFFIXES:
        return False
    try:
        # Opening a pipe or a device could wait for ever.
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def hash_file(path: Path) -> str | None:
    """SHA-256 of the file in hexadecimal digits; None where it cannot be opened (reading it will say why)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def folder_year(name: str) -> int | None:
    """The fiscal year that the nearest folder of a file's path is named by: 113 for `113/x.docx`."""
    for part in reversed(name.split("/")[:-1]):
        match = _YEAR_FOLDER.fullmatch(part)
        if match:
            return int(match[1])
    return None
