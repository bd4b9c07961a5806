"""A page as pdfium reads it: slower than reading the content stream, but able to read whatever is shown."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from extractors.readers.pdf.characters import (
    IDENTITY,
    INVISIBLE_EM,
    Character,
    Matrix,
    PageContent,
    Rectangle,
    Rule,
    View,
    apply,
    bounds,
    filled_rule,
    multiply,
    stroked_rules,
    symbol_of,
)

# A handle of pdfium's: a pointer that ctypes makes and no type checker can tell from another.
Handle = ctypes.c_void_p
_SAMPLED_ANGLES = 24
_WHITE = 250
_QUARTERS = 4
_INVISIBLE_MODES = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}


def read_page(document: pdfium.PdfDocument, number: int) -> PageContent:
    """The characters and rules of a page (`number` from 1), those outside the crop box and those not seen left out."""
    page = document[number - 1]
    try:
        text_page = page.get_textpage()
        try:
            return _read(page, text_page, number)
        finally:
            text_page.close()
    finally:
        page.close()


def find_quarter(page: pdfium.PdfPage) -> int:
    """How many quarters the text of a page is turned anticlockwise against the page's own axes."""
    text_page = page.get_textpage()
    try:
        return _dominant_quarter(page, text_page, raw.FPDFText_CountChars(text_page))
    finally:
        text_page.close()


def _read(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, number: int) -> PageContent:
    count = raw.FPDFText_CountChars(text_page)
    view = View(_box(page), _dominant_quarter(page, text_page, count))
    objects = _Objects(page, view)
    characters = list(_characters(text_page, count, view, objects))
    return PageContent(number, view.width, view.height, characters, objects.rules)


def _box(page: pdfium.PdfPage) -> Rectangle:
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    return box.left, box.bottom, box.right, box.top


