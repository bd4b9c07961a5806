"""How the pages of documents and agencies are made from what is published: here, or where they are many by processes of their own."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pyarrow as pa

from flows.isolation import Isolated
from flows.order import count_cores
from flows.report.agency_page import READ, History, describe_agency
from flows.report.document_page import describe_document
from flows.report.files import name_file, write_page
from flows.report.made import MadeAgency, MadeDocument
from flows.report.material import Book, Material, load_material
from flows.report.overview import enter_book
from flows.report.page_store import Pages
from flows.report.plots import Chart, draw
from flows.report.rendering import Templates
from flows.report.source_view import view_source
from flows.report.words import load_words

# Fewer are made before another process has loaded what makes them.
_FEW = 60

Task = TypeVar("Task")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class DocumentTask:
    """A document whose page may be another now: its pictures, the digest of them, and of the rows that its page shows, if there is one."""

    document_id: str
    pages: Pages
    pages_digest: str
    shown_rows: str | None


@dataclass(frozen=True, slots=True)
class AgencyTask:
    """An agency whose page is to be made: its documents, and the digest of their rows."""

    agency: str
    document_ids: tuple[str, ...]
    rows_digest: str


def page_of_document(document_id: str) -> str:
    """The path of a document's page below the folder of reports."""
    return f"documents/{name_file(document_id)}.html"


def page_of_agency(agency: str) -> str:
    """The path of an agency's page below the folder of reports."""
    return f"agencies/{name_file(agency)}.html"


def make_pages(maker: "Maker", method: Callable[["Maker", Task], Made], tasks: Sequence[Task]) -> list[Made]:
    """What a method of the maker comes to for these tasks, in their order.

    Raises:
        OSError: a page cannot be written, or what is published cannot be read any more.
        BrokenExecutor: a process was lost, most likely for want of memory.
    """
    workers = count_cores() if len(tasks) > _FEW else 1
    if workers == 1:
        return [method(maker, task) for task in tasks]
    # Neighbours lie beside each other in the published files.
    share = -(-len(tasks) // workers)
    portions = [tasks[first : first + share] for first in range(0, len(tasks), share)]
    with TemporaryDirectory(prefix="budgetbook-", ignore_cleanup_errors=True) as folder:
        processes = [Isolated(Path(folder)) for _ in portions]

        def work(process: Isolated, portion: Sequence[Task]) -> list[Made]:
            process.send(_make_apart, method, maker.output, maker.reports, portion)
            return [process.receive() for _ in portion]

        try:
            with ThreadPoolExecutor(len(portions)) as pool:
                try:
                    return [made for of_portion in pool.map(work, processes, portions) for made in of_portion]
                except BaseException:
                    for process in processes:
                        process.kill()
                    raise
        finally:
            for process in processes:
                process.close()


def _make_apart(method: Callable[["Maker", Task], Made], output: Path, reports: Path, tasks: Sequence[Task]) -> Iterator[Made]:
    material = load_material(output)
    maker = Maker(material, Templates(material, reports), reports)
    for task in tasks:
        yield method(maker, task)


class Maker:
    """Makes pages of documents and agencies from some material, and draws their charts."""

    def __init__(self, material: Material, templates: Templates, reports: Path) -> None:
        self.output = material.output
        self.reports = reports
        self._published = material.published
        self._templates = templates

    def make_document(self, task: DocumentTask) -> MadeDocument | None:
        """Make the page of a document; None where its rows are those that the page shows already."""
        tables = self._published.read_document(task.document_id)
        rows_digest = _digest(tables)
        if rows_digest == task.shown_rows:
            return None
        book = Book.of(tables)
        page, agency = page_of_document(book.document_id), str(book.document["agency"])
        view = view_source(book.document["source_sha256"], task.pages, book.rows["paragraphs"], book.rows["table_cells"])
        values = describe_document(book, view)
        title = load_words()["document.heading"].fill(agency=agency, year=book.document["fiscal_year"])
        self._write(page, "document", title=title, agency_page=page_of_agency(agency), **values)
        return MadeDocument(
            rows_digest, task.pages_digest, self._draw(values["chart"]), enter_book(book, page), len(book.rows["reconciliations"])
        )

    def make_agency(self, task: AgencyTask) -> MadeAgency:
        """Make the page of an agency."""
        history = History(task.agency, page_of_agency(task.agency))
        for document_id in task.document_ids:
            history.add(Book.of(self._published.read_document(document_id, READ)), page_of_document(document_id))
        values = describe_agency(history, self._document_pages)
        self._write(history.page, "agency", title=load_words()["agency.heading"].fill(agency=task.agency), **values)
        return MadeAgency(task.rows_digest, self._draw(values["chart"]))

    @cached_property
    def _document_pages(self) -> dict[str, str]:
        return {document_id: page_of_document(document_id) for document_id in self._published.documents}

    def _draw(self, chart: Chart | None) -> str | None:
        return None if chart is None else draw(chart, self.reports)

    def _write(self, page: str, template: str, **values: Any) -> None:  # noqa: ANN401 - what the template shows
        write_page(self.reports / page, self._templates.render(page, template, values))


def _digest(tables: Mapping[str, pa.Table]) -> str:
    """A digest of a document's rows: the same for other rows never, for the same rows as a rule."""
    digest = hashlib.sha256()
    for name, table in tables.items():
        for batch in table.combine_chunks().to_batches():
            digest.update(name.encode())
            digest.update(batch.serialize())
    return digest.hexdigest()
