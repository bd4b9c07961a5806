"""A one-line notation for documents and tables in tests.

`table("區分|112年度|113年度 / 職員|93|93")`: ` / ` ends a row, `|` a cell, `;;` a paragraph in a cell; `<` goes on with the cell
to the left, `^` with the cell above.
"""

from extractors.document import Document, Source
from extractors.readers.assemble import RawBlock, RawCell, RawParagraph, RawTable, assemble
from extractors.records import Extraction, extract

SOURCE = Source("made.txt", "txt", "0" * 64, 1)
FRONT = ("某署", "預算總說明", "中華民國113年度")


def table(notation: str) -> RawTable:
    covering: dict[tuple[int, int], RawCell] = {}
    for row, line in enumerate(notation.split(" / ")):
        for column, text in enumerate(part.strip() for part in line.split("|")):
            if text == "<":
                cell = covering[row, column - 1]
                cell.column_span = column - cell.column + 1
            elif text == "^":
                cell = covering[row - 1, column]
                cell.row_span = row - cell.row + 1
            else:
                cell = RawCell(row, column, content=[RawParagraph(part) for part in text.split(";;")])
            covering[row, column] = cell
    return RawTable(list({id(cell): cell for cell in covering.values()}.values()))


def document(*blocks: str | RawTable, front: tuple[str, ...] = FRONT, furniture: tuple[str, ...] = ()) -> Document:
    raw: list[RawBlock] = [RawParagraph(block) if isinstance(block, str) else block for block in (*front, *blocks)]
    return assemble(raw, SOURCE, furniture=furniture, printed=[text for block in raw for text in _texts(block)])


def _texts(block: RawBlock) -> list[str]:
    if isinstance(block, RawParagraph):
        return [block.text]
    return [text for cell in block.cells for inner in cell.content for text in _texts(inner)]


def records(*blocks: str | RawTable, front: tuple[str, ...] = FRONT) -> Extraction:
    return extract(document(*blocks, front=front), "test")


def rows(dataset: str, *blocks: str | RawTable, columns: str) -> list[tuple[object, ...]]:
    """The rows of one dataset, in these columns (names with blanks between)."""
    return [tuple(row[column] for column in columns.split()) for row in records(*blocks).rows[dataset]]
