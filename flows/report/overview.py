"""What the overview shows: every document by agency and year with its state, files that could not be told, and the totals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flows.quarantine import Case
from flows.report.document_page import state_of
from flows.report.material import Book
from flows.report.quarantine_pages import state_of_case

STATES = ("published", "warnings", "quarantined", "unreadable", "unsupported")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document or a file on the overview; `count` is how many of its figures differ, `words` what a search finds it by."""

    agency: str
    year: str
    state: str
    page: str
    words: str
    name: str
    count: int = 0


@dataclass(slots=True)
class Agency:
    """An agency with its documents in the order of years, and its own page, where one of them is published."""

    name: str
    page: str | None = None
    entries: list[Entry] = field(default_factory=list)


def enter_book(book: Book, page: str) -> Entry:
    """The entry of a published document."""
    document = book.document
    year = str(document["fiscal_year"])
    words = " ".join((document["agency"], year, document["source_path"], document["title"]))
    return Entry(document["agency"], year, state_of(book), page, words, book.document_id, len(book.differences))


def enter_case(case: Case, page: str) -> Entry:
    """The entry of a file in quarantine; agency and year are those of its document, where that could be read."""
    year, _, agency = (case.document_id or "").partition("-")
    name = case.document_id or case.source_path
    return Entry(agency, year, state_of_case(case), page, f"{name} {case.source_path}", name)


def describe_overview(entries: Iterable[Entry], agency_pages: dict[str, str]) -> dict[str, Any]:
    """The values of the overview that come from its entries."""
    agencies: dict[str, Agency] = {}
    unnamed = []
    counts = dict.fromkeys(STATES, 0)
    years = set()
    for entry in entries:
        counts[entry.state] += 1
        years.add(entry.year)
        if entry.agency:
            agencies.setdefault(entry.agency, Agency(entry.agency, agency_pages.get(entry.agency))).entries.append(entry)
        else:
            unnamed.append(entry)
    for agency in agencies.values():
        agency.entries.sort(key=lambda entry: (entry.year, entry.state))
    return {
        "agencies": [agencies[name] for name in sorted(agencies)],
        "unnamed": unnamed,
        "states": STATES,
        "state_counts": counts,
        "entry_count": sum(counts.values()),
        "years": sorted(year for year in years if year),
    }
