"""Which files below the raw folder are documents to read, and which are about documents."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.readers.registry import SUFFIXES, name_path

# What people know of the documents and the documents do not say: known misprints, and projects that go on under another name.
ERRATA = "errata.toml"
PROJECT_LINKS = "project_links.toml"

# `~$` is Word's owner file, `.~lock.` LibreOffice's; a leading dot hides a file.
_NO_DOCUMENT = ("~$", ".")
_LEADS_OUT = "a link that leads out of the raw folder is not followed; put the document itself there, or run on the folder that holds it"
# A folder that is named by a fiscal year: 113, 98年度.
_YEAR_FOLDER = re.compile(r"([0-9]{2,3})(?:年度?)?")


@dataclass(frozen=True, slots=True, order=True)
class RawFile:
    """A file that was found: its path below the raw folder (`113/x.docx`), where it is, and whether it is of a kind that is read.

    `name` is valid text whatever bytes the path has (`registry.name_path`). `refusal` says why a document is not opened at all.
    """

    name: str
    path: Path
    is_document: bool
    refusal: str | None = None

    def hash(self) -> str | None:
        """SHA-256 of what would be read, in hexadecimal digits; None where nothing can be, or nothing is to be."""
        return None if self.refusal else hash_file(self.path)


def find_files(raw: Path, output: Path | None = None) -> list[RawFile]:
    """Every file below `raw`, to the bottom, by name; `raw` itself where it is a file. What lies in `output` is not looked at.

    Hidden folders are not entered. A link to a file below `raw` is a file; one to a folder there is not entered, since its files
    are found where they lie; one that leads out of `raw` is refused: whoever may put files there would choose what is read on
    this machine. A folder that cannot be listed is named as a document: reading it then says why it could not be read.
    """
    if not raw.is_dir():
        return [RawFile(name_path(Path(raw.name)), raw, is_document=True)]
    return sorted(_walk(raw, identify(output) if output else None))


def identify(path: Path) -> tuple[int, int] | None:
    """Which file or folder it is, whatever it is called; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _walk(raw: Path, left_out: tuple[int, int] | None) -> Iterator[RawFile]:
    root = os.path.realpath(raw)
    folders = [raw]
    while folders:
        folder = folders.pop()
        if left_out and identify(folder) == left_out:
            continue
        try:
            with os.scandir(folder) as entries:
                paths = [(folder / entry.name, entry.is_symlink(), entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:
            yield RawFile(name_path(folder.relative_to(raw)), folder, is_document=True)
            continue
        for path, is_link, is_folder in paths:
            if is_folder:
                if not path.name.startswith("."):
                    folders.append(path)
            elif path.name not in {ERRATA, PROJECT_LINKS} and (file := _look_at(path, raw, root if is_link else None)):
                yield file


def _look_at(path: Path, raw: Path, root: str | None) -> RawFile | None:
    """What the entry of a folder is; with `root`, where the raw folder really is, the entry is a link. None for a folder's link."""
    name = name_path(path.relative_to(raw))
    if root is not None and not path.name.startswith(_NO_DOCUMENT):
        try:
            target = Path(os.path.realpath(path, strict=True))
        except OSError:
            return RawFile(name, path, _is_document(path))
        is_folder = target.is_dir()
        if not target.is_relative_to(root) and (is_folder or _is_document(path)):
            return RawFile(name, path, is_document=True, refusal=_LEADS_OUT)
        if is_folder:
            return None
    return RawFile(name, path, _is_document(path))


def _is_document(path: Path) -> bool:
    if path.name.startswith(_NO_DOCUMENT) or path.suffix.lower() not in SUFFIXES:
        return False
    try:
        # Opening a pipe or a device could wait for ever.
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def find_companion(raw: Path, name: str) -> Path | None:
    """The file of that name in the folder of the documents, or further up as far as beside the folder of a fiscal year."""
    folder = (raw if raw.is_dir() else raw.parent).absolute()
    while not (folder / name).is_file():
        if folder_year(f"{folder.as_posix()}/") is None:
            return None
        folder = folder.parent
    return folder / name


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
