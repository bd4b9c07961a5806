"""What a page's content stream draws: characters, lines and areas in the page's own coordinates.

pdfium loads the outline of every glyph that it passes, and the outlines of 標楷體 and 細明體, which these books are set in, must
be run to be loaded: most of its time on them. The stream itself says where each character stands.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import hypot

from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1

from extractors.document import LimitError
from extractors.readers.pdf.characters import IDENTITY, INVISIBLE_EM, WHITE, Matrix, Point, Rectangle, apply, bounds, multiply
from extractors.readers.pdf.fonts import Font, Fonts, UnsupportedStreamError

_TOKEN = re.compile(
    rb"\((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S])*\))*\))*\)"
    rb"|<<|>>|<[0-9A-Fa-f\s]*>|/[^\s/\[\]()<>{}%\x00]*|[^\s/\[\]()<>{}%\x00]+|[\[\]]|%[^\r\n]*|[()<>{}]"
)
_IMAGE_BEGINS, _IMAGE_DATA, _IMAGE_ENDS = re.compile(rb"(?<=\s)BI\s"), re.compile(rb"\sID\s"), re.compile(rb"\sEI(?=\s|$)")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_NAME_ESCAPE = re.compile(r"#([0-9A-Fa-f]{2})")
_INVISIBLE_MODES = {3, 7}
_NUMERIC = frozenset(b"0123456789+-.")
_OPERAND = frozenset(b"(</")
_LAST_CONTROL = "\x1f"
_SPACE = 32
_DEEPEST_FORM = 12
# What one page may draw. A page of these books holds some 3,000 characters in 100 kB; a page whose forms draw each other ten times over,
# ten deep, would never end.
CONTENT_LIMIT_BYTES = 50_000_000
GLYPH_LIMIT = 200_000
FORM_LIMIT = 20_000
_OPAQUE = 0.02

Operand = float | bytes | str | list["Operand"]


@dataclass(slots=True)
class Glyph:
    """A character from (x0, y0) to (x1, y1) on its baseline; `is_white` where it shows only on a filled ground."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    em: float
    font_name: str
    is_white: bool


@dataclass(slots=True)
class Drawing:
    """All that a page draws: its glyphs, the outlines that are stroked, the areas that are filled and those of images."""

    glyphs: list[Glyph] = field(default_factory=list)
    strokes: list[Sequence[Point]] = field(default_factory=list)
    fills: list[Sequence[Point]] = field(default_factory=list)
    images: list[Sequence[Point]] = field(default_factory=list)
    content_bytes: int = 0
    form_count: int = 0

    def claim(self, byte_count: int) -> None:
        """Take one more stream into account, before it is run.

        Raises:
            LimitError: the page draws more than any page of a book.
        """
        self.content_bytes += byte_count
        self.form_count += 1
        self.check()

    def check(self) -> None:
        """Raise LimitError where the page draws more than any page of a book."""
        if self.content_bytes > CONTENT_LIMIT_BYTES or self.form_count > FORM_LIMIT or len(self.glyphs) > GLYPH_LIMIT:
            raise LimitError(
                f"a page draws more than {GLYPH_LIMIT} characters, {FORM_LIMIT} forms or {CONTENT_LIMIT_BYTES // 1_000_000} MB of content, "
                "which no page of a book does; it is not read"
            )


@dataclass(slots=True)
class _State:
    """The graphics state, as far as it decides where text stands and whether it is seen."""

    matrix: Matrix = IDENTITY
    clip: Rectangle | None = None
    is_white: bool = False
    is_opaque: bool = True
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def copy(self) -> "_State":
        return _State(
            self.matrix, self.clip, self.is_white, self.is_opaque, self.font, self.size,
            self.spacing, self.word_spacing, self.scale, self.leading, self.rise, self.mode,
        )  # fmt: skip


def draw(data: bytes, resources: Mapping[str, object], fonts: Fonts) -> Drawing:
    """What a page's content stream draws.

    Raises:
        UnsupportedStreamError: the stream cannot be read by itself.
        LimitError: the page draws more than any page of a book.
    """
    drawing = Drawing()
    _Interpreter(drawing, fonts, resources, _State(), 0).run(data)
    return drawing


def _read_operand(token: bytes) -> Operand:
    """A string or a name."""
    if token.startswith(b"("):
        if len(token) == 1:
            raise UnsupportedStreamError("a string without an end in the content")
        return _unescape(token[1:-1])
    if token.startswith(b"<"):
        digits = b"".join(token[1:-1].split())
        return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))
    return _NAME_ESCAPE.sub(lambda found: chr(int(found[1], 16)), token[1:].decode("latin-1"))


