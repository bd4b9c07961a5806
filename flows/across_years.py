"""The rows of a document that rest on more than itself: figures held against earlier books, linked projects, known misprints.

They follow from what is published in the end, in whatever order it came: a new book of an earlier year has them worked out again
for the agency's books of the two years after it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extractors.across_years import LinkOverride, parse_overrides, read_across_years
from extractors.text import fold
from flows.discovery import PROJECT_LINKS, find_companion
from flows.errata import Erratum, apply_errata, load_errata
from flows.order import WrongUseError
from flows.published import Published, Tables
from flows.spill import AmendedTables, JoinedTables, Spill
from schemas.arrow import arrow_schema
from schemas.conform import conform
from schemas.datasets import BY_NAME
from schemas.findings import Finding
from schemas.rules import ACROSS_YEARS

# What the rows across years are worked out from.
_READ = ("documents", "staffing", "staffing_changes", "plans", "results", "result_items", "measures")
# A result is compared with the half year of the book before, and with the plan of the book before that.
_YEARS_BACK = 2
# Some 60,000 rows of `reconciliations`.
_PORTION_DOCUMENTS = 1000

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What people know of the documents: misprints, and projects that go on under another name or do not."""

    errata: tuple[Erratum, ...] = ()
    overrides: tuple[LinkOverride, ...] = ()

    def errata_of(self, document_id: str) -> list[Erratum]:
        """The misprints of a document."""
        return [erratum for erratum in self.errata if erratum.document_id == document_id]

    def overrides_of(self, document_id: str) -> list[LinkOverride]:
        """The links of a document that people have settled."""
        return [override for override in self.overrides if override.document_id == document_id]

    @property
    def document_ids(self) -> set[str]:
        """The documents of which something is known."""
        return {erratum.document_id for erratum in self.errata} | {override.document_id for override in self.overrides}

    def digest(self, document_id: str) -> str | None:
        """A short hash of what is known of a document, None where nothing is."""
        known: list[object] = [*self.errata_of(document_id), *self.overrides_of(document_id)]
        if not known:
            return None
        return hashlib.sha256(repr(known).encode()).hexdigest()[:12]


def load_knowledge(raw: Path) -> Knowledge:
    """What is known of the documents in `raw` (a folder or a file), from the files beside them.

    Raises:
        WrongUseError: a file cannot be read, or an entry is not complete.
    """
    path = find_companion(raw, PROJECT_LINKS)
    try:
        overrides = parse_overrides(path.read_text(encoding="utf-8")) if path else ()
    except (OSError, ValueError) as error:
        raise WrongUseError(f"{path}: {error}; mend the file, or take it away") from error
    return Knowledge(load_errata(raw), tuple(overrides))


@dataclass(frozen=True, slots=True)
class Completion:
    """Documents with their rows across years, published ones that have others now, and findings about entries without effect."""

    documents: dict[str, Tables]
    refreshed: dict[str, Tables]
    findings: tuple[Finding, ...]


def complete(documents: Mapping[str, Tables], published: Published, knowledge: Knowledge, folder: Path) -> Completion:
    """The documents as they were read, and those published ones that rest on them, with the rows that rest on earlier books.

    What these rows come to lies in a file in `folder`.

    Raises:
        OSError: the file cannot be written, or what is published cannot be read any more.
    """
    shelf = _Shelf(documents, published)
    completed: dict[str, Tables] = {}
    refreshed: dict[str, Tables] = {}
    findings: dict[str, list[Finding]] = {}
    with Spill(folder) as spill:
        for document_id in sorted(documents, key=_by_agency):
            tables, idle = _complete(document_id, shelf, knowledge, knowledge.errata_of(document_id))
            completed[document_id] = tables.lay_down(spill) if isinstance(tables, AmendedTables) else tables
            findings[document_id] = [*idle, *_find_idle_links(document_id, knowledge.overrides_of(document_id), tables)]
        for document_id in sorted(shelf.followers(), key=_by_agency):
            former = published.read_document(document_id)
            tables, _ = _complete(document_id, shelf, knowledge, list(_remembered(former)))
            if tables != former:
                refreshed[document_id] = spill.write(tables)
    found = (finding for document_id in documents for finding in findings[document_id])
    return Completion({document_id: completed[document_id] for document_id in documents}, dict(sorted(refreshed.items())), tuple(found))


def take_apart(tables: Tables) -> Tables:
    """The rows of a document that rest on itself alone."""
    reconciliations = tables["reconciliations"]
    rules = pa.array(sorted(ACROSS_YEARS), pa.string())
    own = reconciliations.filter(pc.invert(pc.is_in(reconciliations["rule"], value_set=rules)))
    links = arrow_schema(BY_NAME["project_links"]).empty_table()
    return AmendedTables(tables, {"reconciliations": _mark(own, [None] * own.num_rows), "project_links": links})


