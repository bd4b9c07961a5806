"""Word's binary format (.doc) through LibreOffice.

The target is .odt: of smesa-113.doc it keeps what .docx keeps, and LibreOffice writes its own format without a detour.
"""

import re
from collections.abc import Sequence

from extractors.document import Document, Source, UnreadableError
from extractors.readers import libreoffice, odt

_MISSING = (
    "a .doc is read through LibreOffice, which is not installed here: install the package libreoffice-writer-nogui "
    "(Debian, Ubuntu), or save the document as .docx or .odt"
)
# [MS-CFB] 2.2, 2.6.1 and 2.7: a compound file's header, its directory's entries, and the least that a stream may begin at.
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENTRY_SIZE, _SMALL_SECTOR_SIZE = 128, 64
# [MS-DOC] 2.5.2, FibBase: how the stream of a document begins, with or without a password, and a flag in its bytes 10 and 11.
_DOCUMENT_HEAD = re.compile(rb"\xec\xa5(?:[\xc0-\xd9]\x00|[\x00-\x12]\x01)")
_IS_ENCRYPTED = 0x0100
_ENCRYPTED = "the document is encrypted; open it with its password and save it without one"
_RICH_TEXT = b"{\\rtf"
_OTHER_STREAMS = {
    "EncryptedPackage": _ENCRYPTED,
    "Workbook": "this is an Excel workbook, not a Word document",
    "Book": "this is an Excel workbook, not a Word document",
    "PowerPoint Document": "this is a PowerPoint presentation, not a Word document",
    "__properties_version1.0": "this is an Outlook message, not a Word document",
}


def read(data: bytes, source: Source) -> Document:
    """The document in a .doc file.

    Raises:
        UnreadableError: it is encrypted, damaged or no Word document, LibreOffice is not there, or it took too long.
    """
    converted = convert([data])[0]
    if isinstance(converted, UnreadableError):
        raise converted
    return read_converted(converted, source)


def read_converted(data: bytes, source: Source) -> Document:
    """The document in what `convert` made of a .doc file; `source` is that file."""
    return odt.read(data, source, joins_split_lists=True)


def convert(files: Sequence[bytes], *, time_limit_seconds: float | None = None) -> list[bytes | UnreadableError]:
    """What LibreOffice makes of .doc files, in their order: the bytes of an .odt, or why there are none.

    Args:
        files: the bytes of each.
        time_limit_seconds: as in `libreoffice.convert`.
    """
    results: dict[int, bytes | UnreadableError] = {}
    for index, data in enumerate(files):
        refusal = _refusal(data)
        if refusal is not None:
            results[index] = UnreadableError(refusal)
    pending = {index: data for index, data in enumerate(files) if index not in results}
    program = libreoffice.find_program()
    if program is None:
        results |= {index: UnreadableError(_MISSING) for index in pending}
    elif pending:
        results |= libreoffice.convert(program, pending, ".doc", libreoffice.ODT, time_limit_seconds=time_limit_seconds)
    return [results[index] for index in range(len(files))]


def _refusal(data: bytes) -> str | None:
    """Why a file is not handed to LibreOffice, which would read it as something else, or not say why it does not."""
    if data.startswith(_RICH_TEXT):
        return None
    if not data.startswith(_COMPOUND_FILE):
        return "this is no Word document in the binary format (.doc); name it by what it is, or save it as .docx"
    if not _has_stream(data, "WordDocument"):
        found = (message for name, message in _OTHER_STREAMS.items() if _has_stream(data, name))
        return next(found, "the file holds no Word document, or was cut short; fetch it again")
    heads = (
        data[match.start() + 10 : match.start() + 12] for match in _DOCUMENT_HEAD.finditer(data) if match.start() % _SMALL_SECTOR_SIZE == 0
    )
    flags = int.from_bytes(next(heads, b""), "little")
    return _ENCRYPTED if flags & _IS_ENCRYPTED else None


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a compound file's directory has a stream of this name; its entries stand at multiples of their size."""
    encoded = f"{name}\0".encode("utf-16-le")
    return any(match.start() % _ENTRY_SIZE == 0 for match in re.finditer(re.escape(encoded), data))
