"""A document as text: its paragraphs and tables, put together again from their rows, for where there is no page to look at."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

_CELL = re.compile(r"(b\d+)\.r\d+\.c\d+")


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell with its paragraphs."""

    anchor: str
    row_span: int
    column_span: int
    is_header: bool
    paragraphs: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, or a table row by row."""

    anchor: str
    paragraph: Row | None = None
    rows: tuple[tuple[TextCell, ...], ...] = ()


def rebuild_text(paragraphs: Sequence[Row], cells: Sequence[Row]) -> list[TextBlock]:
    """The blocks in reading order; the paragraphs of a table in a cell stand in that cell."""
    inside: dict[str, list[Row]] = {}
    order: dict[str, Row | None] = {}
    for paragraph in paragraphs:
        cell = _CELL.match(paragraph["anchor"])
        if cell is None:
            order[paragraph["anchor"]] = paragraph
        else:
            order.setdefault(cell[1], None)
            inside.setdefault(cell[0], []).append(paragraph)
    by_block: dict[str, list[Row]] = {}
    for row in cells:
        cell = _CELL.fullmatch(row["anchor"])
        if cell is not None:
            by_block.setdefault(cell[1], []).append(row)
    return [
        TextBlock(anchor, paragraph) if paragraph is not None else TextBlock(anchor, rows=_lay_out(by_block.get(anchor, ()), inside))
        for anchor, paragraph in order.items()
    ]


def _lay_out(cells: Iterable[Row], inside: Mapping[str, Sequence[Row]]) -> tuple[tuple[TextCell, ...], ...]:
    rows: dict[int, list[TextCell]] = {}
    for cell in cells:
        paragraphs = tuple(inside.get(cell["anchor"], ()))
        rows.setdefault(cell["row"], []).append(
            TextCell(cell["anchor"], cell["row_span"], cell["column_span"], cell["is_header"], paragraphs)
        )
    return tuple(tuple(row) for _, row in sorted(rows.items()))
