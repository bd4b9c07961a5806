"""Sums written out: the posts of a table, and the movements of a sentence, as equations that a person can follow.

113 − 1 − 1 − 2 = 109, and 109 − 1 = 108: each part with what it is, the printed figure beside what the parts come to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

MOVEMENTS = frozenset({"transfer_in", "transfer_out", "increase", "decrease"})
_SIDES = {"staffing.prior_total": "prior_year_posts", "staffing.current_total": "current_year_posts"}
_SUMMED = {
    "staffing_changes.restated_total": "restated_total",
    "staffing_changes.current_total": "current_total",
}
_OPENING = frozenset({"published_total", "restated_total"})


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a sum: its posts, signed, and what it is; `kind` is that of the movement, None for what a table counts."""

    posts: int
    label: str
    kind: str | None = None
    counterparty: str | None = None

    @property
    def sign(self) -> str:
        """The sign before it."""
        return "−" if self.posts < 0 else "+"


@dataclass(frozen=True, slots=True)
class Equation:
    """Parts, what they come to, and the row of `reconciliations` that it is about."""

    terms: tuple[Term, ...]
    row: Row

    @property
    def computed(self) -> int:
        """What the parts come to."""
        return int(self.row["computed"])

    @property
    def stated(self) -> int:
        """What is printed."""
        return int(self.row["stated"])

    @property
    def holds(self) -> bool:
        """Whether the two are equal."""
        return not self.row["difference"]


def write_out_totals(reconciliations: Sequence[Row], staffing: Sequence[Row]) -> Iterator[Equation]:
    """The printed total of each column of posts as the sum of the categories it stands under."""
    for row in reconciliations:
        column = _SIDES.get(row["rule"])
        if column is None:
            continue
        total = next((other for other in staffing if other["is_total"] and other["anchor"] == row["anchor"]), None)
        if total is None:
            continue
        parts = [other for other in staffing if not other["is_total"] and other["unit"] == total["unit"] and other[column] is not None]
        terms = tuple(Term(part[column], part["category"]) for part in parts)
        if sum(term.posts for term in terms) == row["computed"]:
            yield Equation(terms, row)


def write_out_movements(reconciliations: Sequence[Row], changes: Sequence[Row]) -> Iterator[Equation]:
    """Each total of the sentence as the total it starts from and the movements that lead to it."""
    for row in reconciliations:
        kind = _SUMMED.get(row["rule"])
        stated = next((change for change in changes if (change["kind"], change["statement"]) == (kind, row["statement"])), None)
        if stated is None:
            continue
        opening = _find_opening(stated, changes)
        if opening is None:
            continue
        start = Term(opening["posts"], "", opening["kind"])
        yield Equation((start, *_find_terms(int(row["computed"]) - start.posts, stated["year"], changes)), row)


def _find_opening(stated: Row, changes: Sequence[Row]) -> Row | None:
    """The total that a total is worked out from: the one before it, or for this year's posts the last one, wherever it stands."""
    totals = [change for change in changes if change["kind"] in _OPENING]
    if stated["kind"] == "restated_total":
        totals = [change for change in totals if change["sequence"] < stated["sequence"]]
    return totals[-1] if totals else None


def _find_terms(moved: int, year: int, changes: Sequence[Row]) -> list[Term]:
    """The movements of a year that come to `moved`: all, or all but those that explain another (其中…); else one term for all of them."""
    named = [change for change in changes if change["year"] == year and change["kind"] in MOVEMENTS]
    counted = [change for change in named if not change["statement"].startswith("其中")]
    for chosen in (named, counted, [change for change in changes if change["year"] == year and change["kind"] == "net_change"]):
        if chosen and sum(change["posts"] for change in chosen) == moved:
            return [Term(change["posts"], change["category"] or "", change["kind"], change["counterparty"]) for change in chosen]
    return [Term(moved, "", "net_change")] if moved else []
