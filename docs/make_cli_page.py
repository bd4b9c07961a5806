"""Writes the page of the command line from the program's own declarations: `.venv/bin/python docs/make_cli_page.py`."""

import re
from collections.abc import Iterator
from pathlib import Path

from cyclopts import App

from flows.cli import app

PAGE = Path(__file__).resolve().parent / "reference" / "cli.md"
_OPENING = """# The command line

Made by `python docs/make_cli_page.py` from the program itself, which prints the same with `--help` (`-h`); `budgetbook --version`
prints its version. Do not edit this page.
"""
# Says why the examples of a command are not run when those of the pages are.
_NOT_RUN = {
    "serve": "<!-- not run: needs a Prefect server -->",
    "diff": "<!-- not run: needs books of the reader's -->",
}
_USAGE = re.compile(r"(?m)^```console$")
_LIST_OF_LINKS = re.compile(r"## Table of Contents\n\n.*?\n(?=\*\*Commands\*\*)", re.DOTALL)


def commands() -> Iterator[tuple[str, App]]:
    """The sub-commands by name, `--help` and `--version` left out."""
    yield from ((name, app[name]) for name in app if not name.startswith("-"))


def markdown() -> str:
    """The whole page: what cyclopts writes about each command, and its examples."""
    page = _USAGE.sub("```text", _LIST_OF_LINKS.sub("", app.generate_docs())).split("\n", 1)[1]
    for name, command in commands():
        title = f"## budgetbook {name}\n"
        head, found, tail = page.partition(title)
        body, following, rest = tail.partition("\n## ")
        page = f"{head}{found}{body.rstrip()}\n\n{_examples(name, command)}{following}{rest}"
    return f"{_OPENING}\n{page.strip()}\n"


def _examples(name: str, command: App) -> str:
    lines = [line.strip() for line in (command.help_epilogue or "").splitlines() if line.strip()][1:]
    comment = [_NOT_RUN[name]] if name in _NOT_RUN else []
    commands = [line.replace("budgetbook", ".venv/bin/budgetbook", 1) for line in lines]
    return "\n".join(["**Examples**:", "", *comment, "```sh", *commands, "```", ""])


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8")
