"""styles.xml of an OpenDocument text: parsed without the styles of paragraphs and characters until one of them is asked for.

A word processor writes hundreds of them, and most documents can be read without one: labels come from list styles and running heads
from master pages, which stand behind them. To parse all of it takes longer than to parse the text.
"""

import re
from functools import cached_property

from lxml import etree

from extractors.document import UnreadableError
from extractors.readers.archive import parse_xml
from extractors.readers.odt_names import office, style, text

# The head of a part as word processors write it: UTF-8, the usual prefixes.
_ROOT = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml(?:(?!encoding)[^>])*(?:encoding=["'](?i:utf-8)["'][^>]*)?\?>)?\s*<office:document-styles\s[^>]*[^/]>"""
)
_PREFIXES = tuple(f'xmlns:{prefix}="{name("")[1:-1]}"'.encode() for prefix, name in (("office", office), ("style", style), ("text", text)))
_STYLES, _LISTS = re.compile(rb"<office:styles(?:\s[^>]*[^/])?>"), re.compile(rb"<text:(?:outline|list)-style[\s>]")
# How far labels are indented: half of what LibreOffice writes of a list style.
_LAYOUT = re.compile(rb"<style:list-level-properties[^<>]*[^<>/]>(?:<[^<>]*/>)*</style:list-level-properties>")
_HIDING = etree.XPath(
    "boolean(//style:text-properties[@text:display='none'])", namespaces={"style": style("")[1:-1], "text": text("")[1:-1]}
)


class StylesPart:
    """The bytes of styles.xml, and its elements."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name

    @cached_property
    def whole(self) -> etree._Element:
        """The root element with all styles.

        Raises:
            UnreadableError: the part is not well-formed.
        """
        return parse_xml(self._data, self._name)

    @cached_property
    def lists(self) -> etree._Element:
        """The root element, with list styles, outline style and master pages, whatever other styles it has.

        Raises:
            UnreadableError: what is parsed is not well-formed.
        """
        data, head = self._data, _ROOT.match(self._data)
        # An exclamation mark is sought much faster alone; comments and CDATA sections may hold what looks like a tag.
        is_plain = b"!" not in data or b"<!" not in data
        if head is None or not is_plain or not all(prefix in head[0] for prefix in _PREFIXES):
            return self.whole
        styles = _STYLES.search(data, head.end())
        first = None if styles is None else _LISTS.search(data, styles.end())
        if styles is None or first is None:
            return self.whole
        try:
            return parse_xml(head[0] + styles[0] + _LAYOUT.sub(b"", data[first.start() :]), self._name)
        except UnreadableError:
            # What is cut off may end inside an element: a shape's style holds list styles of its own.
            return self.whole

    @property
    def hides_text(self) -> bool:
        """Whether a style hides text."""
        if self.lists is self.__dict__.get("whole"):
            return hides_text(self.lists)
        may_hide = b'display="none"' in self._data or b"display='none'" in self._data
        return may_hide and hides_text(self.whole)


def hides_text(root: etree._Element) -> bool:
    """Whether a part has a style with hidden text."""
    return bool(_HIDING(root))
