import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.isolation import Isolated, OutOfMemoryError, OverdueError, ProcessLostError
from tests.fire.commands import is_gone
from tests.misbehaving import do, have_a_folder_made_forever, raise_error, raise_stubborn_error, report_identity, write_forever

MEMORY_BYTES = 256 << 20

# What another process does: it has one of its own run a function that does not end, and says what that says.
PARENT = """
import sys
from pathlib import Path
from flows.isolation import Isolated
from tests import misbehaving
folder = Path(sys.argv[1])
process = Isolated(folder)
process.send(getattr(misbehaving, sys.argv[2]), folder)
print(*process.receive(), flush=True)
process.receive()
"""


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Isolated]:
    process = Isolated(tmp_path, MEMORY_BYTES)
    yield process
    process.close()


def test_one_process_runs_one_function_after_the_other(process: Isolated) -> None:
    process.send(report_identity)
    first = process.receive()
    process.send(report_identity)
    assert process.receive() == first != os.getpid()


@pytest.mark.parametrize(("name", "how"), [("crash.docx", "SIGSEGV"), ("leave.docx", "exit code 3"), ("be_killed.docx", "SIGKILL")])
def test_how_a_process_ended_and_over_what_is_said(process: Isolated, name: str, how: str) -> None:
    process.send(do, name, 60.0)
    with pytest.raises(ProcessLostError) as caught:
        process.receive()
    assert (caught.value.how, caught.value.about) == (how, name)


def test_a_process_that_hangs_in_c_and_hears_no_signal_is_ended_in_time(process: Isolated) -> None:
    process.send(do, "hang_in_c.docx", 0.2)
    with pytest.raises(OverdueError) as caught:
        process.receive()
    assert caught.value.about == "hang_in_c.docx"


def test_a_process_gets_no_more_memory_than_its_limit(process: Isolated) -> None:
    process.send(do, "hog.docx", 60.0)
    with pytest.raises(OutOfMemoryError):
        process.receive()


def test_what_the_function_raises_is_raised_where_the_answer_is_awaited_and_the_process_goes_on(process: Isolated) -> None:
    process.send(raise_error, KeyError("合計"))
    with pytest.raises(KeyError, match="合計"):
        process.receive()
    process.send(do, "recurse.docx", 60.0)
    with pytest.raises(RecursionError):
        process.receive()
    process.send(raise_stubborn_error)
    with pytest.raises(RuntimeError, match="StubbornError: this and that"):
        process.receive()
    process.send(report_identity)
    assert isinstance(process.receive(), int)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("function", [write_forever, have_a_folder_made_forever])
def test_a_process_ends_with_the_one_that_started_it_and_leaves_no_file(
    tmp_path: Path, root: Path, function: Callable[..., object], number: signal.Signals
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    command = [sys.executable, "-c", PARENT, str(folder), function.__name__]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        assert parent.stdout
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.send_signal(number)
        parent.wait()
    assert all(map(is_gone, pids))
    assert list(tmp_path.iterdir()) == []


def test_what_a_process_has_started_ends_with_it(process: Isolated, tmp_path: Path) -> None:
    process.send(have_a_folder_made_forever, tmp_path / "folder")
    pids = process.receive()
    process.close()
    assert all(map(is_gone, pids))
