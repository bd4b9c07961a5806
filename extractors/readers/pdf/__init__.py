"""What a born-digital PDF holds, read as a document: the 預算總說明 of a book, without furniture, tables and rows made whole.

pdfium gives the characters and rules of one page at a time, pdfplumber's geometry the tables; pages are closed once they are
laid out. What cannot be read is said in one line: a scan, an encrypted or a damaged file.
"""

import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from extractors.document import Document, Source, UnreadableError
from extractors.readers.assemble import RawBlock, assemble
from extractors.readers.pdf.characters import read_page
from extractors.readers.pdf.flow import Flow
from extractors.readers.pdf.layout import lay_out
from extractors.readers.pdf.pages import Narrative, page_text
from extractors.text import fold

# pdfium keeps state of its own: one thread at a time may be in it.
_PDFIUM = threading.Lock()
_LONGEST_COVER_LINE = 40


@dataclass(slots=True)
class Content:
    """What was read of a file before it is put together.

    `furniture_counts` says how many pages print each line of furniture, `repeated_heads` holds the heads of tables that later
    pages repeat: with the blocks, that is every printed character of the pages from `pages[0]` to `pages[1]`.
    """

    blocks: list[RawBlock]
    furniture: list[str]
    furniture_counts: Counter[str]
    repeated_heads: list[str]
    notices: list[str]
    page_count: int
    pages: tuple[int, int]


def read(data: bytes, source: Source) -> Document:
    """The 預算總說明 in these bytes; the pages that were read are in `notices`, running heads and page codes in `furniture`.

    Raises:
        UnreadableError: the file has no text layer (a scan), is encrypted, is damaged, or has no page.
    """
    content = read_content(data)
    return assemble(content.blocks, source, page_count=content.page_count, furniture=content.furniture, notices=content.notices)


def read_content(data: bytes) -> Content:
    """What `read` puts together, by itself.

    Raises:
        UnreadableError: as in `read`.
    """
    with _PDFIUM, closing(_open(data)) as document:
        if not len(document):
            raise UnreadableError("the PDF has no page; fetch it again from where it was published")
        try:
            return _read(document)
        except pdfium.PdfiumError as error:
            raise UnreadableError(f"the PDF is damaged ({error}); fetch it again from where it was published") from error


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise UnreadableError("the PDF is encrypted and needs a password; save it without one") from error
        raise UnreadableError(f"the PDF is damaged ({error}); fetch it again from where it was published") from error


def _read(document: pdfium.PdfDocument) -> Content:
    narrative = Narrative.find(document)
    flow = Flow()
    numbers = range(narrative.start or 1, narrative.limit + 1)
    flow.run(narrative.take(lay_out(read_page(document, number)) for number in numbers))
    if narrative.first is None or narrative.last is None:
        raise UnreadableError(
            f"no text is printed on its {len(document)} pages: it is a scan; "
            "ask the agency for the born-digital file, or run OCR and save the text as a document"
        )
    furniture = list(flow.furniture.values())
    if narrative.first > 1 and not any("年度" in fold(line) for line in furniture):
        furniture = _cover(document) + furniture
    notice = narrative.notice()
    return Content(
        blocks=flow.blocks,
        furniture=furniture,
        furniture_counts=flow.furniture_counts,
        repeated_heads=flow.repeated_heads,
        notices=[notice] if notice else [],
        page_count=len(document),
        pages=(narrative.first, narrative.last),
    )


def _cover(document: pdfium.PdfDocument) -> list[str]:
    """The lines of the first page: who a book is of, and for which year, where its other pages do not say."""
    return [line for line in page_text(document, 1).splitlines() if line.strip() and len(line) <= _LONGEST_COVER_LINE]
