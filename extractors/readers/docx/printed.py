"""The text of a .docx as a plain pass over its bytes finds it, without the reader: what the blocks must hold, every glyph once."""

import re
from collections.abc import Iterable
from html import unescape

# What has text that is not printed: what was moved away, and the Fallback beside a Choice that is read.
_NOT_PRINTED = re.compile(rb"<(\w+:)?(?P<name>moveFrom|Fallback)[ >].*?</(?:\w+:)?(?P=name)>", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?t(?: [^>]*)?>([^<]+)<")


def find_printed(part: bytes, unprinted: Iterable[str]) -> list[str]:
    """The texts of all `w:t` in a part, in order, those left out that are hidden or lie under a merged cell."""
    pieces = [unescape(text.decode(errors="replace")) for text in _TEXT.findall(_NOT_PRINTED.sub(b"", part))]
    for text in unprinted:
        if text in pieces:
            pieces.remove(text)
    return pieces
