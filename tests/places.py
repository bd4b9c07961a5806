"""A raw and an output folder for tests, and runs from the one to the other without Prefect."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

# Reading does without pandas, and keeps the whole process from loading it later, which other tests in it need.
import pandas as pd  # noqa: F401
import pytest

from flows import batch_reading
from flows.isolation import Allowance
from flows.job import open_job
from flows.order import make_order
from flows.summary import Summary

TEXT = "raw/113/smesa-113.txt"
AGENCY = "經濟部中小及新創企業署"


class InProcess:
    """Stands in for `flows.isolation.Isolated` where reading is not what a test is about: starting a process takes most of a second."""

    def __init__(self, _folder: Path, _memory_limit_bytes: int | None = None) -> None:
        self.about: str | None = None
        self._values: Iterator[object] = iter(())

    def send(self, function: Callable[..., Iterator[object]], *arguments: object) -> None:
        self._values = function(*arguments)

    def await_beginning(self) -> None:
        pass

    def receive(self) -> object:
        return next(value for value in self._values if not isinstance(value, Allowance))

    def kill(self) -> None:
        pass

    def close(self) -> None:
        pass


class NoChecks:
    """Stands for the expectations, which take seconds to load, where they are not what is asked."""

    def __init__(self, _runner: str) -> None: ...

    def check_ahead(self, _documents: object) -> None: ...

    def check(self, _documents: object, _pages: Path) -> list[object]:
        return []

    def finish_pages(self) -> None: ...

    def close(self) -> None: ...


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

    def write_next_year(self, name: str, prior: str = "93 9 4 2 0") -> None:
        """The text dump as the agency's book of 114, which changes no posts; with other prior-year posts."""
        text = (self._root / TEXT).read_text(encoding="utf-8")
        text = re.sub(r"(?<![0-9])11[1-5](?=年|\)|）)", lambda year: str(int(year[0]) + 1), text)
        # What the book of 113 tells of the first half of 112 is 64.
        text = text.replace("57家參選企業", "70家參選企業")
        start, end = text.index("\t職員\n"), text.index("二、施政目標與重點")
        categories = ("職員", "聘用", "約僱", "技工", "工友")
        posts = [int(count) for count in prior.split()]
        total = sum(posts)
        said = f"上(113)年度預算員額{total}人，較本(114)年度預算員額{total}人，並無增減。"
        rows = [*zip(categories, posts, strict=True), ("合計", total)]
        lines = "".join(f"\t{category}\n\t{count}\n\t{count}\n\t{said if n == 0 else ''}\n\n" for n, (category, count) in enumerate(rows))
        self.write(name, (f"{text[:start]}{lines}\n\n\n{text[end:]}").encode())

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
        """With threads, documents are read in this process."""
        order = make_order(str(self.raw / raw), str(self.output), fiscal_years, runner, workers, force=force)
        with pytest.MonkeyPatch.context() as patch, open_job(order) as job:
            if runner == "threads":
                patch.setattr(batch_reading, "Isolated", InProcess)
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