def _unescape(string: bytes) -> bytes:
    if b"\\" not in string:
        return string
    return _ESCAPE.sub(lambda match: _escaped(match[1]), string)


def _escaped(code: bytes) -> bytes:
    return bytes([int(code, 8) & 255]) if code.isdigit() else _ESCAPES.get(code, code)


class _Interpreter:
    """Runs one stream: the page's, or that of a form drawn on it."""

    def __init__(self, drawing: Drawing, fonts: Fonts, resources: Mapping[str, object], state: _State, depth: int) -> None:
        self._drawing, self._fonts, self._resources, self._state, self._depth = drawing, fonts, resources, state, depth
        self._named: dict[str, Font] = {}
        self._stack: list[_State] = []
        self._text_matrix = self._line_matrix = IDENTITY
        self._path: list[list[Point]] = []
        self._clips = False

    def run(self, data: bytes) -> None:
        """Hand each operator the operands before it."""
        self._drawing.claim(len(data))
        if b"BI" in data:
            data = _without_inline_images(data)
        operands: list[Operand] = []
        outer: list[list[Operand]] = []
        for token in map(_WHOLE, _TOKEN.finditer(data)):
            handler = _HANDLERS.get(token)
            if handler is not None:
                handler(self, operands)
                operands, outer = [], []
            elif token[0] in _NUMERIC:
                operands.append(float(token))
            elif token[0] in _OPERAND:
                operands.append(_read_operand(token))
            elif token == b"[":
                outer.append(operands)
                operands = []
            elif token == b"]" and outer:
                operands, inner = outer.pop(), operands
                operands.append(inner)
            elif token[:1].isalpha():
                operands, outer = [], []

    def save(self, _: list[Operand]) -> None:
        self._stack.append(self._state.copy())

    def restore(self, _: list[Operand]) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def transform(self, operands: list[Operand]) -> None:
        self._state.matrix = multiply(_matrix(operands), self._state.matrix)

    def set_graphics_state(self, operands: list[Operand]) -> None:
        settings = dict_value(dict_value(self._resources.get("ExtGState", {})).get(_name(operands), {}))
        if "ca" in settings:
            self._state.is_opaque = float(resolve1(settings["ca"])) > _OPAQUE

    def set_gray(self, operands: list[Operand]) -> None:
        self._state.is_white = min(_numbers(operands), default=0.0) >= WHITE

    def set_cmyk(self, operands: list[Operand]) -> None:
        self._state.is_white = max(_numbers(operands), default=1.0) <= 1 - WHITE

    def set_colour(self, operands: list[Operand]) -> None:
        numbers = _numbers(operands)
        if len(numbers) == _CMYK:
            self.set_cmyk(operands)
        else:
            self._state.is_white = bool(numbers) and min(numbers) >= WHITE

    def set_colour_space(self, _: list[Operand]) -> None:
        self._state.is_white = False

    def begin_text(self, _: list[Operand]) -> None:
        self._text_matrix = self._line_matrix = IDENTITY

    def set_font(self, operands: list[Operand]) -> None:
        name = _name(operands)
        font = self._named.get(name)
        if font is None:
            found = dict_value(self._resources.get("Font", {})).get(name)
            if found is None:
                raise UnsupportedStreamError(f"no font {name}")
            font = self._named[name] = self._fonts.find(found)
        self._state.font, self._state.size = font, _numbers(operands)[-1]

    def set_spacing(self, operands: list[Operand]) -> None:
        self._state.spacing = _numbers(operands)[0]

    def set_word_spacing(self, operands: list[Operand]) -> None:
        self._state.word_spacing = _numbers(operands)[0]

    def set_scale(self, operands: list[Operand]) -> None:
        self._state.scale = _numbers(operands)[0] / 100

    def set_leading(self, operands: list[Operand]) -> None:
        self._state.leading = _numbers(operands)[0]

    def set_rise(self, operands: list[Operand]) -> None:
        self._state.rise = _numbers(operands)[0]

    def set_mode(self, operands: list[Operand]) -> None:
        self._state.mode = int(_numbers(operands)[0])

    def set_text_matrix(self, operands: list[Operand]) -> None:
        self._text_matrix = self._line_matrix = _matrix(operands)

    def move(self, operands: list[Operand]) -> None:
        x, y = _numbers(operands)[:2]
        self._line_matrix = multiply((1.0, 0.0, 0.0, 1.0, x, y), self._line_matrix)
        self._text_matrix = self._line_matrix

    def move_and_lead(self, operands: list[Operand]) -> None:
        self._state.leading = -_numbers(operands)[1]
        self.move(operands)

    def next_line(self, _: list[Operand]) -> None:
        self.move([0.0, -self._state.leading])

    def show(self, operands: list[Operand]) -> None:
        self._show(operands[-1:])

    def show_array(self, operands: list[Operand]) -> None:
        if operands and isinstance(operands[-1], list):
            self._show(operands[-1])

    def show_next_line(self, operands: list[Operand]) -> None:
        self.next_line([])
        self._show(operands[-1:])

    def show_spaced(self, operands: list[Operand]) -> None:
        self._state.word_spacing, self._state.spacing = _numbers(operands)[:2]
        self.show_next_line(operands)

    def _show(self, parts: Sequence[Operand]) -> None:
        """Place the glyphs of a string, or of several with shifts in thousandths of an em between them."""
        state, font = self._state, self._state.font
        if font is None:
            raise UnsupportedStreamError("text without a font")
        a, b, c, d, e, f = multiply(self._text_matrix, state.matrix)
        e, f = e + c * state.rise, f + d * state.rise
        size, scale, spacing = state.size, state.scale, state.spacing
        em = abs(size) * hypot(c, d)
        is_seen = state.mode not in _INVISIBLE_MODES and state.is_opaque and em >= INVISIBLE_EM
        append, read = self._drawing.glyphs.append, font.read
        shift = 0.0
        for part in parts:
            if isinstance(part, float):
                shift -= part / 1000 * size * scale
                continue
            if not isinstance(part, bytes):
                continue
            for code in font.decode(part):
                text, width = read(code)
                end = shift + width * size * scale
                x0, y0 = e + a * shift, f + b * shift
                if (
                    is_seen
                    and text > _LAST_CONTROL
                    and (state.clip is None or _holds(state.clip, x0 + a * (end - shift) / 2, y0 + d * size / 4))
                ):
                    glyph = Glyph(text, x0, y0, e + a * end, f + b * end, em, font.name, state.is_white)
                    if len(text) == 1:
                        append(glyph)
                    else:
                        self._drawing.glyphs.extend(_split(glyph))
                shift = end + spacing * scale
                if code == _SPACE and not font.is_multibyte:
                    shift += state.word_spacing * scale
        if len(self._drawing.glyphs) > GLYPH_LIMIT:
            self._drawing.check()
        self._text_matrix = multiply((1.0, 0.0, 0.0, 1.0, shift, 0.0), self._text_matrix)

    def begin_path(self, operands: list[Operand]) -> None:
        x, y = _numbers(operands)[:2]
        self._path.append([apply(self._state.matrix, x, y)])

    def add_point(self, operands: list[Operand]) -> None:
        x, y = _numbers(operands)[-2:]
        if self._path:
            self._path[-1].append(apply(self._state.matrix, x, y))

    def close_path(self, _: list[Operand]) -> None:
        if self._path:
            self._path[-1].append(self._path[-1][0])

    def add_rectangle(self, operands: list[Operand]) -> None:
        x, y, width, height = _numbers(operands)[:4]
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
        self._path.append([apply(self._state.matrix, *corner) for corner in corners])

    def clip(self, _: list[Operand]) -> None:
        self._clips = True

    def stroke(self, _: list[Operand]) -> None:
        self._drawing.strokes.extend(self._path)
        self.end_path([])

    def close_and_stroke(self, operands: list[Operand]) -> None:
        self.close_path(operands)
        self.stroke(operands)

    def fill(self, _: list[Operand]) -> None:
        if not self._state.is_white and self._state.is_opaque:
            self._drawing.fills.extend(self._path)
        self.end_path([])

    def fill_and_stroke(self, operands: list[Operand]) -> None:
        self._drawing.strokes.extend(self._path)
        self.fill(operands)

    def end_path(self, _: list[Operand]) -> None:
        if self._clips and self._path:
            area = bounds([point for part in self._path for point in part])
            self._state.clip = area if self._state.clip is None else _meet(area, self._state.clip)
        self._path = []
        self._clips = False

    def draw_object(self, operands: list[Operand]) -> None:
        found = resolve1(dict_value(self._resources.get("XObject", {})).get(_name(operands)))
        if not isinstance(found, PDFStream) or self._depth > _DEEPEST_FORM:
            return
        kind = str(getattr(resolve1(found.get("Subtype")), "name", ""))
        if kind == "Image":
            self._drawing.images.append([apply(self._state.matrix, x, y) for x, y in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))])
        elif kind == "Form":
            state = self._state.copy()
            if "Matrix" in found:
                state.matrix = multiply(_matrix([float(resolve1(value)) for value in list_value(found["Matrix"])]), state.matrix)
            resources = dict_value(found["Resources"]) if "Resources" in found else self._resources
            _Interpreter(self._drawing, self._fonts, resources, state, self._depth + 1).run(found.get_data())


