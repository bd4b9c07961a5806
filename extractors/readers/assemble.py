"""What every reader hands over, and the one place where its text is repaired and its anchors are counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.document import Block, Box, Cell, Document, Paragraph, Place, Source, Table
from extractors.text import repair


@dataclass(slots=True)
class RawParagraph:
    """A paragraph as a reader found it: label and text as printed, soft breaks as line feeds, tabs as tabs.

    `automatic` is what the text begins with and the file does not hold: an automatic label.
    """

    text: str
    page: int | None = None
    box: Box | None = None
    automatic: str = ""


@dataclass(slots=True)
class RawCell:
    """A cell at its top left position on the grid, with its spans."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    content: "list[RawParagraph | RawTable]" = field(default_factory=list)
    page: int | None = None
    box: Box | None = None


@dataclass(slots=True)
class RawTable:
    """A table; the order of its cells does not matter."""

    cells: list[RawCell]
    page: int | None = None
    box: Box | None = None


RawBlock = RawParagraph | RawTable


def assemble(
    blocks: Iterable[RawBlock],
    source: Source,
    *,
    page_count: int | None = None,
    furniture: Sequence[str] = (),
    notices: Sequence[str] = (),
    printed: Iterable[str] = (),
    left_out: Iterable[str] = (),
) -> Document:
    """The document of these blocks: text repaired, empty paragraphs and tables without a cell left out, anchors counted.

    `printed` is the source's text from a plain pass over the file, to which the automatic labels of the blocks are added; `left_out`
    what of it is no part of the blocks.
    """
    automatic: list[str] = []
    return Document(
        source=source,
        blocks=_blocks(blocks, "b", automatic),
        page_count=page_count,
        furniture=tuple(line for line in map(repair, furniture) if line),
        notices=tuple(notices),
        printed=(*printed, *automatic),
        left_out=tuple(left_out),
    )


def _blocks(raw_blocks: Iterable[RawBlock], prefix: str, automatic: list[str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for raw in raw_blocks:
        anchor = f"{prefix}{len(blocks)}"
        if isinstance(raw, RawParagraph):
            text = repair(raw.text)
            if text:
                blocks.append(Paragraph(text, Place(anchor, raw.page, raw.box)))
                if raw.automatic:
                    automatic.append(raw.automatic)
        elif raw.cells:
            blocks.append(_table(raw, anchor, automatic))
    return tuple(blocks)


def _table(raw: RawTable, anchor: str, automatic: list[str]) -> Table:
    cells = []
    for cell in sorted(raw.cells, key=lambda cell: (cell.row, cell.column)):
        place = Place(f"{anchor}.r{cell.row}.c{cell.column}", cell.page if cell.page is not None else raw.page, cell.box)
        content = _blocks(cell.content, f"{place.anchor}.p", automatic)
        cells.append(Cell(cell.row, cell.column, cell.row_span, cell.column_span, content, place))
    return Table(tuple(cells), Place(anchor, raw.page, raw.box))
