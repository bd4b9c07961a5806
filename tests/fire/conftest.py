import os
from pathlib import Path

import pytest

from flows import job as jobs
from tests.places import NoChecks, Place


@pytest.fixture
def place(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(jobs, "Checker", NoChecks)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    return Place(tmp_path, root)
