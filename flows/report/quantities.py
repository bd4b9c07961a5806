"""Quantities in the sentence that states them: a text cut at the offsets of its rows in `measures`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and the row of `measures` that it is, if it is a quantity."""

    text: str
    measure: Row | None = None


def cut_text(text: str, measures: Sequence[Row]) -> list[Piece]:
    """The text in pieces; put together they are the text. `start` and `end` are offsets in code points."""
    pieces: list[Piece] = []
    at = 0
    for measure in sorted(measures, key=lambda row: (row["start"], row["end"])):
        start, end = measure["start"], measure["end"]
        if not at <= start < end or text[start:end] != measure["raw"]:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], measure))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces
