"""Which of a machine's Pythons `.venv` is made with: the quickest of those that have the version of the one that runs this.

An interpreter built without profile-guided optimisation takes a third longer over the same documents, and a machine may have
both: Debian's own is built with it, one that a version manager compiled on the machine mostly is not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

_ENVIRONMENT = Path(__file__).resolve().parent.parent / ".venv"
_LEAST_VERSION = (3, 11)
# What differs by less may differ the other way next time.
_WORTH = 0.9
# What the readers do most, in seconds: calls, attributes, dictionaries, strings. Without ensurepip no environment can be made.
_PROBE = """
import ensurepip, json, sys, time, venv
class Item:
    def __init__(self, text):
        self.text = text
    def count(self, found):
        for word in self.text.split():
            found[word] = found.get(word, 0) + len(word)
def work():
    found = {}
    for index in range(20_000):
        Item("a b %d" % (index % 50)).count(found)
times = []
for _ in range(5):
    start = time.process_time()
    work()
    times.append(time.process_time() - start)
print(json.dumps([sys.version_info[:2], min(times)]))
"""


def find_programs(path: str) -> list[str]:
    """The programs in the folders of `path` that may be a Python of this version, each once."""
    names = ("python3", f"python3.{sys.version_info[1]}")
    programs = (Path(folder) / name for folder in path.split(os.pathsep) if folder for name in names)
    return list({os.path.realpath(program): str(program) for program in programs if os.access(program, os.X_OK)}.values())


def measure(program: str) -> float | None:
    """The seconds that this Python takes over the probe; None where it does not start, or is of another version."""
    try:
        answer = subprocess.run([program, "-I", "-c", _PROBE], capture_output=True, check=True, timeout=60).stdout
        version, seconds = json.loads(answer)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return float(seconds) if tuple(version) == sys.version_info[:2] else None


def choose(own: str, seconds: dict[str, float]) -> str:
    """The quickest of the programs, `seconds` being what each takes; `own` where none is much quicker, or it was not measured."""
    quickest = min(seconds, key=lambda program: seconds[program], default=own)
    return quickest if own in seconds and seconds[quickest] < _WORTH * seconds[own] else own


def main() -> None:
    """`make_environment.py [--quickest]`: without it, the environment is made with the Python that runs this."""
    if sys.version_info < _LEAST_VERSION:
        sys.exit("budgetbook needs Python 3.11 or later: make PYTHON=python3.12 run")
    program = sys.executable
    if sys.argv[1:] == ["--quickest"]:
        measured = {found: measure(found) for found in [program, *find_programs(os.environ.get("PATH", os.defpath))]}
        program = choose(program, {found: seconds for found, seconds in measured.items() if seconds is not None})
    subprocess.run([program, "-m", "venv", _ENVIRONMENT], check=True)
    print(f"{_ENVIRONMENT.name} is made with {program}; make PYTHON=python3.12 would take another")


if __name__ == "__main__":
    main()
