"""Scheduled runs on a Prefect server of their own, with a worker: slow, since each of the programs takes seconds to start."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import serving
from flows.order import WrongUseError, make_order


def test_a_schedule_that_is_no_cron_expression_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match=r"--cron 'every day': is no cron expression; .*'0 6 \* \* 1'"):
        serving.serve_order(make_order(str(tmp_path), str(tmp_path / "output")), "every day")


def test_without_a_server_it_is_said_how_to_start_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(WrongUseError, match="prefect server start"):
        serving.serve_order(make_order(str(tmp_path), str(tmp_path / "output")), None)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, str]:
    """The environment of programs that share a server with a data base of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    others = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return others | {
        "PREFECT_HOME": str(tmp_path_factory.mktemp("prefect")),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": str(root),
    }


@pytest.fixture(scope="module")
def server(environment: dict[str, str], root: Path) -> Iterator[dict[str, str]]:
    """`prefect server start`, until the tests are done; the environment of what talks to it."""
    port = environment["PREFECT_API_URL"].rsplit(":", 1)[1].removesuffix("/api")
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port, "--no-ui", "--log-level", "info"]
    with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        said = ""
        while "Uvicorn running" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        reader = threading.Thread(target=process.stdout.read, daemon=True)
        reader.start()
        yield environment
        process.terminate()
        process.wait(60)
        reader.join()


@pytest.fixture(scope="module")
def facts(server: dict[str, str], root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of deployments, a run of a worker over a good and a failing document, and of serving."""
    folder = tmp_path_factory.mktemp("scheduled")
    (folder / "raw/113").mkdir(parents=True)
    text = (root / "raw/113/smesa-113.txt").read_text(encoding="utf-8")
    (folder / "raw/113/good.txt").write_text(text, encoding="utf-8")
    wrong = text.replace("經濟部中小及新創企業署", "經濟部某署").replace("本(113)年度預算員額108人", "本(113)年度預算員額107人")
    (folder / "raw/113/wrong.txt").write_text(wrong, encoding="utf-8")
    program = Path(__file__).with_name("scheduled_runs_on_a_server.py")
    result = subprocess.run([sys.executable, program, folder], cwd=root, env=server, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    content = json.loads(result.stdout.splitlines()[-1])
    assert isinstance(content, dict)
    return {**content, "folder": folder, "log": result.stderr}


@pytest.mark.slow
def test_prefect_yaml_deploys_the_flow_with_a_schedule_and_one_run_at_a_time(facts: dict[str, Any]) -> None:
    daily = facts["deployments"]["daily"]
    assert daily["entrypoint"] == "flows.run:publish_books"
    assert daily["work_pool_name"] == "budgetbook"
    assert daily["parameters"] == {"raw": "raw", "output": "output", "fiscal_years": None, "force": False, "runner": "processes"}
    assert [(each["schedule"]["cron"], each["schedule"]["timezone"]) for each in daily["schedules"]] == [("0 6 * * *", "Asia/Taipei")]
    again = facts["deployments"]["everything-again"]
    assert (again["parameters"]["force"], again["schedules"]) == (True, [])
    for deployment in (daily, again):
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["tags"] == ["budgetbook", "publishing"]
        assert deployment["description"]


@pytest.mark.slow
def test_a_worker_publishes_the_good_document_and_the_run_says_which_failed(facts: dict[str, Any]) -> None:
    assert facts["run"]["state"] == ["COMPLETED", "Quarantined", "1 published, 1 quarantined: 113/wrong.txt"]
    checks = json.loads(facts["run"]["artifacts"]["budgetbook-checks"])
    rules = {row["check"].replace("\\", "") for row in checks if row["document"] == "113-經濟部某署" and row["severity"] == "error"}
    assert "staffing_changes.current_total_in_table" in rules
    assert {"budgetbook-files", "budgetbook-summary"} <= facts["run"]["artifacts"].keys()
    assert (facts["folder"] / "output/staffing/113.parquet").is_file()


@pytest.mark.slow
def test_serving_makes_a_scheduled_deployment_and_ends_cleanly_when_interrupted(facts: dict[str, Any]) -> None:
    served = facts["served"]
    assert served["exit_code"] == 0, served["errors"]
    assert "Traceback" not in served["said"] + served["errors"]
    deployment = facts["deployments after"]["serve"]
    assert deployment["parameters"]["raw"] == str(facts["folder"] / "raw")
    assert (deployment["parameters"]["memory_limit"], deployment["parameters"]["time_limit"]) == (512, 30.0)
    assert [(each["schedule"]["cron"], each["schedule"]["timezone"]) for each in deployment["schedules"]] == [("30 6 * * 1", "Asia/Taipei")]
    assert deployment["global_concurrency_limit"]["limit"] == 1
