"""What is printed on one page: its visible characters and its ruling lines, taken from pdfium and turned upright.

pdfminer's character extraction is most of the time that pdfplumber takes, so the page's objects come from pypdfium2, the
library that pdfplumber renders with. Coordinates are PDF points from the top left corner of the page's crop box.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw


@dataclass(slots=True)
class Character:
    """A glyph: its advance from `x0` to `x1`, its line's baseline, and its font's height in points (`em`)."""

    text: str
    x0: float
    x1: float
    baseline: float
    top: float
    bottom: float
    em: float


@dataclass(slots=True, frozen=True)
class Rule:
    """A ruling line, level or upright: the side of a rectangle, a stroke, or a rectangle thin enough to be one."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_level(self) -> bool:
        """Whether the line runs from left to right."""
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(slots=True)
class PageContent:
    """A page, upright: `number` counts from 1, sizes are in points."""

    number: int
    width: float
    height: float
    characters: list[Character]
    rules: list[Rule]


# A handle of pdfium's: a pointer that ctypes makes and no type checker can tell from another.
Handle = ctypes.c_void_p
Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

# A rectangle thinner than this is a line that some producers fill instead of stroking.
_LINE_WIDTH = 3.0
_MINIMUM_RULE = 4.0
_SAMPLED_ANGLES = 24
_INVISIBLE_EM = 0.7
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


def _read(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, number: int) -> PageContent:
    count = raw.FPDFText_CountChars(text_page)
    view = _View(page, _dominant_quarter(page, text_page, count))
    objects = _Objects(page, view)
    characters = list(_characters(text_page, count, view, objects))
    return PageContent(number, view.width, view.height, characters, objects.rules)


class _View:
    """The turn from the page's own coordinates (y upwards) to those of a reader who holds the text upright."""

    def __init__(self, page: pdfium.PdfPage, quarter: int) -> None:
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, box)
        width, height = box.right - box.left, box.top - box.bottom
        self.width, self.height = (height, width) if quarter % 2 else (width, height)
        self.matrix: Matrix = (
            (1.0, 0.0, 0.0, -1.0, -box.left, box.top),
            (0.0, 1.0, 1.0, 0.0, -box.bottom, -box.left),
            (-1.0, 0.0, 0.0, 1.0, box.right, -box.bottom),
            (0.0, -1.0, -1.0, 0.0, box.top, box.right),
        )[quarter]

    def point(self, x: float, y: float) -> tuple[float, float]:
        return _apply(self.matrix, x, y)

    def rectangle(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        ax, ay = _apply(self.matrix, left, bottom)
        bx, by = _apply(self.matrix, right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def holds(self, x: float, y: float) -> bool:
        return bool(-1.0 <= x <= self.width + 1.0 and -1.0 <= y <= self.height + 1.0)


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


def _characters(text_page: pdfium.PdfTextPage, count: int, view: _View, objects: "_Objects") -> Iterator[Character]:
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
        if em < _INVISIBLE_EM or not view.holds((x0 + x1) / 2, baseline - em / 4):
            continue
        if objects.doubtful and objects.hides(handle, index, (x0 + x1) / 2, (top + bottom) / 2):
            continue
        text = _decode(code)
        if text in _CIRCLED and x1 - x0 > _WIDE_DIGIT_EMS * em and _is_symbol(handle, index):
            text = _CIRCLED[text]
        yield Character(text, x0, max(x0, x1), baseline, top, bottom, em)


_LAST_CONTROL = 31
_SPACE = 32
# What pdfium gives for a hyphen that ends a line.
_SOFT_HYPHEN = 2
_HYPHENS = {_SOFT_HYPHEN, 0xFFFE}


# Taipei's books print ① in a font of symbols that gives a bare 1 for it (VARIATIONS §13).
_CIRCLED = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))
_WIDE_DIGIT_EMS = 0.75
_FONT_NAME_BYTES = 128


def _is_symbol(text_page: Handle, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(_FONT_NAME_BYTES), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page, index, name, _FONT_NAME_BYTES, flags)
    return b"Wingdings" in name.value


def _decode(code: int) -> str:
    return "-" if code in _HYPHENS else chr(code)


class _Objects:
    """The page's drawn objects: its rules, and the text objects that are not seen (render mode 3, no opacity, white on white)."""

    def __init__(self, page: pdfium.PdfPage, view: _View) -> None:
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
            inner = _multiply(_own_matrix(item), matrix)
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
        for points in _subpaths(item, _multiply(_own_matrix(item), matrix)):
            if stroke.value:
                self.rules.extend(_sides(points))
            else:
                self._add_filled(points)

    def _add_filled(self, points: list[tuple[float, float]]) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, top, x1, bottom = min(xs), min(ys), max(xs), max(ys)
        if min(x1 - x0, bottom - top) > _LINE_WIDTH:
            self._fills.append((x0, top, x1, bottom))
        elif max(x1 - x0, bottom - top) >= _MINIMUM_RULE:
            x, y = (x0 + x1) / 2, (top + bottom) / 2
            self.rules.append(Rule(x0, y, x1, y) if x1 - x0 >= bottom - top else Rule(x, top, x, bottom))

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
        points.append(_apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _sides(points: list[tuple[float, float]]) -> Iterator[Rule]:
    """The level and upright sides of a stroked outline; slanted ones are no rules."""
    for (ax, ay), (bx, by) in pairwise(points):
        width, height = abs(ax - bx), abs(ay - by)
        if height <= 1.0 and width >= _MINIMUM_RULE:
            yield Rule(min(ax, bx), (ay + by) / 2, max(ax, bx), (ay + by) / 2)
        elif width <= 1.0 and height >= _MINIMUM_RULE:
            yield Rule((ax + bx) / 2, min(ay, by), (ax + bx) / 2, max(ay, by))


def _address(item: Handle) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _own_matrix(item: Handle) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """What applying `inner`, then `outer` does."""
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od,
        c * oa + d * oc, c * ob + d * od,
        e * oa + f * oc + oe, e * ob + f * od + of,
    )  # fmt: skip


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
