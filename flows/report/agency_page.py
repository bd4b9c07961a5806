"""What an agency's page shows over the years: its posts, its amounts, the projects it carried on, and what changed in its duties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from flows.report.changes import compare_duties
from flows.report.document_page import sum_posts
from flows.report.material import Book
from flows.report.plots import Chart, Series, stacks

Row = Mapping[str, Any]

_KEPT = ("staffing", "duties", "budget_amounts", "budget_execution", "project_links")
# What is read of a document for its agency's page.
READ = ("documents", "measures", *_KEPT)
_LARGEST = 5


@dataclass(slots=True)
class Year:
    """What is kept of one document for its agency's page."""

    fiscal_year: int
    page: str
    rows: Mapping[str, Sequence[Row]]
    amounts: Sequence[Row]


@dataclass(slots=True)
class History:
    """An agency's documents in the order of years."""

    agency: str
    page: str
    years: list[Year] = field(default_factory=list)

    def add(self, book: Book, page: str) -> None:
        """Add a document."""
        amounts = sorted(
            (row for row in book.rows["measures"] if row["amount_twd"] is not None), key=lambda row: (-row["amount_twd"], row["anchor"])
        )
        kept = {name: book.rows[name] for name in _KEPT}
        self.years.append(Year(book.document["fiscal_year"], page, kept, amounts[:_LARGEST]))


def describe_agency(history: History, pages: Mapping[str, str]) -> dict[str, Any]:
    """The values of an agency's page; `pages` are those of documents by id."""
    years = sorted(history.years, key=lambda year: year.fiscal_year)
    posts = {year.fiscal_year: sum_posts(year.rows["staffing"], "current_year_posts") for year in years}
    categories = list(dict.fromkeys(category for of_year in posts.values() for category in of_year))
    return {
        "agency": history.agency,
        "years": years,
        "posts": posts,
        "categories": categories,
        "chart": _chart(posts, categories),
        "totals": {year.fiscal_year: _sum_up(year) for year in years},
        "links": [
            {"row": link, "year": year.fiscal_year, "page": year.page, "linked_page": pages.get(link["linked_document_id"])}
            for year in years
            for link in year.rows["project_links"]
        ],
        "changes": [
            {"earlier": earlier, "later": later, "duties": compare_duties(earlier.rows["duties"], later.rows["duties"])}
            for earlier, later in pairwise(years)
        ],
    }


def _chart(posts: Mapping[int, Mapping[str, int]], categories: Sequence[str]) -> Chart | None:
    years = [year for year, of_year in posts.items() if of_year]
    shown = [category for category in categories if any(posts[year].get(category) for year in years)]
    series = [Series(category, tuple(posts[year].get(category) for year in years)) for category in shown]
    return stacks([str(year) for year in years], series) if series else None


def _sum_up(year: Year) -> list[Row]:
    """The totals of each side that the document states: of its budget, and of what was carried out before."""
    budgets = [
        {"side": row["side"], "amount": row["amount_twd"], "anchor": row["anchor"]}
        for row in year.rows["budget_amounts"]
        if row["account"] is None and row["parent_sequence"] is None
    ]
    return list({row["side"]: row for row in reversed(budgets)}.values())[::-1]
