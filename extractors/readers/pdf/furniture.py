"""What the furniture of pages is: running heads, feet and page codes of any height, told by their repetition on other pages.

A line is furniture where a page near by prints the same words, or the same words with a number that counts the pages, at
nearly the same height, and nothing but furniture stands above (or below) it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.readers.pdf.lines import Line

# VARIATIONS §13: four lines of head, and codes of two kinds around them.
_DEEPEST = 8
_DRIFT_POINTS = 12.0
_DIGITS = re.compile(r"\d{1,18}")
_ALONE = re.compile(r"[-－─\s(（]*\d{1,4}[-－─\s)）]*|第\d+頁(?:[,，/]?共\d+頁)?|[(（]?\d{3,5}[)）]?-\d{1,4}(?:-\d{1,4})?")
_MARGIN_SHARE = 0.09


@dataclass(slots=True)
class Edges:
    """The lines at a page's top (downwards) and bottom (upwards) that could be furniture; those in tables cannot."""

    number: int
    height: float
    top: list[Line]
    bottom: list[Line]


def page_edges(number: int, height: float, lines: Sequence[Line], table_tops: Sequence[float], table_bottoms: Sequence[float]) -> Edges:
    """The candidates of a page: the lines above its first table, and those below its last."""
    first, last = min(table_tops, default=height), max(table_bottoms, default=0.0)
    top = [line for line in lines if line.baseline <= first]
    bottom = [line for line in reversed(lines) if line.baseline >= last]
    return Edges(number, height, top[:_DEEPEST], bottom[:_DEEPEST])


def find_furniture(page: Edges, others: Sequence[Edges]) -> tuple[list[Line], list[Line]]:
    """The lines of the page that are its head and its foot."""
    near = [other for other in others if other.number != page.number]
    head = _leading(page, page.top, [(other, other.top) for other in near])
    foot = _leading(page, page.bottom, [(other, other.bottom) for other in near])
    taken = {id(line) for line in head}
    return head, [line for line in foot if id(line) not in taken]


def _leading(page: Edges, lines: Sequence[Line], others: Sequence[tuple[Edges, list[Line]]]) -> list[Line]:
    found: list[Line] = []
    for line in lines:
        if not any(_repeats(line, page, candidate, other) for other, candidates in others for candidate in candidates):
            if not found and _is_lone_code(line, page):
                found.append(line)
                continue
            break
        found.append(line)
    return found


def _is_lone_code(line: Line, page: Edges) -> bool:
    """Whether a line that no other page repeats is a page number all the same: only that, in the margin."""
    in_margin = line.bottom < page.height * _MARGIN_SHARE or line.top > page.height * (1 - _MARGIN_SHARE)
    return in_margin and bool(_ALONE.fullmatch(line.text))


def _repeats(line: Line, page: Edges, candidate: Line, other: Edges) -> bool:
    if (
        abs(line.baseline - candidate.baseline) > _DRIFT_POINTS
        and abs(page.height - line.baseline - other.height + candidate.baseline) > _DRIFT_POINTS
    ):
        return False
    mine, theirs = "".join(line.text.split()), "".join(candidate.text.split())
    return mine == theirs or _counts_pages(mine, theirs, page.number - other.number)


def _counts_pages(mine: str, theirs: str, distance: int) -> bool:
    """Whether two lines differ in one number alone, and that number counts the pages between them."""
    if _DIGITS.sub("#", mine) != _DIGITS.sub("#", theirs):
        return False
    differences = [int(a) - int(b) for a, b in zip(_DIGITS.findall(mine), _DIGITS.findall(theirs), strict=True) if int(a) != int(b)]
    return len(differences) == 1 and 0 < differences[0] * (1 if distance > 0 else -1) <= abs(distance)
