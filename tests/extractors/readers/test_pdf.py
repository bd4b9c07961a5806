"""What real documents say, read from PDF: every gold text is where it is printed, and no character is lost or doubled."""

import json
import unicodedata
from collections import Counter
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from extractors.document import Cell, Document, Source, Table, walk_paragraphs, walk_tables
from extractors.labels import split_label
from extractors.readers import docx
from extractors.readers.pdf import read, read_content
from extractors.text import fold, repair
from tests.outlines import outline_of

BOOKS = {
    "smesa-113": "smesa-113/smesa-113.pdf",
    "moi-114-part": "moi-114-part/moi-114-pages-1-15.pdf",
    "taichung-115": "taichung-115/taichung-115.pdf",
    "taipei-116": "taipei-116/taipei-116.pdf",
}


def document_of(path: Path, file_format: str = "pdf") -> Document:
    data = path.read_bytes()
    reader = docx.read if file_format == "docx" else read
    return reader(data, Source(path.name, file_format, "", len(data)))


@pytest.fixture(scope="module")
def book(corpus: Path, request: pytest.FixtureRequest) -> Document:
    return document_of(corpus / BOOKS[request.param])


def gold_rows(corpus: Path, folder: str, dataset: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (corpus / folder / "gold" / f"{dataset}.jsonl").read_text(encoding="utf-8").splitlines()]


def texts_of(document: Document) -> set[str]:
    """Every paragraph without its label, and every cell, folded."""
    texts = {fold(split_label(paragraph.text)[1]) for paragraph in walk_paragraphs(document.blocks)}
    texts |= {fold(paragraph.text) for paragraph in walk_paragraphs(document.blocks)}
    return texts | {fold(cell.text) for table in walk_tables(document.blocks) for cell in table.cells}


def test_the_same_document_as_docx_gives_the_same_blocks(root: Path) -> None:
    from_pdf = document_of(root / "tests" / "documents" / "smesa-113.pdf")
    from_docx = document_of(root / "raw" / "113" / "smesa-113.docx", "docx")
    assert list(outline_of(from_pdf)) == list(outline_of(from_docx))


def test_running_heads_are_kept_apart_each_once(root: Path) -> None:
    document = document_of(root / "tests" / "documents" / "smesa-113.pdf")
    assert document.furniture == ("經濟部中小及新創企業署", "預算總說明", "中華民國113年度", *map(str, range(1, 11)))
    assert (document.page_count, document.notices) == (10, ())


def test_page_and_box_stand_on_every_paragraph_and_cell(root: Path) -> None:
    document = document_of(root / "tests" / "documents" / "smesa-113.pdf")
    for paragraph in walk_paragraphs(document.blocks):
        box = paragraph.place.box
        assert paragraph.place.page is not None
        assert box is not None
        assert 0 <= box.x0 < box.x1 <= 596
        assert 0 <= box.top < box.bottom <= 842
    assert all(cell.place.page and cell.place.box for table in walk_tables(document.blocks) for cell in table.cells)


@pytest.mark.parametrize("book", ["moi-114-part"], indirect=True)
def test_every_duty_of_moi_114_is_a_paragraph(book: Document, corpus: Path) -> None:
    texts = texts_of(book)
    rows = gold_rows(corpus, "moi-114-part", "duties")
    missing = [row["text"] for row in rows if fold(str(row["text"])) not in texts]
    # `(10)人事處：本部人事事項。` names its unit in the same paragraph.
    run_in = [text for text in missing if not any(fold(str(text)) in paragraph for paragraph in texts)]
    assert not run_in
    assert len(missing) <= 6


@pytest.mark.parametrize("book", ["moi-114-part"], indirect=True)
def test_every_plan_of_moi_114_is_a_row(book: Document, corpus: Path) -> None:
    table = [block for block in book.blocks if isinstance(block, Table)][-1]
    rows: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    found = [(fold(row[2].text), fold(row[3].text)) for number, row in sorted(rows.items()) if number]
    gold = gold_rows(corpus, "moi-114-part", "plans")
    assert found == [(fold(str(row["project"])), fold(str(row["content"]))) for row in gold]


@pytest.mark.parametrize("book", ["moi-114-part"], indirect=True)
def test_staffing_of_moi_114_stands_in_cells_of_its_own(book: Document, corpus: Path) -> None:
    table = next(block for block in book.blocks if isinstance(block, Table))
    assert (table.row_count, table.column_count) == (5, 14)
    heads = {fold(cell.text): cell.column for cell in table.cells if cell.row == 1}
    figures = {(cell.row, cell.column): cell.text for cell in table.cells}
    for row in gold_rows(corpus, "moi-114-part", "staffing"):
        column = heads[fold(str(row["category"])).replace("駐衛警", "駐警")]
        assert figures[2, column].replace(",", "") == str(row["prior_year_posts"])
        assert figures[4, column].replace(",", "") == str(row["current_year_posts"])


@pytest.mark.parametrize(("book", "folder"), [("taichung-115", "taichung-115"), ("taipei-116", "taipei-116")], indirect=["book"])
def test_gold_texts_of_local_books_are_found(book: Document, folder: str, corpus: Path) -> None:
    text = "\n".join(fold(paragraph.text) for paragraph in walk_paragraphs(book.blocks))
    paragraphs = {fold(split_label(paragraph.text)[1]).rstrip("：:") for paragraph in walk_paragraphs(book.blocks)}
    for row in gold_rows(corpus, folder, "duties"):
        assert fold(str(row["text"])) in text
    for row in gold_rows(corpus, folder, "sections"):
        assert any(paragraph.startswith(fold(str(row["title"])).rstrip("：:")) for paragraph in paragraphs), row["title"]


@pytest.mark.parametrize(
    ("book", "notice"),
    [
        ("taichung-115", "the 預算總說明 was found on pages 3 to 8 of 50; no other page was read"),
        ("taipei-116", "the 預算總說明 was found on pages 9 to 14 of 53; no other page was read"),
    ],
    indirect=["book"],
)
def test_of_a_whole_book_only_the_narrative_is_read(book: Document, notice: str) -> None:
    assert book.notices == (notice,)


@pytest.mark.parametrize("name", BOOKS)
def test_no_character_is_lost_or_doubled(corpus: Path, name: str) -> None:
    data = (corpus / BOOKS[name]).read_bytes()
    content = read_content(data)
    document = read(data, Source(name, "pdf", "", len(data)))
    kept = Counter[str]()
    for paragraph in walk_paragraphs(document.blocks):
        kept.update(characters(paragraph.text))
    for line in [*content.repeated_heads, *content.furniture_counts.elements()]:
        kept.update(characters(line))
    first, last = content.pages
    printed = Counter[str]()
    with closing(pdfium.PdfDocument(data)) as pdf:
        for index in range(first - 1, last):
            # pdfium marks a hyphen at the end of a line.
            printed.update(characters(pdf[index].get_textpage().get_text_range().replace("\ufffe", "-").replace("\x02", "-")))
    assert printed - kept == Counter()
    assert kept - printed == Counter()


def characters(text: str) -> str:
    """The characters that are printed, enclosed digits plain: that is how Taipei's font of symbols gives them."""
    return "".join(unicodedata.normalize("NFKC", repair(text)).split())
