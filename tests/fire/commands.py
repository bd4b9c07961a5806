"""The real command as a process: begun over documents, looked at from outside, and what it has published by its bytes."""

import json
import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.isolation import find_children
from flows.order import MEMORY_LIMIT_MIB
from tests.conftest import ROOT

LIMIT_SECONDS = 300
_PROGRAM = "from flows.cli import main; main()"
_PAGES_MADE = re.compile(rb'\d{4}-\d\d-\d\d \d\d:\d\d UTC|"shown": "[0-9a-f]+"')


@dataclass(frozen=True, slots=True)
class Child:
    """A process that a command has started, and when, in ticks of the kernel's clock."""

    begun: int
    pid: int
    arguments: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where a process of `flows.isolation` puts its files."""
        return Path(self.arguments[-1])


def begin(raw: Path | str, output: Path, home: Path, *options: str, temporary: Path | None = None) -> "subprocess.Popen[str]":
    """Start the command over these documents, with Prefect's files in `home`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(home), "PYTHONPATH": str(ROOT)} | ({"TMPDIR": str(temporary)} if temporary else {})
    command = [sys.executable, "-c", _PROGRAM, "run", str(raw), "--output", str(output), *options]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(run: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Wait for the command: its exit code, its standard output and its standard error."""
    out, said = run.communicate(timeout=LIMIT_SECONDS)
    return run.returncode, out, said


def find_server(run: "subprocess.Popen[str]") -> Child | None:
    """The temporary Prefect server."""
    return next((child for child in _find_children(run) if any("temporary_server" in word for word in child.arguments)), None)


def find_reader(run: "subprocess.Popen[str]") -> Child | None:
    """The process that reads documents, the first of them where there are several."""
    return next((child for child in _find_isolated(run) if child.arguments[-2] == str(MEMORY_LIMIT_MIB << 20)), None)


def find_checker(run: "subprocess.Popen[str]") -> Child | None:
    """The process that checks rows."""
    return next((child for child in _find_isolated(run) if child.arguments[-2] == "0"), None)


def find_drawer(run: "subprocess.Popen[str]") -> Child | None:
    """The process that draws or makes pages: it begins after the one that checks, and has no limit either."""
    unlimited = [child for child in _find_isolated(run) if child.arguments[-2] == "0"]
    return unlimited[1] if len(unlimited) > 1 else None


def _find_isolated(run: "subprocess.Popen[str]") -> list[Child]:
    return [child for child in _find_children(run) if any("flows.isolation" in word for word in child.arguments)]


def _find_children(run: "subprocess.Popen[str]") -> list[Child]:
    """The processes that the command has started and that run, the oldest first."""
    found = []
    for pid in find_children(run.pid):
        # It may end while it is looked at.
        with suppress(OSError):
            arguments = tuple(Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1])
            # https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: starttime is field 22, the name before field 3 is in brackets.
            begun = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
            found.append(Child(begun, pid, arguments))
    return sorted(found, key=lambda child: (child.begun, child.pid))


def find_left(place: Path) -> Iterator[int]:
    """The processes, whoever started them, whose environment names a place: those that a command left over which was told of it."""
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if os.fsencode(place) in environment.read_bytes():
                yield int(environment.parent.name)


def is_gone(pid: int) -> bool:
    """Whether the process ends within a quarter of a minute."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 15)[0])
    finally:
        os.close(descriptor)


def read_data(output: Path) -> dict[str, object]:
    """All that is published, earlier versions and the quarantine too, without what tells the time."""
    paths = (path for pattern in ("**/*.parquet", "quarantine/*") for path in output.glob(pattern))
    files: dict[str, object] = {path.relative_to(output).as_posix(): path.read_bytes() for path in paths}
    package = json.loads((output / "datapackage.json").read_bytes())
    assert package.pop("created")
    return files | {"datapackage.json": package}


def read_pages(output: Path) -> dict[str, bytes]:
    """The pages for people, without the time that they tell, and without the digest of it."""
    reports = output / "reports"
    files = ((path, path.read_bytes()) for path in reports.rglob("*") if path.is_file())
    return {path.relative_to(output).as_posix(): _PAGES_MADE.sub(b"", data) for path, data in files}
