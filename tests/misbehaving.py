"""What a document can do to the process that reads it, done by functions that are sent there in place of the reading."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path

from flows.batch_reading import read_files
from flows.discovery import RawFile
from flows.isolation import Allowance
from flows.order import Limits
from flows.reading import Reading


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    os._exit(3)


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang_in_c() -> None:
    """The search does not come back to Python, and no signal that can be refused is let through."""
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP})
    re.match(r"(a+)+$", "a" * 60 + "b")


def hog() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(1 << 24))


def recurse() -> None:
    recurse()


DEEDS: Mapping[str, Callable[[], None]] = {f"{deed.__name__}.docx": deed for deed in (crash, leave, be_killed, hang_in_c, hog, recurse)}


def kill_parent() -> None:
    """End what has started this process, as a worker of a cluster is ended with what it has in hand, and this with it."""
    os.kill(os.getppid(), signal.SIGKILL)
    signal.pause()


def kill_parent_once(marker: Path) -> None:
    if not marker.exists():
        marker.touch()
        kill_parent()


def read_killing_files(files: Sequence[RawFile], version: str, limits: Limits, folder: Path) -> Iterator[Allowance | Reading]:
    """As `read_files`, but the name of a file may say that its worker is killed over it."""
    for file in files:
        if file.name == "once.txt":
            kill_parent_once(file.path.with_name("killed"))
        if file.name == "always.txt":
            kill_parent()
        yield from read_files([file], version, limits, folder)


def read_misbehaving_files(files: Sequence[RawFile], version: str, limits: Limits, folder: Path) -> Iterator[Allowance | Reading]:
    """As `read_files`, but a file by the name of a deed does it."""
    for file in files:
        if file.name in DEEDS:
            # The one that hangs is not waited for as long as a document is.
            yield Allowance(file.name, 1.0 if file.name == "hang_in_c.docx" else limits.seconds)
            DEEDS[file.name]()
        yield from read_files([file], version, limits, folder)


def do(name: str, seconds: float | None) -> Iterator[object]:
    yield Allowance(name, seconds)
    DEEDS[name]()
    yield "done"


def report_identity() -> Iterator[int]:
    yield os.getpid()


def raise_error(error: Exception) -> Iterator[object]:
    raise error
    yield


class StubbornError(Exception):
    """Cannot be made anew from what it says."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def raise_stubborn_error() -> Iterator[object]:
    raise StubbornError("this", "that")
    yield


def write_forever(folder: Path) -> Iterator[object]:
    """Say who it is, leave a file, and write others as long as there is a folder for them."""
    (folder / "left.txt").write_text("left", encoding="utf-8")
    yield [os.getpid()]
    for number in cycle(range(100)):
        (folder / f"{number}.txt").write_text("more", encoding="utf-8")


# What LibreOffice does with its settings.
_MAKER = """
import sys
from contextlib import suppress
from pathlib import Path
while True:
    with suppress(OSError):
        (Path(sys.argv[1]) / "profile").mkdir(parents=True)
"""


def have_a_folder_made_forever(folder: Path) -> Iterator[object]:
    """Start another process that makes the folder anew whenever it is gone, say who both are, and wait for it."""
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", _MAKER, str(folder)], start_new_session=True) as maker:
        while not (folder / "profile").exists():
            os.sched_yield()
        yield [os.getpid(), maker.pid]
