"""The .docx reader: WordprocessingML (ECMA-376) as blocks, with every label, merge and revision as Word prints it.

Decisions that the standard leaves to the reader:

* The mark of a footnote is left out of the sentence that refers to it (`109人` and not `109人1`), and stands before the
  footnote's text, which follows the paragraph or the table as paragraphs; endnotes follow the last block.
* Text boxes, WordArt and the texts of a diagram follow the paragraph that they are anchored in; pictures and charts are notices.
* Headers and footers are furniture, each part once, whatever sections show it.
* A bullet is the character that its font shows; a picture, or a glyph of a symbol font that is not known, is •.
* Hidden text is left out; page and column breaks are nothing, line breaks are line feeds.
* A row that is shorter than its table, and `gridBefore` and `gridAfter`, leave places of the grid without a cell.
"""

from lxml import etree

from extractors.document import Document, Source, UnreadableError
from extractors.readers.archive import parse_xml
from extractors.readers.assemble import RawBlock, RawParagraph, assemble
from extractors.readers.docx.names import BODY, R, W
from extractors.readers.docx.notes import Notes
from extractors.readers.docx.numbering import Definitions
from extractors.readers.docx.package import Package, Relationship
from extractors.readers.docx.printed import find_printed
from extractors.readers.docx.story import Shared, Story, read_note
from extractors.readers.docx.styles import Styles

_FURNITURE = (W + "headerReference", W + "footerReference")


def read(data: bytes, source: Source) -> Document:
    """The document in the bytes of a .docx; `source` is handed on as it is.

    Raises:
        UnreadableError: no zip archive, encrypted, damaged, beyond the limits of `archive`, without a document or without text.
    """
    package = Package(data)
    main = package.read(package.main)
    root = None if main is None else parse_xml(main, package.main)
    body = None if root is None or root.tag != W + "document" else root.find(BODY)
    if root is None or body is None:
        raise UnreadableError(f"{package.main} is no word-processing document; open the file in its own program and save it as .docx")
    relationships = package.relationships(package.main)
    parts = {item.kind: item.target for item in relationships.values()}
    styles = Styles(package.read(parts.get("styles", "")), parts.get("styles", ""))
    definitions = Definitions(package.read(parts.get("numbering", "")), parts.get("numbering", ""), styles)
    shared = Shared(package, styles, definitions, Notes(package, relationships, root))
    blocks = Story(shared, package.main, body).read()
    for reference in shared.endnotes:
        blocks += read_note(shared, reference)
    printed = [*find_printed(main or b"", shared.account.unprinted), *shared.account.generated]
    furniture = _read_furniture(shared, root, relationships)
    document = assemble(blocks, source, furniture=furniture, notices=shared.notices, printed=printed)
    if not document.blocks:
        raise UnreadableError("the document holds no text; if it shows pictures of pages (a scan), get the text from its source")
    return document


def _read_furniture(shared: Shared, root: etree._Element, relationships: dict[str, Relationship]) -> list[str]:
    """The lines of the headers and footers, in the order of the sections."""
    lines: list[str] = []
    names = dict.fromkeys(element.get(R + "id", "") for element in root.iter(*_FURNITURE))
    for name in names:
        part = relationships[name].target if name in relationships else ""
        header = shared.package.parse(part)
        if header is not None:
            _add_lines(Story(shared, part, header).read(), lines)
    return lines


def _add_lines(blocks: list[RawBlock], lines: list[str]) -> None:
    for block in blocks:
        if isinstance(block, RawParagraph):
            lines.append(block.text)
        else:
            for cell in block.cells:
                _add_lines(cell.content, lines)
