"""The text dump: paragraphs a line each, table cells opened by a tab, spans not stated.

The form is that of a word-processor document put through a text converter: a tab at the start of a line opens a table
cell and lines without one go on in it; a row ends with a blank line, but a blank line may also stand inside a cell, so
rows are cut by counting cells; automatic list labels are printed in decimal (`1、 ` with a blank, where the word processor
shows `一、`; a typed label has no blank); `[bookmark: …]` marks leak.
"""

import re
from collections.abc import Sequence
from itertools import combinations

from extractors.document import Document, Source, UnreadableError
from extractors.numerals import parse_count, parse_numeral
from extractors.readers.assemble import RawBlock, RawCell, RawParagraph, RawTable, assemble
from extractors.readers.number_formats import format_number
from extractors.text import fold

_BOOKMARK = re.compile(r"\[bookmark: [^\]\n]*\]")
_AUTOMATIC = re.compile(r"(\d{1,3})、 +")
_MOST_COLUMNS = 40

Lines = list[str]


def read(data: bytes, source: Source) -> Document:
    """The document in a text dump in UTF-8, or in UTF-16 with its byte order mark.

    Raises:
        UnreadableError: the bytes are not such a text.
    """
    return assemble(_blocks(_decode(data).splitlines()), source)


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"the text is not {encoding.removesuffix('-sig').upper()} (byte {error.start}); save it again as UTF-8"
        ) from error
    if "\0" in text:
        raise UnreadableError("the bytes are not text (they hold NUL); give the file the suffix of its real format")
    if not text.strip():
        raise UnreadableError("the text is empty; fetch it again from where it was published")
    return text


def _blocks(lines: Sequence[str]) -> list[RawBlock]:
    blocks: list[RawBlock] = []
    index = 0
    while index < len(lines):
        if lines[index].startswith("\t"):
            end = _end_of_region(lines, index)
            blocks += _region(lines[index:end])
            index = end
        else:
            blocks.append(RawParagraph(_clean(lines[index])))
            index += 1
    return blocks


def _clean(line: str) -> str:
    """The line without bookmark marks, its automatic label as the word processor shows it."""
    line = _BOOKMARK.sub("", line) if "[bookmark" in line else line
    stripped = line.lstrip("\t ")
    automatic = _AUTOMATIC.match(_BOOKMARK.sub("", stripped))
    if automatic:
        return format_number(int(automatic[1]), "taiwaneseCountingThousand") + "、" + stripped[automatic.end() :]
    return stripped


def _end_of_region(lines: Sequence[str], start: int) -> int:
    """The line behind the cells that begin at `start`: two blank lines and a line without a tab end a table."""
    blank_count = 0
    for index in range(start, len(lines)):
        line = lines[index]
        if line.startswith("\t"):
            blank_count = 0
        elif not line.strip():
            blank_count += 1
        elif blank_count > 1:
            return index
        else:
            blank_count = 0
    return len(lines)


def _region(lines: Sequence[str]) -> list[RawBlock]:
    """The blocks of lines that begin with a tab: a table, or paragraphs where a lone tab only indents."""
    chunks = _chunks(lines)
    first = next((index for index, chunk in enumerate(chunks) if len(chunk) > 1), len(chunks))
    width = max((len(chunk) for chunk in chunks), default=0)
    paragraphs: list[RawBlock] = [RawParagraph(_clean(line)) for chunk in chunks[:first] for cell in chunk for line in cell]
    if first == len(chunks) or width > _MOST_COLUMNS:
        return paragraphs + [RawParagraph(_clean(line)) for chunk in chunks[first:] for cell in chunk for line in cell]
    return [*paragraphs, _table(_rows(chunks[first:], width), width)]


def _chunks(lines: Sequence[str]) -> list[list[Lines]]:
    """Cells in runs that no blank line divides: a row is one run, or several where a cell holds a blank line."""
    chunks: list[list[Lines]] = []
    divided = True
    for line in lines:
        if line.startswith("\t"):
            if divided:
                chunks.append([])
            chunks[-1].append([line[1:]])
            divided = False
        elif line.strip():
            chunks[-1][-1].append(line)
            divided = False
        else:
            divided = True
    return chunks


