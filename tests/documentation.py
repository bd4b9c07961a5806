"""The code blocks of README.md and docs/, and a copy of the project in which they are run as a reader would run them.

A block that cannot run in a test has `<!-- not run: REASON -->` above it, REASON one of `REASONS`. Where `<!-- printed -->` stands
above a `text` block, the block before it prints that; `…` in it stands for any text.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from textwrap import dedent

import duckdb
import yaml

from tests.conftest import ROOT

# What this machine may lack, or a test must not do. No other reason keeps a block from being run.
REASONS = {
    "needs R",
    "needs Spark",
    "needs an object store",
    "needs a Prefect server",
    "needs PostgreSQL",
    "needs a Dask cluster",
    "needs the package registry",
    "needs Docker",
    "needs books of the reader's",
    "writes into the checkout",
}
_BLOCK = re.compile(
    r"(?m)^(?P<comment> *<!-- [^\n]* -->\n\n?)?(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<code>.*?)^(?P=indent)```$", re.DOTALL
)
_NOT_RUN = re.compile(r"<!-- not run: (.*) -->")
_PRINTED = "<!-- printed -->"
_SHELL = {"sh", "bash", "shell"}
# Shown, not run: what a program prints, a diagram, the lines that stand in a file of another project.
_SHOWN = {"text", "mermaid"}
# What is run by the tests or by continuous integration itself stands still here, and says that it was called.
_STILL = ("python3", "pip", "pytest", "ruff", "mypy", "lint-imports", "mkdocs", "pre-commit")
_WITHOUT_PREFECT = """
import os, sys, types
sys.path.insert(0, {root!r})
from flows import job, running, temporary_server
from flows.cli import main
from flows.job import open_job

class NoChecks:
    def __init__(self, runner): pass
    def check_ahead(self, documents): pass
    def check(self, tables, pages): return []
    def finish_pages(self): pass
    def close(self): pass

def run(order, server, tell):
    with open_job(order) as opened:
        for number in range(len(opened.batch_sizes)):
            opened.read(number)
        return opened.make_pages(opened.publish(opened.settle()))

if "report" in sys.argv:
    # Without the pictures of pages, for which LibreOffice is started.
    from flows.report import site
    build = site.build_report
    site.build_report = lambda output, raw, images=0: build(output, None, 0)
else:
    # Charts take seconds to draw.
    sys.modules["flows.report.site"] = types.SimpleNamespace(build_report=lambda output, raw: output / "reports" / "index.html")

if "validate" in sys.argv:
    # Loading the library takes seconds; what it says of rows is other tests' matter.
    sys.modules["flows.validation"] = types.SimpleNamespace(find_failures=lambda tables: [])

running._run_flow = run
temporary_server.begin_server = lambda: None
job.Checker = NoChecks
main(sys.argv[1:])
"""


@dataclass(frozen=True)
class Block:
    """A code block: where it stands, its language, its text, why it is not run, and what it prints."""

    page: str
    line: int
    language: str
    code: str
    reason: str | None = None
    printed: str | None = None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[str]:
    """README.md and the pages below docs/."""
    return ["README.md", *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))]


def blocks(page: str) -> list[Block]:
    """The blocks of a page in order; one that shows what another prints is part of that one."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found: list[Block] = []
    for match in _BLOCK.finditer(text):
        comment = (match["comment"] or "").strip()
        reason = _NOT_RUN.fullmatch(comment)
        line = text.count("\n", 0, match.start("language")) + 1
        code = dedent(match["code"])
        block = Block(page, line, match["language"], code, reason[1] if reason else None)
        if comment == _PRINTED:
            last = found.pop()
            block = Block(page, last.line, last.language, last.code, last.reason, code)
        found.append(block)
    return found


class Copy:
    """A checkout with its environment made, in a folder of its own; runs go without Prefect, which other tests run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt", "raw", "mkdocs.yml"):
            subprocess.run(["cp", "-R", ROOT / name, folder], check=True)
        (folder / "output").mkdir()
        binaries = folder / ".venv" / "bin"
        binaries.mkdir(parents=True)
        script = folder / ".venv" / "without_prefect.py"
        script.write_text(_WITHOUT_PREFECT.format(root=str(ROOT)), encoding="utf-8")
        _write_program(binaries / "budgetbook", f'exec "{sys.executable}" "{script}" "$@"')
        _write_program(binaries / "python", f'exec "{sys.executable}" "$@"')
        for name in _STILL:
            _write_program(binaries / name, f'echo "{name} $*"')
        for stamp in ("run", "dev"):
            (folder / ".venv" / stamp).touch()

    def run(self, block: Block) -> str:
        """Run the block as its language is run, and return what it prints.

        Raises:
            AssertionError: it fails, gives no row, or prints something else than the page says.
        """
        with chdir(self.folder):
            printed = "".join(self._run(block))
        if block.printed is not None:
            _compare(printed, block.printed, block)
        return printed

    def _run(self, block: Block) -> Iterator[str]:
        if block.language in _SHELL:
            yield self._run_shell(block)
        elif block.language == "python":
            output = StringIO()
            with redirect_stdout(output):
                exec(compile(block.code, str(block), "exec"), {"__name__": "__main__"})  # noqa: S102 - the page's own code
            yield output.getvalue()
        elif block.language == "sql":
            with duckdb.connect() as connection:
                for statement in connection.extract_statements(block.code):
                    rows = connection.execute(statement).fetchall()
                    yield "".join(f"{row}\n" for row in rows)
        elif block.language == "toml":
            assert tomllib.loads(block.code), block
        elif block.language == "json":
            json.loads(block.code)
        elif block.language == "yaml":
            assert yaml.safe_load(block.code), block
        else:
            assert block.language in _SHOWN, f"{block}: nobody knows how to run a block of {block.language or 'no language'}"

    def _run_shell(self, block: Block) -> str:
        path = f"{self.folder}/.venv/bin:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "MPLBACKEND": "Agg", "PYTHONWARNINGS": "default"}
        command = ["bash", "-euo", "pipefail", "-c", block.code]
        run = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
        assert run.returncode == 0, f"{block}: exit code {run.returncode}\n{run.stdout}{run.stderr}"
        return run.stdout


def _write_program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def _compare(printed: str, promised: str, block: Block) -> None:
    position = 0
    for part in promised.split("…"):
        found = printed.find(part.strip("\n"), position)
        assert found >= 0, f"{block}: prints\n{printed}\nand not\n{part}"
        position = found + len(part.strip("\n"))
