"""The real command, each of its processes killed at moments spread over its life: `python -m tests.fire.sweep --points 6 --seed 1`.

Two scenes: a first run, which makes Prefect's data base too, and a run that replaces a document of the first and adds a year. A point is
a scene, a victim and a moment; the command ends as it can, a second one is left alone, and everything is then as after a run that nobody
disturbed. A fault is one line with what repeats it: `--scene next --victim server --at 4.213`.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.books import write_books
from flows.transaction import STAGING
from tests.conftest import ROOT
from tests.fire.commands import (
    LIMIT_SECONDS,
    Child,
    begin,
    end,
    find_checker,
    find_drawer,
    find_left,
    find_reader,
    find_server,
    read_data,
    read_pages,
)
from tests.places import Place

_GLANCE_SECONDS = 0.02
# What a process may take to notice that the command is gone, and to remove its files, on a machine that has other work.
_LEAVING_SECONDS = 60.0
_REPLACED = "113/replaced.txt"
_QUARANTINED = 3
_FAILED = 1
# What nobody who ran a command should have to read.
_MESSY = ("Traceback", "Exception ignored", "Task was destroyed", "never awaited", "never retrieved", "ResourceWarning", "leaked")


@dataclass(frozen=True, slots=True)
class Victim:
    """A process of the command, the signal it is sent, and the exit codes with which the command may end then."""

    find: Callable[["subprocess.Popen[str]"], Child | None] | None
    signal: signal.Signals
    codes: frozenset[int]


_CARRIED_ON = frozenset({_QUARANTINED})
VICTIMS = {
    "flow by SIGKILL": Victim(None, signal.SIGKILL, frozenset({-signal.SIGKILL})),
    "flow by SIGTERM": Victim(None, signal.SIGTERM, frozenset({-signal.SIGTERM, 128 + signal.SIGTERM})),
    "flow by SIGINT": Victim(None, signal.SIGINT, frozenset({-signal.SIGINT, 128 + signal.SIGINT})),
    "reader": Victim(find_reader, signal.SIGKILL, _CARRIED_ON),
    "checker": Victim(find_checker, signal.SIGKILL, _CARRIED_ON | {_FAILED}),
    "drawer": Victim(find_drawer, signal.SIGKILL, _CARRIED_ON),
    "server": Victim(find_server, signal.SIGKILL, _CARRIED_ON),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Documents, what the run finds from before, what an undisturbed one leaves, and when each victim lived then, in seconds."""

    raw: Path
    before: Path | None
    after: Path
    lives: dict[str, tuple[float, float]]


def choose_moments(life: tuple[float, float], count: int, chance: random.Random) -> list[float]:
    """So many moments, one in each of as many equal slices of a life, in its order."""
    first, last = life
    return [first + (last - first) * (number + chance.random()) / count for number in range(count)]


def find_differences(found: dict[str, object], wanted: dict[str, object]) -> str:
    """What is missing, too much or another one, in one line; nothing where all is the same."""
    kinds = {
        "missing": sorted(wanted.keys() - found.keys()),
        "too much": sorted(found.keys() - wanted.keys()),
        "different": sorted(name for name in wanted.keys() & found.keys() if wanted[name] != found[name]),
    }
    return "; ".join(f"{kind}: {', '.join(names[:3])} ({len(names)})" for kind, names in kinds.items() if names)


def _write_documents(folder: Path) -> tuple[Path, Path]:
    """The documents of the first run, and those of the next: texts and word-processor files, and one that no reader takes."""
    places = []
    for number in (1, 2):
        (folder / f"documents-{number}").mkdir()
        place = Place(folder / f"documents-{number}", ROOT)
        write_books(place.raw, number)
        place.write_agency(_REPLACED, "經濟部甲署")
        place.write("113/bad.docx", b"no document")
        places.append(place)
    draft = (places[1].raw / _REPLACED).read_text(encoding="utf-8")
    places[1].write(_REPLACED, draft.replace("財務發展業務", "財務健全業務").encode())
    return places[0].raw, places[1].raw


def _lay_out(folder: Path, before: Path | None) -> tuple[Path, Path, Path]:
    """A place for a run: its output folder, Prefect's, and one for temporary files; the first two as an earlier run has left them."""
    places = folder / "output", folder / "prefect", folder / "temporary"
    folder.mkdir()
    if before:
        for place in places[:2]:
            shutil.copytree(before / place.name, place)
    places[2].mkdir()
    return places


