"""Posts that a book states in a sentence or a block of names and numbers.

`預算員額151人，包括職員144人、臨編專員1人、技工2人、工友3人、駕駛1人` · `預算員額：職員 942 人 技工 316 人 … 合計：1,468 人` ·
`人事費含職員942人(含奉祀官1人)，駐警9人，…計1,468人`.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.document import Paragraph
from extractors.items import Item
from extractors.outline import Outline, Section
from extractors.rows import Row
from extractors.staffing_words import TOTAL, staffing_words
from extractors.text import fold

_KINDS = ("staffing", "internal_units", "organization_chart", "agency_functions", "statutory_duties")
_POSTS = r":?(?P<posts>\d[\d,]*)[人名](?!次)"
_BEGINS = re.compile(r"(?:(?:本年度|編列|法定|年度)*(?:預算)?員額|人事費)(?:數|總數|配置|編列|編制)?(?:為|係|有|計|包括|含|如下|:)*")
_TOTAL = re.compile(rf"(?:合計|共計|總計|計|共|為|有|:)*{_POSTS}[,、;]?(?:分別為|包括|包含|內含|其中|計有|計|為|含|有|:|\()*")
_PART = re.compile(
    rf"(?:其中|包括|另|、|及|與|和|以及|,|;|。)*(?!合計|共計|總計|計\d|以上)(?P<category>[\u4e00-\u9fff]{{2,12}}?){_POSTS}(?:\([^()]*\))?"
)
_CLOSING = re.compile(rf"(?:、|,|;|。|\))*(?:以上)?(?:合計|共計|總計|計)(?:員額|預算員額)?{_POSTS}")


def read_prose(outline: Outline) -> list[Row]:
    """The rows of the first sentence or block that states the posts of the budget by category; empty where none does."""
    for section in outline.of_kind(*_KINDS):
        block = _block(section) if section.kind == "staffing" else []
        for item in section.items:
            rows = read_list([Paragraph(item.text, item.paragraph.place)], "prose")
            if len(rows) > 1:
                return max(rows, block, key=len)
        if len(block) > 1:
            return block
    return []


def _block(section: Section) -> list[Row]:
    """The rows of a block of several lines."""
    return read_list([Paragraph(item.text, item.paragraph.place) for item in section.items if _is_of_block(item)], "prose")


def _is_of_block(item: Item) -> bool:
    return bool(re.search(r"\d[人名]|員額", fold(item.text)))


def read_list(paragraphs: Sequence[Paragraph], source: str) -> list[Row]:
    """The rows that the paragraphs state as one text: of the mention of 員額 that the most categories follow."""
    folded = [fold(paragraph.text) for paragraph in paragraphs]
    text = "、".join(folded)
    starts = [0]
    for line in folded:
        starts.append(starts[-1] + len(line) + 1)
    places = [(range(first, last), paragraph) for (first, last), paragraph in zip(pairwise(starts), paragraphs, strict=True)]
    lists = [list(_read(text, begins.end(), places, source)) for begins in _BEGINS.finditer(text)]
    return max(lists, key=len, default=[])


def _read(text: str, at: int, places: Sequence[tuple[range, Paragraph]], source: str) -> Iterator[Row]:
    words = staffing_words()
    total = _TOTAL.match(text, at)
    if total is not None:
        yield _row(TOTAL, total, places, source)
        at = total.end()
    while (part := _PART.match(text, at)) and "員額" not in part["category"]:
        yield _row(words.category(part["category"]), part, places, source)
        at = part.end()
    closing = _CLOSING.match(text, at)
    if closing is not None and total is None:
        yield _row(TOTAL, closing, places, source)


def _row(category: str, match: re.Match[str], places: Sequence[tuple[range, Paragraph]], source: str) -> Row:
    paragraph = next(paragraph for span, paragraph in places if match.start("posts") in span)
    return {
        "unit": None,
        "category": category,
        "authorized_posts": None,
        "prior_year_posts": None,
        "current_year_posts": int(match["posts"].replace(",", "")),
        "change": None,
        "is_total": category == TOTAL,
        "source": source,
        "anchor": paragraph.place.anchor,
        "page": paragraph.place.page,
    }
