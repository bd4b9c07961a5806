"""The site as a whole: which pages there are, what each is made from, and which pictures of pages are made this time."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from extractors.readers.registry import SUFFIXES
from flows.order import count_cores
from flows.quarantine import Case
from flows.report.agency_page import READ, History, describe_agency
from flows.report.document_page import describe_document
from flows.report.files import name_file, write_page
from flows.report.material import Book, Material, load_material
from flows.report.overview import Entry, describe_overview, enter_book, enter_case
from flows.report.page_store import DEFAULT_IMAGES, Pages, PageStore, Wish
from flows.report.plots import Chart, Drawer
from flows.report.quarantine_pages import describe_case, has_place, pages_wanted, state_of_case
from flows.report.rendering import STATIC, make_environment, read_static
from flows.report.source_view import view_source
from flows.report.words import Words, load_words

REPORTS = "reports"
_FOLDERS = ("documents", "agencies", "quarantine")


def build_report(output: Path, raw: Path | None, images: int | None = DEFAULT_IMAGES) -> Path:
    """Make the site of what lies in an output folder, and give the file to open.

    Args:
        output: the folder that holds what is published.
        raw: the folder of the documents, or the one document; None where they are not at hand.
        images: of how many files the pages are drawn that were not drawn before; None for all of them.

    Raises:
        OSError: the site cannot be written.
    """
    material = load_material(output)
    images_of = _Images(material, raw, PageStore(output / REPORTS))
    images_of.make(images)
    site = _Site(material, images_of)
    site.write_documents()
    site.write_agencies()
    site.write_cases()
    site.write_overview()
    site.tidy()
    return site.reports / "index.html"


class _Images:
    """The pictures of all files that pages are about."""

    def __init__(self, material: Material, raw: Path | None, store: PageStore) -> None:
        self._raw = raw
        self.store = store
        self._wishes: dict[str, Wish] = {}
        self._failures: dict[str, str] = {}
        # What is in quarantine is looked at first, then the latest year.
        for case in material.cases.values():
            content = case.content
            sha256, reader = content["source_sha256"], SUFFIXES.get(Path(case.source_path).suffix.lower())
            if sha256 and has_place(case):
                file_format = reader.format if reader else ""
                self._add(Wish(sha256, file_format, self._find(case.source_path), pages_wanted(case) or None, with_places=True))
        for document, numbers in material.list_sources():
            self._add(Wish(document["source_sha256"], document["source_format"], self._find(document["source_path"]), numbers or None))

    def _add(self, wish: Wish) -> None:
        known = self._wishes.get(wish.sha256)
        self._wishes[wish.sha256] = known.join(wish) if known else wish

    def make(self, limit: int | None) -> None:
        """Draw the pages of up to `limit` files that have none."""
        missing = (wish for wish in self._wishes.values() if self.store.load(wish) is None)
        possible = []
        for wish in missing:
            obstacle = self.store.find_obstacle(wish)
            if obstacle:
                self._failures[wish.sha256] = obstacle
            else:
                possible.append(wish)
        chosen = list(islice(possible, limit))
        self._failures |= dict.fromkeys((wish.sha256 for wish in possible[len(chosen) :]), "source.not_made")
        self._failures |= self.store.make(chosen)

    def load(self, sha256: str | None) -> Pages:
        """The pictures of a file, or why there are none."""
        wish = self._wishes.get(sha256 or "")
        pages = None if wish is None else self.store.load(wish)
        return pages or Pages(failure=self._failures.get(sha256 or "", "source.not_made"))

    def tidy(self) -> None:
        """Take away the pictures of files that are gone."""
        self.store.keep_only(self._wishes)

    def _find(self, source_path: str) -> Path | None:
        if self._raw is None:
            return None
        return self._raw if self._raw.is_file() else self._raw / source_path


class _Site:
    """The pages, written one after the other; `written` are their paths below the folder of reports."""

    def __init__(self, material: Material, images: _Images) -> None:
        self.material = material
        self.reports = material.output / REPORTS
        self._images = images
        self._written: set[str] = set()
        self._drawer = Drawer(self.reports, count_cores())
        self._entries: list[Entry] = []
        # The documents of each agency, whose rows are read again for its page.
        self._documents: dict[str, list[str]] = {}
        self._figures = self._differing = 0
        self._document_pages = {document_id: f"documents/{name_file(document_id)}.html" for document_id in material.published.documents}
        created = material.created
        self._environment = make_environment(
            {
                "words": load_words().__getitem__,
                "case_count": len(material.cases),
                "has_data_docs": (self.reports / "data_docs" / "index.html").is_file(),
                "created": created and created.strftime("%Y-%m-%d %H:%M UTC"),
                "schema_version": material.published.package.get("schema_version", ""),
            }
        )

    def write_documents(self) -> None:
        """A page for each published document."""
        for book in self.material.read_books():
            self._figures += len(book.rows["reconciliations"])
            self._differing += len(book.differences)
            self._write_document(book)

    def _write_document(self, book: Book) -> None:
        page = self._document_pages[book.document_id]
        agency = str(book.document["agency"])
        self._documents.setdefault(agency, []).append(book.document_id)
        self._entries.append(enter_book(book, page))
        sha256 = book.document["source_sha256"]
        view = view_source(sha256, self._images.load(sha256), book.rows["paragraphs"], book.rows["table_cells"])
        values = describe_document(book, view)
        self._draw(values["chart"])
        title = load_words()["document.heading"].fill(agency=agency, year=book.document["fiscal_year"])
        self._write(page, "document", title, {**values, "agency_page": _page_of_agency(agency)})

    def write_agencies(self) -> None:
        """A page for each agency with a published document."""
        for agency, document_ids in sorted(self._documents.items()):
            history = History(agency, _page_of_agency(agency))
            for document_id in document_ids:
                history.add(self.material.read_book(document_id, READ), self._document_pages[document_id])
            values = describe_agency(history, self._document_pages)
            self._draw(values["chart"])
            self._write(history.page, "agency", load_words()["agency.heading"].fill(agency=history.agency), values)

    def write_cases(self) -> None:
        """The list of what is in quarantine, and a page for each."""
        cases = []
        for name, case in self.material.cases.items():
            page = f"quarantine/{name_file(Path(name).stem)}.html"
            entry = enter_case(case, page)
            self._entries.append(entry)
            shown = _show_case(case, entry)
            cases.append(shown)
            values = describe_case(case, self._images.load(case.content["source_sha256"]))
            published_page = self._document_pages.get(case.document_id or "")
            self._write(page, "case", Words(entry.name, entry.name), {**values, "case": shown, "published_page": published_page})
        self._write("quarantine.html", "quarantine", load_words()["quarantine.heading"], {"cases": cases})

    def write_overview(self) -> None:
        """The page to open, the charts, and what all pages use."""
        values = {
            **describe_overview(self._entries, {agency: _page_of_agency(agency) for agency in self._documents}),
            "document_count": len(self.material.published.documents),
            "figure_count": self._figures,
            "differing": self._differing,
            "duplicate_count": len(self.material.published.duplicates),
            "row_counts": self.material.row_counts,
        }
        self._write("index.html", "overview", load_words()["overview.heading"], values)
        self._drawer.finish()
        for name in STATIC:
            write_page(self.reports / "static" / name, read_static(name))

    def tidy(self) -> None:
        """Take away the pages and pictures of what is gone."""
        for path in _list_pages(self.reports):
            if path.relative_to(self.reports).as_posix() not in self._written:
                path.unlink()
        self._images.tidy()

    def _draw(self, chart: Chart | None) -> None:
        if chart is not None:
            self._drawer.add(chart)

    def _write(self, path: str, template: str, title: Words, values: dict[str, Any]) -> None:
        shared = {"title": title, "root": "../" * path.count("/"), "kind": template}
        write_page(self.reports / path, self._environment.get_template(f"{template}.html.j2").render(values | shared))
        self._written.add(path)


def _page_of_agency(agency: str) -> str:
    return f"agencies/{name_file(agency)}.html"


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
