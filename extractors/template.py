"""The form of a document without its content: its headings, the heads of its tables and the labels of its lists.

The same form gives the same fingerprint, in every format and in every year; what differs between two years is seen line by line. It is
worked out from rows, so that the form of a document that is published already can be told as well.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from extractors.labels import split_label
from extractors.text import fold

_FIGURES = re.compile(r"\d+")
# What stands in a chart or a staffing section is drawn, not listed.
_UNLISTED = frozenset({"organization_chart", "staffing"})
FINGERPRINT_DIGITS = 12

Rows = Iterable[Mapping[str, object]]


def describe_template(sections: Rows, paragraphs: Rows, table_cells: Rows) -> list[str]:
    """The form of a document from its rows, a line for each trait, each once; figures (years, dates) are `#`.

    `heading 2 (numeral) prior_year_results 前(#)年度計畫實施成果概述` · `table 工作計畫 | 實施概況 | 實施成果` ·
    `list internal_units digit. > (digit)`.
    """
    sections = list(sections)
    kinds = {section["section"]: section["kind"] for section in sections}
    return list(dict.fromkeys([*_headings(sections), *_lists(paragraphs, kinds), *_tables(table_cells)]))


def fingerprint(lines: Iterable[str]) -> str:
    """A short hash of the lines of a form, whatever their order."""
    return hashlib.sha256("\n".join(sorted(set(lines))).encode()).hexdigest()[:FINGERPRINT_DIGITS]


def _headings(sections: Rows) -> Iterator[str]:
    for section in sections:
        yield f"heading {section['level']} {_style(section['label']) or 'bare'} {section['kind']} {_plain(section['title'])}"


def _lists(paragraphs: Rows, kinds: Mapping[object, object]) -> Iterator[str]:
    """The styles of the labels of each section, in the order in which they first appear."""
    styles: dict[object, dict[str, None]] = {}
    for paragraph in paragraphs:
        kind = kinds.get(paragraph["section"])
        in_table = ".r" in str(paragraph["anchor"])
        style = None if in_table or paragraph["is_heading"] or kind is None or kind in _UNLISTED else _style(paragraph["label"])
        if style:
            styles.setdefault(paragraph["section"], {})[style] = None
    return (f"list {kinds[section]} {' > '.join(found)}" for section, found in styles.items())


def _tables(table_cells: Rows) -> Iterator[str]:
    heads: dict[tuple[object, object], list[str]] = {}
    for cell in table_cells:
        if cell["is_header"] and cell["section"] is not None:
            heads.setdefault((cell["table"], cell["row"]), []).append(_plain(cell["text"]))
    return (f"table {' | '.join(texts)}" for texts in heads.values())


def _style(label: object) -> str | None:
    found = split_label(str(label))[0] if label else None
    return found.style if found else None


def _plain(text: object) -> str:
    return _FIGURES.sub("#", fold(str(text)))
