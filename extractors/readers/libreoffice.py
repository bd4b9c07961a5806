"""LibreOffice as a converter: many files in one process, within a time limit, each tried twice at most.

Macros do not run, links are not followed, and the profile is a new one each time, so that runs beside each other do not meet. A limit on
this process's memory holds for LibreOffice too, and LibreOffice ends with this process, however that ends.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from extractors.document import LimitError, UnreadableError

# Runs a command and ends it, with all that it has started, once nobody holds the other end of the standard input.
_GUARD = """
import os, signal, subprocess, sys, threading

def watch():
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)

threading.Thread(target=watch, daemon=True).start()
code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL)
os._exit(code if code >= 0 else 128 - code)
"""
_GLANCE_SECONDS = 0.2
# LibreOffice takes about two seconds to start and one for a document of 20 pages; a machine that is busy takes many times that.
START_LIMIT_SECONDS = 60.0
FILE_LIMIT_SECONDS = 30.0
TRIES = 2
_DAMAGED = "LibreOffice cannot read it: it is damaged; fetch the file again"
_PROGRAMS = ("soffice", "libreoffice")
_SETTINGS = {
    "org.openoffice.Office.Common/Security/Scripting": {
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
        "BlockUntrustedRefererLinks": "true",
    },
    # Links are updated: never.
    "org.openoffice.Office.Writer/Content/Update": {"Link": "2"},
}


@dataclass(frozen=True, slots=True)
class Target:
    """A format to convert to: the suffix of its files, LibreOffice's name for its filter, and what tells a file that is whole."""

    suffix: str
    filter: str
    is_whole: Callable[[Path], bool]


def _ends_as_pdf(path: Path) -> bool:
    """ISO 32000-1, 7.5.5: the last line of a PDF is %%EOF."""
    return path.is_file() and path.read_bytes().rstrip().endswith(b"%%EOF")


ODT = Target(".odt", "odt:writer8", zipfile.is_zipfile)
PDF = Target(".pdf", "pdf:writer_pdf_Export", _ends_as_pdf)


def find_program() -> str | None:
    """LibreOffice's program, where it is installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def convert(
    program: str, files: Mapping[int, bytes], suffix: str, target: Target, *, time_limit_seconds: float | None = None
) -> Generator[tuple[int, bytes | UnreadableError], None, None]:
    """What LibreOffice makes of each file, or why it makes nothing, once that is known: it goes on with the others meanwhile.

    Args:
        program: as `find_program` found it.
        files: the bytes of each.
        suffix: that of their format (`.doc`).
        target: the format to convert to.
        time_limit_seconds: how long it may take until the next file is there; START_LIMIT_SECONDS and FILE_LIMIT_SECONDS if not given.
            When it ends, the file that was being converted is tried once more with those behind it, then given up.
    """
    pending = dict(files)
    tries: Counter[int] = Counter()
    limit = time_limit_seconds or START_LIMIT_SECONDS + FILE_LIMIT_SECONDS
    while pending:
        failure = yield from _run(program, pending, suffix, target, limit)
        # A process that ends by itself has tried all files; one that does not has come as far as the first that is not there.
        tried = list(pending) if failure is None else list(pending)[:1]
        tries.update(tried)
        for index in tried:
            if tries[index] == TRIES:
                del pending[index]
                yield index, LimitError(failure) if failure else UnreadableError(_DAMAGED)


def _run(
    program: str, pending: dict[int, bytes], suffix: str, target: Target, limit_seconds: float
) -> Generator[tuple[int, bytes], None, str | None]:
    """One process over these files, of which those that it converts are taken away; returns why it did not come to the end, if so."""
    with tempfile.TemporaryDirectory(prefix="budgetbook-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _write_profile(folder / "profile")
        (folder / "made").mkdir()
        made = {index: folder / "made" / f"{index}{target.suffix}" for index in pending}
        paths = {index: folder / f"{index}{suffix}" for index in pending}
        for index, path in paths.items():
            path.write_bytes(pending[index])
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--convert-to", target.filter, "--outdir", str(folder / "made")),
            *map(str, paths.values()),
        ]
        process = _begin(command)
        count, since = 0, time.monotonic()
        try:
            while (code := _glance(process)) is None:
                # A file that is there shows that it goes on.
                if (there := sum(1 for _ in (folder / "made").iterdir())) != count:
                    count, since = there, time.monotonic()
                    yield from _take(pending, made, target, is_over=False)
                elif time.monotonic() - since > limit_seconds:
                    break
        finally:
            _kill(process)
        yield from _take(pending, made, target, is_over=True)
    if code is None:
        return f"LibreOffice took more than {limit_seconds:g} seconds over it; save the document as .docx or .odt"
    return None if code == 0 else f"LibreOffice broke down over it (exit code {code}); save the document as .docx or .odt"


def _take(pending: dict[int, bytes], made: Mapping[int, Path], target: Target, *, is_over: bool) -> Iterator[tuple[int, bytes]]:
    """Take away what is there and whole; the last may still be written to until it is over, and a process may be killed over it."""
    there = [index for index in pending if made[index].exists()]
    for index in there if is_over else there[:-1]:
        if target.is_whole(made[index]):
            del pending[index]
            yield index, made[index].read_bytes()


def _write_profile(folder: Path) -> None:
    items = (
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, properties in _SETTINGS.items()
        for name, value in properties.items()
    )
    settings = folder / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{"".join(items)}</oor:items>', encoding="utf-8")


def _begin(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - the program is found by name, files are named by number
        [sys.executable, "-I", "-S", "-c", _GUARD, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _glance(process: "subprocess.Popen[bytes]") -> int | None:
    with suppress(subprocess.TimeoutExpired):
        return process.wait(_GLANCE_SECONDS)
    return None


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End the program with the processes that it has started: it is a script over others that outlive it."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdin:
        process.stdin.close()
