from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

import extractors
import schemas
from extractors.version import extractor_version


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """The version is worked out anew here, and what the made packages give is forgotten before other tests ask."""
    extractor_version.cache_clear()
    yield
    extractor_version.cache_clear()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small packages in the place of extractors and schemas."""
    for package in (extractors, schemas):
        folder = tmp_path / package.__name__ / "sub"
        folder.mkdir(parents=True)
        (folder / "module.py").write_bytes(b"a = 1\n")
        monkeypatch.setattr(package, "__path__", [str(folder.parent)])
    return tmp_path


def test_the_version_is_the_release_and_a_hash() -> None:
    release, digest = extractor_version().split("+")
    assert release == version("budgetbook")
    assert len(digest) == 12


@pytest.mark.parametrize("name", ["extractors/sub/module.py", "schemas/sub/module.py", "extractors/data.toml"])
def test_another_line_of_code_or_data_is_another_version(packages: Path, name: str) -> None:
    before = extractor_version()
    extractor_version.cache_clear()
    (packages / name).write_bytes(b"a = 2\n")
    assert extractor_version() != before


def test_a_file_that_moves_is_another_version(packages: Path) -> None:
    before = extractor_version()
    extractor_version.cache_clear()
    (packages / "schemas/sub/module.py").rename(packages / "schemas/sub/other.py")
    assert extractor_version() != before


def test_caches_and_line_ends_are_no_other_version(packages: Path) -> None:
    before = extractor_version()
    extractor_version.cache_clear()
    (packages / "extractors/__pycache__").mkdir()
    (packages / "extractors/__pycache__/module.pyc").write_bytes(b"x")
    (packages / "extractors/sub/module.py").write_bytes(b"a = 1\r\n")
    assert extractor_version() == before
