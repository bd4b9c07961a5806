"""Writes documents for tests: a Document as a .docx, every paragraph one run with its label typed, and copies with one text changed."""

import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.table import Table as WordTable

from extractors.document import Block, Document, Paragraph

_BODY = "word/document.xml"


def write_docx(blocks: tuple[Block, ...], page_starts: frozenset[str] = frozenset()) -> bytes:
    """The blocks as a .docx; tables keep their spans, and tables in cells are left out. Paragraphs with these texts begin a page."""
    word = docx.Document()
    for block in blocks:
        if isinstance(block, Paragraph):
            word.add_paragraph(block.text).paragraph_format.page_break_before = block.text in page_starts or None
            continue
        table = word.add_table(block.row_count, block.column_count)
        table.style = "Table Grid"
        for cell in block.cells:
            _fill(table, cell.row, cell.column, cell.row_span, cell.column_span, [paragraph.text for paragraph in cell.paragraphs])
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def _fill(table: WordTable, row: int, column: int, row_span: int, column_span: int, texts: list[str]) -> None:
    cell = table.cell(row, column)
    if row_span > 1 or column_span > 1:
        cell = cell.merge(table.cell(row + row_span - 1, column + column_span - 1))
    cell.text = texts[0] if texts else ""
    for text in texts[1:]:
        cell.add_paragraph(text)


def change_paragraph(data: bytes, index: int, text: str) -> bytes:
    """The same .docx with another text in one non-empty paragraph (counted in reading order, cells included)."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, _change(content.decode(), index, text).encode() if name == _BODY else content)
    return target.getvalue()


def _change(body: str, index: int, text: str) -> str:
    parts = body.split("<w:t")
    found = [number for number, part in enumerate(parts[1:], 1) if part[0] in " >"]
    number = found[index]
    tag, rest = parts[number].split(">", 1)
    parts[number] = f"{tag}>{escape(text)}</w:t>{rest.split('</w:t>', 1)[1]}"
    return "<w:t".join(parts)


def printed_paragraphs(document: Document) -> list[Paragraph]:
    """The paragraphs of a document in the order in which `change_paragraph` counts them."""
    found: list[Paragraph] = []
    for block in document.blocks:
        found += [block] if isinstance(block, Paragraph) else [paragraph for cell in block.cells for paragraph in cell.paragraphs]
    return found


def convert_to_pdf(files: Sequence[bytes], folder: Path) -> list[Path]:
    """The .docx files as LibreOffice prints them, in one process: the PDF files, in the folder."""
    program = shutil.which("soffice")
    assert program is not None
    paths = [folder / f"{number}.docx" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True)
    return [path.with_suffix(".pdf") for path in paths]
