"""What a line of print is: characters on one baseline, with the blanks between them that are blanks.

A gap is a blank only between two Latin words; what stretches a justified or letter-spaced line of CJK is none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.readers.pdf.characters import Character
from extractors.text import is_cjk

_SAME_BASELINE_EMS = 0.4
_SAME_PLACE_EMS = 0.12
_WORD_GAP_EMS = 0.17
_SEGMENT_GAP_EMS = 0.9
_OPENING = "「『（〔《〈【｢([{“‘"
_CLOSING = "，。、；：？！」』）〕》〉】｣”’…—,.;:?!)]}%％℃/-–~'\""
_STROKES = "/-–~"
_WORD = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


@dataclass(slots=True)
class Segment:
    """A part of a line that a wide gap sets off."""

    text: str
    x0: float
    x1: float


@dataclass(slots=True)
class Line:
    """A line of print. `head_width` is the width of what cannot be parted from its first character by a line break.

    `indent` and `room` are how far the line begins from the left and ends from the right of the column of text that it
    stands in; whoever knows that column sets them.
    """

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    em: float
    head_width: float
    ends_with_blank: bool
    is_one_word: bool
    segments: tuple[Segment, ...] = ()
    indent: float = 0.0
    room: float = 0.0


def build_lines(characters: Iterable[Character], page: int) -> list[Line]:
    """The lines of these characters, from top to bottom."""
    lines = []
    for cluster in _clusters(characters):
        line = _build(cluster, page)
        if line is not None:
            lines.append(line)
    return lines


def _clusters(characters: Iterable[Character]) -> Iterable[list[Character]]:
    cluster: list[Character] = []
    for character in sorted(characters, key=lambda item: item.baseline):
        if cluster and character.baseline - cluster[-1].baseline > _SAME_BASELINE_EMS * max(cluster[-1].em, character.em):
            yield cluster
            cluster = []
        cluster.append(character)
    if cluster:
        yield cluster


def _build(cluster: list[Character], page: int) -> Line | None:
    cluster.sort(key=lambda item: item.x0)
    glyphs = [character for character in cluster if not character.text.isspace()]
    if not glyphs:
        return None
    text, segments = _compose(cluster)
    words = text.split()
    return Line(
        text=text.strip(),
        page=page,
        x0=glyphs[0].x0,
        top=min(glyph.top for glyph in glyphs),
        x1=max(glyph.x1 for glyph in glyphs),
        bottom=max(glyph.bottom for glyph in glyphs),
        baseline=sorted(glyph.baseline for glyph in glyphs)[len(glyphs) // 2],
        em=_size(glyphs),
        head_width=_head_width(glyphs),
        ends_with_blank=text[-1:].isspace(),
        is_one_word=len(words) == 1 and not any(map(is_cjk, text)),
        segments=tuple(segments) if len(segments) > 1 else (),
    )


def _size(glyphs: Sequence[Character]) -> float:
    """The type size: CJK glyphs are as wide as it; a font's height differs with the font."""
    widths = sorted(glyph.x1 - glyph.x0 for glyph in glyphs if is_cjk(glyph.text))
    return max(widths[len(widths) // 2] if widths else glyphs[0].em, 1.0)


def _compose(cluster: Sequence[Character]) -> tuple[str, list[Segment]]:
    """The text of characters that are sorted from left to right, and its parts."""
    pieces: list[str] = []
    segments: list[Segment] = []
    previous: Character | None = None
    blank = False
    for character in cluster:
        if character.text.isspace():
            blank = blank or previous is not None
            continue
        gap = 0.0
        if previous is not None:
            if _is_doubled(previous, character):
                continue
            gap = (character.x0 - previous.x1) / max(previous.em, character.em)
            if blank or (gap > _WORD_GAP_EMS and _parts_words(previous.text, character.text)):
                pieces.append(" ")
        pieces.append(character.text)
        if segments and gap <= _SEGMENT_GAP_EMS:
            segments[-1].text += character.text
            segments[-1].x1 = character.x1
        else:
            segments.append(Segment(character.text, character.x0, character.x1))
        previous, blank = character, False
    if blank:
        pieces.append(" ")
    return "".join(pieces), segments


def printed_glyphs(characters: Sequence[Character]) -> str:
    """The glyphs that a reader of the page sees: one that is printed twice in one place counts once."""
    seen: dict[tuple[str, int, int], Character] = {}
    glyphs: list[str] = []
    for character in characters:
        column, row = int(character.x0), int(character.baseline)
        near = (seen.get((character.text, column + right, row + down)) for right in (0, -1, 1) for down in (0, -1, 1))
        if not any(other is not None and _is_doubled(other, character) for other in near):
            seen[character.text, column, row] = character
            glyphs.append(character.text)
    return "".join(glyphs)


def _is_doubled(first: Character, second: Character) -> bool:
    """Whether a glyph is printed twice in one place, as some producers do for bold type."""
    return (
        first.text == second.text
        and abs(first.x0 - second.x0) < _SAME_PLACE_EMS * first.em
        and abs(first.baseline - second.baseline) < _SAME_PLACE_EMS * first.em
    )


def _parts_words(before: str, after: str) -> bool:
    return not is_cjk(before) and not is_cjk(after)


def _head_width(glyphs: Sequence[Character]) -> float:
    """From the line's left to the right of its first unbreakable unit: a CJK character or a Latin word, and the marks beside it."""
    index = 0
    while index < len(glyphs) - 1 and glyphs[index].text in _OPENING:
        index += 1
    if _WORD.match(glyphs[index].text):
        index = _word_end(glyphs, index)
    marks = index
    while index < len(glyphs) - 1 and glyphs[index + 1].text in _CLOSING:
        index += 1
    # LibreOffice does not part a number from the mark before it: `課/程，3,867位`.
    if index > marks and index < len(glyphs) - 1 and glyphs[index + 1].text.isdigit():
        index = _word_end(glyphs, index + 1)
    # Nor what a stroke joins: `產/業/主題式`.
    elif glyphs[index].text in _STROKES:
        index = min(index + 2, len(glyphs) - 1)
    return glyphs[index].x1 - glyphs[0].x0


def _word_end(glyphs: Sequence[Character], index: int) -> int:
    """The last glyph of the Latin word that this glyph is in."""
    while index < len(glyphs) - 1 and _WORD.match(glyphs[index + 1].text) and _touch(glyphs[index], glyphs[index + 1]):
        index += 1
    return index


def _touch(first: Character, second: Character) -> bool:
    return second.x0 - first.x1 <= _WORD_GAP_EMS * first.em
