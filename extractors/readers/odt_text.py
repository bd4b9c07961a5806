"""The text of one paragraph of an OpenDocument text, and what hangs in it: frames and notes, which are blocks of their own.

White space counts as OpenDocument 1.3, part 3, 6.1.2 says: runs of blanks and line ends are one blank, none at the start; only
`text:s`, `text:tab` and `text:line-break` are kept as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from extractors.readers.odt_names import STYLE_NAME, draw, office, table, text, whole
from extractors.readers.odt_styles import Styles
from extractors.readers.odt_symbols import has_symbols, resolve_symbols

_BLANKS = re.compile("[ \t\r\n]+")
_SPACE, _TAB, _LINE_BREAK = text("s"), text("tab"), text("line-break")
# As many say as much: blanks in a row are one gap.
_SPACE_LIMIT = 100
_SPAN, _NOTE, _HIDDEN_PARAGRAPH = text("span"), text("note"), text("hidden-paragraph")
_DRAWING = draw("")
_TABLE = table("table")
_DISPLAY, _IS_HIDDEN = text("display"), text("is-hidden")
# Not printed with the paragraph: comments, the reading above a ruby base, the label as an older program cached it, marks for indexes.
_SILENT = frozenset(
    {
        office("annotation"),
        office("annotation-end"),
        office("event-listeners"),
        text("ruby-text"),
        text("number"),
        text("script"),
        text("tracked-changes"),
    }
)


@dataclass(slots=True)
class Account:
    """What is printed without being text in the file (symbols), and text of the file that is hidden."""

    generated: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def hide(self, element: etree._Element) -> None:
        """Take down what is in an element that is not shown."""
        self.hidden += map(str, element.itertext())


class Line(NamedTuple):
    """A paragraph's text, label not included, and the elements that hang in it: frames, shapes and notes, in the order of the text."""

    text: str
    anchored: Sequence[etree._Element] = ()
    is_hidden: bool = False


def plain_text(element: etree._Element) -> str:
    """The text of a paragraph that has nothing in it but text."""
    found = element.text
    return _collapse(found).strip(" ") if found else ""


def read_line(element: etree._Element, styles: Styles, account: Account) -> Line:
    """The text of a `text:p` or `text:h`; hidden text is left out, and a field that hides the whole paragraph is reported."""
    reader = _Reader(styles, account)
    reader.read(element)
    return Line("".join(reader.parts), reader.anchored, reader.is_hidden)


class _Reader:
    """Gathers the text of one paragraph."""

    def __init__(self, styles: Styles, account: Account) -> None:
        self._account = account
        self.parts: list[str] = []
        self.anchored: list[etree._Element] = []
        self.is_hidden = False
        self._styles = styles
        self._style_name: str | None = None
        self._is_after_blank = True

    def read(self, element: etree._Element) -> None:
        self._print(element.text)
        for child in element:
            self._read_child(child)
            self._print(child.tail)

    def _read_child(self, child: etree._Element) -> None:
        tag = child.tag
        if tag == _SPAN:
            self._read_span(child)
        elif tag == _SPACE:
            count = whole(child.get(text("c")))
            self._keep(" " * (1 if count is None else min(count, _SPACE_LIMIT)))
        elif tag == _TAB:
            self._keep("\t")
        elif tag == _LINE_BREAK:
            self._keep("\n")
        elif tag in {_NOTE, _TABLE} or tag.startswith(_DRAWING):
            self.anchored.append(child)
        elif tag == _HIDDEN_PARAGRAPH:
            self.is_hidden = self.is_hidden or child.get(_IS_HIDDEN) == "true"
        elif _is_concealed(child):
            self._account.hide(child)
        elif tag not in _SILENT:
            self.read(child)

    def _read_span(self, span: etree._Element) -> None:
        name = span.get(STYLE_NAME)
        if self._styles.is_hidden("text", name):
            self._account.hide(span)
            return
        outer, self._style_name = self._style_name, name
        self.read(span)
        self._style_name = outer

    def _keep(self, blank: str) -> None:
        self.parts.append(blank)
        self._is_after_blank = False

    def _print(self, chunk: str | None) -> None:
        if not chunk:
            return
        chunk = _collapse(chunk)
        if self._is_after_blank and chunk[0] == " ":
            chunk = chunk[1:]
        if chunk and has_symbols(chunk):
            shown = resolve_symbols(chunk, self._styles.text_font(self._style_name))
            self._account.generated += (glyph for glyph, code in zip(shown, chunk, strict=True) if glyph != code)
            chunk = shown
        if chunk:
            self.parts.append(chunk)
            self._is_after_blank = chunk[-1] == " "


def _collapse(chunk: str) -> str:
    return _BLANKS.sub(" ", chunk) if "  " in chunk or "\n" in chunk or "\t" in chunk or "\r" in chunk else chunk


def _is_concealed(element: etree._Element) -> bool:
    """Whether a field is there without being shown: hidden text whose condition holds, a variable set out of sight."""
    return element.get(_IS_HIDDEN) == "true" or element.get(_DISPLAY) == "none"
