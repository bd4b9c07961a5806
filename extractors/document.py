"""What a document is once its format is forgotten: blocks in reading order, each with its place.

Readers are the only code that knows a format; everything after them sees these types alone. That is what makes the
same rows from every format a property of the design.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page, in PDF points from the page's top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


class Place(NamedTuple):
    """Where something begins.

    `anchor` is `b12` for the block 12 (from 0), `b40.r3.c2` for a cell on the grid of the table that is block 40 and
    `b40.r3.c2.p1` for the second item in that cell; a table in a cell is such an item, and its cells go on from there
    (`b40.r3.c2.p1.r0.c0`). `page` counts from 1 and is None where the format has no fixed pages.
    """

    anchor: str
    page: int | None = None
    box: Box | None = None


class Paragraph(NamedTuple):
    """A paragraph as printed, its visible list label included, never empty."""

    text: str
    place: Place


# Not frozen, like the rest: books have thousands of cells, and a frozen one takes three times as long to make.
@dataclass(slots=True)
class Cell:
    """A cell, once, at the top left of what it covers on the grid.

    `paragraphs` are its own, without those of tables inside it; `text` is these, one a line; `is_flat` says that it holds no table.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    content: "tuple[Paragraph | Table, ...]"
    place: Place
    paragraphs: tuple[Paragraph, ...] = field(init=False, repr=False, compare=False)
    is_flat: bool = field(init=False, repr=False, compare=False)
    text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.paragraphs = tuple([item for item in self.content if isinstance(item, Paragraph)])
        self.is_flat = len(self.paragraphs) == len(self.content)
        self.text = "\n".join([paragraph.text for paragraph in self.paragraphs])


@dataclass(frozen=True, slots=True)
class Table:
    """A table, whole, however many pages it runs over; cells in the order of rows, then columns."""

    cells: tuple[Cell, ...]
    place: Place

    @property
    def row_count(self) -> int:
        """Rows of the grid."""
        return max((cell.row + cell.row_span for cell in self.cells), default=0)

    @property
    def column_count(self) -> int:
        """Columns of the grid."""
        return max((cell.column + cell.column_span for cell in self.cells), default=0)


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Source:
    """The file that was read: its path below the raw folder, its format (docx, odt, doc, pdf, txt), hash and size."""

    path: str
    format: str
    sha256: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class Document:
    """One budget document: its source, its blocks, and the page furniture (running heads, page codes) kept apart.

    `page_count` is None where the format has no fixed pages. `notices` are things the reader could not render as the
    word processor would, each a sentence with its place. `printed` is the text of the source as a plain pass over the file finds it, in
    pieces, automatic labels and marks included; `left_out` is what of it the blocks need not hold: the furniture and the repeated
    heads of tables, each as often as pages print it. The rest the blocks must hold, every glyph once.
    """

    source: Source
    blocks: tuple[Block, ...]
    page_count: int | None = None
    furniture: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


class UnreadableError(Exception):
    """A file that cannot be read as what it is: a scan, encrypted, damaged or empty. The message says which, and the way out."""


class LimitError(UnreadableError):
    """A file that costs more than it may: time, memory or size. The message says which limit it met."""


def walk_paragraphs(blocks: "tuple[Block, ...]") -> Iterator[Paragraph]:
    """Every paragraph in reading order, those in cells and in tables in cells included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for cell in block.cells:
                yield from cell.paragraphs if cell.is_flat else walk_paragraphs(cell.content)


def walk_tables(blocks: "tuple[Block, ...]") -> Iterator[Table]:
    """Every table in reading order; a table in a cell follows the table that holds it."""
    for block in blocks:
        if isinstance(block, Table):
            yield block
            for cell in block.cells:
                if not cell.is_flat:
                    yield from walk_tables(cell.content)
