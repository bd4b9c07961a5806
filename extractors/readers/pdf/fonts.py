"""What the codes in a content stream stand for: the text and the width of each, by pdfminer's fonts.

A font's ToUnicode map is read here: pdfminer reads it token by token, which costs more than the pages of a short document.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from pdfminer.pdffont import PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, resolve1
from pdfminer.psparser import LIT

_HEX = rb"<([0-9A-Fa-f\s]*)>"
_PAIR = re.compile(_HEX + rb"\s*" + _HEX)
_RANGE = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[([^\[\]]*)\])")
_WIDEST_RANGE = 0x10000
# Unicode has no more to map to, and a font no more codes.
_MOST_TEXTS = 0x20000
_KIND_BYTES = 5


class UnsupportedStreamError(Exception):
    """The stream needs what only a renderer knows: a font without Unicode, vertical writing, a font of drawings."""


class Fonts:
    """The fonts of a document, each read once."""

    def __init__(self) -> None:
        self._manager = PDFResourceManager()
        self._fonts: dict[int, Font] = {}

    def find(self, reference: object) -> "Font":
        """The font that a page's resources name."""
        number = reference.objid if isinstance(reference, PDFObjRef) else 0
        known = self._fonts.get(number)
        if known is not None:
            return known
        spec = cast("dict[str, object]", dict(dict_value(reference)))
        texts = _read_to_unicode(spec)
        font = Font(self._manager.get_font(None, spec), texts)
        if number:
            self._fonts[number] = font
        return font


class Font:
    """A font as far as a stream needs it."""

    def __init__(self, font: PDFFont, texts: Mapping[int, str]) -> None:
        if isinstance(font, PDFType3Font) or font.is_vertical():
            raise UnsupportedStreamError("a font of drawings, or vertical writing")
        self._font, self._texts = font, texts
        self._known: dict[int, tuple[str, float]] = {}
        self.name = str(getattr(font, "basefont", "") or font.fontname)
        self.is_multibyte = font.is_multibyte()
        self.decode: Callable[[bytes], Iterable[int]] = font.decode

    def read(self, code: int) -> tuple[str, float]:
        """The text of a code, and its width in ems."""
        known = self._known.get(code)
        if known is None:
            try:
                text = self._texts.get(code) or self._font.to_unichr(code)
            except (PDFUnicodeNotDefined, KeyError) as error:
                raise UnsupportedStreamError(f"code {code} of {self.name} has no character") from error
            known = self._known[code] = (text, float(self._font.char_width(code)))
        return known


def _read_to_unicode(spec: dict[str, object]) -> dict[int, str]:
    """The font's map to Unicode, taken out of its description so that pdfminer does not read it again."""
    stream = resolve1(spec.get("ToUnicode"))
    if not isinstance(stream, PDFStream):
        return {}
    texts = parse_to_unicode(stream.get_data())
    if texts:
        if str(getattr(resolve1(spec.get("Subtype")), "name", "")) == "Type0":
            # Any name of a map will do: pdfminer would otherwise look for one in the embedded font.
            spec["ToUnicode"] = LIT("Identity-H")
        else:
            del spec["ToUnicode"]
    return texts


def parse_to_unicode(data: bytes) -> dict[int, str]:
    """The texts of a ToUnicode map by code (ISO 32000-1, 9.10.3).

    Raises:
        UnsupportedStreamError: it maps more codes than a font has.
    """
    texts: dict[int, str] = {}
    for part in data.split(b"beginbf")[1:]:
        kind, block = part[:_KIND_BYTES], part.partition(b"endbf")[0]
        if kind.startswith(b"char"):
            texts.update((_number(code), _text(text)) for code, text in _PAIR.findall(block))
            continue
        for first, last, text, several in _RANGE.findall(block) if kind == b"range" else ():
            if len(texts) > _MOST_TEXTS:
                raise UnsupportedStreamError("a ToUnicode map of more codes than a font has")
            start, end = _number(first), min(_number(last), _number(first) + _WIDEST_RANGE)
            if several:
                texts.update(zip(range(start, end + 1), map(_text, re.findall(_HEX, several)), strict=False))
            else:
                base = _text(text)
                texts.update((code, base[:-1] + chr(ord(base[-1]) + code - start)) for code in range(start, end + 1) if base)
    return texts


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "ignore")
