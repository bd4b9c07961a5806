"""What a run is asked for, and what is said where it cannot be done."""

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from flows.places import find_raw_mirror, is_url, mirror_of

RUNNERS = ("threads", "processes", "dask")
# Reading takes some 110 MiB before it meets anything large, LibreOffice 300; a book of 600 pages took 150 and 3 seconds.
MEMORY_LIMIT_MIB = 1024
LEAST_MEMORY_MIB = 256
TIME_LIMIT_SECONDS = 60.0
_MIB = 1 << 20
_BYTES_PER_ALLOWANCE = 10_000_000


class WrongUseError(Exception):
    """A run that was asked for what cannot be; one line says what, and the way out."""


class RunError(Exception):
    """A run that failed as a whole and changed nothing; one line says why, and the way out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take: memory of the process that it is read in, and time."""

    memory_bytes: int
    seconds: float

    def allow_seconds(self, path: Path) -> float:
        """The time for this file: as much again for every 10 MB of it."""
        try:
            return self.seconds * (1 + path.stat().st_size // _BYTES_PER_ALLOWANCE)
        except OSError:
            return self.seconds


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is asked for; without fiscal years it is about all of them."""

    raw: Path
    output: Path
    fiscal_years: frozenset[int]
    runner: str
    workers: int
    force: bool
    limits: Limits
    dask_address: str | None
    raw_url: str | None = None
    output_url: str | None = None

    @property
    def raw_place(self) -> str:
        """Where the documents are, as it was asked for; `raw` is where they are on this machine."""
        return self.raw_url or str(self.raw)

    @property
    def output_place(self) -> str:
        """Where to publish, as it was asked for; `output` is where on this machine."""
        return self.output_url or str(self.output)

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
    memory_limit: int = MEMORY_LIMIT_MIB,
    time_limit: float = TIME_LIMIT_SECONDS,
    dask_address: str | None = None,
) -> Order:
    """The order of a run; `memory_limit` is in MiB, `time_limit` in seconds.

    Raises:
        WrongUseError: there is no such place, or no such runner, or a limit leaves no room for any document.
    """
    _check_places(raw, output)
    if runner not in RUNNERS:
        raise WrongUseError(f"--runner {runner}: the runners are {', '.join(RUNNERS)}")
    if runner == "dask" and find_spec("distributed") is None:
        raise WrongUseError("--runner dask: needs an extra that is not installed: pip install 'budgetbook[dask]'")
    if dask_address is not None and runner != "dask":
        raise WrongUseError(f"--dask-address {dask_address}: is for --runner dask")
    if workers is not None and workers < 1:
        raise WrongUseError(f"--workers {workers}: at least one worker is needed")
    if memory_limit < LEAST_MEMORY_MIB:
        raise WrongUseError(f"--memory-limit {memory_limit}: no document can be read in less than {LEAST_MEMORY_MIB} MiB")
    if not 0 < time_limit < math.inf:
        raise WrongUseError(f"--time-limit {time_limit:g}: is no number of seconds above 0")
    limits = Limits(memory_limit * _MIB, time_limit)
    urls = (raw if is_url(raw) else None, output if is_url(output) else None)
    places = (find_raw_mirror(raw) if urls[0] else Path(raw), mirror_of(output) if urls[1] else Path(output))
    return Order(*places, frozenset(fiscal_years or ()), runner, workers or count_cores(), force, limits, dask_address, *urls)


def _check_places(raw: str, output: str) -> None:
    if not is_url(output) and Path(output).exists() and not Path(output).is_dir():
        raise WrongUseError(f"{output}: is no folder; name a folder to publish into")
    if is_url(raw):
        return
    if not Path(raw).exists():
        raise WrongUseError(f"{raw}: no such file or folder; name the folder that holds the documents")
    if not Path(raw).is_dir() and not Path(raw).is_file():
        raise WrongUseError(f"{raw}: is neither file nor folder; name the folder that holds the documents")


def count_cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
