"""The text dump: paragraphs a line each, table cells opened by a tab, spans not stated.

The form is that of a word-processor document put through a text converter: a tab at the start of a line opens a table
cell and lines without one go on in it; a row ends with a blank line, but a blank line may also stand inside a cell, so
rows are cut by counting cells; automatic list labels are printed in decimal (`1、 ` with a blank, where the word processor
shows `一、`; a typed label has no blank); `[bookmark: …]` marks leak.
"""

import re
from collections.abc import Sequence

from extractors.document import Document, Source, UnreadableError
from extractors.readers.assemble import RawBlock, RawParagraph, assemble
from extractors.readers.number_formats import format_number
from extractors.readers.text_dump_tables import Cell, cut_rows, lay_out

_BOOKMARK = re.compile(r"\[bookmark: [^\[\]\n]*\]")
_AUTOMATIC = re.compile(r"(\d{1,3})、 +")
_MOST_COLUMNS = 40
_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH = "\u4e00", "\u9fff"
_RARE = b"\xc9\x40"
_RARE_SHARE = 0.05
# Words that every 預算總說明 holds several of.
_WORDS = ("預算", "年度", "機關", "職掌", "員額", "計畫", "業務")
_FEWEST_WORDS = 3


def read(data: bytes, source: Source) -> Document:
    """The document in a text dump in UTF-8, in UTF-16 with its byte order mark, or in what can only be Big5.

    Raises:
        UnreadableError: the bytes are not such a text.
    """
    lines = _decode(data).splitlines()
    return assemble(_blocks(lines), source, printed=map(_clean, lines))


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        found = _decode_big5(data) if encoding != "utf-16" else None
        if found is None:
            name = encoding.removesuffix("-sig").upper()
            also = "" if encoding == "utf-16" else ", nor for certain Big5"
            raise UnreadableError(f"the text is not {name} (byte {error.start}){also}; save it again as UTF-8") from error
        text = found
    if "\0" in text:
        raise UnreadableError("the bytes are not text (they hold NUL); give the file the suffix of its real format")
    if not text.strip():
        raise UnreadableError("the text is empty; fetch it again from where it was published")
    return text


def _decode_big5(data: bytes) -> str | None:
    """The text of bytes that can only be meant as Big5, as Windows writes it (code page 950); None where they may be something else.

    Nearly any bytes of Chinese text in another encoding decode as Big5 too, into rare ideographs: what a budget is written
    with has to be there, and hardly any ideograph of the second plane of Big5 (from 0xC940), which holds the rare ones.
    """
    try:
        text = data.decode("cp950")
    except UnicodeDecodeError:
        return None
    ideographs = [character for character in text if _FIRST_IDEOGRAPH <= character <= _LAST_IDEOGRAPH]
    rare_count = sum(character.encode("cp950") >= _RARE for character in ideographs)
    knows = sum(word in text for word in _WORDS)
    return text if knows >= _FEWEST_WORDS and rare_count <= _RARE_SHARE * len(ideographs) else None


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
    return [*paragraphs, lay_out(cut_rows(chunks[first:], width), width, _clean)]


def _chunks(lines: Sequence[str]) -> list[list[Cell]]:
    """Cells in runs that no blank line divides: a row is one run, or several where a cell holds a blank line."""
    chunks: list[list[Cell]] = []
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
