"""Runs the flow a few times on a Prefect server of its own and prints what came of it as JSON: a program of test_run.py.

It has a process of its own because Prefect leaves sockets open, which the tests take for errors.
"""

import json
import sys
from pathlib import Path
from typing import Any

from flows.settings import prepare_environment

prepare_environment()

from prefect.client.orchestration import get_client  # noqa: E402 - after the settings
from prefect.testing.utilities import prefect_test_harness  # noqa: E402

from flows import job, reading, workers  # noqa: E402
from flows.run import publish_books  # noqa: E402
from tests.places import NoChecks  # noqa: E402


def describe(raw: Path, output: Path) -> dict[str, Any]:
    """Run the flow; its state, its name, its tags and its artifacts as the server knows them."""
    state: Any = publish_books(str(raw), str(output), runner="threads", return_state=True)
    run_id = state.state_details.flow_run_id
    with get_client(sync_client=True) as client:
        of_run = {"flow_runs": {"id": {"any_": [str(run_id)]}}}
        artifacts = client.request("POST", "/artifacts/filter", json=of_run).json()
        run = client.read_flow_run(run_id)
    return {
        "state": [state.type.value, state.name],
        "message": state.message,
        "name": run.name,
        "tags": run.tags,
        "artifacts": {artifact["key"]: artifact["data"] for artifact in artifacts},
    }


def main(folder: Path) -> None:
    job.Checker = NoChecks  # type: ignore[assignment,misc]
    read, tries = workers.Crew.read, []

    def fail_once(crew: workers.Crew, number: int) -> list[reading.Reading]:
        tries.append(number)
        if len(tries) == 1:
            return [reading.fail(file, "unreadable", "Input/output error", may_pass=True) for file in crew.batches[number]]
        return read(crew, number)

    with prefect_test_harness(server_startup_timeout=180):
        facts: dict[str, Any] = {"mixed": describe(folder / "mixed", folder / "output")}
        workers.Crew.read = fail_once  # type: ignore[method-assign]
        facts["passing"] = describe(folder / "passing", folder / "output-of-passing")
        facts["tries"] = len(tries)
        facts["nowhere"] = describe(folder / "nowhere", folder / "output")
        facts["unwritable"] = describe(folder / "passing", folder / "mixed/empty.docx/output")
    print(json.dumps(facts))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(Path(sys.argv[1]))