def _dominant_quarter(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, count: int) -> int:
    """How many quarters the text is turned against the page's own axes; the page's rotation where there is no text."""
    quarters: Counter[int] = Counter()
    for index in range(0, count, max(1, count // _SAMPLED_ANGLES)):
        if raw.FPDFText_IsGenerated(text_page, index) == 0:
            angle = raw.FPDFText_GetCharAngle(text_page, index)
            quarters[round(angle / (math.pi / 2)) % _QUARTERS] += 1
    if quarters:
        # pdfium counts the angle clockwise; a page that is shown turned clockwise holds text that runs upwards.
        return (-quarters.most_common(1)[0][0]) % _QUARTERS
    return int(raw.FPDFPage_GetRotation(page)) % _QUARTERS


def _characters(text_page: pdfium.PdfTextPage, count: int, view: View, objects: "_Objects") -> Iterator[Character]:
    handle = text_page.raw
    origin_x, origin_y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    get_unicode, get_origin, get_box = raw.FPDFText_GetUnicode, raw.FPDFText_GetCharOrigin, raw.FPDFText_GetLooseCharBox
    at_x, at_y, at_box = ctypes.byref(origin_x), ctypes.byref(origin_y), ctypes.byref(box)
    upright = view.matrix[0] == 1.0
    left, top_edge = view.matrix[4], view.matrix[5]
    for index in range(count):
        code = get_unicode(handle, index)
        if (code <= _LAST_CONTROL and code != _SOFT_HYPHEN) or (code == _SPACE and raw.FPDFText_IsGenerated(handle, index)):
            continue
        get_origin(handle, index, at_x, at_y)
        get_box(handle, index, at_box)
        if upright:
            x0, baseline, x1 = origin_x.value + left, top_edge - origin_y.value, box.right + left
            top, bottom = top_edge - box.top, top_edge - box.bottom
        else:
            x0, baseline = view.point(origin_x.value, origin_y.value)
            _, top, x1, bottom = view.rectangle(box.left, box.bottom, box.right, box.top)
        em = bottom - top
        if em < INVISIBLE_EM or not view.holds((x0 + x1) / 2, baseline - em / 4):
            continue
        if objects.doubtful and objects.hides(handle, index, (x0 + x1) / 2, (top + bottom) / 2):
            continue
        text = _decode(code)
        if text.isdigit() and x1 - x0 > _WIDE_DIGIT_EMS * em:
            text = symbol_of(text, _font_name(handle, index))
        yield Character(text, x0, max(x0, x1), baseline, top, bottom, em)


_LAST_CONTROL = 31
_SPACE = 32
# What pdfium gives for a hyphen that ends a line.
_SOFT_HYPHEN = 2
_HYPHENS = {_SOFT_HYPHEN, 0xFFFE}


_WIDE_DIGIT_EMS = 0.75
_FONT_NAME_BYTES = 128


def _font_name(text_page: Handle, index: int) -> str:
    name, flags = ctypes.create_string_buffer(_FONT_NAME_BYTES), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page, index, name, _FONT_NAME_BYTES, flags)
    return name.value.decode("utf-8", "replace")


def _decode(code: int) -> str:
    return "-" if code in _HYPHENS else chr(code)


class _Objects:
    """The page's drawn objects: its rules, and the text objects that are not seen (render mode 3, no opacity, white on white)."""

    def __init__(self, page: pdfium.PdfPage, view: View) -> None:
        self.rules: list[Rule] = []
        self.doubtful: dict[int, bool] = {}
        self._fills: list[tuple[float, float, float, float]] = []
        self._view = view
        self._numbers = tuple(ctypes.c_uint() for _ in range(4))
        self._at_numbers = tuple(ctypes.byref(number) for number in self._numbers)
        for index in range(raw.FPDFPage_CountObjects(page)):
            self._add(raw.FPDFPage_GetObject(page, index), view.matrix)

    def hides(self, text_page: Handle, index: int, x: float, y: float) -> bool:
        """Whether a character belongs to an object that is not seen; white text is seen where something is filled behind it."""
        key = ctypes.cast(raw.FPDFText_GetTextObject(text_page, index), ctypes.c_void_p).value or 0
        if key not in self.doubtful:
            return False
        return not self.doubtful[key] or not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in self._fills)

    def _add(self, item: Handle, matrix: Matrix) -> None:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self._add_text(item)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._add_path(item, matrix)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            self._fills.append(self._bounds(item))
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            inner = multiply(_own_matrix(item), matrix)
            for index in range(raw.FPDFFormObj_CountObjects(item)):
                self._add(raw.FPDFFormObj_GetObject(item, index), inner)

    def _add_text(self, item: Handle) -> None:
        if raw.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE_MODES:
            self.doubtful[_address(item)] = False
            return
        if raw.FPDFPageObj_GetFillColor(item, *self._at_numbers):
            red, green, blue, alpha = (number.value for number in self._numbers)
            if alpha == 0 or min(red, green, blue) >= _WHITE:
                self.doubtful[_address(item)] = alpha != 0

    def _add_path(self, item: Handle, matrix: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        if not fill.value and not stroke.value:
            return
        if not stroke.value and raw.FPDFPageObj_GetFillColor(item, *self._at_numbers):
            red, green, blue, alpha = (number.value for number in self._numbers)
            if alpha == 0 or min(red, green, blue) >= _WHITE:
                return
        for points in _subpaths(item, multiply(_own_matrix(item), matrix)):
            if stroke.value:
                self.rules.extend(stroked_rules(points))
            elif (rule := filled_rule(area := bounds(points))) is not None:
                self.rules.append(rule)
            else:
                self._fills.append(area)

    def _bounds(self, item: Handle) -> tuple[float, float, float, float]:
        sides = tuple(ctypes.c_float() for _ in range(4))
        raw.FPDFPageObj_GetBounds(item, *sides)
        left, bottom, right, top = (side.value for side in sides)
        return self._view.rectangle(left, bottom, right, top)


def _subpaths(item: Handle, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path; curves give their end points, which no table's rule is made of."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _address(item: Handle) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _own_matrix(item: Handle) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
