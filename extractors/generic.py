"""Everything that is printed, as it stands: every paragraph and every cell, also where no section recognises it."""

from collections.abc import Iterator

from extractors.document import Document, Paragraph, Table, walk_paragraphs, walk_tables
from extractors.grid import Grid
from extractors.outline import Outline, Section
from extractors.rows import Row


def section_rows(outline: Outline) -> Iterator[Row]:
    """The rows of `sections`: the outline."""
    for section in outline.sections:
        yield {
            "section": section.section,
            "parent": section.parent.section if section.parent else None,
            "level": section.level,
            "label": section.label.printed if section.label else None,
            "ordinal": section.label.ordinal if section.label else None,
            "title": section.title,
            "kind": section.kind,
            "anchor": section.heading.place.anchor,
            "page": section.heading.place.page,
        }


def paragraph_rows(document: Document, outline: Outline) -> Iterator[Row]:
    """The rows of `paragraphs`, in reading order, those in cells included."""
    headings = {section.heading.place.anchor: section for section in outline.sections}
    sections = _sections_of_blocks(outline)
    for block in document.blocks:
        anchor = block.place.anchor
        section = sections.get(anchor)
        if isinstance(block, Paragraph):
            yield _paragraph(block, section, outline, headings.get(anchor))
        else:
            for paragraph in walk_paragraphs((block,)):
                yield _paragraph(paragraph, section, outline, None)


def _sections_of_blocks(outline: Outline) -> dict[str, Section]:
    """The section of every top-level block, by its anchor; a heading stands in its own section."""
    sections = {section.heading.place.anchor: section for section in outline.sections}
    sections.update((block.place.anchor, section) for section in outline.sections for block in section.blocks)
    return sections


def _paragraph(paragraph: Paragraph, section: Section | None, outline: Outline, heading: Section | None) -> Row:
    anchor, page, box = paragraph.place
    if heading is not None:
        label = heading.label
        text = paragraph.text[len(label.printed) :].lstrip() if label else paragraph.text
        level: int | None = heading.level
        parent = heading.parent.heading.place.anchor if heading.parent else None
    else:
        _, label, text, level, above = outline.items[anchor]
        parent = above.anchor if above else None
    return {
        "anchor": anchor,
        "page": page,
        "section": section.section if section else None,
        "text": text,
        "label": label.printed if label else None,
        "ordinal": label.ordinal if label else None,
        "level": level,
        "parent": parent,
        "is_heading": heading is not None,
        "x0": box.x0 if box else None,
        "top": box.top if box else None,
        "x1": box.x1 if box else None,
        "bottom": box.bottom if box else None,
    }


def table_cell_rows(document: Document, outline: Outline) -> Iterator[Row]:
    """The rows of `table_cells`; a table inside a cell follows the table that holds it."""
    sections = _sections_of_blocks(outline)
    number = 0
    for block in document.blocks:
        section = sections.get(block.place.anchor)
        for table in walk_tables((block,)):
            yield from _cells(table, outline.grid(table), number, section)
            number += 1


def _cells(table: Table, grid: Grid, number: int, section: Section | None) -> Iterator[Row]:
    for cell in table.cells:
        yield {
            "table": number,
            "row": cell.row,
            "column": cell.column,
            "row_span": cell.row_span,
            "column_span": cell.column_span,
            "is_header": grid.is_header(cell),
            "text": cell.text,
            "section": section.section if section else None,
            "anchor": cell.place.anchor,
            "page": cell.place.page,
        }
