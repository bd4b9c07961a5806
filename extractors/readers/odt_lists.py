"""How OpenDocument numbers lists: list styles read, counters kept, labels written as LibreOffice shows them.

OpenDocument 1.3, part 3, 5.3 (lists), 16.31 (list styles), 16.34 (outline style); where it leaves room, LibreOffice decides.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from extractors.readers.number_formats import format_number
from extractors.readers.odt_names import STYLE_NAME, loext, number, style, text, whole
from extractors.readers.odt_symbols import resolve_bullet

_BULLET_LEVEL, _IMAGE_LEVEL = text("list-level-style-bullet"), text("list-level-style-image")
_LEVEL = text("level")
_START_VALUE = text("start-value")
# LibreOffice has the first, OpenDocument 1.4 the second, Word's own export the third.
_LIST_FORMATS = (loext("num-list-format"), style("num-list-format"), number("num-list-format"))
_NAMES_AND_STARTS = {STYLE_NAME, _START_VALUE}
_NUMBER_FORMAT, _PREFIX, _SUFFIX = style("num-format"), style("num-prefix"), style("num-suffix")
_LETTER_SYNC, _DISPLAY_LEVELS = style("num-letter-sync"), text("display-levels")
_PLACEHOLDER = re.compile(r"%(\d{1,2})%")
# A longer one could print a book in each label.
_LONGEST_LABEL = 255
# OpenDocument 1.3 sets none; LibreOffice has ten levels.
DEEPEST_LEVEL = 99
# The first sample tells the sequence: LibreOffice writes `一, 二, 三, ...`, Word `一, 十, 一百(繁), ...`.
_FORMATS = {
    "i": "lowerRoman",
    "I": "upperRoman",
    "１": "decimalFullWidth",
    # LibreOffice's name for full-width digits: it writes the samples in an English locale, where they come out narrow.
    "1, 2, 3, ...": "decimalFullWidth",
    "⑴": "decimalEnclosedParen",
    "⒈": "decimalEnclosedFullstop",
    "㈠": "ideographEnclosedCircle",
    "一": "taiwaneseCountingThousand",
    "壹": "ideographLegalTraditional",
    "壱": "japaneseLegal",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "甲子": "ideographZodiacTraditional",
}
_SIMPLIFIED_LEGAL = "贰"
_CIRCLED_TWENTY_ONE, _CIRCLED_THIRTY_SIX = 0x3251, 0x32B1


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list style: where it starts, the text of its labels, and how its numbers are written.

    `pieces` are texts and, between them, the levels (from 0) whose numbers stand there: ("第", 0, "條").
    """

    start: int
    pieces: tuple[str | int, ...]
    write: Callable[[int], str]


class ListStyle:
    """A list style (or outline style), each of its levels read when it is asked for; levels count from 0."""

    def __init__(self, element: etree._Element, font_of: Callable[[etree._Element], str]) -> None:
        """A style in its element; `font_of` is the font family that an element's text properties name."""
        self._element = element
        self._font_of = font_of
        self._levels: dict[int, ListLevel] = {}
        self.is_consecutive = element.get(text("consecutive-numbering")) == "true"
        self.unknown_formats: set[str] = set()

    @property
    def appearance(self) -> list[dict[str, str]]:
        """What the levels say of labels: equal in styles that write the same, whatever they are called and wherever they start."""
        return [{str(name): str(value) for name, value in level.attrib.items() if name not in _NAMES_AND_STARTS} for level in self._element]

    @property
    def is_silent(self) -> bool:
        """Whether no level prints a number, as in an outline style that numbers nothing."""
        return not any(child.get(_NUMBER_FORMAT) for child in self._element)

    def level(self, index: int) -> ListLevel:
        """A level, from 0; one that the style leaves out is not numbered."""
        found = self._levels.get(index)
        if found is None:
            found = self._levels[index] = self._read_level(index)
        return found

    def _read_level(self, index: int) -> ListLevel:
        element = self._find(index)
        if element is None:
            return ListLevel(1, (), _no_number)
        number_format = element.get(_NUMBER_FORMAT, "")
        write = _writer(number_format, is_synchronous=element.get(_LETTER_SYNC) == "true")
        if write is None:
            self.unknown_formats.add(number_format)
        start = whole(element.get(_START_VALUE))
        # As many as there are, the second of every two is a number: 第%1%條.
        pieces = _PLACEHOLDER.split(self._template(element, index))
        return ListLevel(1 if start is None else start, tuple(_piece(*piece) for piece in enumerate(pieces)), write or str)

    def _find(self, index: int) -> etree._Element | None:
        number = str(index + 1)
        return next((child for child in self._element if child.get(_LEVEL) == number), None)

    def _template(self, element: etree._Element, index: int) -> str:
        if element.tag == _IMAGE_LEVEL:
            return "•"
        if element.tag == _BULLET_LEVEL:
            return resolve_bullet(element.get(text("bullet-char"), ""), self._font_of(element))
        written = next((value for name in _LIST_FORMATS if (value := element.get(name)) is not None), None)
        if written is not None:
            return written[:_LONGEST_LABEL]
        shown = range(max(0, index + 1 - (whole(element.get(_DISPLAY_LEVELS)) or 1)), index + 1)
        numbers = ".".join(f"%{level + 1}%" for level in shown if _is_numbered(self._find(level)))
        return element.get(_PREFIX, "")[:_LONGEST_LABEL] + numbers + element.get(_SUFFIX, "")[:_LONGEST_LABEL]


