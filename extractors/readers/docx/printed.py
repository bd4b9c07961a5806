"""The text of a .docx as a plain pass over its bytes finds it, without the reader: what the blocks must hold, every glyph once."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape

# What has text that is not printed (what was moved away, and the Fallback beside a Choice that is read), and text.
_TOKEN = re.compile(rb"<(/?)(?:\w+:)?(?:moveFrom|Fallback)(?: [^<>]*?)?(/?)>|<(?:\w+:)?t(?: [^<>]*)?>([^<]+)<")


def find_printed(part: bytes, unprinted: Iterable[str]) -> list[str]:
    """The texts of all `w:t` in a part, in order, those left out that are hidden or lie under a merged cell."""
    left_out = Counter(unprinted)
    printed = []
    for text in map(unescape, _texts(part)):
        if left_out[text] > 0:
            left_out[text] -= 1
        else:
            printed.append(text)
    return printed


def _texts(part: bytes) -> Iterator[str]:
    depth = 0
    for is_end, is_empty, text in _TOKEN.findall(part):
        if text:
            if not depth:
                yield text.decode(errors="replace")
        elif not is_empty:
            depth += -1 if is_end else 1
