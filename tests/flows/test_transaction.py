import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import transaction
from flows.transaction import STAGING, Transaction, discard, is_pending, recover

BEFORE = {"a/1": b"old a", "b/1": b"old b", "gone": b"x"}
AFTER = {"a/1": b"new a", "b/1": b"old b", "c/1": b"new c", "last": b"package"}


class KilledError(BaseException):
    """Stands for a kill: nothing in the program catches it."""


def lay(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def replace_files(folder: Path) -> None:
    change = Transaction(folder)
    for name, data in AFTER.items():
        change.write(name, data)
    change.remove("gone")
    change.commit()


def test_all_files_are_replaced_and_removed_and_no_staging_is_left(tmp_path: Path) -> None:
    lay(tmp_path, BEFORE)
    replace_files(tmp_path)
    assert files_in(tmp_path) == AFTER
    assert not (tmp_path / STAGING).exists()


def test_a_file_that_holds_the_bytes_already_is_not_touched(tmp_path: Path) -> None:
    lay(tmp_path, BEFORE)
    os.utime(tmp_path / "b/1", ns=(1, 1))
    replace_files(tmp_path)
    assert (tmp_path / "b/1").stat().st_mtime_ns == 1


def test_nothing_to_do_makes_no_staging_folder(tmp_path: Path) -> None:
    lay(tmp_path, BEFORE)
    change = Transaction(tmp_path)
    assert not change.write("a/1", b"old a")
    change.commit()
    assert not (tmp_path / STAGING).exists()


def die_at_step(tmp_path: Path, kill_at: int, monkeypatch: pytest.MonkeyPatch, when: str) -> bool:
    """Replace the files and die at the step of that number, before or after it is done; whether it came so far."""
    steps = 0

    def dying(function: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **kwargs: object) -> object:
            nonlocal steps
            steps += 1
            number = steps
            if number == kill_at and when == "before":
                raise KilledError
            done = function(*args, **kwargs)
            if number == kill_at and when == "after":
                raise KilledError
            return done

        return step

    with monkeypatch.context() as patch:
        for owner, name in (
            (os, "fsync"),
            (Path, "replace"),
            (Path, "mkdir"),
            (Path, "unlink"),
            (transaction.shutil, "rmtree"),
            (transaction, "_write_through"),
        ):
            # A kill of a process loses nothing that is written, so that there is nothing to wait for the disk for.
            patch.setattr(owner, name, dying((lambda _descriptor: None) if name == "fsync" else getattr(owner, name)))
        try:
            replace_files(tmp_path)
        except KilledError:
            return True
    return False


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_step_the_next_run_finds_all_or_nothing_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    outcomes = set()
    for kill_at in range(1, 200):
        folder = tmp_path / f"{kill_at}"
        lay(folder, BEFORE)
        killed = die_at_step(folder, kill_at, monkeypatch, when)
        recover(folder)
        found = files_in(folder)
        assert found in (BEFORE, AFTER), f"killed {when} step {kill_at}"
        assert not (folder / STAGING).exists()
        outcomes.add(found == AFTER)
        if not killed:
            break
    assert kill_at > 20
    assert outcomes == {True, False}


def test_a_killed_recovery_is_recovered_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, BEFORE)
    original = Path.replace

    def dying(self: Path, target: Path) -> Path:
        if Path(target).name == "1":
            raise KilledError
        return original(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dying)
        for attempt in (lambda: replace_files(tmp_path), lambda: recover(tmp_path)):
            with pytest.raises(KilledError):
                attempt()
    assert is_pending(tmp_path)
    assert recover(tmp_path)
    assert files_in(tmp_path) == AFTER


def test_a_redo_list_that_somebody_wrote_over_is_thrown_away(tmp_path: Path) -> None:
    lay(tmp_path, BEFORE | {f"{STAGING}/redo.json": b"{", f"{STAGING}/0": b"half"})
    assert not recover(tmp_path)
    assert files_in(tmp_path) == BEFORE


@pytest.mark.parametrize(
    "redo",
    [
        '[["../victim", null]]',
        '[["{victim}", null]]',
        '[["a/../../victim", null]]',
        '[["", null]]',
        '[["a/1", "../../victim"]]',
        '[[".staging/redo.json", "0"]]',
        pytest.param("[" * 100_000, id="too deep"),
        "[[1, 2, 3]]",
        "{}",
    ],
)
def test_a_redo_list_that_no_run_wrote_is_thrown_away_and_touches_nothing(tmp_path: Path, redo: str) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    folder = tmp_path / "output"
    lay(folder, BEFORE | {f"{STAGING}/redo.json": redo.replace("{victim}", str(victim)).encode(), f"{STAGING}/0": b"half"})
    recover(folder)
    assert files_in(folder) == BEFORE
    assert victim.read_bytes() == b"precious"


@pytest.mark.parametrize("in_the_way", ["a/1/x", "a"])
def test_what_stands_in_the_place_of_a_file_is_told_before_anything_is_changed(tmp_path: Path, in_the_way: str) -> None:
    lay(tmp_path, {in_the_way: b"in the way", "last": b"old"})
    change = Transaction(tmp_path)
    change.write("last", b"new")
    with pytest.raises(OSError, match=r"Is a directory.*a/1|Not a directory.*a"):
        change.write("a/1", b"new a")
    discard(tmp_path)
    assert files_in(tmp_path) == {in_the_way: b"in the way", "last": b"old"}
