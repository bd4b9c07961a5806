"""How a run goes from the command line: what goes on while it lasts, then what was done, for a person and for a program."""

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from itertools import islice
from typing import cast

from rich.console import Console

from flows.job import open_job
from flows.order import Order, RunError
from flows.printing import make_console, print_table, say
from flows.progress import show_progress
from flows.settings import prepare_environment
from flows.summary import Fate, Summary
from flows.temporary_server import TemporaryServer
from flows.vintages import HISTORY

_SHOWN_FILES = 50
_SHOWN_WARNINGS = 20


def run_order(order: Order, server: TemporaryServer | None, *, quiet: bool = False, json_only: bool = False) -> Summary:
    """Carry out the order as the Prefect flow and print the result, its last line as JSON.

    The flow uses `server`, or without one what the environment names.

    With `json_only` standard output has that line alone, and everything for a person goes to standard error; with `quiet` only what
    has to be seen to goes there.

    Raises:
        WrongUseError: there is no document.
        RunError: the run failed as a whole.
    """
    errors = make_console(stderr=True)
    # At a terminal the progress tells what Prefect's log would.
    prepare_environment(quiet=quiet or errors.is_terminal)
    with open_job(order) as job, nullcontext() if quiet else show_progress(errors, job):
        job.begin(lambda line: say(errors, line))
        summary = _run_flow(order, server, lambda line: say(errors, line))
    if quiet:
        print_problems(errors, order, summary)
    else:
        print_summary(errors if json_only else make_console(), order, summary)
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
    ):
        _print_files(console, summary, fate, style)
    print_problems(console, order, summary)
    print_table(console, "Documents", map(str, summary.counts), [summary.counts.values()], right=map(str, summary.counts))
    if summary.page:
        say(console, f"Open {summary.page.resolve()}")


def print_problems(console: Console, order: Order, summary: Summary) -> None:
    """What has to be seen to: every document in quarantine, warnings and notes."""
    _print_files(console, summary, Fate.QUARANTINED, "red")
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


def _run_flow(order: Order, server: TemporaryServer | None, tell: Callable[[str], None]) -> Summary:
    from flows.run import publish_books  # noqa: PLC0415 - importing it loads Prefect

    arguments = (
        order.raw_place,
        order.output_place,
        sorted(order.fiscal_years),
        order.runner,
        order.workers,
        order.force,
        order.limits.memory_bytes >> 20,
        order.limits.seconds,
        order.dask_address,
    )
    try:
        if server:
            server.connect(tell)
        try:
            state = publish_books(*arguments, return_state=True)
        except RuntimeError:
            # Prefect's client asks only once whether there is a server, before the flow begins: it may have died just then.
            if server is None or not server.await_another():
                raise
            state = publish_books(*arguments, return_state=True)
    except (RuntimeError, OSError) as error:
        advice = "see to the server that PREFECT_API_URL names, or unset it: a temporary one is started then"
        if server:
            advice = "run again, with more memory to spare, or name a server that runs already in PREFECT_API_URL"
        raise RunError(f"Prefect could not run the flow ({type(error).__name__}: {error}); {advice}") from error
    if not state.is_completed():
        raise RunError(state.message or f"the run ended in the state {state.name}; the log says why")
    return cast("Summary", state.result())
