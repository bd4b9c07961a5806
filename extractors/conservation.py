"""The two conservation laws: every printed glyph, and every digit, of the source is in the blocks once; nothing is lost or doubled."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.document import Document, walk_paragraphs
from extractors.text import strip_blanks
from schemas.findings import Finding

_QUOTED_PIECES = 3
_QUOTED_CHARACTERS = 60


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
    source = Counter(_solid(document.printed))
    source.subtract(_solid(document.left_out))
    published = Counter(_solid(tuple(paragraph.text for paragraph in walk_paragraphs(document.blocks))))
    return Balance(Counter(), Counter()) if source == published else Balance(source - published, published - source)


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
