"""The long run over mutants: `python -m tests.hostile.fuzz --cases 1000`; each in a process with limits, with what became of it counted.

A mutant that made the program fail, ran out of time or took too much memory is kept in the folder given, named by format and seed.
"""

import argparse
import gc
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from extractors.document import UnreadableError
from extractors.readers import libreoffice
from tests.hostile.mutation import SAMPLES, mutate, sample
from tests.hostile.outcomes import read_to_rows

CPU_LIMIT_SECONDS = 60
WALL_LIMIT_SECONDS = 180
MEMORY_LIMIT_BYTES = 2 << 30
FAULTS = frozenset({"traceback", "no outcome", "time", "message"})
_REFUSALS = frozenset({"limit", "unreadable", "unsupported"})
_HANDED_ON = "handed on to LibreOffice"
_TIME_IS_UP = frozenset({-signal.SIGXCPU, -signal.SIGALRM})


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one file, the seconds of processor time that it took, and the most memory of the process."""

    outcome: str
    message: str
    seconds: float
    memory_bytes: int


def run_case(path: Path) -> Case:
    """Read one file in a process of its own, which has what this process has imported."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        signal.alarm(WALL_LIMIT_SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_SECONDS, CPU_LIMIT_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            found = read_to_rows(path)
        except BaseException:  # noqa: BLE001 - this is what is looked for
            found = "traceback", traceback.format_exc()[-1500:]
        os.write(theirs, json.dumps((found[0], found[1][:5_000])).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as stream:
        said = stream.read()
    _, status, usage = os.wait4(child, 0)
    used = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
    if not said:
        ended = os.waitstatus_to_exitcode(status)
        return Case("time", "", *used) if ended in _TIME_IS_UP else Case("no outcome", f"ended with {ended}", *used)
    outcome, message = json.loads(said)
    if message == _HANDED_ON:
        return Case(_HANDED_ON, "", *used)
    if outcome in _REFUSALS and (not message or "\n" in message.strip()):
        outcome = "message"
    return Case(outcome, message, *used)


def fuzz(file_format: str, seeds: Sequence[int], found: Path) -> Counter[str]:
    """Read the mutants of these seeds; those that show a fault are kept in `found`."""
    cases: dict[int, Case] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sample.{file_format}"
        path.write_bytes(sample(file_format))
        # What is imported on the way is then there for every case.
        read_to_rows(path)
        gc.freeze()
        unchanged = run_case(path)
        for seed in seeds:
            path.write_bytes(mutate(file_format, seed))
            case = run_case(path)
            cases[seed] = case
            if case.outcome in FAULTS:
                found.mkdir(parents=True, exist_ok=True)
                (found / f"{file_format}-{seed}.{file_format}").write_bytes(path.read_bytes())
                print(f"{file_format} {seed}: {case.outcome}, {case.seconds:.1f} s: {case.message}", flush=True)  # noqa: T201 - a command
    counts = Counter(case.outcome for case in cases.values())
    seconds = sum(case.seconds for case in cases.values())
    slowest = max(cases, key=lambda seed: cases[seed].seconds)
    largest = max(cases, key=lambda seed: cases[seed].memory_bytes)
    print(  # noqa: T201
        f"{file_format}: {len(cases)} cases: {', '.join(f'{count} {outcome}' for outcome, count in sorted(counts.items()))}\n"
        f"  processor time: {seconds / len(cases):.2f} s a case, {cases[slowest].seconds:.1f} s the slowest (case {slowest}), "
        f"{unchanged.seconds:.2f} s the real document\n"
        f"  memory: {cases[largest].memory_bytes >> 20} MB the most (case {largest}), {unchanged.memory_bytes >> 20} MB the real document",
        flush=True,
    )
    return counts


def main() -> None:
    """Run as the command line says; ends with 1 where a fault was found."""
    parser = argparse.ArgumentParser(description="Read mutants of the real documents, and count what becomes of them.")
    parser.add_argument("formats", nargs="*", default=[*SAMPLES], help=f"of {', '.join(SAMPLES)}; all if none is named")
    parser.add_argument("--cases", type=int, default=1_000, help="mutants of each format")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"), help="where faults are kept")
    parser.add_argument("--libreoffice", action="store_true", help="start LibreOffice for each .doc; else what comes before that is run")
    options = parser.parse_args()
    if strange := set(options.formats) - set(SAMPLES):
        parser.error(f"no such format: {', '.join(sorted(strange))}")
    faults = 0
    stopped = patch.object(libreoffice, "find_program", side_effect=UnreadableError(_HANDED_ON))
    with nullcontext() if options.libreoffice else stopped:
        for file_format in options.formats:
            counts = fuzz(file_format, range(options.first, options.first + options.cases), options.found)
            faults += sum(counts[outcome] for outcome in FAULTS)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
