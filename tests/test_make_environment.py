"""tools/make_environment.py: which Python an environment is made with."""

import importlib.util
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

spec = importlib.util.spec_from_file_location("make_environment", ROOT / "tools" / "make_environment.py")
assert spec is not None
assert spec.loader is not None
make_environment = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_environment)


@pytest.mark.parametrize(
    ("seconds", "chosen"),
    [
        ({"own": 0.042, "other": 0.021, "third": 0.030}, "other"),
        ({"own": 0.042, "other": 0.040}, "own"),
        ({"own": 0.042}, "own"),
        ({"other": 0.021}, "own"),
        ({}, "own"),
    ],
)
def test_the_environment_is_made_with_another_python_only_if_it_is_much_quicker(seconds, chosen):
    assert make_environment.choose("own", seconds) == chosen


def program(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_programs_are_found_on_the_path_once(tmp_path):
    first = program(tmp_path / "a", "python3", "exit 1")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "python3").symlink_to(first)
    other = program(tmp_path / "c", f"python3.{sys.version_info[1]}", "exit 1")
    program(tmp_path / "c", "python3-config", "exit 1")
    found = make_environment.find_programs(f"{tmp_path / 'a'}::{tmp_path / 'none'}:{tmp_path / 'b'}:{tmp_path / 'c'}")
    assert {Path(name).resolve() for name in found} == {first, other}


def test_only_a_python_of_this_version_that_can_make_environments_is_measured(tmp_path):
    answers = {
        "refuses": "echo 'python3: command not found' >&2; exit 127",
        "silent": "exit 0",
        "older": "echo '[[3, 8], 0.01]'",
        "fit": f"echo '[[3, {sys.version_info[1]}], 0.01]'",
    }
    measured = {name: make_environment.measure(str(program(tmp_path, name, text))) for name, text in answers.items()}
    assert measured == {"refuses": None, "silent": None, "older": None, "fit": 0.01}
    assert make_environment.measure(str(tmp_path / "absent")) is None
    assert make_environment.measure(sys.executable) > 0
