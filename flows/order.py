"""What a run is asked for, and what is said where it cannot be done."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

RUNNERS = ("threads", "processes")


class WrongUseError(Exception):
    """A run that was asked for what cannot be; one line says what, and the way out."""


class RunError(Exception):
    """A run that failed as a whole and changed nothing; one line says why, and the way out."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is asked for; without fiscal years it is about all of them."""

    raw: Path
    output: Path
    fiscal_years: frozenset[int]
    runner: str
    workers: int
    force: bool

    def includes(self, fiscal_year: int | None) -> bool:
        """Whether documents of this year are asked for; one whose year is not known is."""
        return not self.fiscal_years or fiscal_year is None or fiscal_year in self.fiscal_years


def make_order(
    raw: str = "raw",
    output: str = "output",
    fiscal_years: Iterable[int] | None = None,
    runner: str = "processes",
    workers: int | None = None,
    *,
    force: bool = False,
) -> Order:
    """The order of a run.

    Raises:
        WrongUseError: there is no such place, or no such runner.
    """
    for place in (raw, output):
        if "://" in place:
            raise WrongUseError(f"{place}: object stores are not read or written yet; copy the documents into a folder and name that")
    if not Path(raw).exists():
        raise WrongUseError(f"{raw}: no such file or folder; name the folder that holds the documents")
    if not Path(raw).is_dir() and not Path(raw).is_file():
        raise WrongUseError(f"{raw}: is neither file nor folder; name the folder that holds the documents")
    if Path(output).exists() and not Path(output).is_dir():
        raise WrongUseError(f"{output}: is no folder; name a folder to publish into")
    if runner not in RUNNERS:
        raise WrongUseError(f"--runner {runner}: the runners are {' and '.join(RUNNERS)}")
    if workers is not None and workers < 1:
        raise WrongUseError(f"--workers {workers}: at least one worker is needed")
    return Order(Path(raw), Path(output), frozenset(fiscal_years or ()), runner, workers or count_cores(), force)


def count_cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
