"""A process of its own for work that may crash, hang or take all memory: bounded, ended with everything it holds, and never left over.

The process runs one generator function after the other and sends back what it yields. Functions go by name, as `pickle` sends them, so
they stand at the top of a module. It ends when the process that started it ends, however that happens: its standard input is a
pipe whose other end nobody else holds.
"""

import multiprocessing
import os
import pickle
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

# The modules of the program are found where this process finds them, and not in the current folder, which may hold anybody's files.
_BEGIN = (
    "import sys; from multiprocessing.connection import Connection; link = Connection(int(sys.argv[1])); "
    "sys.path[:] = link.recv(); from flows.isolation import serve; serve(link, int(sys.argv[2]), sys.argv[3])"
)
# One thread each and no memory set aside ahead: what a document needs is then the same on every machine, and can be bounded. Arrow's
# default pool reserves 1 GiB at its first allocation.
_MODEST = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_START_SECONDS = 180.0
# How a process ends whose memory is used up: there is none left to tell of it.
_OUT_OF_MEMORY = 77
# The process ends by itself this long after what it was allowed, where there is nobody left to end it.
_GRACE_SECONDS = 15.0


class ProcessLostError(BrokenExecutor):
    """The process ended before it was done.

    `how` says by what (`SIGSEGV`, `exit code 3`), `about` what it was doing, as it had said itself.
    """

    def __init__(self, how: str, about: str | None) -> None:
        super().__init__(f"the process ended ({how})")
        self.how = how
        self.about = about


class OverdueError(ProcessLostError):
    """It took longer than it had said, and was ended for that."""


class OutOfMemoryError(ProcessLostError):
    """It used up the memory that it was given, and ended itself."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Yielded by a function before it begins something: what, and how long it may take."""

    about: str
    seconds: float | None


class Isolated:
    """A process of its own, with a limit on its memory if one is given.

    It writes its temporary files into `folder`, and removes that where this process dies without doing so.
    """

    def __init__(self, folder: Path, memory_limit_bytes: int | None = None) -> None:
        self._link, theirs = multiprocessing.Pipe()
        # What it is doing, as far as it has said.
        self.about: str | None = None
        self._seconds: float | None = _START_SECONDS
        modest = _MODEST if memory_limit_bytes else {}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this Python
                [sys.executable, "-P", "-c", _BEGIN, str(theirs.fileno()), str(memory_limit_bytes or 0), str(folder)],
                stdin=subprocess.PIPE,
                # Standard output is the run's own, whose last line is its summary.
                stdout=subprocess.DEVNULL,
                # What libraries say about a document may be made of it, control characters and all.
                stderr=subprocess.DEVNULL if memory_limit_bytes else None,
                env={**os.environ, **modest, "TMPDIR": str(folder)},
                pass_fds=(theirs.fileno(),),
                # Ctrl-C is for the process that a person started.
                start_new_session=True,
            )
        # One that is gone already is noticed when an answer is asked for.
        with suppress(OSError):
            self._link.send(sys.path)

    def send(self, function: Callable[..., Iterator[object]], *arguments: object) -> None:
        """Have the function run, once the one before has come to its end."""
        with suppress(OSError):
            self._link.send((function, arguments))

    def await_beginning(self) -> None:
        """Return once the function runs.

        Raises:
            ProcessLostError: the process ended before that.
        """
        self._keep(self._receive())

    def receive(self) -> Any:  # noqa: ANN401 - what the function yields
        """The next thing that the function yields, but for allowances, which are kept to.

        Raises:
            ProcessLostError: the process ended, or was ended because it took longer than it had said.
            Exception: whatever the function raised.
        """
        while isinstance(value := self._receive(), Allowance):
            self._keep(value)
        return value

    def _keep(self, allowance: Allowance) -> None:
        self.about, self._seconds = allowance.about, allowance.seconds

    def _receive(self) -> Any:  # noqa: ANN401 - what the function yields
        try:
            if not self._link.poll(self._seconds):
                self.close()
                raise OverdueError("out of time", self.about)
            is_error, value = self._link.recv()
        except (EOFError, OSError) as error:
            raise self._mourn() from error
        if is_error:
            raise value
        return value

    def kill(self) -> None:
        """End it at once; whoever waits for an answer meets a ProcessLostError."""
        if self._process.returncode is None:
            started = find_children(self._process.pid)
            _kill_groups([self._process.pid, *started])

    def close(self) -> None:
        """End it and take back what it used; for the thread that talks to it."""
        self.kill()
        self._bury()

    def _mourn(self) -> ProcessLostError:
        code = self._bury()
        if code == _OUT_OF_MEMORY:
            return OutOfMemoryError("out of memory", self.about)
        return ProcessLostError(signal.Signals(-code).name if code < 0 else f"exit code {code}", self.about)

    def _bury(self) -> int:
        """The code that the process has ended with."""
        try:
            code = self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            code = self._process.wait()
        self._link.close()
        if self._process.stdin:
            self._process.stdin.close()
        return code


def serve(link: Connection, memory_limit_bytes: int, folder: str) -> NoReturn:
    """Run what comes through the link until nobody is at its other end."""
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    if memory_limit_bytes:
        _limit(resource.RLIMIT_DATA, memory_limit_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    # The alarm ends the process in the middle of C code too.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with suppress(EOFError, OSError):
        while True:
            function, arguments = link.recv()
            _send(link, Allowance("", None))
            _run(link, function, arguments)
    _end_with_parent(folder)


def _run(link: Connection, function: Callable[..., Iterator[object]], arguments: tuple[object, ...]) -> None:
    try:
        for value in function(*arguments):
            _send(link, value)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - it is raised where the answer is awaited
        link.send((True, _portable(error)))
    signal.setitimer(signal.ITIMER_REAL, 0)


def _send(link: Connection, value: object) -> None:
    if isinstance(value, Allowance):
        signal.setitimer(signal.ITIMER_REAL, 0 if value.seconds is None else value.seconds + _GRACE_SECONDS)
    link.send((False, value))


def _portable(error: Exception) -> Exception:
    """The error, or where it cannot be sent, one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - bytes made here
    except Exception:  # noqa: BLE001 - any error's own code may run here
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def find_children(pid: int) -> list[int]:
    """The processes that this one has started and that run, where the system tells (proc(5), children)."""
    found: list[int] = []
    # Each thread has children of its own, and may end while it is looked at.
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, children.read_text(encoding="ascii").split())
    return found


def _kill_groups(leaders: Iterable[int]) -> None:
    """Kill the groups of those of these processes that lead one."""
    for pid in leaders:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _end_with_parent(folder: str) -> NoReturn:
    with suppress(OSError):
        os.read(0, 1)
    # LibreOffice makes a folder anew that it misses.
    _kill_groups(find_children(os.getpid()))
    # Other threads, and the other processes that use the folder, write until they are gone: under another name none of them finds it.
    leaving = f"{folder}.leaving"
    with suppress(OSError):
        Path(folder).rename(leaving)
    for left in (leaving, folder):
        shutil.rmtree(left, ignore_errors=True)
    # Taking down what was loaded takes a second with some libraries.
    os._exit(1)
