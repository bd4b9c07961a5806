"""The text of a .docx as a plain pass over its bytes finds it, without the reader: what the blocks must hold, every glyph once."""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape

# What has text that is not printed (what was moved away, and the Fallback beside a Choice that is read), and text.
_TEXT = rb"t(?: [^<>]*+)?+>([^<]++)<"
_TOKEN = re.compile(rb"<(/?)(?:\w+:)?(?:moveFrom|Fallback)(?: [^<>]*?)?(/?)>|<(?:\w++:)?+" + _TEXT)
# By the colon before its name an element is found in half the time; where none is without a prefix, that finds all.
_PREFIXED_TEXT = re.compile(rb":" + _TEXT + rb"(?:\w++:)?+")
_ANY_TEXT = re.compile(rb"<(?:\w++:)?+" + _TEXT)


def find_printed(part: bytes, unprinted: Iterable[str]) -> list[str]:
    """The texts of all `w:t` in a part, in order, those left out that are hidden or lie under a merged cell."""
    # No text holds the mark that ends it: all are decoded at once.
    decoded = b"<".join(_texts(part)).decode(errors="replace")
    texts = decoded.split("<") if decoded else []
    if "&" in decoded:
        texts = list(map(unescape, texts))
    left_out = Counter(unprinted)
    if not left_out:
        return texts
    printed = []
    for text in texts:
        if left_out[text] > 0:
            left_out[text] -= 1
        else:
            printed.append(text)
    return printed


def _texts(part: bytes) -> list[bytes]:
    if b"moveFrom" not in part and b"Fallback" not in part:
        return (_ANY_TEXT if b"<t" in part else _PREFIXED_TEXT).findall(part)
    texts = []
    depth = 0
    for is_end, is_empty, text in _TOKEN.findall(part):
        if text:
            if not depth:
                texts.append(text)
        elif not is_empty:
            depth += -1 if is_end else 1
    return texts