def _watch(raw: Path, folder: Path, before: Path | None) -> Scene:
    """An undisturbed run, and when each of its processes was there."""
    output, home, temporary = _lay_out(folder, before)
    lives: dict[str, tuple[float, float]] = {}
    since = time.monotonic()
    with _begun(raw, output, home, temporary) as run:
        while True:
            now = time.monotonic() - since
            for name, victim in VICTIMS.items():
                if victim.find is None or victim.find(run):
                    lives[name] = lives.get(name, (now, now))[0], now
            try:
                _, errors = run.communicate(timeout=_GLANCE_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
    left = _take_leftovers(folder, temporary)
    if run.returncode != _QUARANTINED or left or (before and not list((output / "history").rglob("*.parquet"))):
        sys.exit(f"the undisturbed run did not do what it should (exit code {run.returncode}, left: {left}): {errors}")
    return Scene(raw, before, folder, lives)


@contextmanager
def _begun(raw: Path, output: Path, home: Path, temporary: Path) -> Iterator["subprocess.Popen[str]"]:
    run = begin(raw, output, home, temporary=temporary)
    try:
        yield run
    finally:
        run.kill()
        run.communicate()


def _take_leftovers(folder: Path, temporary: Path) -> list[str]:
    """What is left of a command that has ended, once it had the time to leave; ended and removed here, so that nothing else meets it."""
    until = time.monotonic() + _LEAVING_SECONDS
    while (left := set(find_left(folder))) and time.monotonic() < until:
        time.sleep(_GLANCE_SECONDS)
    faults = []
    for pid in left:
        with suppress(OSError):
            faults.append(f"process left over: {Path(f'/proc/{pid}/cmdline').read_text().replace(chr(0), ' ')[:200]!r}")
            os.kill(pid, signal.SIGKILL)
    for path in temporary.iterdir():
        held = sorted(file.relative_to(temporary).as_posix() for file in path.rglob("*"))[:3]
        faults.append(f"temporary folder left over: {path.name} with {held}")
        shutil.rmtree(path, ignore_errors=True)
    return faults


def _hurt(run: "subprocess.Popen[str]", victim: Victim, moment: float) -> str | None:
    """Kill the victim at that moment; why there was none to kill, or nothing."""
    try:
        run.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        pid = run.pid
        if victim.find:
            child = victim.find(run)
            if child is None:
                return "not there"
            pid = child.pid
        with suppress(ProcessLookupError):
            os.kill(pid, victim.signal)
            return None
    return "ended before"


def try_point(scene: Scene, victim: Victim, moment: float, folder: Path) -> tuple[str | None, list[str]]:
    """Kill at one moment and run again: why there was nobody to kill, or what was wrong then."""
    output, home, temporary = _lay_out(folder, scene.before)
    with _begun(scene.raw, output, home, temporary) as run:
        absent = _hurt(run, victim, moment)
        if absent:
            run.kill()
        try:
            code, _, said = end(run)
        except subprocess.TimeoutExpired:
            run.kill()
            code, said = None, f"it does not end in {LIMIT_SECONDS} s: {run.communicate()[1]}"
    faults = []
    # Who was too late to be disturbed has ended as usual.
    if not absent and code not in victim.codes | ({_QUARANTINED} if victim.find is None else frozenset()):
        faults.append(f"the killed command ended with {code}: {said[-1000:]!r}")
    elif any(word in said for word in _MESSY):
        faults.append(f"the killed command said: {said[-4000:]!r}")
    faults += _take_leftovers(folder, temporary)
    if code == _FAILED and not _is_as_before(output, scene.before):
        faults.append("the killed command failed and changed something")
    if not absent:
        with _begun(scene.raw, output, home, temporary) as run:
            code, _, said = end(run)
        if code != _QUARANTINED or any(word in said for word in _MESSY):
            return None, [*faults, f"the next command ended with {code}: {said[-1000:]!r}"]
        faults += (f"after the next command: {fault}" for fault in _take_leftovers(folder, temporary))
        faults += _compare(output, scene.after / "output")
    return absent, faults


def _compare(output: Path, undisturbed: Path) -> Iterator[str]:
    if (output / STAGING).exists():
        yield "something staged was left behind"
    if found := find_differences(read_data(output), read_data(undisturbed)):
        yield f"the data are not those of an undisturbed run: {found}"
    if found := find_differences(dict(read_pages(output)), dict(read_pages(undisturbed))):
        yield f"the pages are not those of an undisturbed run: {found}"


def _is_as_before(output: Path, before: Path | None) -> bool:
    if before is None:
        return not (output / "datapackage.json").exists()
    return read_data(output) == read_data(before / "output")


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill at every moment that is asked for; 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=5, help="moments of each victim's life in each scene")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scene", choices=("first", "next"), help="this one alone")
    parser.add_argument("--victim", choices=tuple(VICTIMS), help="this one alone")
    parser.add_argument("--at", type=float, help="this moment alone, in seconds after the start")
    asked = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    fault_count = 0
    with tempfile.TemporaryDirectory(prefix="budgetbook-sweep-") as name:
        folder = Path(name)
        raw, next_raw = _write_documents(folder)
        first = _watch(raw, folder / "first", None)
        scenes = {"first": first, "next": _watch(next_raw, folder / "next", first.after)}
        for scene_name, scene in scenes.items():
            lives = ", ".join(f"{victim} {begun:.1f}-{ended:.1f} s" for victim, (begun, ended) in scene.lives.items())
            _say(f"{scene_name} run undisturbed: {lives}")
        for scene_name, victim, moment in _choose_points(asked, scenes):
            absent, faults = try_point(scenes[scene_name], VICTIMS[victim], moment, folder / "point")
            shutil.rmtree(folder / "point")
            counts[f"{victim}: {absent}" if absent else victim] += 1
            fault_count += len(faults)
            _say(f"{scene_name} run, {victim} at {moment:.3f} s: {absent or 'killed'}, {len(faults)} faults")
            repeat = f"--seed {asked.seed} --scene {scene_name} --victim '{victim}' --at {moment:.3f}"
            for fault in faults:
                _say(f"FAULT {repeat}: {fault}")
    points = ", ".join(f"{victim} {counts[victim]}" for victim in VICTIMS)
    nobody = sum(counts.values()) - sum(counts[victim] for victim in VICTIMS)
    _say(f"points {sum(counts[victim] for victim in VICTIMS)} ({points}), nobody to kill {nobody}, faults {fault_count}")
    return 1 if fault_count else 0


def _choose_points(asked: argparse.Namespace, scenes: dict[str, Scene]) -> Iterator[tuple[str, str, float]]:
    for scene_name, scene in scenes.items():
        for victim in VICTIMS:
            if asked.scene in {None, scene_name} and asked.victim in {None, victim}:
                chance = random.Random(f"{asked.seed} {scene_name} {victim}")  # noqa: S311 - the same moments for the same seed
                life = scene.lives.get(victim, (0.0, 0.0))
                for moment in [asked.at] if asked.at is not None else choose_moments(life, asked.points, chance):
                    yield scene_name, victim, moment


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
