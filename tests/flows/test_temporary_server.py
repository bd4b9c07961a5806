"""The server of one run, as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

BEGIN = "from flows.temporary_server import serve; serve()"
# In place of the server's start stands what it would be started with, and in place of Prefect nothing.
TELL = """
import sys, unittest.mock, uvicorn
sys.modules |= {name: unittest.mock.MagicMock() for name in ("prefect", "prefect.server", "prefect.server.api", "prefect.settings")}
sys.modules |= {"prefect.server.api.server": unittest.mock.MagicMock(), "filelock": unittest.mock.MagicMock()}
uvicorn.Server.run = lambda server: print(server.config.host, server.config.port, file=sys.stderr)
"""
# The same, but as one that has started, without its port.
ANSWER = (
    TELL
    + """
import asyncio
async def startup(server, sockets):
    server.started, server.servers = True, unittest.mock.MagicMock()
def run(server):
    asyncio.run(server.startup(None))
    print("went on", file=sys.stderr)
uvicorn.Server.startup, uvicorn.Server.run = startup, run
"""
)
LOSE = """
import os, signal
from urllib.request import urlopen
from flows import temporary_server
server = temporary_server.begin_server()
server.connect(print)
temporary_server._NOTICE_SECONDS = 0.01
print(server.await_another())
temporary_server._NOTICE_SECONDS = 60
os.kill(server._process.pid, signal.SIGKILL)
print(server.await_another(), urlopen(os.environ["PREFECT_API_URL"] + "/health").read())
"""


@pytest.fixture
def servers(tmp_path: Path, root: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Two servers that are started at once, on a data base that is not there yet."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PYTHONPATH": str(root)}
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", BEGIN]
    processes = [
        subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(2)
    ]
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_two_first_servers_at_once_answer_and_end_when_their_runs_do(servers: list[subprocess.Popen[str]]) -> None:
    addresses = [process.stdout.readline().strip() for process in servers if process.stdout]
    assert len(set(addresses)) == 2
    for address in addresses:
        with urlopen(f"{address}/health") as answer:  # noqa: S310 - the server of this test
            assert answer.read() == b"true"
    for process in servers:
        # As it is closed when the run is killed.
        _, errors = process.communicate(timeout=60)
        assert "Traceback" not in errors


def test_only_programs_of_this_machine_reach_the_server(tmp_path: Path, root: Path) -> None:
    command = [sys.executable, "-c", TELL + BEGIN]
    environment = os.environ | {"PYTHONPATH": str(root), "UVICORN_HOST": "0.0.0.0", "PREFECT_SERVER_API_HOST": "0.0.0.0"}  # noqa: S104 - is not heeded
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert process.stderr.read() == "127.0.0.1 0\n"


def test_a_run_that_is_gone_before_the_server_answers_is_no_error(tmp_path: Path, root: Path) -> None:
    gone, theirs = os.pipe()
    os.close(gone)
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-c", ANSWER + BEGIN]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        assert process.stderr
        assert process.stderr.read() == b"went on\n"


@pytest.mark.slow
def test_another_server_is_awaited_where_one_was_lost_and_only_there(tmp_path: Path, root: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect"), "PYTHONPATH": str(root)}
    run = subprocess.run([sys.executable, "-c", LOSE], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == [
        "False",
        "the temporary Prefect server ended in the middle of the run (exit code -9); another takes its place",
        "True b'true'",
    ]
