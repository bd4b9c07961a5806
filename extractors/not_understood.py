"""What a document prints and no recogniser understood, each with its place; all of it is in the generic datasets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractors.columns import UnknownColumn
from extractors.document import Document, Paragraph, Place, Table
from extractors.outline import Outline
from extractors.sections.staffing import Staffing
from extractors.titles import is_other_title
from schemas.findings import Finding

_SHOWN = 40

Unread = Iterable[tuple[Paragraph, str]]
"""Paragraphs that state figures which gave no row, each with the words."""


@dataclass(slots=True)
class Reading:
    """What the recognisers say of a document: the tables that they read, and what they left."""

    document: Document
    outline: Outline
    staffing: Staffing
    understood: list[Table] = field(default_factory=list)
    columns: list[UnknownColumn] = field(default_factory=list)
    unread: dict[str, Unread] = field(default_factory=dict)


def report(document_id: str, reading: Reading) -> Iterator[Finding]:
    """The findings, in the order of the datasets; `unread` of a reading is keyed by dataset."""
    for section in reading.outline.of_kind("other"):
        if not is_other_title(section.title):
            heading = section.heading
            yield _finding(document_id, "sections.unknown_title", "a heading of no known kind", heading.text, heading.place)
    for cell in reading.staffing.unknown:
        yield _finding(document_id, "staffing.unknown_category", "a category of posts that is not listed", cell.text, cell.place)
    for unplaced in reading.staffing.unplaced:
        yield _finding(
            document_id,
            "staffing.unknown_column",
            "numbers of posts under a head that is not understood",
            unplaced.heading,
            unplaced.cell.place,
        )
    for column in reading.columns:
        yield _finding(document_id, "tables.unknown_column", "a column that is not understood", column.heading, column.place)
    for dataset, unread in reading.unread.items():
        for paragraph, words in unread:
            yield _finding(document_id, f"{dataset}.unread", "a figure that gave no row", words, paragraph.place)
    yield from _tables(document_id, reading)
    for notice in reading.document.notices:
        yield Finding(check="reader.notice", severity="warning", message=notice, document_id=document_id)


def _tables(document_id: str, reading: Reading) -> Iterator[Finding]:
    known = {table.place.anchor for table in (*reading.understood, *reading.staffing.understood)}
    for section in reading.outline.sections:
        for table in section.tables if section.kind != "organization_chart" else ():
            if table.place.anchor not in known:
                head = " | ".join(cell.text.replace("\n", "") for cell in table.cells if cell.row == 0)
                yield _finding(document_id, "tables.unread", "a table that is not understood", head, table.place)


_DATASETS = {"tables": "table_cells"}


def _finding(document_id: str, check: str, message: str, statement: str, place: Place) -> Finding:
    shown = statement if len(statement) <= _SHOWN else statement[:_SHOWN] + "…"
    dataset = check.split(".", 1)[0]
    return Finding(
        check=check,
        severity="warning",
        message=f"{message}: {shown}",
        document_id=document_id,
        dataset=_DATASETS.get(dataset, dataset),
        statement=statement,
        anchor=place.anchor,
        page=place.page,
    )
