"""A run from the raw folder to the output folder, step by step, as plain functions: Prefect sees them as tasks."""

import datetime as dt
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from filelock import FileLock, Timeout

from extractors.readers.registry import SUFFIXES
from extractors.version import extractor_version
from flows.across_years import list_misprints, load_knowledge
from flows.checking import Checker
from flows.discovery import ERRATA, PROJECT_LINKS, find_files, identify
from flows.object_store import Mirror
from flows.order import Order, RunError, WrongUseError
from flows.published import PACKAGE, Tables, load_published
from flows.publishing import Release, publish
from flows.quarantine import Case, load_cases
from flows.reading import Reading, fail
from flows.report.ahead import PagesAhead, find_wishes
from flows.report.page_store import DEFAULT_IMAGES
from flows.settlement import Settlement, settle_files
from flows.spill import JoinedTables
from flows.summary import Fate, Summary
from flows.survey import survey_files
from flows.templates import compare_templates
from flows.transaction import is_pending, recover
from flows.workers import Crew, make_batches
from schemas.findings import Finding, plain

_LOCK = ".lock"
_SHOWN_DOCUMENTS = 5
_OPEN: dict[Order, "Job"] = {}


@contextmanager
def open_job(order: Order) -> Iterator["Job"]:
    """The job of this order: the one that is open in this process, or a new one, closed at the end.

    A command opens the job, begins it and then starts Prefect, so that reading goes on meanwhile; the flow finds it open.
    """
    if order in _OPEN:
        yield _OPEN[order]
        return
    job = _OPEN[order] = Job(order)
    try:
        yield job
    finally:
        del _OPEN[order]
        job.close()


