"""Which reader reads which format; a file's bytes decide, its suffix is a hint between formats that look alike."""

import hashlib
import os
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path, PurePath
from typing import cast

from extractors.document import Document, LimitError, Source, UnreadableError
from extractors.readers.archive import BROKEN_ARCHIVE


@dataclass(frozen=True, slots=True)
class Reader:
    """A format and the module that reads it, named rather than imported: looking at one document loads one reader.

    `suffixes` are those of its files, templates and files with macros, which nobody runs, among them. `converts` says that another
    program makes something of the files before they are read, of many at once for the price of few.
    """

    format: str
    suffixes: tuple[str, ...]
    module: str
    converts: bool = False

    def read(self, data: bytes, source: Source) -> Document:
        """The document in these bytes; UnreadableError where they cannot be read."""
        read = cast("Callable[[bytes, Source], Document]", import_module(self.module).read)
        return read(data, source)

    def convert(self, files: Sequence[bytes]) -> list[bytes | UnreadableError]:
        """What the other program makes of each file, or why it makes nothing."""
        convert = cast("Callable[[Sequence[bytes]], list[bytes | UnreadableError]]", import_module(self.module).convert)
        return convert(files)

    def read_converted(self, data: bytes, source: Source) -> Document:
        """The document in what `convert` made of a file."""
        read = cast("Callable[[bytes, Source], Document]", import_module(self.module).read_converted)
        return read(data, source)


# In the order in which one of two files with equal rows is chosen for publishing.
READERS = (
    Reader("docx", (".docx", ".docm", ".dotx", ".dotm"), "extractors.readers.docx"),
    Reader("odt", (".odt", ".ott"), "extractors.readers.odt"),
    Reader("doc", (".doc", ".dot", ".rtf"), "extractors.readers.doc", converts=True),
    Reader("pdf", (".pdf",), "extractors.readers.pdf"),
    Reader("txt", (".txt",), "extractors.readers.text_dump"),
)
# [MS-CFB] 2.2; the .doc reader tells an encrypted .docx, which is kept in one.
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
# Books of 400 pages with pictures have some 50 MB.
FILE_LIMIT_BYTES = 500_000_000
_MIME_BYTES = 100
# Word and all others that write packages put this part first (the file command tells an OOXML file by it).
_PACKAGE_START = re.compile(rb"PK\x03\x04.{22}\x13\x00..\[Content_Types\]\.xml", re.DOTALL)
# ISO 32000-1, Annex H, implementation note 13: readers bear with what stands before the header, in as many bytes.
_PDF_HEADER_BYTES = 1024
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|meta|table)\b", re.IGNORECASE)
SUFFIXES = {suffix: reader for reader in READERS for suffix in reader.suffixes}
CONVERTED_SUFFIXES = frozenset(suffix for suffix, reader in SUFFIXES.items() if reader.converts)
FORMATS = {reader.format: reader for reader in READERS}


def read(path: Path, raw_folder: Path | None = None, converted: Mapping[str, bytes | UnreadableError] | None = None) -> Document:
    """Read one file; its `source.path` is relative to the raw folder, or its name where there is none.

    `converted` holds what `convert_all` made of this file and others, where it was called, by the hashes of what it read.

    Raises:
        UnreadableError: the bytes are not what can be read; the message says why, without the file's name.
        LimitError: there are more of them than FILE_LIMIT_BYTES, or a reader met one of its limits.
        OSError: the file cannot be opened.
    """
    data = _read_bytes(path)
    name = name_path(path.relative_to(raw_folder) if raw_folder else Path(path.name))
    reader = _reader_for(data, path.suffix.lower())
    source = Source(name, reader.format, hashlib.sha256(data).hexdigest(), len(data))
    made = converted.get(source.sha256) if converted else None
    if made is None:
        return reader.read(data, source)
    if isinstance(made, UnreadableError):
        raise made
    return reader.read_converted(made, source)


def name_path(path: PurePath) -> str:
    r"""The path as text that can be written anywhere: bytes that are no UTF-8 as `\xe5`, a backslash doubled in such a name.

    No two paths have the same name: one that looks as if it held such bytes (`a\xe5.txt`) has its backslashes doubled too.
    """
    name = path.as_posix()
    written = os.fsencode(name.replace("\\", "\\\\")).decode("utf-8", "backslashreplace")
    return written if "\\x" in written else name


def convert_all(paths: Sequence[Path]) -> dict[str, bytes | UnreadableError]:
    """What other programs make of those of these files that need it, each program started once, by the SHA-256 of the file.

    What cannot be opened is left out. A file that is replaced later has another hash, so that nothing is taken for its content.
    """
    made: dict[str, bytes | UnreadableError] = {}
    for reader in (reader for reader in READERS if reader.converts):
        files: dict[str, bytes] = {}
        for path in (path for path in paths if path.suffix.lower() in reader.suffixes):
            with suppress(OSError, UnreadableError):
                data = _read_bytes(path)
                if _reader_for(data, path.suffix.lower()) is reader:
                    files[hashlib.sha256(data).hexdigest()] = data
        made |= dict(zip(files, reader.convert(list(files.values())), strict=True)) if files else {}
    return made


def _read_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        # Asking for the limit's bytes would set aside memory for all of them, whatever the file holds.
        if os.fstat(file.fileno()).st_size > FILE_LIMIT_BYTES:
            raise LimitError(f"the file has more than {FILE_LIMIT_BYTES // 1_000_000} MB, which no document has; it is not read")
        return file.read()


def _reader_for(data: bytes, suffix: str) -> Reader:
    if not data:
        raise UnreadableError("the file is empty (0 bytes); fetch it again from where it was published")
    found = _sniff(data)
    if found is None:
        hinted = SUFFIXES.get(suffix)
        if hinted is None or hinted.format != "txt":
            raise UnreadableError(_explain_unknown(data, suffix))
        return hinted
    if found not in FORMATS:
        raise UnreadableError(f"the file is {found}, which is not read; save it as one of {', '.join(FORMATS)}")
    return FORMATS[found]


def _explain_unknown(data: bytes, suffix: str) -> str:
    """Why bytes that begin as no format does are not read under this suffix."""
    says = f"whatever the suffix {suffix or '(none)'} says"
    if _WEB_PAGE.match(data):
        return f"the file is a web page (HTML), {says}; save it as .docx or .odt"
    with suppress(UnicodeDecodeError):
        if "\0" not in data.decode("utf-8"):
            return f"the file is plain text, {says}; name it .txt if it is the text of a document"
    return f"the bytes are of no format that is read ({', '.join(FORMATS)}), {says}"


def _sniff(data: bytes) -> str | None:
    """The format that the first bytes, or the members of the archive, tell; None where they tell none."""
    if data.startswith(b"PK"):
        return _sniff_archive(data)
    if data.startswith((_COMPOUND_FILE, b"{\\rtf")):
        return "doc"
    return "pdf" if b"%PDF-" in data[:_PDF_HEADER_BYTES] else None


def _sniff_archive(data: bytes) -> str:
    if _PACKAGE_START.match(data):
        return "docx"
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names or "[Content_Types].xml" in names:
                return "docx"
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    if stream.read(_MIME_BYTES).startswith(b"application/vnd.oasis.opendocument.text"):
                        return "odt"
    except BROKEN_ARCHIVE as error:
        raise UnreadableError(f"the archive is damaged ({error}); fetch the file again") from error
    return "odt" if "content.xml" in names else "a zip archive without a document in it"
