"""What counts as the same text: the repairs of the data contract, and the copies that are matched against vocabularies."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

# Han, kana, bopomofo, CJK and full-width punctuation, enclosed CJK, and the marks that Chinese fonts set full width.
# As ranges, and not as a class of an expression, which would take 5 ms to compile.
_CJK_RANGES = (
    (0x2014, 0x2015),
    (0x2025, 0x2027),
    (0x2460, 0x24FF),
    (0x2500, 0x257F),
    (0x25A0, 0x25FF),
    (0x2E80, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE1F),
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFFEE),
    (0x20000, 0x3FFFF),
)
_CJK_STARTS = [start for start, _ in _CJK_RANGES]
# A letter of no Latin script: nearly always an ideograph. The range of the ideographs in a class takes 3 ms to compile, this takes none.
HAN = r"[^\W\d_A-Za-z]"
_BLANK = "[ \\t\\r\\n\\f\\v\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
# Halves of characters, private-use glyphs (VARIATIONS §9: U+F020 is a font's space), zero-width and direction marks, control characters.
_DROPPED = re.compile(
    "[\ud800-\uf8ff\U000f0000-\U0010ffff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0000-\u0008\u000e-\u001f\u007f]"
)
_FOLDED = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_BLANKS = re.compile(f"{_BLANK}+")
_BREAK = re.compile(r"[ \t\u3000]*[\r\n\v\f\u0085\u2028\u2029]+[ \t\u3000]*")
# All that a repair may touch, and everything beyond U+FFFF: each range more there, or \s, would make looking for it a third slower.
_SUSPECT = re.compile(
    "[\u0000-\u0020\u007f-\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2e80-\u2fdf\u3000\ud800-\ufaff\ufeff\U00010000-\U0010ffff]"
)
_HALVES = re.compile("[\ud800-\udfff]")
_LATIN = re.compile("[0-9A-Za-z\u00c0-\u024f]")


def repair(text: str) -> str:
    """The text as it is published: the repairs that the contract lists, and no others.

    Compatibility ideographs and radicals in NFKC, private-use and invisible characters and halves of characters dropped, soft line breaks
    joined, blanks removed between two CJK characters and between CJK and a Latin letter or digit, edges stripped.
    """
    if not _SUSPECT.search(text):
        return text
    text = _DROPPED.sub("", text)
    text = _FOLDED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _BREAK.sub(_joint, text)
    text = _BLANKS.sub(_spacing, text)
    return text.replace("\t", " ").strip()


def drop_halves(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts without halves of characters, which a PDF may map a code to and which no file can hold."""
    whole = tuple(texts)
    try:
        # One of them is all that UTF-8 cannot write.
        "".join(whole).encode()
    except UnicodeEncodeError:
        return tuple(_HALVES.sub("", text) for text in whole)
    return whole


def _spacing(match: re.Match[str]) -> str:
    """The blanks themselves, or nothing where one side is CJK and the other CJK or a Latin letter or digit."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    if not before or not after:
        return match[0]
    if is_cjk(before):
        return "" if is_cjk(after) or _LATIN.match(after) else match[0]
    return "" if is_cjk(after) and _LATIN.match(before) else match[0]


def strip_blanks(text: str) -> str:
    """The glyphs of a text as they are published, without any blank: what must be there, however it is spaced."""
    text = "".join(text.split())
    if not _SUSPECT.search(text):
        return text
    return _FOLDED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), _DROPPED.sub("", text))


def _joint(match: re.Match[str]) -> str:
    """What stands for a soft line break: a blank between Latin words, nothing elsewhere (`8/3,890千元`, VARIATIONS §8)."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    if not (_LATIN.match(before) and _LATIN.match(after)) or (before.isdigit() and after.isdigit()):
        return ""
    return " "


# NFKC leaves these pairs apart; titles and categories are printed with either (VARIATIONS §2, §9).
_VARIANTS = str.maketrans({"台": "臺", "叁": "參", "辧": "辦", "─": "-", "－": "-", "—": "-", "–": "-", "―": "-", "‐": "-"})


def fold(text: str) -> str:
    """A copy to match vocabularies with: NFKC, no blanks, one glyph for each pair of variants. Never published."""
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():
        return "".join(text.split())
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_VARIANTS)


_SHORT = 40
_fold_short = lru_cache(maxsize=4096)(_fold)


def is_cjk(character: str) -> bool:
    """Whether the contract counts this character as CJK: ideographs, CJK and full-width punctuation."""
    point = ord(character)
    at = bisect_right(_CJK_STARTS, point) - 1
    return at >= 0 and point <= _CJK_RANGES[at][1]


def join_lines(lines: Iterable[str]) -> str:
    """The lines of one name or sentence as one, joined as a wrapped line is."""
    return repair("\n".join(lines))
