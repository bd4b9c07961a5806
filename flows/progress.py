"""What a person at a terminal sees while something goes on: what was done, what is waited for, how long it has taken."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from flows.encoding import escape_controls
from flows.job import Job
from flows.printing import make_console, say
from flows.reading import Reading

_STAGES = {
    "checking": "checking all rows (the checks take some seconds to load)",
    "checked": "checked; waiting for Prefect",
    "publishing": "publishing",
    "making pages": "making the pages that people look at",
}
_STAGE_COLUMNS = (SpinnerColumn(), TextColumn("{task.description}"))


@contextmanager
def show_progress(console: Console, job: Job) -> Iterator[None]:
    """What became of each document as it is read, and a bar that names what is waited for, where there is a terminal to see it."""
    if not console.is_terminal:
        yield
        return
    columns = (*_STAGE_COLUMNS, BarColumn(), TextColumn("{task.fields[count]}"), TimeElapsedColumn())
    # What is printed meanwhile goes where it is meant to go: standard output may be a file.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        # A bar without a total moves to and fro: nobody knows how long it takes.
        progress.add_task("starting", total=None, count="")

        def advance(stage: str, documents: int) -> None:
            total = sum(job.batch_sizes)
            is_reading = stage == "reading" and documents < total
            description = _name_awaited(job.names_to_read) if stage == "reading" else _STAGES.get(stage, stage)
            count = f"{documents}/{total} documents"
            # Each stage has a time of its own; one that ended would stand still.
            for task in progress.tasks:
                progress.remove_task(task.id)
            progress.add_task(description, total=total if is_reading else None, completed=documents, count=count)

        def tell(readings: Sequence[Reading]) -> None:
            for reading in readings:
                _say_outcome(console, reading)

        job.on_progress, job.on_read = advance, tell
        yield


@contextmanager
def show_waiting(for_what: str) -> Iterator[None]:
    """A line on standard error that says what is waited for and how long it has taken, where there is a terminal to see it."""
    console = make_console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with Progress(*_STAGE_COLUMNS, TimeElapsedColumn(), console=console, transient=True, redirect_stdout=False) as progress:
        progress.add_task(escape_controls(for_what), total=None)
        yield


def _name_awaited(names: Sequence[str]) -> str:
    if not names:
        return "all documents are read"
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"reading; waiting for {escape_controls(names[0])}{more}"


def _say_outcome(console: Console, reading: Reading) -> None:
    if reading.outcome is None:
        say(console, ("read       ", "green"), f" {reading.name} {reading.document_id}")
    else:
        say(console, (f"{reading.outcome:<11}", "red"), f" {reading.name}: {reading.findings[0].message}")
