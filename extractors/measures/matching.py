"""The copy of a text that quantities are looked for in: one width, one glyph for each variant, no stray blanks, and the way back."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Full-width forms to half width, but for the comma, which ends a clause unless it stands inside a number.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != ord("，")}
_GLYPHS = {
    "\u3000": " ",
    "〜": "~",
    "台": "臺",
    "个": "個",
    "户": "戶",
    "羣": "群",
    "万": "萬",
    "亿": "億",
    "两": "兩",
    "辧": "辦",
    "／": "/",
}
_FOLDED = {chr(code): chr(folded) for code, folded in _WIDTH.items()} | _GLYPHS
_FOLDABLE = re.compile(f"[{re.escape(''.join(sorted(_FOLDED)))}]")
_FULL_WIDTH_COMMA = re.compile("，(?=[0-9])(?<=[0-9]，)")
_THOUSANDS = re.compile(r"(?<![0-9,，])[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])")
# An expression of one class of glyphs, or one that begins with it, is searched for three times as fast as one that repeats it.
_BLANK = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f]")
_BLANKS = re.compile(f"{_BLANK.pattern}+")
_WIDEST_GAP = 2
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")
_YEAR_OR_NAME = re.compile(r"(?:\b(?:19|20)[0-9]{2}|[A-Za-z][ .-]?[0-9.]+)$")


@dataclass(slots=True)
class MatchingCopy:
    """`text` is the copy; `offsets` holds the offset in `source` of each of its characters."""

    source: str
    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of a stretch of the copy that is not empty."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def cut(self, start: int, end: int) -> str:
        """A stretch of the copy as the source prints it; empty where the stretch is."""
        if start >= end:
            return ""
        return self.source[self.offsets[start] : self.offsets[end - 1] + 1]


def copy_to_match(source: str) -> MatchingCopy:
    """The matching copy of a text.

    Blanks go, but for those between two Latin words or digits that belong to two words (`A' Design Award 2案`): a blank that the
    source left inside a number (`4 03千元`, `1, 198`) goes, one after a year or a Latin name with its digits stays.
    """
    text = _FOLDABLE.sub(lambda match: _FOLDED[match[0]], source)
    offsets: Sequence[int] = range(len(text))
    if _BLANK.search(text):
        offsets = list(_kept(text))
        text = "".join([text[index] for index in offsets])
    if _FULL_WIDTH_COMMA.search(text):
        text = _THOUSANDS.sub(lambda match: match[0].replace("，", ","), text)
    return MatchingCopy(source, text, offsets)


def _kept(text: str) -> Iterator[int]:
    """The offsets of the characters that stay; of a run of blanks at most the first."""
    end = 0
    for blanks in _BLANKS.finditer(text):
        yield from range(end, blanks.start())
        end = blanks.end()
        before, after = text[blanks.start() - 1 : blanks.start()], text[end : end + 1]
        if _WORD.match(before) and _WORD.match(after) and not _splits_number(text[: blanks.start()], blanks, after):
            yield blanks.start()
    yield from range(end, len(text))


def _splits_number(before: str, blanks: re.Match[str], after: str) -> bool:
    """Blanks inside a number, one or two (調解酬金等4  03千元): digits on both sides, and no year or name in front."""
    is_inside = before[-1].isdigit() and after.isdigit() and len(blanks[0]) <= _WIDEST_GAP
    return is_inside and not _YEAR_OR_NAME.search(before[-24:])
