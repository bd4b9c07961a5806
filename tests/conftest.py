"""What tests share: the project's folders, the gold rows, and reading a document to rows."""

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.readers import registry
from extractors.records import Extraction, extract

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold"

Rows = list[dict[str, object]]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names bytes by their argument: what is packed or drawn differs from one process of the suite to the next, a test's name must not."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The documents of other agencies, which are not part of the project."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("../shared/corpus is not there")
    return folder


@pytest.fixture(scope="session")
def read_rows() -> Callable[[Path], Extraction]:
    """Reads a file to the rows of all datasets, each file once."""
    extractions: dict[Path, Extraction] = {}

    def read(path: Path) -> Extraction:
        if path not in extractions:
            extractions[path] = extract(registry.read(path), "test")
        return extractions[path]

    return read


@pytest.fixture(scope="session")
def gold() -> Callable[[Path, str], Rows]:
    """Reads the gold rows of a dataset."""

    def read(folder: Path, dataset: str) -> Rows:
        lines = (folder / f"{dataset}.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    return read


@pytest.fixture(scope="session")
def as_json() -> Callable[[dict[str, object], dict[str, object]], dict[str, object]]:
    """A row in the columns and spelling of a gold row: dates in ISO, decimals as the shortest string."""

    def spell(row: dict[str, object], like: dict[str, object]) -> dict[str, object]:
        return {column: _plain(row.get(column)) for column in like}

    return spell


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
        value = Decimal(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests counted (`record_property`): points at which a run was killed, files that were changed."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, ())]
    for report in reports:
        for name, value in report.user_properties if report.when == "call" else ():
            terminalreporter.write_line(f"{report.nodeid.rsplit('::', 1)[1]}: {name}: {value}")
