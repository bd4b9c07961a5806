"""Where the pages of a file come from: the content stream where it can be read by itself, pdfium where it cannot."""

import logging
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import islice

import pypdfium2 as pdfium
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException, PDFObjectNotFound
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, dict_value, stream_value
from pdfminer.psexceptions import PSException
from pypdfium2 import raw

from extractors.document import LimitError, UnreadableError
from extractors.readers.pdf import pdfium_page
from extractors.readers.pdf.characters import Character, PageContent, Rectangle, Rule, View, bounds, filled_rule, stroked_rules, symbol_of
from extractors.readers.pdf.fonts import Fonts, UnsupportedStreamError
from extractors.readers.pdf.inflation import check_streams
from extractors.readers.pdf.lines import build_lines
from extractors.readers.pdf.stream import Drawing, Glyph, draw

# Its warnings are of what a font lacks; what cannot be read is read by pdfium.
logging.getLogger("pdfminer").setLevel(logging.ERROR)
# What pdfminer raises on files that pdfium still shows.
_BROKEN = (
    *(PDFException, PSException, ValueError, LookupError, TypeError, AttributeError, AssertionError, struct.error, zlib.error),
    *(ArithmeticError, EOFError, RecursionError, NotImplementedError),
)
# ISO 32000-1, Annex C.2: 200 inches, the largest page that may be asked for.
LARGEST_PAGE_POINTS = 14_400
# References from one object to the next; a producer writes one.
_REFERENCE_LIMIT = 16
# After as many pages what was kept of the file (objects, fonts) is forgotten, so that memory does not grow with its length.
_KEPT_PAGES = 100
# Where a font's em lies about the baseline: ideographs are set so.
_ASCENT, _DESCENT = 0.88, 0.12
_SAMPLED_GLYPHS = 24


class PageSource:
    """The pages of one file, read one at a time.

    Raises:
        UnreadableError: the file is encrypted, damaged or has no page.
        LimitError: what is compressed in it unpacks to more than any part of a document.
    """

    def __init__(self, data: bytes) -> None:
        check_streams(data)
        self._pdfium = _open(data)
        self.page_count = len(self._pdfium)
        if not self.page_count:
            raise UnreadableError("the PDF has no page; fetch it again from where it was published")
        self._streams = _Streams.open(data)

    def close(self) -> None:
        """Let go of the file."""
        self._pdfium.close()

    def read(self, number: int) -> PageContent:
        """The page (`number` from 1).

        Raises:
            UnreadableError: the page is damaged.
            LimitError: it is larger than LARGEST_PAGE_POINTS, or draws more than any page of a book.
        """
        page = self._read(number)
        # Not the other way round: what is no number is not larger than one.
        if not (page.width <= LARGEST_PAGE_POINTS and page.height <= LARGEST_PAGE_POINTS):
            raise LimitError(f"page {number} of the PDF is larger than {LARGEST_PAGE_POINTS} points, which no page may be; it is not read")
        return page

    def _read(self, number: int) -> PageContent:
        if self._streams is not None:
            try:
                return self._streams.read(number)
            except (*_BROKEN, UnsupportedStreamError):
                pass
        try:
            return pdfium_page.read_page(self._pdfium, number)
        except pdfium.PdfiumError as error:
            raise UnreadableError(f"page {number} of the PDF is damaged ({error}); fetch it again from where it was published") from error

    def read_lines(self, number: int) -> list[str]:
        """The text of a page, line by line, for searching."""
        return [line.text for line in build_lines(self.read(number).characters, number)]


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise UnreadableError("the PDF is encrypted and needs a password; save it without one") from error
        reason = "" if error.err_code == raw.FPDF_ERR_SUCCESS else f" ({error})"
        raise UnreadableError(f"the PDF is damaged{reason}; fetch it again from where it was published") from error


