"""The form of a document without its content: its headings, the heads of its tables and the labels of its lists.

The same form gives the same fingerprint, in every format and in every year; what differs between two years is seen line by line.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

from extractors.document import walk_tables
from extractors.items import Item
from extractors.outline import Outline
from extractors.text import fold

_FIGURES = re.compile(r"\d+")
# What stands in a chart or a staffing section is drawn, not listed.
_UNLISTED = frozenset({"organization_chart", "staffing"})
FINGERPRINT_DIGITS = 12


def describe_template(outline: Outline) -> list[str]:
    """The form of a document, a line for each trait, in reading order, each once; figures (years, dates) are `#`.

    `heading 2 (numeral) prior_year_results 前(#)年度計畫實施成果概述` · `table 工作計畫 | 實施概況 | 實施成果` ·
    `list internal_units digit. > (digit)`.
    """
    return list(dict.fromkeys([*_headings(outline), *_lists(outline), *_tables(outline)]))


def fingerprint(lines: Iterable[str]) -> str:
    """A short hash of the lines of a form, whatever their order."""
    return hashlib.sha256("\n".join(sorted(set(lines))).encode()).hexdigest()[:FINGERPRINT_DIGITS]


def _headings(outline: Outline) -> Iterator[str]:
    for section in outline.sections:
        style = section.label.style if section.label else "bare"
        yield f"heading {section.level} {style} {section.kind} {_plain(section.title)}"


def _lists(outline: Outline) -> Iterator[str]:
    for section in outline.sections:
        styles = _styles(section.items) if section.kind not in _UNLISTED else []
        if styles:
            yield f"list {section.kind} {' > '.join(styles)}"


def _styles(items: Iterable[Item]) -> list[str]:
    """The styles of the labels, in the order in which they first appear."""
    return list(dict.fromkeys(item.label.style for item in items if item.label is not None))


def _tables(outline: Outline) -> Iterator[str]:
    for table in walk_tables(tuple(block for section in outline.sections for block in section.tables)):
        grid = outline.grid(table)
        for row in range(grid.header_row_count):
            yield "table " + " | ".join(_plain(cell.text) for cell in grid.row(row) if cell.row == row)


def _plain(text: str) -> str:
    return _FIGURES.sub("#", fold(text))
