"""Programs that work on a folder beside a test: `python -m tests.fire.beside run RAW OUTPUT` and `… publish OUTPUT TIMES`."""

import os
import sys
from itertools import cycle, islice
from pathlib import Path

import pytest

from flows import batch_reading
from flows import job as jobs
from flows.job import open_job
from flows.order import make_order
from tests.places import InProcess, NoChecks


def run(raw: str, output: str) -> None:
    """One run without Prefect and expectations; its summary as JSON, what it says while it waits on standard error."""
    os.fsync = lambda _descriptor: None  # type: ignore[assignment]
    with pytest.MonkeyPatch.context() as patch, open_job(make_order(raw, output, (), "threads", 1)) as job:
        patch.setattr(jobs, "Checker", NoChecks)
        patch.setattr(batch_reading, "Isolated", InProcess)
        job.begin(lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
        for number in range(len(job.batch_sizes)):
            job.read(number)
        print(job.publish(job.settle()).as_json())  # noqa: T201


def publish(output: str, times: str) -> None:
    """Publish two releases in turn, after a line on standard output once the first is there, and another in the end."""
    from tests.fire import publisher  # noqa: PLC0415 - reads a document

    os.fsync = lambda _descriptor: None  # type: ignore[assignment]
    publisher.remember_files()
    releases = publisher.make_releases()
    publisher.put(Path(output), releases[0])
    print("there", flush=True)  # noqa: T201
    for release in islice(cycle(releases[::-1]), int(times)):
        publisher.put(Path(output), release)


if __name__ == "__main__":
    {"run": run, "publish": publish}[sys.argv[1]](*sys.argv[2:])
