"""The long run over mutants: `python -m tests.hostile.fuzz --cases 1000`; each in a process with limits, with what became of it counted.

A mutant that made the program fail, ran out of time or took too much memory is kept in the folder given, named by format and seed.
"""

import argparse
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from extractors.readers import registry
from tests.hostile.mutation import SAMPLES, mutate
from tests.hostile.outcomes import read_to_rows

CPU_LIMIT_SECONDS = 60
MEMORY_LIMIT_BYTES = 2 << 30
_FAULTS = frozenset({"traceback", "no outcome", "time", "message"})


def run_case(path: Path) -> tuple[str, str, float]:
    """Read one file in a process of its own: outcome, message, seconds of processor time."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_SECONDS, CPU_LIMIT_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            found = read_to_rows(path)
        except BaseException:  # noqa: BLE001 - this is what is looked for
            found = "traceback", traceback.format_exc()[-1500:]
        os.write(theirs, json.dumps(found).encode()[:60_000])
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as stream:
        said = stream.read()
    _, status, usage = os.wait4(child, 0)
    seconds = usage.ru_utime + usage.ru_stime
    if not said:
        ended = os.waitstatus_to_exitcode(status)
        return ("time", "", seconds) if ended == -signal.SIGXCPU else ("no outcome", f"ended with {ended}", seconds)
    outcome, message = json.loads(said)
    if outcome in {"limit", "unreadable", "unsupported"} and (not message or "\n" in message.strip()):
        outcome = "message"
    return outcome, message, seconds


def fuzz(file_format: str, seeds: Sequence[int], found: Path) -> Counter[str]:
    """Read the mutants of these seeds; those that show a fault are kept in `found`."""
    counts: Counter[str] = Counter()
    slowest = 0.0
    # What a reader imports is then there for every case.
    import_module(registry.FORMATS[file_format].module)
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            path = Path(folder) / f"{seed}.{file_format}"
            path.write_bytes(mutate(file_format, seed))
            outcome, message, seconds = run_case(path)
            counts[outcome] += 1
            slowest = max(slowest, seconds)
            if outcome in _FAULTS:
                found.mkdir(parents=True, exist_ok=True)
                (found / f"{file_format}-{seed}.{file_format}").write_bytes(path.read_bytes())
                print(f"{file_format} {seed}: {outcome}, {seconds:.1f} s: {message}", flush=True)  # noqa: T201 - a command
            path.unlink()
    said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    print(f"{file_format}: {len(seeds)} cases: {said}; the slowest took {slowest:.1f} s of processor time", flush=True)  # noqa: T201
    return counts


def main() -> None:
    """Run as the command line says; ends with 1 where a fault was found."""
    parser = argparse.ArgumentParser(description="Read mutants of the real documents, and count what becomes of them.")
    parser.add_argument(
        "formats", nargs="*", default=["docx", "odt", "pdf", "txt"], choices=[*SAMPLES], help="all but doc if none is named"
    )
    parser.add_argument("--cases", type=int, default=1_000, help="mutants of each format")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"), help="where faults are kept")
    options = parser.parse_args()
    faults = 0
    for file_format in options.formats:
        counts = fuzz(file_format, range(options.first, options.first + options.cases), options.found)
        faults += sum(counts[outcome] for outcome in _FAULTS)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
