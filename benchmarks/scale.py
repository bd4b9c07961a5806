"""What a run costs as documents grow in number: documents per second, processor time, memory of each process, bytes of output.

Memory is told twice: all that is resident (`VmHWM`), which counts pages of programs and of files that are mapped, and what is the
process's own (`RssAnon`), which no other process shares and the system cannot take back.

    python benchmarks/scale.py [--counts 10 100 1000 3000] [--workers 1 2] [--pages] [--docs FOLDER]

Each run is a process of its own that carries a job out without Prefect, over books made from the real one (`books.py`). A machine that does
other work at the same time lets fewer documents through per second; the processor time of each process says what it would do alone. With
`--pages` the pages for people are made too, which takes longer than all the rest. With `--docs` the plot and the figures are written into
that folder (scale.svg, scale.json).
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path

from benchmarks.books import write_books
from flows.job import Job
from flows.order import make_order

ROLES = {"run": "the run", "reading": "a worker", "checks": "the checks"}
_LOOKS_PER_SECOND = 10
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

Line = dict[str, float]


class Watch:
    """The highest memory and the processor time of this process and of those that it starts, by what they do (proc(5))."""

    def __init__(self) -> None:
        self.peak_mib = dict.fromkeys(ROLES, 0.0)
        self.own_mib = dict.fromkeys(ROLES, 0.0)
        self._seconds: dict[tuple[str, str], float] = {}
        self._mutex = threading.Lock()
        self._is_done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def look(self) -> dict[str, float]:
        """The processor time so far, by role."""
        with self._mutex:
            for process, role in _processes():
                try:
                    status, stat = (process / "status").read_text(), (process / "stat").read_text()
                except OSError:
                    continue
                for name, highest in (("VmHWM", self.peak_mib), ("RssAnon", self.own_mib)):
                    found = re.search(rf"{name}:\s+(\d+) kB", status)
                    highest[role] = max(highest[role], int(found[1]) / 1024 if found else 0)
                user, system = stat.rpartition(")")[2].split()[11:13]
                self._seconds[role, process.name] = (int(user) + int(system)) / _TICKS_PER_SECOND
            return {role: sum(seconds for (known, _), seconds in self._seconds.items() if known == role) for role in ROLES}

    def close(self) -> None:
        """Look no more."""
        self._is_done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_done.wait(1 / _LOOKS_PER_SECOND):
            self.look()


def _processes() -> Iterator[tuple[Path, str]]:
    """This process and those that it has started; the one that checks has no limit on its memory."""
    yield Path("/proc/self"), "run"
    for children in Path("/proc/self/task").glob("*/children"):
        for pid in children.read_text().split():
            process = Path("/proc") / pid
            try:
                arguments = (process / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"flows.isolation" in b"".join(arguments):
                yield process, "checks" if b"0" in arguments else "reading"


def measure(raw: Path, output: Path, workers: int, *, with_pages: bool) -> dict[str, object]:
    """Carry a run out in this process: seconds and processor seconds up to the end of each stage, peaks, bytes, documents published."""
    watch = Watch()
    job = Job(make_order(str(raw), str(output), workers=workers))
    marks = [("start", time.perf_counter(), watch.look())]
    # A job goes on by itself and says where it has come to: the stage that begins ends the one before.
    ended = {"checking": "read", "publishing": "check"}

    def mark(stage: str, _documents: int) -> None:
        if stage in ended:
            marks.append((ended[stage], time.perf_counter(), watch.look()))

    job.on_progress = mark
    try:
        job.begin(lambda _line: None)
        for batch in range(len(job.batch_sizes)):
            job.read(batch)
        summary = job.publish(job.settle())
        marks.append(("publish", time.perf_counter(), watch.look()))
        if with_pages:
            job.make_pages(summary)
            marks.append(("pages", time.perf_counter(), watch.look()))
    finally:
        watch.close()
        job.close()
    return {
        "seconds": {stage: end - start for (_, start, _), (stage, end, _) in pairwise(marks)},
        "processor": {stage: {role: last[role] - first[role] for role in ROLES} for (_, _, first), (stage, _, last) in pairwise(marks)},
        "peak_mib": watch.peak_mib,
        "own_mib": watch.own_mib,
        "output_bytes": sum(file.stat().st_size for file in output.glob("*/*.parquet")),
        "published": {str(fate): number for fate, number in summary.counts.items()}["published"],
    }


def describe(count: int, workers: int, figures: dict[str, dict[str, float]]) -> Line:
    """The figures of one run as one line of the table; the pages for people are told apart from what comes before them."""
    seconds, processor = figures["seconds"], figures["processor"]
    data_seconds = sum(took for stage, took in seconds.items() if stage != "pages")
    spent = {stage: sum(processor[stage].values()) for stage in seconds}  # type: ignore[attr-defined]
    return {
        "documents": count,
        "workers": workers,
        "read_per_second": count / seconds["read"],
        "documents_per_second": count / data_seconds,
        **{f"{stage}_seconds": seconds[stage] for stage in seconds},
        "worker_ms_per_document": processor["read"]["reading"] / count * 1000,  # type: ignore[index]
        "run_ms_per_document_reading": processor["read"]["run"] / count * 1000,  # type: ignore[index]
        "check_ms_per_document": spent["check"] / count * 1000,
        "publish_ms_per_document": spent["publish"] / count * 1000,
        **({"pages_ms_per_document": spent["pages"] / count * 1000} if "pages" in spent else {}),
        "share_after_reading": (seconds["check"] + seconds["publish"]) / data_seconds,
        "output_kib_per_document": figures["output_bytes"] / count / 1024,  # type: ignore[operator]
        **{f"peak_mib_{role}": peak for role, peak in figures["peak_mib"].items()},
        **{f"own_mib_{role}": peak for role, peak in figures["own_mib"].items()},
    }


def draw(lines: Sequence[Line], path: Path) -> None:
    """Documents per second and peak memory over the number of documents."""
    import_module("matplotlib").use("svg")
    pyplot = import_module("matplotlib.pyplot")
    pyplot.rcParams["svg.hashsalt"] = "scale"
    figure, (speed, memory) = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for workers in sorted({line["workers"] for line in lines}):
        of_workers = [line for line in lines if line["workers"] == workers]
        counts = [line["documents"] for line in of_workers]
        (drawn,) = speed.plot(
            counts, [line["read_per_second"] for line in of_workers], marker="o", label=f"reading, workers: {workers:.0f}"
        )
        whole = [line["documents_per_second"] for line in of_workers]
        speed.plot(counts, whole, marker="s", linestyle="--", color=drawn.get_color(), label=f"whole run, workers: {workers:.0f}")
    most = [line for line in lines if line["workers"] == max(line["workers"] for line in lines)]
    for role, name in ROLES.items():
        counts = [line["documents"] for line in most]
        (drawn,) = memory.plot(counts, [line[f"peak_mib_{role}"] for line in most], marker="o", label=name)
        own = [line[f"own_mib_{role}"] for line in most]
        memory.plot(counts, own, marker="s", linestyle="--", color=drawn.get_color(), label=f"{name}, its own")
    for panel, title in ((speed, "documents per second"), (memory, "peak memory of a process, MiB")):
        panel.set(xscale="log", xlabel="documents", title=title, ylim=(0, None))
        panel.legend()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure every number of documents with every number of workers, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[10, 100, 1000, 3000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--pages", action="store_true", help="make the pages for people too")
    parser.add_argument("--docs", type=Path, help="the folder for scale.svg and scale.json; needs matplotlib")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        raw, output, workers = options.one
        print(json.dumps(measure(Path(raw), Path(output), int(workers), with_pages=options.pages)))
        return
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in options.counts:
            raw = Path(folder) / f"raw-{count}"
            write_books(raw, count)
            for number in options.workers:
                command = [sys.executable, "-m", "benchmarks.scale", "--one", str(raw), f"{folder}/output-{count}-{number}", str(number)]
                command += ["--pages"] if options.pages else []
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent)
                figures = json.loads(done.stdout.splitlines()[-1])
                if figures["published"] != count:
                    raise RuntimeError(f"{count} documents were written and {figures['published']} published")
                lines.append(describe(count, number, figures))
                print(json.dumps({name: round(value, 2) for name, value in lines[-1].items()}), flush=True)
    if options.docs:
        draw(lines, options.docs / "scale.svg")
        rounded = [{name: round(value, 3) for name, value in line.items()} for line in lines]
        (options.docs / "scale.json").write_text(f"{json.dumps(rounded, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
