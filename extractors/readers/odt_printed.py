"""The text of an OpenDocument text as a plain pass over its XML finds it: what the blocks must hold, every glyph once."""

from collections import Counter
from collections.abc import Iterable
from typing import cast

from lxml import etree

from extractors.readers.odt_names import office, svg, table, text

_INDEXES = ("table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index", "bibliography")
# What has text that is not printed: deletions, comments, readings of ruby, cached labels, templates of indexes, descriptions, data.
_UNPRINTED = (
    *map(text, ("tracked-changes", "ruby-text", "number", "script", *(f"{index}-source" for index in _INDEXES))),
    *map(office, ("annotation", "binary-data", "forms")),
    *map(svg, ("title", "desc")),
    *map(table, ("title", "desc", "covered-table-cell")),
)
_find_texts = etree.XPath(".//text()", smart_strings=False)


def find_printed(body: etree._Element, hidden: Iterable[str]) -> list[str]:
    """The texts in a body, in order; those left out that the reader has found to be hidden."""
    texts = cast("list[str]", _find_texts(body))
    left_out = Counter(hidden)
    for element in body.iter(*_UNPRINTED):
        left_out.update(map(str, element.itertext()))
    if not left_out:
        return texts
    printed = []
    for piece in texts:
        if left_out[piece] > 0:
            left_out[piece] -= 1
        else:
            printed.append(piece)
    return printed
