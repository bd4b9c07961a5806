"""Word's binary format (.doc) through LibreOffice: many files in one process, within a time limit, each tried twice at most.

The target is .odt: of smesa-113.doc it keeps what .docx keeps, and LibreOffice writes its own format without a detour. Macros do not run,
links are not followed, and the profile is a new one each time, so that runs beside each other do not meet.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from extractors.document import Document, Source, UnreadableError
from extractors.readers import odt

# LibreOffice takes about two seconds to start and one for a document of 20 pages; a machine that is busy takes many times that.
START_LIMIT_SECONDS = 60.0
FILE_LIMIT_SECONDS = 30.0
TRIES = 2
_PROGRAMS = ("soffice", "libreoffice")
_MISSING = (
    "a .doc is read through LibreOffice, which is not installed here: install the package libreoffice-writer-nogui "
    "(Debian, Ubuntu), or save the document as .docx or .odt"
)
_SETTINGS = {
    "org.openoffice.Office.Common/Security/Scripting": {
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
        "BlockUntrustedRefererLinks": "true",
    },
    # Links are updated: never.
    "org.openoffice.Office.Writer/Content/Update": {"Link": "2"},
}
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
        time_limit_seconds: for one process; START_LIMIT_SECONDS and FILE_LIMIT_SECONDS for each file if not given. When it ends, the file
            that was being converted is tried once more with those behind it, then given up.
    """
    results: dict[int, bytes | UnreadableError] = {}
    for index, data in enumerate(files):
        refusal = _refusal(data)
        if refusal is not None:
            results[index] = UnreadableError(refusal)
    pending = {index: data for index, data in enumerate(files) if index not in results}
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        results |= {index: UnreadableError(_MISSING) for index in pending}
        pending = {}
    tries: Counter[int] = Counter()
    while pending and program is not None:
        limit = time_limit_seconds or START_LIMIT_SECONDS + FILE_LIMIT_SECONDS * len(pending)
        converted, failure = _run(program, pending, limit)
        results |= converted
        left = [index for index in pending if index not in converted]
        # A process that ends by itself has tried all files; one that does not has come as far as the first that is not there.
        tried = left if failure is None else left[:1]
        tries.update(tried)
        for index in tried:
            if tries[index] == TRIES:
                results[index] = UnreadableError(failure or "LibreOffice cannot read it: it is damaged; fetch the file again")
        pending = {index: pending[index] for index in left if index not in results}
    return [results[index] for index in range(len(files))]


def _run(program: str, files: Mapping[int, bytes], limit_seconds: float) -> tuple[dict[int, bytes], str | None]:
    """One process over these files: what it converted, and why it did not come to the end, if it did not."""
    with tempfile.TemporaryDirectory(prefix="budgetbook-doc-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _write_profile(folder / "profile")
        (folder / "odt").mkdir()
        paths = {index: folder / f"{index}.doc" for index in files}
        for index, path in paths.items():
            path.write_bytes(files[index])
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--convert-to", "odt:writer8", "--outdir", str(folder / "odt")),
            *map(str, paths.values()),
        ]
        failure = _wait(command, limit_seconds)
        made = {index: folder / "odt" / f"{index}.odt" for index in files}
        # What a process was killed over may be there in part.
        return {index: path.read_bytes() for index, path in made.items() if zipfile.is_zipfile(path)}, failure


def _write_profile(folder: Path) -> None:
    items = (
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, properties in _SETTINGS.items()
        for name, value in properties.items()
    )
    settings = folder / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{"".join(items)}</oor:items>', encoding="utf-8")


def _wait(command: Sequence[str], limit_seconds: float) -> str | None:
    """Run LibreOffice to its end; returns why it did not come to one."""
    process = subprocess.Popen(  # noqa: S603 - the program is found by name, files are named by number
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        code = process.wait(limit_seconds)
    except subprocess.TimeoutExpired:
        _kill(process)
        return f"LibreOffice took more than {limit_seconds:g} seconds over it; save the document as .docx or .odt"
    except BaseException:
        _kill(process)
        raise
    return None if code == 0 else f"LibreOffice broke down over it (exit code {code}); save the document as .docx or .odt"


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End the program with the processes that it has started: it is a script over others that outlive it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


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
