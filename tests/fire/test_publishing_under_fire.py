import json
import subprocess
import sys
from pathlib import Path

import pytest

SCENES = ("first run", "next run", "recovery")
# Every step of a run that replaces files, and of one that finishes another; every third of one that finds nothing to replace.
KILLED_AT = {"first run": 3, "next run": 1, "recovery": 1}


def hurt(harm: str, scene: str, stride: int, folder: Path, root: Path) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "tests.fire.publisher", harm, scene, folder, str(stride)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    return result["points"], result["faults"]


@pytest.mark.slow
def test_killed_at_every_step_files_stay_whole_and_the_next_run_ends_with_the_undisturbed_bytes(
    tmp_path: Path, root: Path, record_property
) -> None:
    total = 0
    for scene, stride in KILLED_AT.items():
        points, faults = hurt("kill", scene, stride, tmp_path / scene, root)
        assert faults == []
        total += points
    record_property("points of publishing at which the run was killed", total)
    assert total >= 200


@pytest.mark.slow
@pytest.mark.parametrize(("harm", "stride"), [("full", 32), ("read-only", 32), ("fault", 32), ("removed", 48)])
def test_a_disk_that_fails_at_any_step_leaves_all_or_nothing_and_the_next_run_ends_with_the_undisturbed_bytes(
    tmp_path: Path, root: Path, record_property, harm: str, stride: int
) -> None:
    total = 0
    for scene in SCENES:
        points, faults = hurt(harm, scene, stride, tmp_path / scene, root)
        assert faults == []
        total += points
    record_property(f"points of publishing at which the output was {harm}", total)
    assert total >= 10
