import os
from pathlib import Path

import pytest

from flows import job as jobs
from tests.places import Place


class NoChecks:
    """Stands for the expectations, which take seconds to load and have nothing to do with what goes wrong here."""

    def __init__(self, runner: str) -> None:
        pass

    def check(self, _tables: object, _pages: Path) -> list[object]:
        return []

    def close(self) -> None:
        pass


@pytest.fixture
def place(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(jobs, "Checker", NoChecks)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    return Place(tmp_path, root)