def list_across_years(documents: Mapping[str, Tables]) -> Iterator[dict[str, Any]]:
    """Those rows of the documents' `reconciliations` that rest on earlier books."""
    return _list_reconciliations(documents, pc.field("rule").isin(sorted(ACROSS_YEARS)))


def list_misprints(documents: Mapping[str, Tables]) -> Iterator[dict[str, Any]]:
    """Those rows of the documents' `reconciliations` that are known misprints."""
    return _list_reconciliations(documents, pc.field("erratum").is_valid())


def _list_reconciliations(documents: Mapping[str, Tables], condition: pc.Expression) -> Iterator[dict[str, Any]]:
    for portion in JoinedTables(list(documents.values())).cut(_PORTION_DOCUMENTS):
        yield from portion["reconciliations"].filter(condition).to_pylist()


class _Shelf:
    """All books that there will be: those to be published, and those that are published; plain rows of one agency's at a time."""

    def __init__(self, documents: Mapping[str, Tables], published: Published) -> None:
        self._documents = documents
        self._published = published
        self._agency = ""
        self._rows: dict[str, Rows] = {}

    def own(self, document_id: str) -> Tables:
        """The rows of a book that rest on itself alone: all of those that are read from it."""
        return self._documents.get(document_id) or take_apart(self._published.read_document(document_id))

    def rows(self, document_id: str) -> Rows:
        """The plain rows that the rows across years are worked out from."""
        _, agency = _split(document_id)
        if agency != self._agency:
            self._agency, self._rows = agency, {}
        if document_id not in self._rows:
            tables = self._documents.get(document_id) or self._published.read_document(document_id, _READ)
            self._rows[document_id] = {name: tables[name].to_pylist() for name in _READ}
        return self._rows[document_id]

    def earlier(self, document_id: str) -> dict[int, Rows]:
        """The agency's books of the years before, by year."""
        year, agency = _split(document_id)
        found = ((other, f"{other}-{agency}") for other in range(year - _YEARS_BACK, year))
        return {other: self.rows(name) for other, name in found if name in self._documents or name in self._published.documents}

    def followers(self) -> set[str]:
        """The published books that rest on one of those to be published, and are none of them."""
        places = (_split(document_id) for document_id in self._documents)
        later = {f"{year + ahead}-{agency}" for year, agency in places for ahead in range(1, _YEARS_BACK + 1)}
        return later & self._published.documents.keys() - self._documents.keys()


def _split(document_id: str) -> tuple[int, str]:
    year, _, agency = document_id.partition("-")
    return int(year), agency


def _by_agency(document_id: str) -> tuple[str, int]:
    year, agency = _split(document_id)
    return agency, year


def _complete(document_id: str, shelf: _Shelf, knowledge: Knowledge, errata: Sequence[Erratum]) -> tuple[Tables, list[Finding]]:
    tables = shelf.own(document_id)
    earlier = shelf.earlier(document_id)
    if earlier:
        rows = read_across_years(shelf.rows(document_id), earlier, knowledge.overrides_of(document_id))
        found = {name: conform(of_dataset, BY_NAME[name]) for name, of_dataset in rows.items()}
        tables = AmendedTables(tables, {name: pa.concat_tables([tables[name], table]) for name, table in found.items()})
    if not errata:
        return tables, []
    reasons, idle = apply_errata(tables["reconciliations"].to_pylist(), errata)
    return AmendedTables(tables, {"reconciliations": _mark(tables["reconciliations"], reasons)}), idle


def _mark(table: pa.Table, reasons: Iterable[str | None]) -> pa.Table:
    number = table.schema.get_field_index("erratum")
    return table.set_column(number, table.schema.field(number), pa.array(reasons, pa.string()))


def _remembered(tables: Tables) -> Iterator[Erratum]:
    """The misprints that a document was published with."""
    for row in list_misprints({"": tables}):
        yield Erratum(row["document_id"], row["rule"], row["statement"], row["stated"], row["computed"], row["erratum"])


def _find_idle_links(document_id: str, overrides: Iterable[LinkOverride], tables: Tables) -> Iterator[Finding]:
    """A warning for each settled link that links nothing, and for each that keeps apart what the document does not name."""
    if not overrides:
        return
    linked = tables["project_links"].filter(pc.equal(tables["project_links"]["method"], "override")).to_pylist()
    pairs = {(fold(row["project"]), row["linked_document_id"]) for row in linked}
    columns = ((name, column) for name in ("plans", "results") for column in ("project", "work_plan"))
    named = {fold(text) for name, column in columns for text in tables[name][column].to_pylist() if text}
    for override in overrides:
        project = fold(override.project)
        if (project, override.linked_document_id) in pairs if override.linked_project else project in named:
            continue
        yield Finding(
            check="project_links.idle",
            severity="warning",
            message=f"{PROJECT_LINKS}: the entry for 「{override.project}」 and {override.linked_document_id} has no effect, since one of "
            "the books, or a project of that name in it, is not there; set the entry right, or take it away",
            document_id=document_id,
            dataset="project_links",
            statement=override.project,
        )
