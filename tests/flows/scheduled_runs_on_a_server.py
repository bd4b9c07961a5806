"""Deploys prefect.yaml to the server at PREFECT_API_URL, has a worker carry one run out, serves the flow once, and prints what came of it.

It has a process of its own, as a program of test_serving.py, because Prefect leaves sockets open, which the tests take for errors.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from flows.settings import silence_libraries

silence_libraries()

from prefect.client.orchestration import SyncPrefectClient, get_client  # noqa: E402 - after the settings
from prefect.client.schemas.actions import WorkPoolCreate  # noqa: E402
from prefect.deployments import run_deployment  # noqa: E402

POOL = "budgetbook"
PREFECT = [sys.executable, "-m", "prefect"]


def call(*arguments: str | Path) -> None:
    subprocess.run([*PREFECT, *arguments], check=True, stdout=sys.stderr)


def describe_deployments(client: SyncPrefectClient) -> dict[str, Any]:
    deployments = client.request("POST", "/deployments/filter", json={}).json()
    wanted = ("entrypoint", "parameters", "tags", "description", "global_concurrency_limit", "schedules", "work_pool_name")
    return {deployment["name"]: {name: deployment[name] for name in wanted} for deployment in deployments}


def run_once(client: SyncPrefectClient, raw: Path, output: Path) -> dict[str, Any]:
    """Ask for a run of the deployment and have a worker carry it out; the run as the server knows it."""
    parameters = {"raw": str(raw), "output": str(output)}
    run: Any = run_deployment("budgetbook/daily", parameters=parameters, timeout=0, as_subflow=False)
    call("worker", "start", "--pool", POOL, "--run-once", "--install-policy", "never")
    state = client.read_flow_run(run.id).state
    artifacts = client.request("POST", "/artifacts/filter", json={"flow_runs": {"id": {"any_": [str(run.id)]}}}).json()
    return {
        "state": state and [state.type.value, state.name, state.message],
        "artifacts": {artifact["key"]: artifact["data"] for artifact in artifacts},
    }


def serve(raw: Path, output: Path) -> dict[str, Any]:
    """Serve the flow until it says that it does, and interrupt it."""
    program = Path(sys.executable).with_name("budgetbook")
    command = [program, "serve", raw, "--output", output, "--cron", "30 6 * * 1", "--memory-limit", "512", "--time-limit", "30"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = ""
        while "prefect deployment run" not in said:
            line = process.stdout.readline()
            if not line:
                break
            said += line
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=60)
    return {"exit_code": process.returncode, "said": said + rest, "errors": errors}


def main(folder: Path) -> None:
    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
        call("deploy", "--all", "--no-prompt", "--prefect-file", "prefect.yaml")
        facts: dict[str, Any] = {"deployments": describe_deployments(client)}
        facts["run"] = run_once(client, folder / "raw", folder / "output")
        facts["served"] = serve(folder / "raw", folder / "served")
        facts["deployments after"] = describe_deployments(client)
    print(json.dumps(facts))  # noqa: T201 - read by the test


if __name__ == "__main__":
    os.environ["PWD"] = str(Path.cwd())
    main(Path(sys.argv[1]))
