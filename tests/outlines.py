"""A document as lines, as a difference shows it best."""

from collections.abc import Iterator

from extractors.document import Document, Paragraph


def outline_of(document: Document) -> Iterator[str]:
    """The blocks, one line for each paragraph and cell, with its anchor and spans."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield f"{block.place.anchor} {block.text}"
        else:
            for cell in block.cells:
                text = " ¶ ".join(paragraph.text for paragraph in cell.paragraphs)
                yield f"{cell.place.anchor} {cell.row_span}x{cell.column_span} {text}"
