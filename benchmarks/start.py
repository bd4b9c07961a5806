"""What a run costs beside an empty Prefect flow: whole processes, one of each after the other, compared within each round.

    .venv/bin/python benchmarks/start.py [--rounds 3]

The empty flow is measured as Prefect comes, with the settings that a run uses (`flows.settings`), which a run is held against, and with
a server that is started first as well (`flows.temporary_server`), which shows what is a run's own. Ratios by the clock mean something only
on a machine that does nothing else: two processors share the start of the server, of the checks and of Prefect.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "raw/113/smesa-113.docx"
FLOW = "from prefect import flow\n@flow\ndef empty(): pass\n"
SETTINGS = "from flows.settings import prepare_environment\nprepare_environment()\n"
SERVER = "from flows.temporary_server import TemporaryServer\nserver = TemporaryServer()\n"
EMPTY = {
    "empty flow, as Prefect comes": f"{FLOW}empty()\n",
    "empty flow, settings of a run": f"{SETTINGS}{FLOW}empty()\n",
    "empty flow, server started first": f"{SETTINGS}{SERVER}{FLOW}server.connect(print)\nempty()\n",
}
CLAIMED = "empty flow, settings of a run"
NOTHING, ONE = "run with nothing to do", "run on one document"


def measure(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds that the process takes, by the clock and of processors."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment, cwd=ROOT)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rounds: int) -> None:
    """Measure, and print the medians and what they come to."""
    folder = Path(tempfile.mkdtemp(prefix="budgetbook-"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    # On a busy machine Prefect's default of 20 seconds is too short for its own server.
    environment |= {"PREFECT_HOME": str(folder / "prefect"), "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180"}
    program = str(Path(sys.executable).with_name("budgetbook"))
    commands = {name: [sys.executable, "-c", script] for name, script in EMPTY.items()}
    commands[ONE] = [program, "run", str(DOCUMENT), "--output", str(folder / "new")]
    commands[NOTHING] = [program, "run", str(DOCUMENT), "--output", str(folder / "done")]
    try:
        # The first run of all makes the tables of the data base, and what there is then nothing to do about.
        measure(commands[NOTHING], environment)
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                shutil.rmtree(folder / "new", ignore_errors=True)
                taken[name].append(measure(command, environment))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for name, each in taken.items():
        clock, processors = (statistics.median(values) for values in zip(*each, strict=True))
        print(f"{name:34} {clock:6.1f} s, {processors:6.1f} s of processors")
    for name in EMPTY:
        ratio = statistics.median(run[0] / empty[0] for run, empty in zip(taken[NOTHING], taken[name], strict=True))
        more = statistics.median(run[0] - empty[0] for run, empty in zip(taken[ONE], taken[name], strict=True))
        mark = " (what is claimed: 1.3 ×, 5 s)" if name == CLAIMED else ""
        print(f"beside the {name}: nothing to do {ratio:.2f} ×, one document {more:+.1f} s{mark}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    main(parser.parse_args().rounds)
