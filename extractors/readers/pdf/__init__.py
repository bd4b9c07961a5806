"""What a born-digital PDF holds, read as a document: the 預算總說明 of a book, without furniture, tables and rows made whole.

pdfium gives the characters and rules of one page at a time, pdfplumber's geometry the tables; pages are closed once they are
laid out. What cannot be read is said in one line: a scan, an encrypted or a damaged file.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from extractors.document import Document, Source, UnreadableError
from extractors.readers.assemble import RawBlock, assemble
from extractors.readers.pdf.flow import Flow
from extractors.readers.pdf.layout import PageLayout, lay_out
from extractors.readers.pdf.pages import Narrative
from extractors.readers.pdf.source import PageSource
from extractors.text import fold

# pdfium keeps state of its own: one thread at a time may be in it.
PDFIUM = threading.Lock()
_LONGEST_COVER_LINE = 40


@dataclass(slots=True)
class Content:
    """What was read of a file before it is put together.

    `furniture_counts` says how many pages print each line of furniture, `repeated_heads` holds the heads of tables that later
    pages repeat: with the blocks, that is `printed`, every glyph of the pages from `pages[0]` to `pages[1]`.
    """

    blocks: list[RawBlock]
    furniture: list[str]
    furniture_counts: Counter[str]
    repeated_heads: list[str]
    notices: list[str]
    printed: list[str]
    page_count: int
    pages: tuple[int, int]


def read(data: bytes, source: Source) -> Document:
    """The 預算總說明 in these bytes; the pages that were read are in `notices`, running heads and page codes in `furniture`.

    Raises:
        UnreadableError: the file has no text layer (a scan), is encrypted, is damaged, or has no page.
    """
    content = read_content(data)
    return assemble(
        _drain(content.blocks),
        source,
        page_count=content.page_count,
        furniture=content.furniture,
        notices=content.notices,
        printed=content.printed,
        left_out=[*content.repeated_heads, *content.furniture_counts.elements()],
    )


def _drain(blocks: list[RawBlock]) -> Iterator[RawBlock]:
    """The blocks, each let go of once it is handed over: a long book is not in memory twice."""
    blocks.reverse()
    while blocks:
        yield blocks.pop()


def read_content(data: bytes) -> Content:
    """What `read` puts together, by itself.

    Raises:
        UnreadableError: as in `read`.
    """
    with PDFIUM, closing(PageSource(data)) as pages:
        return _read(pages)


def _read(source: PageSource) -> Content:
    narrative = Narrative.find(source)
    flow = Flow()
    numbers = range(narrative.start or 1, narrative.limit + 1)
    printed: list[str] = []
    notices: list[str] = []
    flow.run(_noting(narrative.take(lay_out(source.read(number)) for number in numbers), printed, notices))
    if narrative.first is None or narrative.last is None:
        raise UnreadableError(
            f"no text is printed on its {source.page_count} pages: it is a scan; "
            "ask the agency for the born-digital file, or run OCR and save the text as a document"
        )
    furniture = list(flow.furniture.values())
    if narrative.first > 1 and not any("年度" in fold(line) for line in furniture):
        furniture = _cover(source) + furniture
    notice = narrative.notice()
    return Content(
        blocks=flow.blocks,
        furniture=furniture,
        furniture_counts=flow.furniture_counts,
        repeated_heads=flow.repeated_heads,
        notices=[notice, *notices] if notice else notices,
        printed=printed,
        page_count=source.page_count,
        pages=(narrative.first, narrative.last),
    )


def _noting(layouts: Iterator[PageLayout], printed: list[str], notices: list[str]) -> Iterator[PageLayout]:
    for layout in layouts:
        printed.append(layout.glyphs)
        if layout.is_overdrawn:
            notices.append(f"page {layout.number} draws more lines than any table has: its text is read line by line, without tables")
        yield layout


def _cover(source: PageSource) -> list[str]:
    """The lines of the first page: who a book is of, and for which year, where its other pages do not say."""
    return [line for line in source.read_lines(1) if len(line) <= _LONGEST_COVER_LINE]
