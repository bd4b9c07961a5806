"""The command `budgetbook`: what a person types, what is said back, and the exit codes.

Libraries that take long to load are imported by the sub-command that needs them: looking at one document must feel instant.
"""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    name="budgetbook",
    help="Taiwan's 預算總說明 as checked, typed parquet.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_FAILED = 1
_WRONG_USE = 2
_QUARANTINED = 3

OutputOption = Annotated[str, typer.Option("--output", metavar="DIR", help="The folder that holds what is published.")]


def main() -> None:
    """The console command."""
    app()


@app.callback(invoke_without_command=True)
def show_version(*, wanted: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    """Taiwan's 預算總說明 as checked, typed parquet."""
    if wanted:
        typer.echo(f"budgetbook {version('budgetbook')}")
        raise typer.Exit


@app.command()
def run(
    raw: Annotated[str, typer.Argument(metavar="[RAW]", help="A folder, searched to the bottom, or a file.")] = "raw",
    output: OutputOption = "output",
    fiscal_year: Annotated[
        list[int] | None, typer.Option(metavar="N", help="Only documents of this fiscal year (113); may be given more than once.")
    ] = None,
    runner: Annotated[str, typer.Option(metavar="threads|processes", help="What reads the documents.")] = "processes",
    workers: Annotated[int | None, typer.Option(metavar="N", help="Documents read at once; one for each processor if not given.")] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Read unchanged documents again.")] = False,
) -> None:
    r"""Read the documents below RAW, check them, and publish them below the output folder.

    The last line on standard output is a summary in JSON. Exit codes: 0 everything found is published, 1 the run failed and
    changed nothing, 2 wrong use, 3 finished with a document in quarantine.

    \b
    Examples:
      budgetbook run
      budgetbook run raw/113 --output /srv/budget --fiscal-year 113
    """
    from flows.order import RunError, WrongUseError, make_order  # noqa: PLC0415
    from flows.running import run_order  # noqa: PLC0415

    try:
        order = make_order(raw, output, fiscal_year, runner, workers, force=force)
        summary = run_order(order)
    except WrongUseError as error:
        _stop(str(error), _WRONG_USE)
    except RunError as error:
        _stop(str(error), _FAILED)
    raise typer.Exit(summary.exit_code)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document.")],
    dataset: Annotated[str | None, typer.Option(metavar="NAME", help="Show this dataset whole.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print rows and findings as JSON.")] = False,
) -> None:
    r"""Read one document and print its records, its checks and what was not understood; publish nothing.

    Exit codes: 0 the document is fit to be published as far as can be told from itself, 2 wrong use, 3 it would go to quarantine.

    \b
    Examples:
      budgetbook inspect raw/113/smesa-113.docx
      budgetbook inspect raw/113/smesa-113.docx --dataset staffing --json
    """
    from flows.inspection import NoDocumentError, inspect_file, print_json, print_tables  # noqa: PLC0415
    from flows.printing import make_console  # noqa: PLC0415
    from schemas.datasets import BY_NAME  # noqa: PLC0415

    if dataset is not None and dataset not in BY_NAME:
        _stop(f"--dataset {dataset}: the datasets are {', '.join(BY_NAME)}", _WRONG_USE)
    if not file.is_file():
        _stop(f"{file}: no such file; name one document", _WRONG_USE)
    try:
        document, extraction, findings = inspect_file(file)
    except NoDocumentError as error:
        _stop(str(error), _QUARANTINED)
    if json:
        print_json(extraction, findings, dataset)
    else:
        print_tables(make_console(), document, extraction, findings, dataset)
    raise typer.Exit(_QUARANTINED if any(finding.severity == "error" for finding in findings) else 0)


@app.command()
def validate(output: OutputOption = "output") -> None:
    r"""Run the expectations again over what is published, and compare the files with their hashes.

    Exit codes: 0 everything holds, 2 wrong use, 3 something does not.

    \b
    Examples:
      budgetbook validate
      budgetbook validate --output /srv/budget
    """
    from flows.order import WrongUseError  # noqa: PLC0415
    from flows.settings import prepare_environment  # noqa: PLC0415

    prepare_environment()
    from flows.revalidation import validate_published  # noqa: PLC0415

    try:
        is_good = validate_published(Path(output))
    except WrongUseError as error:
        _stop(str(error), _WRONG_USE)
    raise typer.Exit(0 if is_good else _QUARANTINED)


def _stop(message: str, code: int) -> NoReturn:
    """Say in one line why it ends here."""
    from flows.encoding import escape_controls  # noqa: PLC0415

    print(f"budgetbook: {escape_controls(message)}", file=sys.stderr)  # noqa: T201
    raise typer.Exit(code)
