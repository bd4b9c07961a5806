"""Two books of one agency, of years that follow each other, made from one real book: what the later prints of the earlier year agrees."""

import re
from collections.abc import Callable, Mapping, Sequence

from extractors.document import Block, Cell, Document, Paragraph
from extractors.readers.assemble import RawBlock, RawCell, RawParagraph, RawTable, assemble
from extractors.records import extract
from tests.notation import SOURCE, table

Rows = dict[str, list[dict[str, object]]]
_YEAR = re.compile(r"(?<![\d,.])1(?:09|1[0-3])(?=年|[)）]年)")
COUNT = re.compile(r"(?<![第\d,.A-Za-z])(\d[\d,]*)(?=家|案|場|人次|件|次|項|則|式|個|位|人|篇|本|筆)")
# The published posts of 112, of which the book of 113 says that 1, 1 and 2 moved away.
STAFFING_BEFORE = (
    "區分|預算員額|<|增減內容及說明 / ^|111年度|112年度|^ / 職員|94|94|無增減。 / 聘用|10|10|^ / 約僱|6|6|^ / 技工|2|2|^ / 工友|1|1|^"
    " / 合計|113|113|^"
)


def earlier_book(document: Document, renamed: Mapping[str, str] | None = None, *, staffing: str = STAFFING_BEFORE) -> Document:
    """The book of the year before a book of 113 with results: its half year is the first half of what that one prints as a whole year.

    `renamed` maps names of projects to what they were called in the earlier book.
    """
    whole, half = [index for index, block in enumerate(document.blocks) if _heads(block) & {"實施成果"}][:2]
    blocks: list[RawBlock] = []
    for index, block in enumerate(document.blocks):
        if _heads(block) & {"區分"}:
            blocks.append(table(staffing))
        elif index == half:
            blocks.append(_copy(document.blocks[whole], lambda text: COUNT.sub(_halve, _rename(text, renamed or {}))))
        else:
            blocks.append(_copy(block, lambda text: _YEAR.sub(lambda match: str(int(match[0]) - 1), text)))
    return assemble(blocks, SOURCE)


def _heads(block: Block) -> set[str]:
    return set() if isinstance(block, Paragraph) else {cell.text for cell in block.cells if cell.row == 0}


def _halve(match: re.Match[str]) -> str:
    return f"{max(1, int(match[1].replace(',', '')) // 2):,}"


def _rename(text: str, renamed: Mapping[str, str]) -> str:
    for name, other in renamed.items():
        text = text.replace(name, other)
    return text


def _copy(block: Block, change: Callable[[str], str]) -> RawParagraph | RawTable:
    if isinstance(block, Paragraph):
        return RawParagraph(change(block.text))
    return RawTable([_copy_cell(cell, change) for cell in block.cells])


def _copy_cell(cell: Cell, change: Callable[[str], str]) -> RawCell:
    content = [_copy(item, change) for item in cell.content]
    return RawCell(cell.row, cell.column, cell.row_span, cell.column_span, content=content)


def rows_of(document: Document) -> Rows:
    """The rows of all datasets."""
    return extract(document, "test").rows


def change_row(rows: Mapping[str, Sequence[Mapping[str, object]]], dataset: str, index: int, **values: object) -> Rows:
    """A copy of the rows with other values in one row."""
    copy = {name: [dict(row) for row in each] for name, each in rows.items()}
    copy[dataset][index].update(values)
    return copy
