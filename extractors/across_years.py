"""The rows of a document that rest on the earlier books of its agency: figures held against theirs, and projects linked to theirs."""

from collections.abc import Mapping, Sequence

from extractors.link_overrides import LinkOverride, parse_overrides
from extractors.project_links import link_projects, link_row
from extractors.reconcile import history_counts, history_staffing
from extractors.rows import Row
from schemas.datasets import COMMON

__all__ = ["LinkOverride", "parse_overrides", "read_across_years"]


def read_across_years(
    document: Mapping[str, Sequence[Row]], earlier: Mapping[int, Mapping[str, Sequence[Row]]], overrides: Sequence[LinkOverride]
) -> dict[str, list[Row]]:
    """The complete rows of `reconciliations` (the rules history.…) and of `project_links`, in an order that does not depend on the input's.

    `document` holds the rows of one book by dataset, `earlier` those of the agency's books of other years by fiscal year: documents,
    staffing, staffing_changes, plans, results, result_items and measures. Only the two years before the book's count.
    """
    own = document["documents"][0]
    common = {field.name: own[field.name] for field in COMMON}
    year = own["fiscal_year"]
    links = list(link_projects(document, earlier, overrides))
    reconciliations: list[Row] = []
    before = next((book for other, book in earlier.items() if other + 1 == year), None)
    if before is not None:
        reconciliations += history_staffing.staffing(document, before)
        reconciliations += history_counts.cumulative(document, before, [link for link in links if link.relation == "half_year"])
    linked_ids = {other: str(book["documents"][0]["document_id"]) for other, book in earlier.items()}
    return {
        "reconciliations": [common | row for row in reconciliations],
        "project_links": [common | link_row(link, linked_ids[link.linked_year]) for link in links],
    }
