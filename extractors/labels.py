"""What a list label is: its glyphs, its number and its style, and how labels nest.

The glyph does not tell the level: `(1)` follows `1.` in one book and `1、` in the other, `甲、` is the fifth level here and
the second there. Levels come from the order in which styles first appear (VARIATIONS §2).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_letters, digits
from typing import NamedTuple

from extractors.numerals import BRANCHES, LEGAL_NUMERAL, NUMERAL, STEMS, parse_numeral


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed, the number it stands for, and the style that its siblings share whatever their width."""

    printed: str
    ordinal: int
    style: str


_ENCLOSED = "".join(
    map(chr, (*range(0x2460, 0x249C), *range(0x24EA, 0x2500), *range(0x2776, 0x2794), *range(0x3220, 0x322A), *range(0x3280, 0x328A)))
)
# No digit follows a point or a digit's bracket (`1.5億元`, `(1)2`) but that of a year (`(1)112年度`), no number has three digits
# (`(112)年度`), no letter goes on as a word (`A.I.`).
_NO_DIGIT = r"(?!\d(?!\d{1,2}\s*年度|\d{2}\s*年))"
_CLOSED = r"[)）﹚〕\]］][、．.]?"
_LABEL = re.compile(
    r"[(（﹙〔\[［]?\s*"
    rf"(?P<body>[{NUMERAL}]+|[{LEGAL_NUMERAL}]+|[{STEMS}]|[{BRANCHES}]|(?P<digits>\d{{1,2}})|(?P<letter>[A-Za-z]))\s*"
    rf"(?:(?P<close>{_CLOSED})(?(digits){_NO_DIGIT})|(?P<stop>、|[.．](?(letter)(?![\dA-Za-z])|{_NO_DIGIT})))\s*"
)
_BRACKETS = "(（﹙〔[［"
_BEGINNINGS = frozenset(
    _BRACKETS + NUMERAL + LEGAL_NUMERAL + STEMS + BRANCHES + digits + "０１２３４５６７８９" + ascii_letters + _ENCLOSED
)
_SINGLE = re.compile(rf"(?P<glyph>[{_ENCLOSED}])[、.．]?\s*")


def split_label(text: str) -> tuple[Label | None, str]:
    """The label that a paragraph begins with, and the text behind it; None and the whole text where it has none.

    Brackets of two kinds or of one side only (`(一）`, `一)`) are labels: both are printed in real books (VARIATIONS §2).
    """
    if text[:1] not in _BEGINNINGS:
        return None, text
    match = _LABEL.match(text)
    label = _read_label(match[0]) if match else None
    if match and label:
        return label, text[match.end() :]
    single = _SINGLE.match(text) if text[0] in _ENCLOSED else None
    label = _enclosed(single) if single else None
    return label, text[single.end() :] if single and label else text


@lru_cache(maxsize=1024)
def _read_label(printed: str) -> Label | None:
    """The label of what the expression above has matched, which it matches alone as well; None for `(一、` and a numeral that is none."""
    match = _LABEL.fullmatch(printed)
    if match is None or (match["stop"] and printed[0] in _BRACKETS):
        return None
    family, ordinal = _read_body(unicodedata.normalize("NFKC", match["body"]))
    if ordinal is None:
        return None
    style = f"({family})" if match["close"] else f"{family}{'、' if match['stop'] == '、' else '.'}"
    return Label(printed.rstrip(), ordinal, style)


def _read_body(body: str) -> tuple[str, int | None]:
    if body.isascii() and body.isdigit():
        return "digit", int(body)
    if body in STEMS:
        return "stem", STEMS.index(body) + 1
    if body in BRANCHES:
        return "branch", BRANCHES.index(body) + 1
    if body.isascii() and body.isalpha():
        return ("capital" if body.isupper() else "letter"), ord(body.lower()) - ord("a") + 1
    return ("legal" if body[0] in LEGAL_NUMERAL else "numeral"), parse_numeral(body)


def _enclosed(match: re.Match[str]) -> Label | None:
    """A number and its enclosure in one character: ①, ⑴, ⒈, ㈠."""
    glyph = match["glyph"]
    plain = unicodedata.normalize("NFKC", glyph)
    inner = plain.strip("().")
    ordinal = int(inner) if inner.isdigit() else parse_numeral(inner)
    if ordinal is None and (value := unicodedata.numeric(glyph, -1.0)) >= 0:
        ordinal = int(value)
    if ordinal is None:
        return None
    if plain.startswith("("):
        style = "(digit)" if inner.isdigit() else "(numeral)"
    elif plain.endswith("."):
        style = "digit."
    else:
        style = "circled"
    return Label(match[0].rstrip(), ordinal, style)


class Nesting(NamedTuple):
    """Where an item stands in its list: its depth (1 = outermost) and the index of the item it lies under."""

    level: int
    parent: int | None


def nest(labels: Iterable[Label | None]) -> list[Nesting | None]:
    """The nesting of each labelled item of one scope (a section's body, a cell), None for what has no label.

    A style that is open goes on at its level and closes the deeper ones; a style that is not opens a deeper level. An item
    whose number follows on under another numeral but the same mark (`1、` then `二、`) is a sibling, not a child.
    """
    stack: list[tuple[str, int, int]] = []
    found: list[Nesting | None] = []
    for index, label in enumerate(labels):
        if label is None:
            found.append(None)
            continue
        depth = _depth(stack, label)
        del stack[depth:]
        parent = stack[-1][1] if stack else None
        stack.append((label.style, index, label.ordinal))
        found.append(Nesting(depth + 1, parent))
    return found


def _depth(stack: list[tuple[str, int, int]], label: Label) -> int:
    """How many open lists an item lies under."""
    for depth, (style, _, _) in enumerate(stack):
        if style == label.style:
            return depth
    if label.ordinal > 1:
        for depth in range(len(stack) - 1, -1, -1):
            if _goes_on(stack[depth][0], stack[depth][2], label):
                return depth
    return len(stack)


_COUNTING = frozenset({"numeral、", "digit、", "numeral.", "digit."})


def _goes_on(style: str, ordinal: int, label: Label) -> bool:
    """Whether a label is the next number of a list that another numeral or mark began: an automatic `1、` before a typed `二、`."""
    return ordinal + 1 == label.ordinal and style != label.style and {style, label.style} <= _COUNTING
