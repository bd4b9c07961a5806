"""What every reader hands over, and the one place where its text is repaired and its anchors are counted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from extractors.document import Block, Box, Cell, Document, LimitError, Paragraph, Place, Source, Table
from extractors.text import drop_halves, fold, repair

# A book of 400 pages has some 500,000 characters in 20,000 paragraphs, and 50,000 cells.
CHARACTER_LIMIT = 10_000_000
PARAGRAPH_LIMIT = 500_000
PLACE_LIMIT = 1_000_000
# Python refuses to read a number of more than 4,300 digits (sys.set_int_max_str_digits).
DIGIT_LIMIT = 4_000
# No character stands for more of them: ⅒ is 1⁄10.
_DIGITS_OF_ONE = 3
_READING_ORDER = attrgetter("row", "column")
_DIGITS = re.compile(r"[\d,〇零○一二三四五六七八九]++")


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

    Raises:
        LimitError: there is more of it than CHARACTER_LIMIT, PARAGRAPH_LIMIT, PLACE_LIMIT or DIGIT_LIMIT allow.
    """
    assembler = _Assembler()
    return Document(
        source=source,
        blocks=assembler.blocks(blocks, "b"),
        page_count=page_count,
        furniture=tuple(line for line in map(repair, furniture) if line),
        notices=drop_halves(notices),
        printed=(*drop_halves(printed), *assembler.automatic),
        left_out=drop_halves(left_out),
    )


class _Assembler:
    """Puts the blocks of one document together, within the limits."""

    def __init__(self) -> None:
        self.automatic: list[str] = []
        self._character_count = 0
        self._paragraph_count = 0
        self._place_count = 0

    def blocks(self, raw_blocks: Iterable[RawBlock], prefix: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for raw in raw_blocks:
            if isinstance(raw, RawParagraph):
                text = repair(raw.text)
                if text:
                    self._paragraph_count += 1
                    self._character_count += len(raw.text)
                    if self._character_count > CHARACTER_LIMIT or self._paragraph_count > PARAGRAPH_LIMIT:
                        _refuse_endless_text()
                    if len(text) * _DIGITS_OF_ONE > DIGIT_LIMIT:
                        _refuse_endless_number(text)
                    blocks.append(Paragraph(text, Place(f"{prefix}{len(blocks)}", raw.page, raw.box)))
                    if raw.automatic:
                        self.automatic.append(raw.automatic)
            elif raw.cells:
                blocks.append(self._table(raw, f"{prefix}{len(blocks)}"))
        return tuple(blocks)

    def _table(self, raw: RawTable, anchor: str) -> Table:
        self._claim_grid(raw)
        cells = []
        for cell in sorted(raw.cells, key=_READING_ORDER):
            own = f"{anchor}.r{cell.row}.c{cell.column}"
            content = self.blocks(cell.content, own + ".p") if cell.content else ()
            place = Place(own, cell.page if cell.page is not None else raw.page, cell.box)
            cells.append(Cell(cell.row, cell.column, cell.row_span, cell.column_span, content, place))
        return Table(tuple(cells), Place(anchor, raw.page, raw.box))

    def _claim_grid(self, raw: RawTable) -> None:
        """Take the places of a table's grid into account, those without a cell too: whoever goes over the grid goes over them."""
        row_count = max([cell.row + cell.row_span for cell in raw.cells])
        column_count = max([cell.column + cell.column_span for cell in raw.cells])
        self._place_count += row_count * column_count
        if self._place_count > PLACE_LIMIT:
            raise LimitError(f"its tables have more than {PLACE_LIMIT} places for cells, which no book has; it is not read")


def _refuse_endless_text() -> None:
    raise LimitError(f"it holds more than {CHARACTER_LIMIT} characters or {PARAGRAPH_LIMIT} paragraphs, which no book does; it is not read")


def _refuse_endless_number(text: str) -> None:
    if any(len(run[0]) > DIGIT_LIMIT for run in _DIGITS.finditer(fold(text))):
        raise LimitError(f"a number in it has more than {DIGIT_LIMIT} digits, which no amount has; it is not read")
