"""OpenDocument text (.odt): bytes to a document, read from its XML as a word processor would print it."""

from collections.abc import Iterator

from extractors.document import Document, Source, UnreadableError
from extractors.readers.archive import Archive, open_archive
from extractors.readers.assemble import RawBlock, RawParagraph, assemble
from extractors.readers.odt_body import Body
from extractors.readers.odt_names import office, text
from extractors.readers.odt_part import StylesPart
from extractors.readers.odt_printed import find_printed
from extractors.readers.odt_styles import Styles

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
# What LibreOffice 24.8 and later store an encrypted document in, whole.
_ENCRYPTED_PACKAGE = "encrypted-package"
_PAGE_NUMBER = text("page-number")


def read(data: bytes, source: Source, *, joins_split_lists: bool = False) -> Document:
    """The document in an .odt file: labels, spans and order as printed, without pages.

    Args:
        data: the bytes of the file.
        source: handed on as it is.
        joins_split_lists: whether lists are to be joined that were split when they were saved as .doc.

    Raises:
        UnreadableError: a damaged or encrypted archive, one that is no OpenDocument text, or one beyond the limits of `archive`
            and `odt_tables`.
    """
    archive = open_archive(data)
    try:
        content = archive.parse(_CONTENT)
    except UnreadableError:
        _refuse_encrypted(archive)
        raise
    body_element = content.find(f"{office('body')}/{office('text')}")
    if body_element is None:
        raise UnreadableError("this is no OpenDocument text (a spreadsheet, a presentation, or cut short); save it as .odt or .docx")
    styles = Styles(content, StylesPart(archive.read(_STYLES), _STYLES) if _STYLES in archive else None)
    body = Body(styles, joins_split_lists=joins_split_lists)
    blocks = body.blocks(body_element)
    blocks += body.endnotes
    printed = [*find_printed(body_element, body.account.hidden), *body.account.generated]
    notices = body.notices
    document = assemble(blocks, source, furniture=_furniture(styles, body), notices=notices, printed=printed)
    if not document.blocks:
        raise UnreadableError("the document holds no text; if it shows pictures of pages (a scan), get the text from its source")
    return document


def _refuse_encrypted(archive: Archive) -> None:
    if _ENCRYPTED_PACKAGE in archive or (_MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST)):
        raise UnreadableError("the document is encrypted; open it with its password and save it without one")


def _furniture(styles: Styles, body: Body) -> tuple[str, ...]:
    """The lines of headers and footers, once each; a page number is another on every page, and what is stored is any of them."""
    lines: dict[str, None] = {}
    for element in styles.running_elements():
        for number in element.iter(_PAGE_NUMBER):
            number.text = None
        lines |= dict.fromkeys(_lines(body.blocks(element)))
    return tuple(lines)


def _lines(blocks: list[RawBlock]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, RawParagraph):
            yield block.text
        else:
            for cell in block.cells:
                yield from _lines(cell.content)