class Job:
    """One run: `begin`, then `read` each batch, then `settle`, then `publish`; `close` whatever happens.

    With processes a thread reads and settles as soon as the job has begun, beside Prefect's start; who asks finds it done.
    """

    def __init__(self, order: Order) -> None:
        self.order = order
        self._readings: dict[int, list[Reading]] = {}
        self._settlement: Settlement | None = None
        self._is_closed = False
        self._mutex = threading.RLock()
        # Told which stage has begun, and how many documents have been read.
        self.on_progress: Callable[[str, int], None] = lambda _stage, _documents: None
        # Told what became of each document of a batch when it is read.
        self.on_read: Callable[[Sequence[Reading]], None] = lambda _readings: None
        self._mirror = Mirror(order.raw_url, order.output_url, order.output)
        self._lock: FileLock | None = None
        self._locked: tuple[int, int] | None = None
        self._crew: Crew | None = None
        self._checker: Checker | None = None
        self._pages: TemporaryDirectory[str] | None = None
        self._pages_ahead: PagesAhead | None = None

    def begin(self, say: Callable[[str], None]) -> None:
        """Find the files, take the output folder, finish what a killed run left, see what is known, and set the workers going.

        A job that was begun is not begun again.

        Raises:
            WrongUseError: there is no document, or what is said about documents beside them cannot be read.
            RunError: the output folder cannot be used.
        """
        if self._lock:
            return
        order = self.order
        self._mirror.fetch_raw()
        files = find_files(order.raw, order.output)
        if not any(file.is_document for file in files):
            kinds = ", ".join(SUFFIXES)
            raise WrongUseError(f"{order.raw_place}: holds no document ({kinds}); put documents there, or name the folder that holds them")
        self.knowledge = load_knowledge(order.raw)
        self.version = extractor_version()
        try:
            self._take_output(say)
            self._mirror.take_output()
            recover(order.output)
            self.published = load_published(order.output)
        except OSError as error:
            raise RunError(_explain_output(order.output, error)) from error
        self.survey = survey_files(order, files, self.published, self.version, self.knowledge.digest)
        batches = make_batches(self.survey.to_read, order.workers)
        if batches:
            self._crew = Crew(batches, self.version, order)
            self._checker = Checker(order.runner)
            if order.runner == "processes":
                threading.Thread(target=self._work_ahead, daemon=True).start()

    @property
    def batch_sizes(self) -> list[int]:
        """Documents to read, batch by batch."""
        return [len(batch) for batch in self._crew.batches] if self._crew else []

    @property
    def names_to_read(self) -> list[str]:
        """The documents that are waited for, in the order in which they are read."""
        batches = self._crew.batches if self._crew else ()
        return [file.name for number, batch in enumerate(batches) if number not in self._readings for file in batch]

    def read(self, number: int, *, again: bool = False) -> list[Reading]:
        """The readings of the batch of that number; one that may go better another time says so (`may_pass`): read it `again`."""
        with self._mutex:
            if again:
                self._readings.pop(number, None)
                self._settlement = None
            if number not in self._readings:
                if self._crew is None or self._is_closed:
                    raise RuntimeError("there is nothing to read")
                self._readings[number] = self._crew.read(number)
                self._check_ahead(self._readings[number])
                self.on_read(self._readings[number])
                self.on_progress("reading", sum(map(len, self._readings.values())))
            return self._readings[number]

    def settle(self) -> Settlement:
        """Settle which files are published, duplicates or in conflict, and check all that are to be published at once.

        Raises:
            RunError: the checks could not be run, or temporary files could not be written.
        """
        with self._mutex:
            if self._settlement is None:
                self.on_progress("checking", sum(self.batch_sizes))
                try:
                    self._settlement = self._settle()
                except OSError as error:
                    what = f"{error.strerror or error}{f' ({error.filename})' if error.filename else ''}"
                    where = f"{gettempdir()} (TMPDIR names another folder) and to {self.order.output}"
                    raise RunError(f"what was read could not be settled: {what}; see to {where}, and run again") from error
                self.on_progress("checked", sum(self.batch_sizes))
            return self._settlement

    def publish(self, settlement: Settlement) -> Summary:
        """Publish what passed, put the rest into quarantine, and say what was done.

        Raises:
            RunError: the output folder cannot be written.
        """
        self.on_progress("publishing", sum(self.batch_sizes))
        output = self.order.output
        if identify(output / _LOCK) != self._locked:
            what = "the folder was removed or replaced while the run went on"
            raise RunError(f"{output}: {what}; nothing was published. Run again, and leave the folder alone meanwhile")
        documents = {**settlement.documents, **settlement.refreshed}
        amended = {document_id: self.knowledge.digest(document_id) for document_id in settlement.documents}
        release = Release(documents, tuple(settlement.duplicates), tuple(self._all_cases(settlement)), amended)
        # Before the data: once those are there, no run that comes after a killed one checks these documents again.
        page_notes = tuple(self._place_pages())
        try:
            publication = publish(self.published, release, dt.datetime.now(dt.UTC))
        except OSError as error:
            raise RunError(_explain_output(output, error)) from error
        self._mirror.deliver()
        notes = (
            *self._note_damage(publication.lost),
            *(f"the earlier version of {name} could not be read and is not kept" for name in publication.unkept),
            *self._note_missing_files(settlement),
            *self._note_knowledge(settlement),
            *page_notes,
        )
        reports = tuple(sorted(settlement.reports.values(), key=lambda report: report.name))
        return Summary(reports, publication.rows, publication.written, tuple(settlement.warnings), notes)

    def make_pages(self, summary: Summary) -> Summary:
        """Make the pages that people look at, where anything they show has changed; without them the run is as good, and it is said."""
        from flows.report.made import is_current  # noqa: PLC0415 - nothing else of a run needs what it loads

        page = self.order.output / "reports" / "index.html"
        if not summary.files and page.is_file() and is_current(self.order.output):
            return replace(summary, page=page)
        from flows.report.site import build_report  # noqa: PLC0415 - the same, which takes a second

        self.on_progress("making pages", sum(self.batch_sizes))
        try:
            if self._pages_ahead:
                self._pages_ahead.deliver(self.order.output / "reports")
            page = build_report(self.order.output, self.order.raw)
            self._mirror.deliver_pages()
            return replace(summary, page=page)
        except Exception as error:  # noqa: BLE001 - the data are published: no page may cost the run
            why = f"{type(error).__name__}: {error}"
            note = f"{self.order.output}/reports: the pages could not be made ({why}); budgetbook report makes them"
            return replace(summary, notes=(*summary.notes, note))

    def close(self) -> None:
        """End the workers and leave the output folder to others."""
        self._is_closed = True
        if self._crew:
            self._crew.close()
        if self._checker:
            self._checker.close()
        if self._pages_ahead:
            self._pages_ahead.close()
        if self._pages:
            self._pages.cleanup()
        self._mirror.close()
        if self._lock:
            self._lock.release()

    def _settle(self) -> Settlement:
        settlement = settle_files(self.order, self.survey, self.published, self._look_again(), self.version)
        if settlement.documents and self._checker and self._crew:
            idle = settlement.complete(self.published, self.knowledge, self._crew.folder)
            found = [*self._check(self._crew, self._checker, settlement.documents.values()), *self._compare_forms(settlement), *idle]
            settlement.apply_checks(found)
            settlement.complete_again(self.published, self.knowledge, self._crew.folder)
        return settlement

    def _look_again(self) -> list[Reading]:
        """The readings; a document whose file is another one by now is read again, and kept out where that does not settle it.

        Somebody may copy a file while it is read: what is published is never half of it.
        """
        files = {file.name: file for batch in (self._crew.batches if self._crew else ()) for file in batch}

        def is_old(reading: Reading) -> bool:
            return reading.sha256 is not None and files[reading.name].hash() not in {None, reading.sha256}

        for number, batch in self._readings.items():
            if self._crew and any(map(is_old, batch)):
                self._readings[number] = self._crew.read(number)
        message = "the file changed after it was read; run again once it is there as a whole"
        readings = (reading for batch in self._readings.values() for reading in batch)
        return [fail(files[reading.name], "unreadable", message) if is_old(reading) else reading for reading in readings]

    def _work_ahead(self) -> None:
        # Whoever asks for what failed here meets the error.
        with suppress(Exception):
            for number in range(len(self.batch_sizes)):
                self.read(number)
            self._draw_ahead()
            self.settle()

    def _draw_ahead(self) -> None:
        """Have pages drawn while rows are checked, where the report is going to have those of all documents drawn anyway."""
        output = self.order.output
        if sum(self.batch_sizes) + len(self.published.documents) + len(load_cases(output)) > DEFAULT_IMAGES:
            return
        readings = [reading for batch in self._readings.values() for reading in batch]
        wishes = find_wishes(readings, self.order.raw, output / "reports")
        with self._mutex:
            if wishes and not self._is_closed:
                self._pages_ahead = PagesAhead(wishes)

    def _check_ahead(self, readings: Iterable[Reading]) -> None:
        """Have documents checked while others are read."""
        if self._checker:
            good = ((reading.document_id, reading.tables) for reading in readings if self.order.includes(reading.fiscal_year))
            self._checker.check_ahead((name, tables) for name, tables in good if name is not None and tables is not None)

    def _compare_forms(self, settlement: Settlement) -> Iterator[Finding]:
        return compare_templates(settlement.documents, self.published)

    def _check(self, crew: Crew, checker: Checker, documents: Iterable[Tables]) -> list[Finding]:
        if self._pages:
            checker.finish_pages()
            self._pages.cleanup()
        # Processes that read remove their folder where this one dies.
        self._pages = TemporaryDirectory(dir=crew.folder)
        try:
            return checker.check(JoinedTables(list(documents)), Path(self._pages.name))
        except BrokenExecutor as error:
            message = "the process that runs the checks died, most likely for want of memory"
            raise RunError(f"{message}; run fewer fiscal years at a time (--fiscal-year)") from error
        except (RuntimeError, OSError) as error:
            raise RunError(f"the checks could not be run: {error}") from error

    def _take_output(self, say: Callable[[str], None]) -> None:
        output = self.order.output
        output.mkdir(parents=True, exist_ok=True)
        lock = FileLock(output / _LOCK, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"{output}: another run is publishing here; waiting until it ends")
            lock.acquire()
        self._lock = lock
        self._locked = identify(output / _LOCK)

    def _all_cases(self, settlement: Settlement) -> Iterator[Case]:
        """The cases of this run, and those that lie in quarantine already and that this run says nothing about."""
        yield from settlement.cases
        good = {report.document_id for report in settlement.reports.values() if report.fate in {Fate.PUBLISHED, Fate.UNCHANGED}}
        settled = {name for name, report in settlement.reports.items() if report.fate is not Fate.SKIPPED}
        for case in load_cases(self.order.output).values():
            if case.source_path not in settled and case.document_id not in good:
                yield case

    def _place_pages(self) -> Iterator[str]:
        """Put the pages about the checks where people look; without them the run is as good, and it is said."""
        if self._checker and self._pages:
            folder = self.order.output / "reports" / "data_docs"
            try:
                self._checker.finish_pages()
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(self._pages.name, folder)
            except (OSError, RuntimeError) as error:
                yield f"{folder}: the pages about the checks could not be written: {error}"

    def _note_damage(self, lost: tuple[str, ...]) -> Iterator[str]:
        damaged = self.published.damaged
        if damaged and not self.published.package:
            yield f"{PACKAGE} is missing or damaged: all documents were read again"
        else:
            for year, names in damaged.items():
                yield f"{', '.join(names)}: not as published; the documents of {year} were read again"
        if lost:
            yield f"rows that could not be read: {', '.join(lost)}; put the files below {self.order.raw_place} and run again"

    def _note_missing_files(self, settlement: Settlement) -> Iterator[str]:
        """Published documents whose file is gone: what is published stays published, and it is said."""
        if not self.order.raw.is_dir():
            return
        seen = {report.document_id for report in settlement.reports.values()}
        gone = sorted(self.published.documents.keys() - seen)
        if gone:
            more = f" and {len(gone) - _SHOWN_DOCUMENTS} more" if len(gone) > _SHOWN_DOCUMENTS else ""
            shown = ", ".join(gone[:_SHOWN_DOCUMENTS]) + more
            yield f"published from files that are not below {self.order.raw_place} now; their rows stay: {shown}"

    def _note_knowledge(self, settlement: Settlement) -> Iterator[str]:
        """Documents that known misprints were let through for, books whose rows across years are others now, and idle entries."""
        for row in list_misprints(settlement.documents):
            figures = f"{plain(row['stated'])} is printed, {plain(row['computed'])} {row['unit']} worked out"
            yield f"{row['document_id']}: known misprint let through: {row['rule']}: 「{row['statement']}」: {figures} ({row['erratum']})"
        if settlement.refreshed:
            yield f"rows across years worked out again for {', '.join(sorted(settlement.refreshed))}"
        known = self.published.documents.keys() | {report.document_id for report in settlement.reports.values()}
        for document_id in sorted(self.knowledge.document_ids - known):
            yield f"{ERRATA} or {PROJECT_LINKS} speaks of {document_id}, and there is no such document; see to the entry"


def _explain_output(output: Path, error: OSError) -> str:
    what = f"{error.strerror or error}{f' ({error.filename})' if error.filename else ''}"
    if is_pending(output):
        return f"{output}: cannot be written: {what}; see to the folder and run again: the next run finishes what this one began"
    return f"{output}: cannot be written: {what}; nothing was published. See to the folder (free space, permission) and run again"