_CMYK = 4
_WHOLE = operator.itemgetter(0)


def _without_inline_images(data: bytes) -> bytes:
    """The content without images that stand in it (ISO 32000-1, 8.9.7); one without an end is none."""
    kept, end = [], 0
    while begins := _IMAGE_BEGINS.search(data, end):
        holds = _IMAGE_DATA.search(data, begins.end() - 1)
        ends = holds and _IMAGE_ENDS.search(data, holds.end() - 1)
        if not ends:
            break
        kept.append(data[end : begins.start()])
        end = ends.end()
    return b"".join([*kept, data[end:]])


def _split(glyph: Glyph) -> Iterator[Glyph]:
    """The characters of a ligature (ﬁ), each with its share of the width."""
    count = len(glyph.text)
    across, up = (glyph.x1 - glyph.x0) / count, (glyph.y1 - glyph.y0) / count
    for index, character in enumerate(glyph.text):
        x, y = glyph.x0 + index * across, glyph.y0 + index * up
        yield replace(glyph, text=character, x0=x, y0=y, x1=x + across, y1=y + up)


def _numbers(operands: Sequence[Operand]) -> list[float]:
    return [operand for operand in operands if isinstance(operand, float)]


def _name(operands: Sequence[Operand]) -> str:
    return next((operand for operand in operands if isinstance(operand, str)), "")


