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
