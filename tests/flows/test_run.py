"""The flow as Prefect runs it: slow, since a Prefect server takes ten seconds to start."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def run(command: list[str | Path], folder: Path, root: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that uses Prefect, with settings and a data base of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(folder / "prefect"), "PYTHONPATH": str(root)}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result


def state_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_the_command_publishes_the_real_document_and_a_second_run_writes_nothing(tmp_path: Path, root: Path) -> None:
    output = tmp_path / "output"
    command: list[str | Path] = [Path(sys.executable).with_name("budgetbook"), "run", root / "raw/113", "--output", output]
    first = run(command, tmp_path, root)
    summary = json.loads(first.stdout.splitlines()[-1])
    assert (summary["published"], summary["duplicates"]) == (1, 1)
    assert summary["rows"]["results"] == 52
    assert "Traceback" not in first.stderr
    assert "\x1b" not in first.stdout + first.stderr
    assert (output / "reports/data_docs/index.html").is_file()
    before = state_of(output)
    second = json.loads(run(command, tmp_path, root).stdout.splitlines()[-1])
    assert (second["published"], second["unchanged"], second["duplicates"]) == (0, 1, 1)
    assert state_of(output) == before


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, Any]:
    """What the server knows of runs over a good and an empty file, over a file that cannot be opened at first, and of failures."""
    folder = tmp_path_factory.mktemp("server")
    for name in ("mixed", "passing"):
        (folder / name).mkdir()
        (folder / name / "smesa-113.docx").write_bytes((root / "raw/113/smesa-113.docx").read_bytes())
    (folder / "mixed/empty.docx").write_bytes(b"")
    result = run([sys.executable, Path(__file__).with_name("flow_on_a_server.py"), folder], folder, root)
    content = json.loads(result.stdout.splitlines()[-1])
    assert isinstance(content, dict)
    return {**content, "folder": str(folder), "log": result.stderr}


def test_a_run_with_a_quarantined_document_is_seen_at_a_glance(facts: dict[str, Any]) -> None:
    mixed = facts["mixed"]
    assert (mixed["state"], mixed["tags"]) == (["COMPLETED", "Quarantined"], ["quarantine"])
    assert mixed["message"] == "1 published, 1 quarantined: empty.docx"
    assert mixed["name"] == f"1 published, 1 quarantined from {facts['folder']}/mixed"


def test_a_run_leaves_its_files_its_failing_checks_and_a_page(facts: dict[str, Any]) -> None:
    artifacts = facts["mixed"]["artifacts"]
    files = json.loads(artifacts["budgetbook-files"])
    assert [(row["file"], row["outcome"]) for row in files] == [("empty.docx", "quarantined"), ("smesa-113.docx", "published")]
    assert "the file is empty" in files[0]["why"]
    checks = json.loads(artifacts["budgetbook-checks"])
    assert [(row["check"], row["severity"], row["document"]) for row in checks] == [("unreadable", "error", "empty.docx")]
    assert artifacts["budgetbook-summary"].startswith("# 1 published, 1 quarantined\n")


def test_an_error_that_passes_is_tried_again(facts: dict[str, Any]) -> None:
    assert (facts["passing"]["message"], facts["passing"]["state"]) == ("1 published", ["COMPLETED", "Completed"])
    assert facts["tries"] == 2


@pytest.mark.parametrize(("run", "said"), [("nowhere", "no such file or folder"), ("unwritable", "cannot be written")])
def test_what_can_be_foreseen_fails_with_its_line(facts: dict[str, Any], run: str, said: str) -> None:
    assert facts[run]["state"] == ["FAILED", "Failed"]
    assert said in facts[run]["message"]
    assert "\n" not in facts[run]["message"]
