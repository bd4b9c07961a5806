"""How a run goes from the command line: a progress bar while it lasts, then what was done, for a person and for a program."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from flows.job import Job, open_job
from flows.order import Order, RunError
from flows.printing import make_console, print_table, say
from flows.settings import has_server, prepare_environment
from flows.summary import Fate, Summary
from flows.temporary_server import TemporaryServer
from flows.vintages import HISTORY

_SHOWN_FILES = 50
_SHOWN_WARNINGS = 20


def run_order(order: Order) -> Summary:
    """Carry out the order as the Prefect flow and print the result, its last line as JSON.

    Raises:
        WrongUseError: there is no document.
        RunError: the run failed as a whole.
    """
    prepare_environment()
    errors = make_console(stderr=True)
    with open_job(order) as job:
        job.begin(lambda line: say(errors, line))
        with show_progress(errors, job):
            summary = _run_flow(order)
    print_summary(make_console(), order, summary)
    if summary.page:
        say(make_console(), f"Open {summary.page.resolve()}")
    print(summary.as_json())  # noqa: T201 - this is the command's output
    return summary


def print_summary(console: Console, order: Order, summary: Summary) -> None:
    """What was published and where, and what became of every file that was not."""
    years = sorted(
        {
            name.rsplit("/", 1)[1].removesuffix(".parquet")
            for name in summary.files
            if name.endswith(".parquet") and not name.startswith(HISTORY)
        }
    )
    if years:
        rows = [(name, count, f"{order.output_place}/{name}/") for name, count in summary.rows.items()]
        title = f"Published (files written: {', '.join(f'{year}.parquet' for year in years)})"
        print_table(console, title, ("dataset", "rows", "where"), rows, right=("rows",))
    for fate, style in (
        (Fate.PUBLISHED, "green"),
        (Fate.UNCHANGED, "green"),
        (Fate.DUPLICATE, "cyan"),
        (Fate.SKIPPED, "dim"),
        (Fate.QUARANTINED, "red"),
    ):
        _print_files(console, summary, fate, style)
    _print_warnings(console, summary)
    for note in summary.notes:
        say(console, ("note", "yellow"), f" {note}")
    if summary.counts[Fate.QUARANTINED]:
        say(console, f"Every reason is in {order.output_place}/quarantine/; what was published of those documents before stays published.")


def _print_files(console: Console, summary: Summary, fate: Fate, style: str) -> None:
    word = {Fate.DUPLICATE: "duplicate"}.get(fate, str(fate))
    reports = list(summary.of(fate))
    # Nothing that has to be seen to is left out.
    shown = reports if fate is Fate.QUARANTINED else reports[:_SHOWN_FILES]
    for report in shown:
        document = f" {report.document_id}" if report.document_id else ""
        say(console, (f"{word:<11}", style), f" {report.name}{document}", f": {report.reason}" if report.reason else "")
    if len(shown) < len(reports):
        say(console, (f"{word:<11}", style), f" and {len(reports) - len(shown)} more")


def _print_warnings(console: Console, summary: Summary) -> None:
    counts = Counter(finding.check for _, finding in summary.warnings)
    if counts:
        say(console, (f"{'warnings':<11}", "yellow"), " " + ", ".join(f"{check} {count}" for check, count in sorted(counts.items())))
    for name, finding in islice(summary.warnings, _SHOWN_WARNINGS):
        place = f" ({finding.anchor})" if finding.anchor else ""
        say(console, (f"{'warning':<11}", "yellow"), f" {name}: {finding.message}{place}")
    if len(summary.warnings) > _SHOWN_WARNINGS:
        more = len(summary.warnings) - _SHOWN_WARNINGS
        say(console, (f"{'warning':<11}", "yellow"), f" and {more} more; budgetbook inspect FILE shows those of one document")


def _run_flow(order: Order) -> Summary:
    server = None if has_server() else TemporaryServer()
    from flows.run import publish_books  # noqa: PLC0415 - importing it loads Prefect

    try:
        if server:
            server.connect()
        state = publish_books(
            order.raw_place,
            order.output_place,
            sorted(order.fiscal_years),
            order.runner,
            order.workers,
            order.force,
            order.limits.memory_bytes >> 20,
            order.limits.seconds,
            order.dask_address,
            return_state=True,
        )
    except (RuntimeError, OSError) as error:
        advice = "see to the server that PREFECT_API_URL names, or unset it: a temporary one is started then"
        raise RunError(f"Prefect could not run the flow ({type(error).__name__}: {error}); {advice}") from error
    if not state.is_completed():
        raise RunError(state.message or f"the run ended in the state {state.name}; the log says why")
    return cast("Summary", state.result())


@contextmanager
def show_progress(console: Console, job: Job) -> Iterator[None]:
    """A bar over the documents to read, where there is a terminal to see it."""
    if not console.is_terminal:
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting Prefect", total=sum(job.batch_sizes) or None)

        def advance(stage: str, documents: int) -> None:
            progress.update(task, description=stage, completed=documents)

        job.on_progress = advance
        yield
