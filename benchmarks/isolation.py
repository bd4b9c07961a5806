"""What it costs to read documents in processes with limits: beside a plain pool of processes that sends the rows back, in turns.

Run as `python benchmarks/isolation.py [--documents N] [--workers N] [--rounds N]`. Each way runs in a process of its own, start of the
workers included, and says how long it took, how long processors were busy (which other work on the machine touches less), and how
far its memory grew while it held all readings; in brackets the ratios of the medians.
"""

import argparse
import json
import multiprocessing
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from extractors.version import extractor_version
from flows.discovery import RawFile, find_files
from flows.order import make_order
from flows.reading import Reading, read_document
from flows.workers import Crew, make_batches

SAMPLE = Path(__file__).parent.parent / "raw" / "113" / "smesa-113.docx"

Batches = list[list[RawFile]]


def read_plainly(files: Sequence[RawFile], version: str) -> list[Reading]:
    """What a worker of the plain pool does."""
    return [read_document(file, version) for file in files]


def run_pool(batches: Batches, _raw: Path, workers: int) -> list[Reading]:
    """All readings, through a plain pool, tables and all."""
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        futures = [pool.submit(read_plainly, batch, extractor_version()) for batch in batches]
        return [reading for future in futures for reading in future.result()]


def run_crew(batches: Batches, raw: Path, workers: int) -> list[Reading]:
    """All readings, through the crew of a run."""
    crew = Crew(batches, extractor_version(), make_order(str(raw), workers=workers))
    try:
        return [reading for number in range(len(batches)) for reading in crew.read(number)]
    finally:
        crew.close()


WAYS: dict[str, Callable[[Batches, Path, int], list[Reading]]] = {"plain pool": run_pool, "with limits": run_crew}


def measure(way: str, raw: Path, workers: int) -> None:
    """Read all below `raw` and print seconds and MiB as JSON."""
    batches = make_batches(find_files(raw), workers)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    readings = WAYS[way](batches, raw, workers)
    seconds = time.perf_counter() - start
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(usage.ru_utime + usage.ru_stime for usage in spent)
    if any(reading.tables is None for reading in readings):
        raise SystemExit("a document was not read")
    print(json.dumps({"seconds": seconds, "busy": busy, "mib": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024}))


def main() -> None:
    """Measure the ways in turns and print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=256)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--raw", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        measure(given.way, given.raw, given.workers)
        return
    measured: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory(prefix="budgetbook-") as name:
        for number in range(given.documents):
            shutil.copy(SAMPLE, Path(name) / f"{number}.docx")
        for _ in range(given.rounds):
            for way, figures in measured.items():
                command = [sys.executable, __file__, "--way", way, "--raw", name, "--workers", str(given.workers)]
                figures.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))

    def median(way: str, figure: str) -> float:
        return statistics.median(figures[figure] for figures in measured[way])

    print(f"{given.documents} documents, {given.workers} workers, median of {given.rounds}")
    for way in WAYS:
        seconds, busy, mib = (median(way, figure) for figure in ("seconds", "busy", "mib"))
        ratios = (f"{median(way, figure) / median('plain pool', figure):.2f}" for figure in ("seconds", "busy"))
        took = f"{seconds:7.2f} s ({next(ratios)})  {busy:7.2f} s of processors ({next(ratios)})"
        print(f"{way:<12} {took}  {mib:6.1f} MiB more in the run's process")


if __name__ == "__main__":
    main()
