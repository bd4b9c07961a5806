"""The source beside the rows: its pages with a box around every paragraph, and its text put together again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractors.document import Box
from flows.report.page_store import Pages, Spot, image_path
from flows.report.text_view import TextBlock, rebuild_text

Row = Mapping[str, Any]

_BLANKS = re.compile(r"\s+")
_SPOKEN_CHARACTERS = 60
_AIR = 1.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page, in PDF points from its top left corner, and how its text begins."""

    anchor: str
    box: Box
    words: str

    @property
    def outline(self) -> str:
        """The box with a little air around it, as the path of an SVG: a style sheet cannot change its size."""
        left, top, right, bottom = self.box
        width, height = round(right - left + 2 * _AIR, 1), round(bottom - top + 2 * _AIR, 1)
        return f"M{round(left - _AIR, 1)} {round(top - _AIR, 1)}h{width}v{height}h{-width}z"


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page: its picture below the folder of reports, its size in PDF points, and the boxes on it."""

    number: int
    image: str
    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """What is shown beside the rows; `note` is the phrase that says why there are no pages."""

    pages: tuple[SourcePage, ...]
    blocks: tuple[TextBlock, ...]
    note: str | None
    is_printed: bool = False
    places: Mapping[str, int] = field(default_factory=dict)

    def page_of(self, anchor: str) -> int | None:
        """The page that something is shown on, if it is."""
        return self.places.get(anchor)


def view_source(sha256: str, pages: Pages, paragraphs: Sequence[Row], cells: Sequence[Row]) -> SourceView:
    """The view of a published document."""
    marks = _match_marks(paragraphs, pages.spots) if pages.is_printed else _read_marks(paragraphs)
    shown = tuple(
        SourcePage(number, image_path(sha256, number), width, height, tuple(marks.get(number, ())))
        for number, (width, height) in sorted(pages.sizes.items())
    )
    places: dict[str, int] = {}
    for page in shown:
        for mark in page.marks:
            steps = mark.anchor.split(".")
            for length in range(1, len(steps) + 1):
                places.setdefault(".".join(steps[:length]), page.number)
    return SourceView(shown, tuple(rebuild_text(paragraphs, cells)), pages.failure, pages.is_printed, places)


def squeeze(text: str) -> str:
    """The text without blanks: readers of different formats differ in these alone."""
    return _BLANKS.sub("", text)


def _read_marks(paragraphs: Sequence[Row]) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = {}
    for row in paragraphs:
        if row["page"] is not None and row["x0"] is not None:
            _add(marks, row, row["page"], Box(row["x0"], row["top"], row["x1"], row["bottom"]))
    return marks


def _match_marks(paragraphs: Sequence[Row], spots: Sequence[Spot]) -> dict[int, list[Mark]]:
    """The places of a printed document: a paragraph is where its anchor and its text are, else where its text alone is, if only there."""
    by_anchor = {spot.anchor: spot for spot in spots}
    by_text: dict[str, list[Spot]] = {}
    for spot in spots:
        by_text.setdefault(squeeze(spot.text), []).append(spot)
    marks: dict[int, list[Mark]] = {}
    for row in paragraphs:
        text = squeeze((row["label"] or "") + row["text"])
        found = by_anchor.get(row["anchor"])
        if found is None or squeeze(found.text) != text:
            same = by_text.get(text, ())
            found = same[0] if len(same) == 1 else None
        if found is not None:
            _add(marks, row, found.page, found.box)
    return marks


def _add(marks: dict[int, list[Mark]], row: Row, page: int, box: Box) -> None:
    words = (row["label"] or "") + row["text"]
    spoken = words if len(words) <= _SPOKEN_CHARACTERS else f"{words[:_SPOKEN_CHARACTERS]}…"
    rounded = Box(*(round(edge, 1) for edge in box))
    marks.setdefault(page, []).append(Mark(row["anchor"], rounded, spoken))