def _piece(place: int, piece: str) -> str | int:
    return int(piece) - 1 if place % 2 else piece


def _is_numbered(element: etree._Element | None) -> bool:
    return element is not None and (bool(element.get(_NUMBER_FORMAT)) or element.tag == _BULLET_LEVEL)


def _writer(number_format: str, *, is_synchronous: bool) -> Callable[[int], str] | None:
    """How `style:num-format` writes a number; None for a format that is not known."""
    first, _, rest = number_format.partition(",")
    first = number_format if number_format in _FORMATS else first.strip()
    if first in _WRITERS and not (is_synchronous and first in _LETTER_FORMATS):
        return _WRITERS[first]
    if first.endswith("1") and not first.strip("01"):
        return lambda value: str(value).zfill(len(first))
    name = _LETTER_FORMATS.get(first) or ("chineseLegalSimplified" if _SIMPLIFIED_LEGAL in rest else _FORMATS.get(first))
    return None if name is None else (lambda value: format_number(value, name))


def _no_number(_value: int) -> str:
    return ""


def _cycle(glyphs: str) -> Callable[[int], str]:
    return lambda value: glyphs[(value - 1) % len(glyphs)] if value > 0 else str(value)


def _letters(glyphs: str) -> Callable[[int], str]:
    """The letters, then aa, ab, …: without `style:num-letter-sync` they count on as digits do."""

    def write(value: int) -> str:
        written = ""
        while value > 0:
            value, index = divmod(value - 1, len(glyphs))
            written = glyphs[index] + written
        return written

    return write


def _circled(value: int) -> str:
    """① … ⑳ as in OOXML, and on to ㊿ as LibreOffice prints them."""
    for first, glyph in ((21, _CIRCLED_TWENTY_ONE), (36, _CIRCLED_THIRTY_SIX)):
        if first <= value < first + 15:
            return chr(glyph + value - first)
    return format_number(value, "decimalEnclosedCircle")


# Sequences that go on otherwise than OOXML's of the same beginning, or that it has no name for here.
_WRITERS: dict[str, Callable[[int], str]] = {
    "": _no_number,
    "a": _letters("abcdefghijklmnopqrstuvwxyz"),
    "A": _letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "①": _circled,
    "ア": _cycle("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"),
    "イ": _cycle("イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"),
}
_LETTER_FORMATS = {"a": "lowerLetter", "A": "upperLetter"}


class Counters:
    """The numbers that the lists of a document have come to, each list a tree of numbers as in LibreOffice."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[int]] = {}
        self._last_number: dict[str, int] = {}

    def label(self, list_id: str, list_style: ListStyle, index: int, *, restart_at: int | None = None) -> str:
        """Count a paragraph of a list, and write its label.

        Args:
            list_id: lists with the same id count on from each other.
            list_style: the style that writes the label.
            index: the level, from 0; deeper levels begin anew, levels left out above begin at their start.
            restart_at: the number that the paragraph gets, whatever came before.
        """
        numbers = self._numbers.setdefault(list_id, [])
        is_first = len(numbers) <= index
        self._open_levels(numbers, list_style, index + 1)
        if restart_at is not None:
            numbers[index] = restart_at
        elif list_style.is_consecutive and list_id in self._last_number:
            numbers[index] = self._last_number[list_id] + 1
        elif not is_first:
            numbers[index] += 1
        del numbers[index + 1 :]
        self._last_number[list_id] = numbers[index]
        written = ""
        for piece in list_style.level(index).pieces:
            if isinstance(piece, str):
                written += piece
            elif 0 <= piece <= index:
                written += list_style.level(piece).write(numbers[piece])
        return written

    def carry(self, list_id: str, index: int, other_id: str) -> None:
        """Let another list count on from the number that this one has come to at a level, from 0."""
        numbers, others = self._numbers.get(list_id, []), self._numbers.setdefault(other_id, [])
        if index < len(numbers):
            others[:] = others[:index] + numbers[len(others[:index]) : index + 1]

    def pass_uncounted(self, list_id: str, list_style: ListStyle, index: int) -> None:
        """A paragraph of the list without a number: what follows at its level, and below it, counts on from what came before."""
        self._open_levels(self._numbers.setdefault(list_id, []), list_style, index)

    @staticmethod
    def _open_levels(numbers: list[int], list_style: ListStyle, count: int) -> None:
        while len(numbers) < count:
            numbers.append(list_style.level(len(numbers)).start)
