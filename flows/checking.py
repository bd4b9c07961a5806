"""The checks of a run: in a process of its own that checks documents while others are read, a portion at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from flows.imports import load_expectations
from flows.isolation import Isolated
from flows.spill import AmendedTables, JoinedTables, Spill, SpilledTables, count_rows, join_tables
from flows.stacks import Failure
from schemas.datasets import BY_NAME, DATASETS
from schemas.findings import Finding
from schemas.mandatory import DEMANDS
from schemas.suites import MANDATORY_SECTIONS, SUITES

# A quarter of a million rows, for which the checks take 100 MB beside what they have loaded.
PORTION_DOCUMENTS = 250
# Of the datasets below a document has a few dozen rows.
_LATE_PORTION_DOCUMENTS = 1000
# Rows of these rest on other documents too, and are there once all have been read.
_LATE = frozenset({"reconciliations", "project_links"})
_LATE_AND_REFERRED_TO = _LATE | {key.dataset for name in _LATE for key in BY_NAME[name].foreign_keys}
_EARLY = frozenset(suite.name for suite in SUITES) - _LATE

Tables = Mapping[str, pa.Table]


class Checker:
    """Runs the expectations in a process of its own, which loads great-expectations (seconds, 263 MB) while documents are read.

    What it is told of while others are read it checks meanwhile, but for what rests on other documents; what is found is the same.
    """

    def __init__(self, runner: str) -> None:
        self._folder = TemporaryDirectory(prefix="budgetbook-", ignore_cleanup_errors=True)
        self._process = None if runner == "threads" else Isolated(Path(self._folder.name))
        self._thread = ThreadPoolExecutor(1)
        self._waiting: dict[str, SpilledTables] = {}
        self._begun: list[tuple[dict[str, SpilledTables], Future[list[Failure]]]] = []
        self._known: set[str] = set()
        self._pages: Future[None] | None = None
        self._to_write: tuple[Sequence[Failure], Mapping[str, int], Path] | None = None
        if self._process:
            self._process.send(_load)

    def check_ahead(self, documents: Iterable[tuple[str, Tables]]) -> None:
        """Check documents, by their ids, that will most likely be published. Of files of one document only the first is."""
        if self._process is None:
            return
        for document_id, tables in documents:
            if isinstance(tables, SpilledTables) and document_id not in self._known:
                self._known.add(document_id)
                self._waiting[document_id] = tables
        if len(self._waiting) >= PORTION_DOCUMENTS:
            self._begun.append((self._waiting, self._submit(_find, list(self._waiting.values()), _EARLY)))
            self._waiting = {}

    def check(self, tables: JoinedTables, pages: Path) -> list[Finding]:
        """What the expectations find in the rows of all these documents; `pages` is where pages for people about it are begun to be put.

        Raises:
            BrokenExecutor: the process died, most likely for want of memory.
            RuntimeError: an expectation could not be evaluated.
        """
        wanted = {id(_lying(document)) for document in tables.documents}
        begun = {id(document): document for portion, _ in self._begun for document in portion.values()}
        left = [document for document in map(_lying, tables.documents) if id(document) not in begun]
        found = [self._submit(_find, portion.documents, _EARLY) for portion in JoinedTables(left).cut(PORTION_DOCUMENTS)]
        order: dict[str, int] = {}
        for portion in tables.cut(_LATE_PORTION_DOCUMENTS):
            late = {name: portion[name] for name in _LATE_AND_REFERRED_TO}
            order |= {name: len(order) + place for place, name in enumerate(late["documents"]["document_id"].to_pylist())}
            found.append(self._submit(_find, [self._lay_down(late)], _LATE))
        failures = [failure for future in found for failure in future.result()]
        for documents, future in self._begun:
            other = {document_id for document_id, document in documents.items() if id(document) not in wanted}
            failures += (failure for failure in future.result() if failure.finding.document_id not in other)
        failures = _sort(failures, order)
        self._to_write = failures, _count(tables), pages
        self._pages = self._submit(_write_pages, *self._to_write)
        return [failure.finding for failure in failures]

    def finish_pages(self) -> None:
        """Return once the pages are there; where the process dies over them, another makes them.

        Raises:
            OSError, RuntimeError: they could not be made.
        """
        if self._pages and self._to_write:
            try:
                self._pages.result()
            except BrokenExecutor:
                self._process = Isolated(Path(self._folder.name))
                self._process.send(_load)
                self._pages = self._submit(_write_pages, *self._to_write)
                self._pages.result()

    def close(self) -> None:
        """End the process."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._process:
            self._process.kill()
        self._thread.shutdown(wait=True)
        if self._process:
            self._process.close()
        self._folder.cleanup()

    def _submit(self, function: Callable[..., Iterator[Any]], *arguments: object) -> Future[Any]:
        return self._thread.submit(self._run, function, *arguments)

    def _run(self, function: Callable[..., Iterator[object]], *arguments: object) -> Any:  # noqa: ANN401 - what the function yields
        if self._process is None:
            return next(function(*arguments))
        self._process.send(function, *arguments)
        return self._process.receive()

    def _lay_down(self, tables: Tables) -> Tables:
        """The tables where the process finds them."""
        if self._process is None:
            return tables
        with Spill(Path(self._folder.name)) as spill:
            return spill.write(tables)


def _lying(tables: Tables) -> Tables:
    """The tables of a document as they were read."""
    return tables.base if isinstance(tables, AmendedTables) else tables


def _sort(failures: Iterable[Failure], order: Mapping[str, int]) -> list[Failure]:
    """The failures by suite, by expectation, then by document and row, whatever portions they were found in."""

    def rank(failure: Failure) -> tuple[int, int, int, int]:
        return failure.suite, failure.number, order.get(failure.finding.document_id or "", -1), failure.position

    return sorted(failures, key=rank)


def _count(tables: JoinedTables) -> dict[str, int]:
    """The rows that each suite is about."""
    genres = Counter(genre for portion in tables.cut(_LATE_PORTION_DOCUMENTS) for genre in portion["documents"]["genre"].to_pylist())
    demanded = Counter(demand.genre for demand in DEMANDS)
    counts = {dataset.name: sum(count_rows(document, dataset.name) for document in tables.documents) for dataset in DATASETS}
    return {**counts, MANDATORY_SECTIONS: sum(demanded[genre] * count for genre, count in genres.items())}


def _load() -> Iterator[None]:
    load_expectations()
    yield from ()


def _find(documents: Sequence[Tables], suites: frozenset[str]) -> Iterator[list[Failure]]:
    from flows.validation import find_failures  # noqa: PLC0415 - importing it loads great-expectations

    names = {name for tables in documents for name in tables}
    failures = find_failures({name: join_tables(documents, name) for name in names}, suites)
    pa.default_memory_pool().release_unused()
    yield failures


def _write_pages(failures: Sequence[Failure], row_counts: Mapping[str, int], folder: Path) -> Iterator[None]:
    from flows.validation import write_data_docs  # noqa: PLC0415 - the same

    write_data_docs(failures, row_counts, folder)
    yield None
