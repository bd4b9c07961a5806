"""What is shown of a document in quarantine: what is printed, what was worked out, the piece of the page, and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extractors.document import Box
from flows.errata import write_entry
from flows.quarantine import Case
from flows.report.page_store import Pages, Spot, image_path
from flows.report.source_view import squeeze
from schemas.findings import plain
from schemas.rules import RULES

Row = Mapping[str, Any]

_RULES = frozenset(rule.name for rule in RULES)
_FIGURES = ("stated", "computed", "difference")
_MARGIN_POINTS = 40.0
_STATES = {"unreadable": "unreadable", "unsupported": "unsupported"}


@dataclass(frozen=True, slots=True)
class Crop:
    """A piece of a page: the whole width, from `top` for `height` (PDF points), and the boxes of what is meant."""

    number: int
    image: str
    width: float
    page_height: float
    top: float
    height: float
    boxes: tuple[Box, ...]


def state_of_case(case: Case) -> str:
    """The state by which the overview filters it."""
    return _STATES.get(str(case.content["outcome"]), "quarantined")


def describe_case(case: Case, pages: Pages | None) -> dict[str, Any]:
    """The values of a case's page; `pages` are the pictures of its file, where there are any."""
    reasons = [_read_figures(reason) for reason in case.content["reasons"]]
    return {
        "reasons": [_describe(case, reason, pages) for reason in reasons if reason["severity"] == "error"],
        "warnings": [reason for reason in reasons if reason["severity"] != "error"],
        "note": None if pages is None else pages.failure,
    }


def pages_wanted(case: Case) -> tuple[int, ...]:
    """The pages that its reasons name."""
    return tuple(sorted({reason["page"] for reason in case.content["reasons"] if isinstance(reason["page"], int)}))


def has_place(case: Case) -> bool:
    """Whether one of its reasons says where it stands."""
    return any(reason["anchor"] for reason in case.content["reasons"])


def _describe(case: Case, reason: dict[str, Any], pages: Pages | None) -> dict[str, Any]:
    return {
        "row": reason,
        "crop": _crop(case.content["source_sha256"], reason, pages) if pages and pages.sizes and reason["anchor"] else None,
        "lines": _write_lines(case, reason),
    }


def _write_lines(case: Case, reason: Row) -> str | None:
    """The entry for errata.toml, where a figure that was worked out is what is wrong."""
    if reason["check"] not in _RULES or reason["stated"] is None or reason["computed"] is None or case.document_id is None:
        return None
    return write_entry({**reason, "document_id": case.document_id, "rule": reason["check"]})


def _crop(sha256: str, reason: Row, pages: Pages) -> Crop | None:
    spots = _find_spots(reason, pages.spots)
    if not spots or spots[0].page not in pages.sizes:
        return None
    number = spots[0].page
    boxes = tuple(spot.box for spot in spots if spot.page == number)
    width, height = pages.sizes[number]
    top = max(0.0, min(box.top for box in boxes) - _MARGIN_POINTS)
    bottom = min(height, max(box.bottom for box in boxes) + _MARGIN_POINTS)
    return Crop(number, image_path(sha256, number), width, height, round(top, 1), round(bottom - top, 1), boxes)


def _find_spots(reason: Row, spots: Sequence[Spot]) -> list[Spot]:
    """What stands at the reason's anchor, if the printed figure is in it; else the one place that has its statement.

    A file that LibreOffice printed may count its blocks differently.
    """
    anchor = reason["anchor"]
    at = [spot for spot in spots if spot.anchor == anchor or spot.anchor.startswith(f"{anchor}.")]
    figure = "" if reason["stated"] is None else plain(abs(reason["stated"]))
    if figure in squeeze("".join(spot.text for spot in at)).replace(",", ""):
        return at
    statement = squeeze(reason["statement"] or "")
    found = [spot for spot in spots if statement and statement in squeeze(spot.text)]
    return found if len(found) == 1 else at


def _read_figures(reason: Row) -> dict[str, Any]:
    return {**reason, **{name: None if reason[name] is None else Decimal(str(reason[name])) for name in _FIGURES}}
