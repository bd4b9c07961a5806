"""Where a clause ends: at ，；。：, full or half width, but not inside 「」《》（）()."""

import re
from functools import cache
from typing import NamedTuple

_OPENING = frozenset("「『《〈（(［[｢")
_CLOSING = frozenset("」』》〉）)］]｣")
CLAUSE_ENDS = "，；。：,;:"
SENTENCE_ENDS = "；。;"


class Clause(NamedTuple):
    """A clause without the mark that ends it, and its offset in the text, in code points."""

    text: str
    start: int


def split_clauses(text: str, ends: str = CLAUSE_ENDS) -> list[Clause]:
    """The clauses of a text, empty ones left out. A comma between two digits (`3,604`) ends nothing."""
    return [Clause(text[start:end], start) for start, end in clause_spans(text, ends)]


def clause_spans(text: str, ends: str = CLAUSE_ENDS) -> list[tuple[int, int]]:
    """The offsets of the same clauses, without the blanks around them."""
    if not _NESTED_OR_SPACED.search(text):
        return [clause.span() for clause in _between(ends).finditer(text)]
    spans: list[tuple[int, int]] = []
    depth = start = 0
    for mark in _marks(ends).finditer(text):
        index = mark.start()
        glyph = text[index]
        if glyph in _OPENING:
            depth += 1
        elif glyph in _CLOSING:
            depth = max(depth - 1, 0)
        elif depth == 0 and not (glyph in _IN_NUMBERS and _inside_number(text, index)):
            _add(spans, text, start, index)
            start = index + 1
    _add(spans, text, start, len(text))
    return spans


_IN_NUMBERS = ",:"
# Where none of these is printed, and a comma or colon at most within a number, a clause is whatever stands between two of the marks.
_NESTED_OR_SPACED = re.compile(rf"[{re.escape(''.join([*_OPENING, *_CLOSING]))}{_IN_NUMBERS}\s](?:(?<![,:])|(?<![0-9].)|(?![0-9]))")


@cache
def _between(ends: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(''.join(end for end in ends if end not in _IN_NUMBERS))}]+")


@cache
def _marks(ends: str) -> re.Pattern[str]:
    """Each glyph that opens, closes or ends something."""
    return re.compile(f"[{re.escape(''.join([*_OPENING, *_CLOSING, *ends]))}]")


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    clause = text[start:end]
    stripped = clause.strip()
    if stripped:
        first = start if len(stripped) == len(clause) else start + len(clause) - len(clause.lstrip())
        spans.append((first, first + len(stripped)))


def _inside_number(text: str, index: int) -> bool:
    return text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit()