def _rows(chunks: Sequence[list[Lines]], width: int) -> list[list[Lines]]:
    """The rows of the table: runs joined so that as few cells as possible are missing, those missing standing first (in the head)."""
    best: list[tuple[tuple[int, int, int], int]] = [((0, 0, 0), 0)]
    for end in range(1, len(chunks) + 1):
        options = []
        cell_count = 0
        for start in range(end - 1, -1, -1):
            cell_count += len(chunks[start])
            if cell_count > width:
                break
            missing, joined, late = best[start][0]
            short = width - cell_count
            options.append(((missing + short, joined + end - start - 1, late + (start if short else 0)), start))
        best.append(min(options))
    rows: list[list[Lines]] = []
    end = len(chunks)
    while end:
        start = best[end][1]
        rows.append([cell for chunk in chunks[start:end] for cell in chunk])
        end = start
    return rows[::-1]


def _table(rows: Sequence[list[Lines]], width: int) -> RawTable:
    texts = [[fold("".join(cell)) for cell in row] for row in rows]
    spans = [_column_spans(texts, index, width) for index in range(len(rows))]
    header_count = _header_count(texts, width)
    cells: list[RawCell] = []
    above: dict[int, RawCell] = {}
    for row, columns in enumerate(spans):
        if row == header_count:
            above = {}
        for lines, text, (column, span) in zip(rows[row], texts[row], columns, strict=True):
            upper = above.get(column)
            if (
                not text
                and upper is not None
                and upper.column_span == span
                and (row < header_count or not _holds_counts(texts, spans, column, header_count))
            ):
                upper.row_span += 1
                continue
            cell = RawCell(row, column, column_span=span, content=[RawParagraph(_clean(line)) for line in lines])
            cells.append(cell)
            for covered in range(column, column + span):
                above.pop(covered, None)
            above[column] = cell
    return RawTable(cells)


def _header_count(texts: Sequence[list[str]], width: int) -> int:
    """Rows of the head: the first, and the second where the first has merged cells and blanks stand below the others."""
    if len(texts) > 1 and len(texts[0]) < width == len(texts[1]) and not all(texts[1]):
        return 2
    return 1


def _holds_counts(texts: Sequence[list[str]], spans: Sequence[list[tuple[int, int]]], column: int, header_count: int) -> bool:
    """Whether the column holds numbers only: a blank in it is a blank, where one under a text goes on with the cell above."""
    held = [
        text
        for row, columns in zip(texts[header_count:], spans[header_count:], strict=True)
        for text, (at, _) in zip(row, columns, strict=True)
        if at == column and text
    ]
    return all(parse_count(text) is not None for text in held)


def _column_spans(texts: Sequence[list[str]], row: int, width: int) -> list[tuple[int, int]]:
    """(column, span) of each cell of the row; in a row with fewer cells than columns the spans are inferred from the rows below."""
    cell_count = len(texts[row])
    if cell_count == width:
        return [(column, 1) for column in range(width)]
    below = texts[row + 1] if row + 1 < len(texts) and len(texts[row + 1]) == width else None
    blank_below = {column for column, text in enumerate(below or ()) if not text}
    ordinal_columns = _ordinal_columns(texts, width)
    return min(
        (
            [*zip(starts, (end - start for start, end in zip(starts, (*starts[1:], width), strict=True)), strict=True)]
            for starts in _starts(cell_count, width)
        ),
        key=lambda spans: _span_cost(spans, blank_below, ordinal_columns),
    )


def _starts(cell_count: int, width: int) -> list[tuple[int, ...]]:
    return [(0, *rest) for rest in combinations(range(1, width), cell_count - 1)]


def _span_cost(spans: Sequence[tuple[int, int]], blank_below: set[int], ordinal_columns: set[int]) -> int:
    """How unlikely these spans are: a blank stands below a cell of one column; a column of bare numbers shares the head of the next one."""
    cost = 0
    for start, span in spans:
        columns = range(start, start + span)
        if span > 1:
            cost += 4 * sum(column in blank_below for column in columns)
        elif blank_below and start not in blank_below:
            cost += 2
        cost += 2 * sum(column in ordinal_columns and column + 1 not in columns for column in columns)
    return cost


def _ordinal_columns(texts: Sequence[list[str]], width: int) -> set[int]:
    """The columns that hold nothing but bare ordinals (`一`, `二`), as where 重要計畫項目 is printed over a number and a name."""
    full = [row for row in texts[1:] if len(row) == width]
    return {
        column
        for column in range(width - 1)
        if any(row[column] for row in full) and all(parse_numeral(row[column]) is not None for row in full if row[column])
    }
