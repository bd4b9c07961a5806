"""Who a document is of and for which year: agency, title and fiscal year, as the title block or the running head prints them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.document import Document, Paragraph
from extractors.numerals import parse_numeral
from extractors.text import fold

# VARIATIONS §3: 預算總說明 in most books, 總說明 in some, letter-spaced in many.
_TITLE = re.compile(r"(?P<before>.*?)(?P<title>(?:單位)?預算總說明|(?<!預算)總說明)")
_YEAR = re.compile(r"(?:中華民國)?(?P<year>\d{2,3}|[〇零一二三四五六七八九十百]{2,5})年度")
_LABEL = re.compile(r"(?:[壹貳參甲乙一二三]、|\(粉紅色\))")
_NOT_AN_AGENCY = re.compile(r"[\d()\-.、。：:，]+|.*(?:年度|預算案|目次|目錄|頁|說明|[、。：:，,；;]).*")
TITLE_BLOCK_PARAGRAPHS = 12


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """The agency and title as printed without letter-spacing, and the fiscal year; None for what is not printed."""

    agency: str | None
    title: str | None
    fiscal_year: int | None


def read_title_block(document: Document) -> TitleBlock:
    """The first agency, title and fiscal year that the first paragraphs print, and where they do not, the running heads."""
    paragraphs = [block.text for block in document.blocks[:TITLE_BLOCK_PARAGRAPHS] if isinstance(block, Paragraph)]
    lines = list(_lines(paragraphs))
    block = _read(lines)
    if block.agency and block.title and block.fiscal_year:
        return block
    head = _read(list(_lines(document.furniture)))
    return TitleBlock(*(getattr(head, name) or getattr(block, name) for name in ("agency", "title", "fiscal_year")))


def _lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from text.split("\n")


def _read(lines: list[str]) -> TitleBlock:
    folded = [fold(line) for line in lines]
    at = next((index for index, line in enumerate(folded) if _TITLE.fullmatch(_LABEL.sub("", line))), None)
    year = next((year for line in folded if (year := _year(line)) is not None), None)
    if at is None:
        return TitleBlock(None, None, year)
    match = _TITLE.fullmatch(_LABEL.sub("", folded[at]))
    if match is None:
        return TitleBlock(None, None, year)
    before = _YEAR.sub("", match["before"])
    candidates = ([before] if before else []) + folded[:at][::-1] + folded[at + 1 : at + 3]
    agency = next((line for line in candidates if line and not _NOT_AN_AGENCY.fullmatch(line)), None)
    printed = next((line for line in lines if agency and fold(line) == agency), agency)
    return TitleBlock("".join(printed.split()) if printed else None, match["title"], year)


def _year(folded: str) -> int | None:
    match = _YEAR.search(folded)
    if match is None:
        return None
    return int(match["year"]) if match["year"].isdigit() else parse_numeral(match["year"])