class _File(PDFDocument):
    """pdfminer's document, which keeps every object that it has read."""

    def getobj(self, objid: int) -> object:
        """The object of that number, and never one more reference: pdfminer follows those that lead in a circle for ever."""
        found = super().getobj(objid)
        for _ in range(_REFERENCE_LIMIT):
            if not isinstance(found, PDFObjRef):
                return found
            found = super().getobj(found.objid)
        raise PDFObjectNotFound(objid)

    def forget(self) -> None:
        self._cached_objs.clear()
        self._parsed_objs.clear()


class _Streams:
    """The content streams of a file; its pages are looked up as far as they are read."""

    def __init__(self, file: _File) -> None:
        self._file = file
        self._pages: list[PDFPage] = []
        self._following = PDFPage.create_pages(file)
        self._fonts = Fonts()
        self._read_count = 0

    @classmethod
    def open(cls, data: bytes) -> "_Streams | None":
        """None where pdfminer cannot open what pdfium can."""
        try:
            return cls(_File(PDFParser(BytesIO(data))))
        except _BROKEN:
            return None

    def read(self, number: int) -> PageContent:
        self._read_count += 1
        if self._read_count % _KEPT_PAGES == 0:
            self._file.forget()
            self._fonts = Fonts()
        self._pages.extend(islice(self._following, max(0, number - len(self._pages))))
        page = self._pages[number - 1]
        data = b"\n".join(stream_value(part).get_data() for part in page.contents)
        drawing = draw(data, dict_value(page.resources or {}), self._fonts)
        return _arrange(drawing, number, _seen_box(page), page.rotate // 90)


def _seen_box(page: PDFPage) -> Rectangle:
    left, bottom, right, top = page.mediabox
    crop = page.cropbox
    seen = max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3])
    return seen if seen[0] < seen[2] and seen[1] < seen[3] else (left, bottom, right, top)


def _arrange(drawing: Drawing, number: int, box: Rectangle, rotation: int) -> PageContent:
    """The page as its reader holds it: text upright, what is outside the page or white on white left out."""
    view = View(box, _dominant_quarter(drawing, rotation))
    rules: list[Rule] = []
    for points in drawing.strokes:
        rules.extend(stroked_rules([view.point(*point) for point in points]))
    areas = [bounds([view.point(*point) for point in points]) for points in drawing.images]
    for points in drawing.fills:
        area = bounds([view.point(*point) for point in points])
        rule = filled_rule(area)
        if rule is None:
            areas.append(area)
        else:
            rules.append(rule)
    return PageContent(number, view.width, view.height, list(_seen(drawing.glyphs, view, areas)), rules)


def _seen(glyphs: Iterable[Glyph], view: View, areas: Sequence[Rectangle]) -> Iterator[Character]:
    a, b, c, d, e, f = view.matrix
    for glyph in glyphs:
        em = glyph.em
        x0, x1 = a * glyph.x0 + c * glyph.y0 + e, a * glyph.x1 + c * glyph.y1 + e
        baseline = b * glyph.x0 + d * glyph.y0 + f
        x, y = (x0 + x1) / 2, baseline - em / 4
        if not view.holds(x, y) or (glyph.is_white and not any(_holds(area, x, y) for area in areas)):
            continue
        text = symbol_of(glyph.text, glyph.font_name) if glyph.text.isdigit() else glyph.text
        yield Character(text, x0, max(x0, x1), baseline, baseline - _ASCENT * em, baseline + _DESCENT * em, em)


def _holds(area: Rectangle, x: float, y: float) -> bool:
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _dominant_quarter(drawing: Drawing, rotation: int) -> int:
    """How many quarters most of the text is turned anticlockwise; the page's rotation where there is no text."""
    sample = drawing.glyphs[:: max(1, len(drawing.glyphs) // _SAMPLED_GLYPHS)]
    quarters = Counter(_quarter(glyph.x1 - glyph.x0, glyph.y1 - glyph.y0) for glyph in sample)
    return quarters.most_common(1)[0][0] if quarters else rotation


def _quarter(across: float, up: float) -> int:
    if abs(across) >= abs(up):
        return 0 if across >= 0 else 2
    return 1 if up > 0 else 3
