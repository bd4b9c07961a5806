"""Which label an automatic list prints before a paragraph (ECMA-376, 17.9): levels, counters, restarts, overrides."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from extractors.readers.docx.names import (
    ALTERNATE,
    LEVEL,
    MC,
    NUMBER,
    RUN_PROPERTIES,
    VALUE,
    VANISH,
    W,
    child_of,
    is_on,
    number_of,
    value_of,
    whole,
)
from extractors.readers.docx.package import Pieces
from extractors.readers.docx.styles import StyleNumbering, Styles
from extractors.readers.docx.symbols import bullet_of
from extractors.readers.number_formats import format_number, is_known

_PLACEHOLDER = re.compile("%([1-9])")
# Word's own chain of numbering styles is one link long.
_LINK_LIMIT = 8
# Word lets nobody type a longer one; a longer one could print a book in each label.
_LONGEST_LABEL = 255


class Level(NamedTuple):
    """One level of a list definition.

    `text` is what it begins with, the whole of a bullet; `numbers` are the levels, from 0, whose numbers follow, each with the text
    behind it.
    `restart_after` is the level, from 1, whose items make this one start again: 0 for none, None for any before it.
    """

    start: int = 0
    format: str = "decimal"
    text: str = ""
    numbers: tuple[tuple[int, str], ...] = ()
    restart_after: int | None = None
    is_legal: bool = False
    is_hidden: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class List:
    """What a `w:num` comes to: the definition whose counters it shares, its levels, and those it starts anew."""

    definition: str
    levels: dict[int, Level]
    restarted: frozenset[int]


class Definitions:
    """The list definitions of one document, each read when a paragraph uses it."""

    def __init__(self, data: bytes | None, name: str, styles: Styles) -> None:
        self._pieces = Pieces(data, name, {"num": "numId", "abstractNum": "abstractNumId"})
        self._styles = styles
        self._lists: dict[int, List | None] = {}
        self._levels: dict[str, dict[int, Level]] = {}

    def find(self, number_id: int) -> List | None:
        """The list of that `numId`; None where it is not defined, and Word prints no label either."""
        if number_id not in self._lists:
            self._lists[number_id] = self._resolve(number_id)
        return self._lists[number_id]

    def _resolve(self, number_id: int) -> List | None:
        number = self._pieces.get("num", str(number_id))
        definition = value_of(number, W + "abstractNumId")
        abstract = None if definition is None else self._pieces.get("abstractNum", definition)
        for _ in range(_LINK_LIMIT):
            link = value_of(abstract, W + "numStyleLink")
            if link is None:
                break
            linked = self._styles.numbering(link).number_id
            definition = None if linked is None else value_of(self._pieces.get("num", str(linked)), W + "abstractNumId")
            abstract = None if definition is None else self._pieces.get("abstractNum", definition)
        if number is None or abstract is None or definition is None:
            return None
        if definition not in self._levels:
            self._levels[definition] = {whole(level.get(LEVEL)) or 0: _read_level(level) for level in abstract.iterchildren(W + "lvl")}
        levels = dict(self._levels[definition])
        restarted = set()
        for override in number.iterchildren(W + "lvlOverride"):
            index = whole(override.get(LEVEL)) or 0
            own = child_of(override, W + "lvl")
            if own is not None:
                levels[index] = _read_level(own)
            start = number_of(override, W + "startOverride")
            if start is not None and index in levels:
                restarted.add(index)
                if levels[index].start != start:
                    levels[index] = levels[index]._replace(start=start)
        return List(definition, levels, frozenset(restarted))


class Counters:
    """The running numbers of one story (the body, a header): every label is asked for once, in the order of the text."""

    def __init__(self, definitions: Definitions, styles: Styles) -> None:
        self._definitions = definitions
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[int, int]] = set()
        self.unknown_formats: set[str] = set()

    def label(self, numbering: etree._Element | None, style: str | None) -> str:
        """The label of the next paragraph, '' where it has none.

        Args:
            numbering: the paragraph's own `w:numPr`, if it has one.
            style: the id of its style, None for the default one.
        """
        inherited = self._styles.numbering(style)
        if numbering is None and not inherited.number_id:
            return ""
        number_id, index = inherited.number_id, None
        for item in () if numbering is None else numbering:
            if item.tag == NUMBER:
                number_id = whole(item.get(VALUE))
            elif item.tag == LEVEL:
                index = whole(item.get(VALUE))
        if not number_id:
            return ""
        found = self._definitions.find(number_id)
        if found is None:
            return ""
        if index is None:
            index = _level_of(inherited, found)
        level = found.levels.get(index)
        if level is None:
            return ""
        counts = self._count(found, number_id, index)
        return "" if level.is_hidden else self._write(level, found, counts)

    def _count(self, found: List, number_id: int, index: int) -> dict[int, int]:
        counts = self._counts.setdefault(found.definition, {})
        if index in found.restarted and (number_id, index) not in self._begun:
            counts.pop(index, None)
        self._begun.add((number_id, index))
        for above in range(index):
            if above not in counts and above in found.levels:
                counts[above] = found.levels[above].start
        counts[index] = counts[index] + 1 if index in counts else found.levels[index].start
        for deeper in [deeper for deeper in counts if deeper > index]:
            level = found.levels.get(deeper)
            if level is None or level.restart_after is None or index < level.restart_after:
                del counts[deeper]
        return counts

    def _write(self, level: Level, found: List, counts: dict[int, int]) -> str:
        text = level.text
        for index, behind in level.numbers:
            if index in counts:
                style = "decimal" if level.is_legal else found.levels[index].format
                if not is_known(style):
                    self.unknown_formats.add(style)
                text += format_number(counts[index], style)
            text += behind
        return text


def _level_of(inherited: StyleNumbering, found: List) -> int:
    """The level that names the style, or that the style names; the nearest style that either holds for decides."""
    linked = {level.style: index for index, level in found.levels.items() if level.style}
    for name, level in inherited.levels:
        if name in linked:
            return linked[name]
        if level is not None:
            return level
    return 0


def _read_level(element: etree._Element) -> Level:
    stated = (value_of(element, W + "lvlText") or "")[:_LONGEST_LABEL]
    text, *pieces = _PLACEHOLDER.split(stated)
    number_format = _format(element)
    if number_format == "bullet":
        fonts = child_of(child_of(element, RUN_PROPERTIES), W + "rFonts")
        font = "" if fonts is None else fonts.get(W + "ascii", "")
        text, pieces = bullet_of(stated, font, is_picture=child_of(element, W + "lvlPicBulletId") is not None), []
    return Level(
        start=number_of(element, W + "start") or 0,
        format=number_format,
        text=text,
        numbers=tuple((int(number) - 1, behind) for number, behind in zip(pieces[::2], pieces[1::2], strict=True)),
        restart_after=number_of(element, W + "lvlRestart"),
        is_legal=is_on(child_of(element, W + "isLgl")),
        is_hidden=is_on(child_of(child_of(element, RUN_PROPERTIES), VANISH)),
        style=value_of(element, W + "pStyle"),
    )


def _format(level: etree._Element) -> str:
    """The level's format; a custom one (`001, 002, 003, ...`) stands beside a common one for older readers ([MS-DOCX] 2.4)."""
    found = child_of(level, W + "numFmt")
    alternate = child_of(level, ALTERNATE)
    if found is None and alternate is not None:
        custom = child_of(child_of(alternate, MC + "Choice"), W + "numFmt")
        zeros = _ZEROS.match("" if custom is None else custom.get(W + "format", ""))
        if zeros:
            return f"decimalZero{len(zeros[0])}"
        found = child_of(child_of(alternate, MC + "Fallback"), W + "numFmt")
    return "decimal" if found is None else found.get(VALUE, "decimal")


_ZEROS = re.compile("0+1(?=,)")
