"""How results look on a terminal: rich tables and plain lines, with the text of documents shown and never obeyed."""

from collections.abc import Iterable
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.encoding import escape_controls
from schemas.findings import Finding, plain

# A pipe has no width; tables keep to one that a mail or a log shows whole.
_PIPE_COLUMNS = 120


def make_console(*, stderr: bool = False) -> Console:
    """A console on standard output (or error); colours and width are those of the terminal, where there is one."""
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _PIPE_COLUMNS
    return console


def say(console: Console, *parts: str | tuple[str, str]) -> None:
    """Print one line, however long; a part is a text, or a text and its style."""
    line = Text()
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        line.append(show(text), style)
    console.print(line, soft_wrap=True)


def print_table(console: Console, title: str, columns: Iterable[str], rows: Iterable[Iterable[object]], right: Iterable[str] = ()) -> None:
    """Print a table of values under its title; columns named in `right` are set to the right."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    numeric = set(right)
    for column in columns:
        table.add_column(column, justify="right" if column in numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(show(cell)) for cell in row))
    say(console, (title, "bold"))
    console.print(table)


def show(value: object) -> str:
    """The value as text, in which characters that steer a terminal show as escapes."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    return escape_controls(str(value), keep="\n")


def print_findings(console: Console, findings: Iterable[Finding]) -> None:
    """Print each finding in one line, the errors first."""
    for finding in sorted(findings, key=lambda finding: finding.severity != "error"):
        style = "red" if finding.severity == "error" else "yellow"
        place = ", ".join(part for part in (finding.document_id, finding.anchor, f"page {finding.page}" if finding.page else None) if part)
        say(console, (f"{finding.severity} {finding.check}", style), f": {finding.message}", f" ({place})" if place else "")
