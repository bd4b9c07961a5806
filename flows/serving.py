"""Scheduled runs: the flow as a deployment of a Prefect server, carried out by this process until it is ended."""

import asyncio
from contextlib import suppress

from flows.order import Order, RunError, WrongUseError
from flows.settings import silence_libraries

_DEPLOYMENT = "serve"
# The documents are of Taiwan, and so is who schedules their reading.
TIMEZONE = "Asia/Taipei"
TAGS = ["budgetbook"]


def serve_order(order: Order, cron: str | None) -> None:
    """Carry out the order whenever the schedule, or a person on the server, says so; return when interrupted.

    Raises:
        WrongUseError: the schedule is no cron expression, or no server is named.
        RunError: the server does not answer.
    """
    silence_libraries()
    from prefect.exceptions import TerminationSignal  # noqa: PLC0415 - takes seconds

    _check_cron(cron)
    _check_server()
    with suppress(KeyboardInterrupt, TerminationSignal):
        asyncio.run(_serve(order, cron))


async def _serve(order: Order, cron: str | None) -> None:
    """Announced within the event loop, which takes an interrupt from the first moment; `Flow.serve` starts its loop after that."""
    from prefect import aserve  # noqa: PLC0415 - takes seconds
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy  # noqa: PLC0415 - the same
    from prefect.schedules import Cron  # noqa: PLC0415 - the same
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415 - the same

    from flows.run import publish_books  # noqa: PLC0415 - the same

    deployment = await publish_books.ato_deployment(
        name=_DEPLOYMENT,
        schedule=Cron(cron, timezone=TIMEZONE) if cron else None,
        parameters=_make_parameters(order),
        description=publish_books.description,
        tags=TAGS,
        # The next run on one output waits for the one before.
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    await aserve(deployment, limit=1)


def _make_parameters(order: Order) -> dict[str, object]:
    """The parameters of the flow; folders are named from the root, since the server shows them to people elsewhere."""
    return {
        "raw": order.raw_url or str(order.raw.resolve()),
        "output": order.output_url or str(order.output.resolve()),
        "fiscal_years": sorted(order.fiscal_years) or None,
        "runner": order.runner,
        "workers": order.workers,
        "force": order.force,
        "memory_limit": order.limits.memory_bytes >> 20,
        "time_limit": order.limits.seconds,
        "dask_address": order.dask_address,
    }


def _check_cron(cron: str | None) -> None:
    from prefect.client.schemas.schedules import CronSchedule  # noqa: PLC0415 - takes seconds

    try:
        if cron is not None:
            CronSchedule(cron=cron)
    except ValueError as error:
        what = "is no cron expression; write minute, hour, day of the month, month and day of the week"
        raise WrongUseError(f"--cron {cron!r}: {what}, as in '0 6 * * 1' (Mondays at six in the morning)") from error


def _check_server() -> None:
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - takes seconds
    from prefect.settings import get_current_settings  # noqa: PLC0415 - the same

    url = get_current_settings().api.url
    if not url:
        raise WrongUseError(
            "no Prefect server is named: start one with 'prefect server start', and set PREFECT_API_URL=http://127.0.0.1:4200/api"
        )
    with get_client(sync_client=True) as client:
        problem = client.api_healthcheck()
    if problem is not None:
        raise RunError(f"the Prefect server at {url} does not answer ({type(problem).__name__}); start it, or see to PREFECT_API_URL")