def _matrix(operands: Sequence[Operand]) -> Matrix:
    a, b, c, d, e, f = _numbers(operands)[:6]
    return a, b, c, d, e, f


def _holds(area: Rectangle, x: float, y: float) -> bool:
    return area[0] - 1 <= x <= area[2] + 1 and area[1] - 1 <= y <= area[3] + 1


def _meet(first: Rectangle, second: Rectangle) -> Rectangle:
    return max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3])


# ISO 32000-1, Annex A: the operators that place text and lines.
_HANDLERS: dict[bytes, Callable[[_Interpreter, list[Operand]], None]] = {
    b"q": _Interpreter.save, b"Q": _Interpreter.restore, b"cm": _Interpreter.transform, b"gs": _Interpreter.set_graphics_state,
    b"g": _Interpreter.set_gray, b"rg": _Interpreter.set_gray, b"k": _Interpreter.set_cmyk,
    b"sc": _Interpreter.set_colour, b"scn": _Interpreter.set_colour, b"cs": _Interpreter.set_colour_space,
    b"BT": _Interpreter.begin_text, b"Tf": _Interpreter.set_font, b"Tc": _Interpreter.set_spacing, b"Tw": _Interpreter.set_word_spacing,
    b"Tz": _Interpreter.set_scale, b"TL": _Interpreter.set_leading, b"Ts": _Interpreter.set_rise, b"Tr": _Interpreter.set_mode,
    b"Tm": _Interpreter.set_text_matrix, b"Td": _Interpreter.move, b"TD": _Interpreter.move_and_lead, b"T*": _Interpreter.next_line,
    b"Tj": _Interpreter.show, b"TJ": _Interpreter.show_array, b"'": _Interpreter.show_next_line, b'"': _Interpreter.show_spaced,
    b"m": _Interpreter.begin_path, b"l": _Interpreter.add_point, b"c": _Interpreter.add_point, b"v": _Interpreter.add_point,
    b"y": _Interpreter.add_point, b"h": _Interpreter.close_path, b"re": _Interpreter.add_rectangle,
    b"W": _Interpreter.clip, b"W*": _Interpreter.clip, b"n": _Interpreter.end_path,
    b"S": _Interpreter.stroke, b"s": _Interpreter.close_and_stroke,
    b"f": _Interpreter.fill, b"F": _Interpreter.fill, b"f*": _Interpreter.fill,
    b"B": _Interpreter.fill_and_stroke, b"B*": _Interpreter.fill_and_stroke,
    b"b": _Interpreter.fill_and_stroke, b"b*": _Interpreter.fill_and_stroke,
    b"Do": _Interpreter.draw_object,
}  # fmt: skip
