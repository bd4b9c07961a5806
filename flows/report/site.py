"""The site as a whole: which pages there are, which of them are made again, and which pictures of pages are made this time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows.published import PublishedDocument
from flows.quarantine import Case
from flows.report import plots
from flows.report.files import name_file, write_page
from flows.report.images import Images
from flows.report.made import (
    REPORTS,
    MadeAgency,
    MadeDocument,
    MadePages,
    digest_documents,
    digest_files,
    digest_output,
    digest_pages,
    load_made,
    name_maker,
)
from flows.report.making import AgencyTask, DocumentTask, Maker, make_pages, page_of_agency, page_of_document
from flows.report.material import Material, count_rows, load_material
from flows.report.overview import Entry, describe_overview, enter_case
from flows.report.page_store import DEFAULT_IMAGES, PageStore
from flows.report.quarantine_pages import describe_case, state_of_case
from flows.report.rendering import STATIC, Templates, read_static
from flows.report.words import Words, load_words

_FOLDERS = ("documents", "agencies", "quarantine")


def build_report(output: Path, raw: Path | None, images: int | None = DEFAULT_IMAGES) -> Path:
    """Make the site of what lies in an output folder, and give the file to open; pages that would not be others now stay as they are.

    Args:
        output: the folder that holds what is published.
        raw: the folder of the documents, or the one document; None where they are not at hand.
        images: of how many files the pages are drawn that were not drawn before; None for all of them.

    Raises:
        OSError: the site cannot be written.
    """
    shown = digest_output(output)
    material = load_material(output)
    images_of = Images(material, raw, PageStore(output / REPORTS))
    site = _Site(material, images_of, shown)
    site.write_documents(images)
    site.write_agencies()
    site.write_cases()
    site.write_overview()
    site.tidy()
    return site.reports / "index.html"


class _Site:
    """The pages, written one kind after the other, and what those of documents and agencies are made from: now, and the last time."""

    def __init__(self, material: Material, images: Images, shown: str) -> None:
        self.reports = material.output / REPORTS
        self._material = material
        self._images = images
        self._templates = Templates(material, self.reports)
        maker = name_maker(self._templates.has_data_docs, self._templates.schema_version)
        self._maker = Maker(material, self._templates, self.reports)
        self._before = load_made(self.reports, maker)
        self._made = MadePages(maker, shown)
        self._files = material.published.describe_files()
        self._case_entries: list[Entry] = []
        self._written: set[str] = set()

    def write_documents(self, images: int | None) -> None:
        """A page for each published document; those of files whose pictures are drawn meanwhile come last."""
        documents = [self._material.published.documents[document_id] for document_id in self._material.list_documents()]
        sound = [year for year in self._material.published.years if year not in self._material.published.damaged]
        self._made.years = {str(year): digest_files(file for file in self._files if file.fiscal_year == year) for year in sound}
        if self._before.shown != self._made.shown:
            # What lies there from now on shows neither, should this end in the middle of it.
            replace(self._before, shown="").keep(self.reports)
        with self._images.drawing(images) as being_drawn:
            made = self._make_documents([document for document in documents if document.source_sha256 not in being_drawn])
        made |= self._make_documents([document for document in documents if document.source_sha256 in being_drawn])
        self._made.documents = {document.document_id: made[document.document_id] for document in documents}
        self._written |= {document.entry.page for document in made.values()}

    def _make_documents(self, documents: Sequence[PublishedDocument]) -> dict[str, MadeDocument]:
        made: dict[str, MadeDocument] = {}
        tasks = []
        for document in documents:
            document_id, year = document.document_id, str(document.fiscal_year)
            pages = self._images.load(document.source_sha256)
            pages_digest = digest_pages(pages)
            before = self._before.documents.get(document_id)
            if before and before.pages_digest == pages_digest and self._lies_there(page_of_document(document_id), before.chart):
                made[document_id] = before
            is_same_year = year in self._made.years and self._made.years[year] == self._before.years.get(year)
            if document_id not in made or not is_same_year:
                shown_rows = made[document_id].rows_digest if document_id in made else None
                tasks.append(DocumentTask(document_id, pages, pages_digest, shown_rows))
        if tasks:
            # Nothing is known of what is being made, should this end in the middle of it.
            for task in tasks:
                self._before.documents.pop(task.document_id, None)
            MadePages(self._made.maker, documents=self._before.documents).keep(self.reports)
        now = make_pages(self._maker, Maker.make_document, tasks)
        return made | {task.document_id: page for task, page in zip(tasks, now, strict=True) if page}

    def write_agencies(self) -> None:
        """A page for each agency with a published document."""
        agencies: dict[str, dict[str, MadeDocument]] = {}
        for document_id, made in self._made.documents.items():
            agencies.setdefault(made.entry.agency, {})[document_id] = made
        kept: dict[str, MadeAgency] = {}
        tasks = []
        for agency, documents in sorted(agencies.items()):
            digest = digest_documents(documents)
            before = self._before.agencies.get(agency)
            if before and before.rows_digest == digest and self._lies_there(page_of_agency(agency), before.chart):
                kept[agency] = before
            else:
                tasks.append(AgencyTask(agency, tuple(documents), digest))
        made_now = make_pages(self._maker, Maker.make_agency, tasks)
        self._made.agencies = kept | {task.agency: new for task, new in zip(tasks, made_now, strict=True)}
        self._written |= set(map(page_of_agency, agencies))

    def write_cases(self) -> None:
        """The list of what is in quarantine, and a page for each."""
        cases = []
        for name, case in self._material.cases.items():
            page = f"quarantine/{name_file(Path(name).stem)}.html"
            entry = enter_case(case, page)
            self._case_entries.append(entry)
            shown = _show_case(case, entry)
            cases.append(shown)
            values = describe_case(case, self._images.load(case.content["source_sha256"]))
            published_page = page_of_document(case.document_id) if case.document_id in self._made.documents else None
            self._write(page, "case", Words(entry.name, entry.name), {**values, "case": shown, "published_page": published_page})
        self._write("quarantine.html", "quarantine", load_words()["quarantine.heading"], {"cases": cases})

    def write_overview(self) -> None:
        """The page to open, and what all pages use."""
        documents = self._made.documents.values()
        entries = [*(made.entry for made in documents), *self._case_entries]
        values = {
            **describe_overview(entries, {agency: page_of_agency(agency) for agency in self._made.agencies}),
            "document_count": len(self._material.published.documents),
            "figure_count": sum(made.figure_count for made in documents),
            "differing": sum(made.entry.count for made in documents),
            "duplicate_count": len(self._material.published.duplicates),
            "row_counts": count_rows(self._files),
        }
        self._write("index.html", "overview", load_words()["overview.heading"], values)
        for name in STATIC:
            write_page(self.reports / "static" / name, read_static(name))

    def tidy(self) -> None:
        """Take away the pages and pictures of what is gone, and record what was made."""
        for path in _list_pages(self.reports):
            if path.relative_to(self.reports).as_posix() not in self._written:
                path.unlink()
        charts = [made.chart for made in self._made.documents.values()] + [made.chart for made in self._made.agencies.values()]
        plots.keep_only(self.reports, set(charts))
        self._images.tidy()
        self._made.keep(self.reports)

    def _lies_there(self, page: str, chart: str | None) -> bool:
        return all((self.reports / path).is_file() for path in (page, chart) if path)

    def _write(self, page: str, template: str, title: Words, values: dict[str, Any]) -> None:
        write_page(self.reports / page, self._templates.render(page, template, {**values, "title": title}))
        self._written.add(page)


def _list_pages(reports: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        yield from (reports / folder).glob("*.html")


def _show_case(case: Case, entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "page": entry.page,
        "source_path": case.source_path,
        "outcome": case.content["outcome"],
        "state": state_of_case(case),
        "reason": case.reason.partition(": ")[2],
    }
