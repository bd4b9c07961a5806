"""The main job as a Prefect flow: a few coarse tasks around the steps of a job.

Its entrypoint is `flows.run:publish_books`; with no server configured Prefect starts a temporary one.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from prefect import State, Task, flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run, task_run
from prefect.states import Completed, Failed

from flows.encoding import escape_controls
from flows.job import Job, open_job
from flows.order import MEMORY_LIMIT_MIB, TIME_LIMIT_SECONDS, RunError, WrongUseError, make_order
from flows.quarantine import Case
from flows.run_record import list_failing_checks, list_files, sum_up
from flows.settings import silence_libraries
from flows.settlement import Settlement
from flows.summary import Fate, Summary

T = TypeVar("T")

# A file server that answers late answers within seconds, or not today.
_READ_RETRY_SECONDS = [1.0, 5.0]
# The name of the state, and a tag, by which a run is found whose documents did not all pass; its type stays COMPLETED.
_QUARANTINED = "Quarantined"
_TAG = "quarantine"
_NAMED_FILES = 5


class _StepFailedError(Exception):
    """A step of the flow ended in the state Failed, and said why."""


def _is_passing(_task: Task[..., Any], _run: object, state: State[Any]) -> bool:
    """Only errors of input and output can pass by themselves."""
    return isinstance(state.result(raise_on_failure=False), OSError)


@task(name="discover", cache_policy=NO_CACHE)
def discover(job: Job) -> State[Any] | None:
    """Find the files and what is known of them."""
    logger = get_run_logger()
    begun = _attempt(lambda: job.begin(logger.warning))
    if isinstance(begun, State):
        return begun
    survey = job.survey
    documents = sum(file.is_document for file in survey.files)
    logger.info(
        "%s files below %s, %s of them documents: %s to read, %s unchanged, %s known duplicates",
        len(survey.files),
        job.order.raw_place,
        documents,
        len(survey.to_read),
        len(survey.unchanged),
        len(survey.duplicates),
    )
    return None


@task(
    name="read documents",
    task_run_name="read documents: batch {number}",
    cache_policy=NO_CACHE,
    retries=len(_READ_RETRY_SECONDS),
    retry_delay_seconds=_READ_RETRY_SECONDS,
    retry_condition_fn=_is_passing,
)
def read_documents(job: Job, number: int) -> State[Any] | None:
    """Read one batch of documents; a file that cannot be opened for now is tried again."""
    readings = _attempt(lambda: job.read(number, again=task_run.run_count > 1))
    if isinstance(readings, State):
        return readings
    passing = [reading for reading in readings if reading.may_pass]
    if passing and task_run.run_count <= len(_READ_RETRY_SECONDS):
        raise OSError(f"{passing[0].name}: {passing[0].findings[0].message}")
    failed = sum(reading.outcome is not None for reading in readings)
    get_run_logger().info("%s documents read, %s not understood", len(readings) - failed, failed)
    return None


@task(name="reconcile and validate", cache_policy=NO_CACHE)
def reconcile_and_validate(job: Job) -> Settlement | State[Any]:
    """Settle duplicates and conflicts, and check everything that is to be published."""
    return _attempt(job.settle)


@task(name="publish", cache_policy=NO_CACHE)
def publish(job: Job, settlement: Settlement) -> Summary | State[Any]:
    """Put the data, the quarantine and the data package into place."""
    return _attempt(lambda: job.publish(settlement))


@task(name="make pages", cache_policy=NO_CACHE)
def make_pages(job: Job, summary: Summary) -> Summary:
    """Make the pages that people look at."""
    return job.make_pages(summary)


@flow(name="budgetbook", flow_run_name="budgetbook {raw}", persist_result=False)
def publish_books(
    raw: str = "raw",
    output: str = "output",
    fiscal_years: list[int] | None = None,
    runner: str = "processes",
    workers: int | None = None,
    force: bool = False,
    memory_limit: int = MEMORY_LIMIT_MIB,
    time_limit: float = TIME_LIMIT_SECONDS,
    dask_address: str | None = None,
) -> State[Any]:
    """Read the documents below `raw`, check them, and publish them below `output`.

    Args:
        raw: A folder, searched to the bottom, or a file.
        output: The folder that holds what is published.
        fiscal_years: Only documents of these years (Republic of China calendar); all of them where none is named.
        runner: `processes`, `threads` or `dask`.
        workers: How many documents are read at once; one for each processor where it is not said.
        force: Read unchanged documents again.
        memory_limit: MiB of memory that a document may take.
        time_limit: Seconds that a document may take, and as much again for each 10 MB of it.
        dask_address: The Dask scheduler; workers on this machine where none is named.
    """
    silence_libraries()
    logger = get_run_logger()
    try:
        order = make_order(
            raw,
            output,
            fiscal_years,
            runner,
            workers,
            force=force,
            memory_limit=memory_limit,
            time_limit=time_limit,
            dask_address=dask_address,
        )
        with open_job(order) as job:
            _do(discover, job)
            for number in range(len(job.batch_sizes)):
                _do(read_documents, job, number)
            settlement: Settlement = _do(reconcile_and_validate, job)
            summary: Summary = _do(publish, job, settlement)
            summary = _do(make_pages, job, summary)
    except (WrongUseError, _StepFailedError) as error:
        return Failed(message=str(error))
    for report in summary.of(Fate.QUARANTINED):
        logger.warning("%s: %s", report.name, report.reason)
    _record(summary, settlement.cases, raw, output)
    return _conclude(summary)


def _attempt(step: Callable[[], T]) -> T | State[Any]:
    """What the step returns, or the state Failed with the one line that says why: a foreseeable error needs no traceback."""
    try:
        return step()
    except (RunError, WrongUseError) as error:
        return Failed(message=str(error))


def _do(step: Task[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - what the task returns
    state = cast("State[Any]", step(*arguments, return_state=True))
    if state.is_failed() and isinstance(state.message, str) and not isinstance(state.data, BaseException):
        raise _StepFailedError(state.message)
    return state.result()


def _conclude(summary: Summary) -> State[Any]:
    """The state that the run ends in: its data are published, and a person sees where something is left to do."""
    names = [escape_controls(report.name) for report in summary.of(Fate.QUARANTINED)]
    if not names:
        return Completed(message=summary.title, data=summary)
    more = f" and {len(names) - _NAMED_FILES} more" if len(names) > _NAMED_FILES else ""
    return Completed(name=_QUARANTINED, message=f"{summary.title}: {', '.join(names[:_NAMED_FILES])}{more}", data=summary)


def _record(summary: Summary, cases: Sequence[Case], raw: str, output: str) -> None:
    """Name the run by what it did, and keep its tables and its page where Prefect shows them."""
    tags = {*flow_run.tags, _TAG} if cases else None
    with get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, name=f"{summary.title} from {raw}", tags=tags)
    for key, listing in (("budgetbook-files", list_files(summary)), ("budgetbook-checks", list_failing_checks(summary, cases))):
        create_table_artifact(listing.rows, key=key, description=listing.description)
    create_markdown_artifact(sum_up(summary, cases, raw, output), key="budgetbook-summary", description=summary.title)
