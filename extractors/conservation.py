"""The two conservation laws: every printed glyph, and every digit, of the source is in the blocks once; nothing is lost or doubled."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.document import Document, walk_paragraphs
from extractors.text import strip_blanks
from schemas.findings import Finding

_QUOTED_PIECES = 3
_QUOTED_CHARACTERS = 60
# Glyphs that two texts are compared by at a time, and in which one is looked for in the other; as many are no accident.
_STRETCH = 256
_SURE = 8
# Each costs as much as some hundred glyphs that are counted.
_MOST_GAPS = 10_000


@dataclass(frozen=True, slots=True)
class Balance:
    """What the source prints and the blocks do not hold (lost), and what they hold more often than it is printed (doubled)."""

    lost: Counter[str]
    doubled: Counter[str]

    @property
    def digit_count(self) -> int:
        """Digits lost or doubled."""
        return sum(count for side in (self.lost, self.doubled) for glyph, count in side.items() if glyph.isdigit())

    @property
    def glyph_count(self) -> int:
        """Other glyphs lost or doubled."""
        return sum(self.lost.values()) + sum(self.doubled.values()) - self.digit_count


def weigh(document: Document) -> Balance:
    """The balance of the source's text and the blocks' text, blanks left aside."""
    printed = _solid(document.printed)
    left_out = _solid(document.left_out)
    published = _solid(tuple(paragraph.text for paragraph in walk_paragraphs(document.blocks)))
    rest_printed, rest_published = _leave_common(printed, published)
    if Counter(rest_printed) == Counter(rest_published + left_out):
        return Balance(Counter(), Counter())
    source = Counter(printed)
    source.subtract(left_out)
    held = Counter(published)
    return Balance(source - held, held - source)


def _leave_common(one: str, other: str) -> tuple[str, str]:
    """What is left of two texts without the stretches that follow each other in both: the less there is to count.

    A book's two texts are the same but for what the file does not hold (automatic labels), which the plain pass has at its end.
    """
    at_one = at_other = 0
    left_one: list[str] = []
    left_other: list[str] = []
    for _ in range(_MOST_GAPS):
        size = _STRETCH
        while size:
            stretch = one[at_one : at_one + size]
            if len(stretch) == size and other.startswith(stretch, at_other):
                at_one, at_other = at_one + size, at_other + size
            else:
                size //= 2
        if (found := _find_next(one, at_one, other, at_other)) is not None:
            left_other.append(other[at_other:found])
            at_other = found
        elif (found := _find_next(other, at_other, one, at_one)) is not None:
            left_one.append(one[at_one:found])
            at_one = found
        else:
            break
    return "".join([*left_one, one[at_one:]]), "".join([*left_other, other[at_other:]])


def _find_next(text: str, at: int, other: str, at_other: int) -> int | None:
    """Where the other text comes, soon, to what the text goes on with."""
    sure = text[at : at + _SURE]
    found = other.find(sure, at_other, at_other + _STRETCH) if len(sure) == _SURE else -1
    return found if found >= 0 else None


def _solid(pieces: tuple[str, ...]) -> str:
    return strip_blanks("".join(pieces))


def conservation_findings(document: Document, balance: Balance, document_id: str) -> Iterator[Finding]:
    """One finding for digits and one for other glyphs, with the texts that are lost or doubled quoted."""
    for law, severity, count in (("numbers", "error", balance.digit_count), ("text", "warning", balance.glyph_count)):
        if count:
            quoted = _quote(document, balance)
            yield Finding(
                check=f"conservation.{law}",
                severity=severity,
                dataset="documents",
                document_id=document_id,
                message=f"{count} {'digits' if law == 'numbers' else 'glyphs'} of the source are lost or doubled: {quoted}",
                statement=quoted,
            )


def _quote(document: Document, balance: Balance) -> str:
    """The pieces of the source that no paragraph holds, or where there are none, the glyphs."""
    published = _solid(tuple(paragraph.text for paragraph in walk_paragraphs(document.blocks)))
    missing = [piece for piece in document.printed if _solid((piece,)) not in published]
    if missing:
        return " … ".join(piece.strip()[:_QUOTED_CHARACTERS] for piece in missing[:_QUOTED_PIECES])
    glyphs = balance.lost or balance.doubled
    return "".join(glyph * count for glyph, count in glyphs.items())[:_QUOTED_CHARACTERS]
