"""What a document's page shows: its rows in the order in which a person asks for them, its sums written out, its source beside them."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flows.report.equations import write_out_movements, write_out_totals
from flows.report.material import Book
from flows.report.plots import Chart, Series, bars
from flows.report.quantities import Piece, cut_text
from flows.report.source_view import SourceView

Row = Mapping[str, Any]

_PARTS = {
    "staffing": "staffing",
    "movements": "staffing_changes",
    "execution": "budget_execution",
    "amounts": "budget_amounts",
    "transfers": "transfers",
    "plans": "plans",
    "results": "results",
    "quantities": "measures",
    "duties": "duties",
    "laws": "legal_references",
    "outline": "sections",
    "figures": "reconciliations",
}
_DEEPEST = 3


def describe_document(book: Book, view: SourceView) -> dict[str, Any]:
    """The values of a document's page."""
    rows = book.rows
    return {
        "document": book.document,
        "rows": rows,
        "view": view,
        "parts": [part for part, dataset in _PARTS.items() if rows[dataset]],
        "state": state_of(book),
        "differing": len(book.differences),
        "reconciliations": sorted(rows["reconciliations"], key=lambda row: not row["difference"]),
        "has_units": any(row["unit"] for row in rows["staffing"]),
        "has_authorized": any(row["authorized_posts"] is not None for row in rows["staffing"]),
        "totals": list(write_out_totals(rows["reconciliations"], rows["staffing"])),
        "movements": list(write_out_movements(rows["reconciliations"], rows["staffing_changes"])),
        "chart": _chart_posts(rows["staffing"], book.document["fiscal_year"]),
        "plans": _describe_plans(rows["plans"], rows["measures"]),
        "periods": _describe_results(rows["results"], rows["result_items"], rows["measures"]),
        "depths": _measure_depths(rows["budget_amounts"]),
    }


def state_of(book: Book) -> str:
    """`warnings` where a figure differs or text is not accounted for, else `published`."""
    is_whole = not (book.document["unaccounted_digits"] or book.document["unaccounted_glyphs"])
    return "published" if is_whole and not book.differences else "warnings"


def sum_posts(staffing: Sequence[Row], column: str) -> dict[str, int]:
    """Posts by category over all units; totals, and a category that states none, are left out."""
    posts: dict[str, int] = {}
    for row in staffing:
        if not row["is_total"] and row[column] is not None:
            posts[row["category"]] = posts.get(row["category"], 0) + row[column]
    return posts


def _chart_posts(staffing: Sequence[Row], fiscal_year: int) -> Chart | None:
    prior, current = sum_posts(staffing, "prior_year_posts"), sum_posts(staffing, "current_year_posts")
    categories = [category for category in {**prior, **current} if prior.get(category) or current.get(category)]
    series = [
        Series(str(year), tuple(posts.get(category) for category in categories))
        for year, posts in ((fiscal_year - 1, prior), (fiscal_year, current))
        if posts
    ]
    return bars(categories, series) if categories else None


def _describe_plans(plans: Sequence[Row], measures: Sequence[Row]) -> list[dict[str, Any]]:
    by_anchor = _group(measures, "plans", "anchor")
    return [{"row": plan, "pieces": cut_text(plan["content"], by_anchor.get((plan["anchor"],), ()))} for plan in plans]


def _describe_results(results: Sequence[Row], items: Sequence[Row], measures: Sequence[Row]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The results of each period, each with its items and the quantities in them."""
    by_item = _group(measures, "result_items", "period", "result_sequence", "item_sequence")
    of_result: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for item in items:
        key = item["period"], item["result_sequence"]
        pieces: list[Piece] = cut_text(item["text"], by_item.get((*key, item["sequence"]), ()))
        of_result.setdefault(key, []).append({"row": item, "pieces": pieces})
    return [
        (period, [{"row": result, "entries": of_result.get((period, result["sequence"]), [])} for result in of_period])
        for period, of_period in groupby(results, key=lambda row: str(row["period"]))
    ]


def _group(measures: Sequence[Row], dataset: str, *columns: str) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in measures:
        if row["dataset"] == dataset:
            groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return groups


def _measure_depths(amounts: Sequence[Row]) -> dict[int, int]:
    """How deep each amount lies under the amounts that it is a part of."""
    depths: dict[int, int] = {}
    for row in amounts:
        parent = row["parent_sequence"]
        depths[row["sequence"]] = 0 if parent is None else min(_DEEPEST, depths.get(parent, 0) + 1)
    return depths
