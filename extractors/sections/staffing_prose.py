"""Posts that a book states in a sentence only: 預算員額151人，包括職員144人、臨編專員1人、技工2人、工友3人、駕駛1人."""

import re
from collections.abc import Iterator

from extractors.items import Item
from extractors.outline import Outline
from extractors.rows import Row
from extractors.staffing_words import TOTAL, staffing_words
from extractors.text import fold

_KINDS = ("staffing", "internal_units", "organization_chart", "agency_functions", "statutory_duties")
_POSTS = r"(?P<posts>\d[\d,]*)[人名](?!次)"
_TOTAL = re.compile(
    rf"(?:編制|預算)員額(?:數|總數)?(?:合計|共計|總計|計|共|為|有)*{_POSTS}[,、]?(?:分別為|包括|包含|內含|其中|計有|含|:|\()*"
)
_PART = re.compile(rf"(?:、|及|與|和|以及|,|;)?(?P<category>[\u4e00-\u9fff()]{{2,12}}?){_POSTS}")


def read_prose(outline: Outline) -> list[Row]:
    """The rows of the first sentence that states the posts of the budget by category, the total first; empty where none does."""
    for section in outline.of_kind(*_KINDS):
        for item in section.items:
            rows = list(_sentence(item))
            if len(rows) > 1:
                return rows
    return []


def _sentence(item: Item) -> Iterator[Row]:
    folded = fold(item.text)
    total = _TOTAL.search(folded)
    if total is None:
        return
    yield _row(TOTAL, total["posts"], item)
    words = staffing_words()
    at = total.end()
    while match := _PART.match(folded, at):
        category = words.category(match["category"])
        yield _row(category, match["posts"], item)
        at = match.end()


def _row(category: str, posts: str, item: Item) -> Row:
    return {
        "unit": None,
        "category": category,
        "authorized_posts": None,
        "prior_year_posts": None,
        "current_year_posts": int(posts.replace(",", "")),
        "change": None,
        "is_total": category == TOTAL,
        "source": "prose",
        "anchor": item.anchor,
        "page": item.page,
    }
