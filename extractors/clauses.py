"""Where a clause ends: at ，；。：, full or half width, but not inside 「」《》（）()."""

import re
from collections.abc import Iterator
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


def split_clauses(text: str, ends: str = CLAUSE_ENDS) -> Iterator[Clause]:
    """The clauses of a text, empty ones left out. A comma between two digits (`3,604`) ends nothing."""
    depth = start = 0
    for mark in _marks(ends).finditer(text):
        glyph, index = mark[0], mark.start()
        if glyph in _OPENING:
            depth += 1
        elif glyph in _CLOSING:
            depth = max(depth - 1, 0)
        elif depth == 0 and not _inside_number(text, index):
            yield from _clause(text, start, index)
            start = index + 1
    yield from _clause(text, start, len(text))


@cache
def _marks(ends: str) -> re.Pattern[str]:
    """Each glyph that opens, closes or ends something."""
    return re.compile(f"[{re.escape(''.join([*_OPENING, *_CLOSING, *ends]))}]")


def _clause(text: str, start: int, end: int) -> Iterator[Clause]:
    clause = text[start:end]
    stripped = clause.strip()
    if stripped:
        yield Clause(stripped, start + len(clause) - len(clause.lstrip()))


def _inside_number(text: str, index: int) -> bool:
    return text[index] in ",:" and text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit()
