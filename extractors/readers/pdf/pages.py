"""Which pages of a book hold its 預算總說明: found by running heads, titles and the first heading, without laying out the others.

A book is cover, table of contents, 預算總說明, 主要表, 附屬表, with divider leaves and blank pages between (VARIATIONS §1, §10).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractors.readers.pdf.layout import PageLayout
from extractors.readers.pdf.source import PageSource
from extractors.text import fold

# Where no 預算總說明 is found, as many pages are read as tell what the book is.
UNFOUND_PAGES = 20
_SEARCHED_PAGES = 400
_DIVIDER_CHARACTERS = 40
_HEAD_LINES = 8
_AHEAD_PAGES = 2

_TITLE = re.compile(r"(?:\(粉紅色\))?.{0,30}(?:預算總說明|^(?:[壹甲一]、)?總說明)(?:\(續\d*\)|續)?")
_FIRST_HEADING = re.compile(r"(?:[壹甲一][、.])?.{0,12}現行法定職掌.{0,30}?(?<![\d頁])")
_CONTENTS = re.compile(r".{0,20}(?:目次|目錄)(?:表)?")
_STATEMENT = re.compile(r"(?:[甲乙丙丁壹貳參肆一二三四][、.])?(?:主要表|附屬表|參考表)|.{0,20}歲[入出].{0,20}(?:表|提要)")


@dataclass(slots=True)
class Narrative:
    """The pages of a book that are read, in order; `first` and `last` are None until some are."""

    source: PageSource
    start: int | None
    first: int | None = None
    last: int | None = None
    _titled: int = field(default=0)

    @classmethod
    def find(cls, source: PageSource) -> "Narrative":
        """Look for the page on which the 預算總說明 begins."""
        for number in range(1, min(source.page_count, _SEARCHED_PAGES) + 1):
            if _begins_narrative(source.read_lines(number)):
                return cls(source, number)
        return cls(source, None)

    @property
    def limit(self) -> int:
        """The last page that can be read."""
        return self.source.page_count if self.start is not None else min(self.source.page_count, UNFOUND_PAGES)

    def take(self, layouts: Iterable[PageLayout]) -> Iterator[PageLayout]:
        """The layouts, from the first page on, up to where the narrative ends; blank and divider pages are left out."""
        for layout in layouts:
            if layout.character_count == 0:
                continue
            if self.start is not None and self._is_over(layout):
                return
            if self.start is not None and layout.character_count <= _DIVIDER_CHARACTERS and self.first is None:
                continue
            self.first, self.last = self.first or layout.number, layout.number
            yield layout

    def _is_over(self, layout: PageLayout) -> bool:
        head = [fold(line.text) for line in layout.lines[:_HEAD_LINES]]
        if any(map(_TITLE.fullmatch, head)):
            self._titled += 1
            return False
        if any(_STATEMENT.fullmatch(line) or _CONTENTS.fullmatch(line) for line in head):
            return True
        if self._titled < _AHEAD_PAGES:
            return False
        ahead = range(layout.number + 1, min(layout.number + _AHEAD_PAGES, self.source.page_count) + 1)
        return not any(any(map(_TITLE.fullmatch, _fold_lines(self.source.read_lines(number)))) for number in ahead)

    def notice(self) -> str | None:
        """A sentence that says which pages were read, None where all were."""
        total = self.source.page_count
        if self.start is None:
            return f"no 預算總說明 was found in the first {min(total, _SEARCHED_PAGES)} of {total} pages; pages 1 to {self.limit} were read"
        if (self.first, self.last) == (1, total):
            return None
        return f"the 預算總說明 was found on pages {self.first} to {self.last} of {total}; no other page was read"


def _fold_lines(lines: Iterable[str]) -> list[str]:
    return [folded for line in lines if (folded := fold(line))]


def _begins_narrative(page: Iterable[str]) -> bool:
    lines = _fold_lines(page)
    if sum(map(len, lines)) <= _DIVIDER_CHARACTERS or any(map(_CONTENTS.fullmatch, lines)):
        return False
    return any(_TITLE.fullmatch(line) or _FIRST_HEADING.fullmatch(line) for line in lines)
