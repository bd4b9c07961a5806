"""A raw and an output folder for tests, and runs from the one to the other without Prefect."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from flows.job import open_job
from flows.order import make_order
from flows.summary import Summary

TEXT = "raw/113/smesa-113.txt"
AGENCY = "經濟部中小及新創企業署"


class Place:
    """A raw and an output folder, and runs from the one to the other."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.raw = folder / "raw"
        self.output = folder / "output"
        self._root = root
        self.raw.mkdir()

    def copy(self, name: str, source: str = "raw/113/smesa-113.docx") -> None:
        self.write(name, (self._root / source).read_bytes())

    def write_agency(self, name: str, agency: str, posts: str = "工友1人") -> None:
        """The text dump as the book of another agency, with another printed figure if wanted."""
        text = (self._root / TEXT).read_text(encoding="utf-8")
        self.write(name, text.replace(AGENCY, agency).replace("工友1人", posts).encode())

    def write(self, name: str, data: bytes) -> None:
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(data)

    def run(
        self,
        raw: str = "",
        runner: str = "threads",
        workers: int = 1,
        fiscal_years: Iterable[int] = (),
        force: bool = False,
    ) -> Summary:
        order = make_order(str(self.raw / raw), str(self.output), fiscal_years, runner, workers, force=force)
        with open_job(order) as job:
            job.begin(pytest.fail)
            for number in range(len(job.batch_sizes)):
                job.read(number)
            summary = job.publish(job.settle())
        found = sum(path.is_file() and path.suffix != ".toml" for path in order.raw.rglob("*")) if order.raw.is_dir() else 1
        assert sum(summary.counts.values()) == found
        return summary

    def cases(self) -> dict[str, dict[str, object]]:
        return {path.name: json.loads(path.read_bytes()) for path in (self.output / "quarantine").glob("*.json")}

    def data(self) -> dict[str, bytes]:
        return {path.relative_to(self.output).as_posix(): path.read_bytes() for path in self.output.rglob("*.parquet")}

    def state(self) -> dict[str, tuple[bytes, int]]:
        files = (path for path in self.output.rglob("*") if path.is_file())
        return {path.relative_to(self.output).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
