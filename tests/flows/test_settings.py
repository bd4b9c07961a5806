import os

import pytest

from flows.settings import prepare_environment


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("PREFECT_", "GX_", "DO_NOT_TRACK")):
            monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", dict(os.environ))


def test_without_a_server_the_temporary_one_gets_time_and_little_to_do() -> None:
    prepare_environment()
    assert os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "180"
    assert os.environ["PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED"] == "false"


def test_nothing_that_is_set_is_set_anew() -> None:
    os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "5"
    os.environ["DO_NOT_TRACK"] = "0"
    prepare_environment()
    assert os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "5"
    assert os.environ["DO_NOT_TRACK"] == "0"


def test_with_a_server_only_reporting_home_is_turned_off() -> None:
    os.environ["PREFECT_API_URL"] = "http://127.0.0.1:4200/api"
    prepare_environment()
    assert {name for name in os.environ if name.startswith("PREFECT_")} == {"PREFECT_API_URL", "PREFECT_SERVER_ANALYTICS_ENABLED"}
    assert os.environ["DO_NOT_TRACK"] == "1"


def test_where_no_log_is_wanted_prefect_says_errors_alone() -> None:
    prepare_environment()
    assert "PREFECT_LOGGING_LEVEL" not in os.environ
    prepare_environment(quiet=True)
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "ERROR"
    assert os.environ["PREFECT_LOGGING_ROOT_LEVEL"] == "ERROR"


def test_no_library_reports_home() -> None:
    prepare_environment()
    reports = {name: os.environ[name] for name in ("DO_NOT_TRACK", "GX_ANALYTICS_ENABLED", "PREFECT_SERVER_ANALYTICS_ENABLED")}
    assert reports == {"DO_NOT_TRACK": "1", "GX_ANALYTICS_ENABLED": "false", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
