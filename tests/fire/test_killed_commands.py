"""The real command, killed in each of its processes at some moment, and twice at once on one output: the bytes stay those of any run."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.transaction import STAGING
from tests.fire import commands
from tests.fire.commands import LIMIT_SECONDS, Child, end, find_reader, find_server, read_data

pytestmark = pytest.mark.slow

Begin = Callable[..., "subprocess.Popen[str]"]
_GLANCE_SECONDS = 0.002


@pytest.fixture(scope="module")
def begin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begin]:
    """Starts the command over one document; whatever is left of it ends with the tests."""
    home = tmp_path_factory.mktemp("prefect")
    begun: list[subprocess.Popen[str]] = []

    def start(output: Path, *options: str) -> "subprocess.Popen[str]":
        begun.append(commands.begin("raw/113/smesa-113.txt", output, home, *options))
        return begun[-1]

    yield start
    for run in begun:
        run.kill()
        run.communicate()


@pytest.fixture(scope="module")
def two_at_once(begin: Begin, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[int, str, str]]]:
    """An output that two commands were started on at once, and of each its exit code, its summary and what it said."""
    output = tmp_path_factory.mktemp("two") / "output"
    return output, [end(run) for run in [begin(output, "--quiet") for _ in range(2)]]


def kill(run: "subprocess.Popen[str]", child: Child | None = None) -> None:
    """Kill the command, or another process of it, as the kernel does for want of memory."""
    os.kill(child.pid if child else run.pid, signal.SIGKILL)
    if child is None:
        run.communicate(timeout=LIMIT_SECONDS)


def await_moment(run: "subprocess.Popen[str]", find: Callable[[], Any]) -> Any:
    """What is found, once it is there; the command has not ended by then."""
    while not (found := find()):
        try:
            run.wait(_GLANCE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"it ended before that moment: {run.communicate()}")
    return found


def find_busy_reader(run: "subprocess.Popen[str]") -> Child | None:
    """The process that reads documents, once it has begun with one and holds a file for its rows."""
    reader = find_reader(run)
    return reader if reader and any(reader.folder.glob("*.arrow")) else None


def test_of_two_commands_at_once_one_waits_and_says_so_in_one_line(two_at_once: tuple[Path, list[tuple[int, str, str]]]) -> None:
    output, results = two_at_once
    assert [code for code, _, _ in results] == [0, 0], results
    summaries = [json.loads(out) for _, out, _ in results]
    assert sorted((summary["published"], summary["unchanged"]) for summary in summaries) == [(0, 1), (1, 0)]
    waiting = f"{output}: another run is publishing here; waiting until it ends"
    # A line is broken where it would not fit a screen.
    assert sorted("".join(said.split()) for _, _, said in results) == ["", "".join(waiting.split())]


def test_a_command_killed_while_it_reads_and_while_it_publishes_is_finished_by_the_next(
    begin: Begin, two_at_once: tuple[Path, list[tuple[int, str, str]]], tmp_path: Path
) -> None:
    output = tmp_path / "output"
    run = begin(output, "--quiet")
    await_moment(run, lambda: find_reader(run))
    kill(run)
    assert not (output / "datapackage.json").exists()
    run = begin(output, "--quiet")
    await_moment(run, (output / STAGING).exists)
    kill(run)
    code, out, said = end(begin(output, "--quiet"))
    assert (code, said) == (0, "")
    assert json.loads(out)["published"] + json.loads(out)["unchanged"] == 1
    assert not (output / STAGING).exists()
    assert read_data(output) == read_data(two_at_once[0])


def test_a_command_whose_server_dies_while_the_flow_runs_goes_on_with_another(
    begin: Begin, two_at_once: tuple[Path, list[tuple[int, str, str]]], tmp_path: Path
) -> None:
    run = begin(tmp_path / "output")
    assert run.stderr is not None
    assert any("Beginning flow run" in line for line in run.stderr)
    server = find_server(run)
    assert server
    kill(run, server)
    code, out, said = end(run)
    assert code == 0, said
    assert json.loads(out.splitlines()[-1])["published"] == 1
    assert "the temporary Prefect server ended in the middle of the run (exit code -9); another takes its place" in " ".join(said.split())
    assert "Traceback" not in said
    assert read_data(tmp_path / "output") == read_data(two_at_once[0])


def test_a_command_whose_server_and_reader_die_while_they_begin_goes_on_with_others(
    begin: Begin, two_at_once: tuple[Path, list[tuple[int, str, str]]], tmp_path: Path
) -> None:
    run = begin(tmp_path / "output", "--quiet")
    kill(run, await_moment(run, lambda: find_server(run)))
    kill(run, await_moment(run, lambda: find_busy_reader(run)))
    code, out, said = end(run)
    assert (code, said) == (0, "")
    assert json.loads(out)["published"] == 1
    assert read_data(tmp_path / "output") == read_data(two_at_once[0])
