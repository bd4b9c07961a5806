"""The page of the command line tells every command and every option, and every example in it is a command that would run."""

import re
import runpy
import shlex

import pytest
from cyclopts import App

from flows.cli import app
from tests.conftest import ROOT

MAKER = runpy.run_path(str(ROOT / "docs" / "make_cli_page.py"))
PAGE = MAKER["PAGE"].read_text(encoding="utf-8")
COMMANDS: dict[str, App] = dict(MAKER["commands"]())
# cyclopts knows these for every flag and list; the program takes none of them away in its help. A group of options goes by "*".
UNSAID = ("--no-", "--empty-", "*")


def section(command: str) -> str:
    return PAGE.partition(f"## budgetbook {command}\n")[2].partition("\n## ")[0]


def options(command: App) -> list[str]:
    arguments = command.assemble_argument_collection()
    return [name for argument in arguments for name in argument.names if not name.startswith(UNSAID)]


def test_the_page_is_fresh():
    assert MAKER["markdown"]() == MAKER["PAGE"].read_text(encoding="utf-8"), "write it anew: .venv/bin/python docs/make_cli_page.py"


def test_what_can_be_typed_without_a_command_is_told():
    assert all(f"`{name}`" in PAGE or f"budgetbook {name}`" in PAGE for name in app if name.startswith("-"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_told(command):
    told = set(re.findall(r"(?m)^\* `([\w-]+)", section(command)))
    assert told == set(options(COMMANDS[command]))


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_that_is_understood(command, capsys):
    app([command, "--help"], result_action="return_value")
    printed = capsys.readouterr().out
    examples = re.findall(rf"(?m)^\s*(budgetbook {command}.*)$", printed.partition("Examples:")[2])
    assert examples
    for example in examples:
        function, _, _ = app.parse_args(shlex.split(example)[1:], exit_on_error=False, print_error=False)
        assert function == COMMANDS[command].default_command
