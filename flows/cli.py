"""The command `budgetbook`: what a person types, what is said back, and the exit codes.

Libraries that take long to load are imported by the sub-command that needs them: looking at one document must feel instant.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter

from flows.encoding import escape_controls
from flows.order import MEMORY_LIMIT_MIB, TIME_LIMIT_SECONDS, Order, RunError, WrongUseError, make_order

_FAILED = 1
_WRONG_USE = 2
_QUARANTINED = 3

Raw = Annotated[str, Parameter(help="A folder, searched to the bottom, or a file; s3://bucket/prefix in an object store.")]
Output = Annotated[str, Parameter(help="The folder that holds what is published; s3://bucket/prefix in an object store.")]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What `run` and `serve` are asked for beside the documents."""

    output: Output = "output"
    fiscal_year: Annotated[list[int] | None, Parameter(help="Only documents of this fiscal year; may be given more than once.")] = None
    runner: Annotated[str, Parameter(help="Who has documents read: processes, threads or dask.")] = "processes"
    workers: Annotated[int | None, Parameter(help="Documents read at once; one for each processor if not given.")] = None
    dask_address: Annotated[str | None, Parameter(help="A Dask scheduler (tcp://…); without one, workers on this machine.")] = None
    memory_limit: Annotated[int, Parameter(help="MiB of memory that a document may take; one that wants more is quarantined.")] = (
        MEMORY_LIMIT_MIB
    )
    time_limit: Annotated[float, Parameter(help="Seconds that a document may take, and as much for each 10 MB of it.")] = TIME_LIMIT_SECONDS
    force: Annotated[bool, Parameter(help="Read unchanged documents again.")] = False

    def make_order(self, raw: str) -> Order:
        """The order that this comes to."""
        return make_order(
            raw,
            self.output,
            self.fiscal_year,
            self.runner,
            self.workers,
            force=self.force,
            memory_limit=self.memory_limit,
            time_limit=self.time_limit,
            dask_address=self.dask_address,
        )


_USUAL = Asked()


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415

    return version("budgetbook")


