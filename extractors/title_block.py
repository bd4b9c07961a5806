"""Who a document is of and for which year: agency, title and fiscal year, as the title block or the running head prints them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.contents import is_contents_line
from extractors.document import Block, Document, Paragraph
from extractors.numerals import parse_numeral
from extractors.text import fold

# VARIATIONS §3: 預算總說明 in most books, 總說明 in some, letter-spaced in many.
_TITLE = re.compile(r"(?P<before>.*?)(?P<title>(?:單位)?預算總說明|(?<!預算)總說明)")
_YEAR = re.compile(r"(?:中華民國)?(?P<year>\d{2,3}|[〇零一二三四五六七八九十百]{2,5})年度")
_LABEL = re.compile(r"(?:[壹貳參甲乙一二三]、|\(粉紅色\))")
_NOT_AN_AGENCY = re.compile(
    r"[()\-.、。：:，]+|.*(?:年度|預算|決算|目次|目錄|頁|說明|粉紅色|主要表|附屬表|(?<![第\d])\d|[、。：:，,；;.]).*"
)
TITLE_BLOCK_PARAGRAPHS = 20
LONGEST_FRONT = 40


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """The agency and title as printed without letter-spacing, and the fiscal year; None for what is not printed."""

    agency: str | None
    title: str | None
    fiscal_year: int | None


def read_title_block(document: Document, front: Sequence[Block]) -> TitleBlock:
    """Agency, title and fiscal year as the lines before the text print them, and where they do not, the running heads.

    `front` are the blocks before the first heading: covers and tables of contents may stand before the title block.
    """
    blocks = front if len(front) <= LONGEST_FRONT else (*front[:TITLE_BLOCK_PARAGRAPHS], *front[-TITLE_BLOCK_PARAGRAPHS:])
    lines = list(_lines(block.text for block in blocks if isinstance(block, Paragraph) and not is_contents_line(block.text)))
    block = _read(lines)
    if block.agency and block.title and block.fiscal_year:
        return block
    head = _read(list(_lines(document.furniture)))
    return TitleBlock(*(getattr(head, name) or getattr(block, name) for name in ("agency", "title", "fiscal_year")))


def _lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from text.split("\n")


def _read(lines: list[str]) -> TitleBlock:
    """The title nearest to the text, the agency nearest to the title, and the year nearest to it."""
    folded = [fold(line) for line in lines]
    matches = [(index, match) for index, line in enumerate(folded) if (match := _TITLE.fullmatch(_LABEL.sub("", line)))]
    if not matches:
        return TitleBlock(None, None, next((year for line in folded if (year := _year(line)) is not None), None))
    at, match = matches[-1]
    year = next((year for line in [*folded[at:], *folded[:at][::-1]] if (year := _year(line)) is not None), None)
    before = _YEAR.sub("", match["before"])
    candidates = ([before] if before else []) + folded[:at][::-1] + folded[at + 1 : at + 3]
    agency = next((line for line in candidates if line and not _NOT_AN_AGENCY.fullmatch(line)), None)
    printed = next((line for line in lines if agency and fold(line) == agency), agency)
    return TitleBlock("".join(printed.split()) if printed else None, match["title"], year)


def _year(folded: str) -> int | None:
    matches = list(_YEAR.finditer(folded))
    if not matches:
        return None
    # 中華民國八十八年下半年及八十九年度: one period of 18 months, which goes by its last year.
    year = matches[-1]["year"]
    return int(year) if year.isdigit() else parse_numeral(year)