app = App(
    name="budgetbook",
    help="Taiwan's 預算總說明 as checked, typed parquet.",
    help_format="plaintext",
    version=_version,
    version_flags=["--version"],
    default_parameter=Parameter(negative=()),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console command; without `arguments`, those it was started with."""
    try:
        code = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        code = _stop(f"{' '.join(str(error).split())} See budgetbook --help", _WRONG_USE)
    except WrongUseError as error:
        code = _stop(str(error), _WRONG_USE)
    except RunError as error:
        code = _stop(str(error), _FAILED)
    sys.exit(code or 0)


@app.command(
    help_epilogue="Examples:\n\n  budgetbook run\n\n  budgetbook run raw/113 --output data --fiscal-year 113\n\n"
    "  budgetbook run --quiet --json"
)
def run(
    raw: Raw = "raw",
    /,
    *,
    asked: Asked = _USUAL,
    quiet: Annotated[bool, Parameter(help="Say only what has to be seen to, on standard error.")] = False,
    json: Annotated[
        bool, Parameter(help="Write everything for a person on standard error, and only the summary on standard output.")
    ] = False,
) -> int:
    """Read the documents below RAW, check them, and publish them below the output folder.

    The last line on standard output is always the summary in JSON. At a terminal progress is shown on standard error; NO_COLOR
    takes the colours away. Exit codes: 0 everything found is published, 1 the run failed and
    changed nothing, 2 wrong use, 3 finished with a document in quarantine.
    """
    order = asked.make_order(raw)
    from flows.temporary_server import begin_server  # noqa: PLC0415

    # It takes longest to load of all that a run needs, so it begins first.
    server = begin_server()
    from flows.running import run_order  # noqa: PLC0415

    return run_order(order, server, quiet=quiet, json_only=json).exit_code


@app.command(help_epilogue="Examples:\n\n  budgetbook serve --cron '0 6 * * 1'\n\n  budgetbook serve raw --output data")
def serve(
    raw: Raw = "raw",
    /,
    *,
    cron: Annotated[str | None, Parameter(help="When to run, on the clock of Taipei; only when asked to if not given.")] = None,
    asked: Asked = _USUAL,
) -> int:
    """Carry out runs that the Prefect server at PREFECT_API_URL schedules or is asked for, until interrupted.

    Exit codes: 0 ended by Ctrl-C, 1 the server does not answer, 2 wrong use.
    """
    order = asked.make_order(raw)
    from flows.serving import serve_order  # noqa: PLC0415

    serve_order(order, cron)
    return 0


@app.command(
    help_epilogue="Examples:\n\n  budgetbook inspect raw/113/smesa-113.docx\n\n"
    "  budgetbook inspect raw/113/smesa-113.docx --dataset staffing --json"
)
def inspect(
    file: Annotated[Path, Parameter(help="The document.")],
    /,
    *,
    dataset: Annotated[str | None, Parameter(help="Show this dataset whole.")] = None,
    json: Annotated[bool, Parameter(help="Print rows and findings as JSON.")] = False,
) -> int:
    """Read one document and print its records, its checks and what was not understood; publish nothing.

    Exit codes: 0 the document is fit to be published as far as can be told from itself, 2 wrong use, 3 it would go to quarantine.
    """
    from flows.inspection import inspect_file  # noqa: PLC0415

    return 0 if inspect_file(file, dataset, as_json=json) else _QUARANTINED


@app.command(help_epilogue="Examples:\n\n  budgetbook validate\n\n  budgetbook validate --output data")
def validate(*, output: Output = "output") -> int:
    """Run the expectations again over what is published, and compare the files with their hashes.

    Exit codes: 0 everything holds, 2 wrong use, 3 something does not.
    """
    from flows.object_store import fetch_published  # noqa: PLC0415
    from flows.progress import show_waiting  # noqa: PLC0415
    from flows.revalidation import validate_published  # noqa: PLC0415

    with show_waiting("checking all rows (the checks take some seconds to load)"):
        return 0 if validate_published(fetch_published(output)) else _QUARANTINED


@app.command(
    help_epilogue="Examples:\n\n  budgetbook diff 113 114 --agency 某署 --dataset staffing\n\n"
    "  budgetbook diff 113-某署@0123456789ab 113-某署"
)
def diff(
    old: Annotated[str, Parameter(help="A fiscal year, a document, or an earlier version of one (DOCUMENT@HASH).")],
    new: Annotated[str, Parameter(help="What it is compared with: another year, document or version.")],
    /,
    *,
    output: Output = "output",
    agency: Annotated[str | None, Parameter(help="Of two years, this agency's books; those of all agencies if not given.")] = None,
    dataset: Annotated[str | None, Parameter(help="Compare this dataset alone.")] = None,
    json: Annotated[bool, Parameter(help="Print the rows that differ as JSON.")] = False,
) -> int:
    """Print the rows that were added, removed or changed between two fiscal years, or two versions of a document.

    Places and list numbers are no changes. The last line on standard output counts the rows in JSON; with --json all output is one
    JSON object. Exit codes: 0 compared, whether or not anything differs, 2 wrong use.
    """
    from flows.differences import print_differences  # noqa: PLC0415
    from flows.object_store import fetch_published  # noqa: PLC0415

    print_differences(fetch_published(output), old, new, agency=agency, dataset=dataset, as_json=json)
    return 0


@app.command(help_epilogue="Examples:\n\n  budgetbook report\n\n  budgetbook report --output data --raw documents --images all")
def report(
    *,
    output: Annotated[str, Parameter(help="The folder that holds what is published.")] = "output",
    raw: Annotated[str, Parameter(help="The documents that were read: their pages are shown beside the rows.")] = "raw",
    images: Annotated[
        str, Parameter(help="Of how many files to draw the pages that are not drawn yet: a number, all or none; each is drawn once.")
    ] = "12",
) -> int:
    """Make the pages that people look at, below reports/ in the output folder, of what is published and what is in quarantine.

    They need no server and no network. The last line on standard output names the file to open. Exit codes: 0 made, 1 they could
    not be written, 2 wrong use.
    """
    from flows.progress import show_waiting  # noqa: PLC0415
    from flows.report.command import make_report  # noqa: PLC0415

    with show_waiting("making the pages"):
        make_report(output, raw, images)
    return 0


def _stop(message: str, code: int) -> int:
    """Say in one line why it ends here."""
    print(f"budgetbook: {escape_controls(message)}", file=sys.stderr)  # noqa: T201
    return code
