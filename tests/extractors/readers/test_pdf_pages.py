"""What the pages of a PDF can do to a reader, each on a page made for it."""

import importlib.util
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pypdfium2 as pdfium
import pytest

from extractors.document import Document, Paragraph, Source, Table, UnreadableError
from extractors.readers.pdf import read
from extractors.readers.pdf.pdfium_page import read_page
from extractors.readers.pdf.source import PageSource


def _load_maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pdf_maker", Path(__file__).with_name("pdf_maker.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


maker = _load_maker()
Page = maker.Page
HEADING = "一、現行法定職掌"
FILLER = "本部掌理全國內務行政業務並指揮監督所屬機關及人員推動各項政策與制度之規劃。"


def read_pages(*pages: object) -> Document:
    data = maker.make_pdf(*pages)
    return read(data, Source("made.pdf", "pdf", "", len(data)))


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def rows(document: Document) -> list[list[str]]:
    table = next(block for block in document.blocks if isinstance(block, Table))
    found: dict[int, list[str]] = {}
    for cell in table.cells:
        found.setdefault(cell.row, []).append(cell.text)
    return [found[row] for row in sorted(found)]


def test_text_that_is_not_seen_is_not_read() -> None:
    page = Page().text(50, 100, HEADING).text(50, 130, "渲染模式三", mode=3).text(50, 160, "白紙白字", gray=1)
    page.fill(40, 180, 300, 200).text(50, 195, "黑底白字", gray=1)
    assert paragraphs(read_pages(page)) == [HEADING, "黑底白字"]


def test_a_spread_drawn_on_two_pages_is_read_once() -> None:
    spread = {"size": (1190.0, 842.0)}
    left = Page(**spread, crop=(0, 0, 595, 842)).text(50, 100, "一、左頁的文字。").text(700, 100, "二、右頁的文字。")
    right = Page(**spread, crop=(595, 0, 1190, 842)).text(50, 100, "一、左頁的文字。").text(700, 100, "二、右頁的文字。")
    document = read_pages(left, right)
    assert paragraphs(document) == ["一、左頁的文字。", "二、右頁的文字。"]
    assert [block.place.page for block in document.blocks] == [1, 2]
    assert document.blocks[1].place.box is not None
    assert round(document.blocks[1].place.box.x0) == 105


def test_a_page_that_is_shown_turned_is_read_upright() -> None:
    page = Page(rotate=90).turned_text(100, 700, "一、第一行。").turned_text(130, 700, "二、第二行。")
    assert paragraphs(read_pages(page)) == ["一、第一行。", "二、第二行。"]


@pytest.mark.parametrize("code", ["(0801)-{:03}", "02-004-{}", "011 - {}", "{}", "- {} -"])
def test_running_heads_and_page_codes_are_furniture(code: str) -> None:
    pages = []
    for number in range(1, 6):
        page = Page().text(60 if number % 2 else 400, 30, code.format(number), size=10)
        page.text(200, 60, "內 政 部" if number < 4 else "內  政 部").text(180, 80, "預 算 總 說 明").text(180, 100, "中華民國 114 年度")
        for line in range(3):
            page.text(60, 140 + 20 * line, f"（{'一二三四五六七八九十'[line]}）{FILLER[number:]}")
        pages.append(page.text(290, 810, str(number), size=10))
    document = read_pages(*pages)
    assert len(paragraphs(document)) == 15
    assert not any("內政部" in text or "年度" in text for text in paragraphs(document))
    assert {"內政部", "預算總說明", "中華民國114年度"} <= set(document.furniture)
    assert len([line for line in document.furniture if line == "內政部"]) == 1


def test_a_frame_around_the_text_is_no_table() -> None:
    page = Page().grid([40, 550], [110, 800]).text(50, 130, HEADING).text(50, 160, FILLER)
    assert paragraphs(read_pages(page)) == [HEADING, FILLER]


def test_a_table_that_touches_the_frame_is_read_without_it() -> None:
    page = Page().grid([40, 550], [100, 800]).text(50, 120, HEADING).text(50, 140, FILLER).text(50, 160, FILLER[5:])
    page.grid([40, 200, 550], [200, 230, 260]).text(50, 220, "類別").text(210, 220, "員額").text(50, 250, "職員").text(210, 250, "88")
    document = read_pages(page)
    assert rows(document) == [["類別", "員額"], ["職員", "88"]]
    assert paragraphs(document)[0] == HEADING


def test_a_table_without_its_last_line_keeps_its_last_row() -> None:
    page = Page().text(50, 60, HEADING)
    for x in (50, 150, 250):
        page.line(x, 100, x, 190)
    for y in (100, 130, 160):
        page.line(50, y, 250, y)
    for index, (category, posts) in enumerate((("類別", "員額"), ("職員", "88"), ("駕駛", "1"))):
        page.text(60, 120 + 30 * index, category).text(160, 120 + 30 * index, posts)
    assert rows(read_pages(page)) == [["類別", "員額"], ["職員", "88"], ["駕駛", "1"]]


RESULTS = [60.0, 160.0, 260.0, 500.0]


def results_page(*bodies: tuple[list[str], list[str], list[str]]) -> object:
    """A page with the head of a results table and these rows, each cell a list of lines."""
    page = Page()
    y = 100.0
    sides = [y]
    for row in ((["工作計畫"], ["實施概況"], ["實施成果"]), *bodies):
        for x, lines in zip(RESULTS, row, strict=False):
            for index, line in enumerate(lines):
                page.text(x + 4, y + 15 + 15 * index, line)
        y += 15 * max(map(len, row)) + 10
        sides.append(y)
    return page.grid(RESULTS, sides)


FIRST = (["一、一般業務"], ["資訊服務計畫"], ["一、完成平臺建置。", "二、辦理訓練五場。"])
LAST = ([""], ["人才培育計畫"], ["一、培育八十人。"])


def test_a_table_over_pages_is_one_and_its_head_stands_once() -> None:
    document = read_pages(results_page(FIRST, LAST), results_page(([""], ["外部合作計畫"], ["一、合作三案。"])))
    assert [row[-2:] for row in rows(document)] == [
        ["實施概況", "實施成果"],
        ["資訊服務計畫", "一、完成平臺建置。\n二、辦理訓練五場。"],
        ["人才培育計畫", "一、培育八十人。"],
        ["外部合作計畫", "一、合作三案。"],
    ]
    assert document.blocks[0].place.page == 1


def test_a_row_that_is_cut_between_paragraphs_is_one_row() -> None:
    document = read_pages(
        results_page(FIRST, LAST), results_page(([""], [""], ["二、另辦理座談。"]), ([""], ["外部合作計畫"], ["一、合作三案。"]))
    )
    assert [row[-2:] for row in rows(document)][2:] == [
        ["人才培育計畫", "一、培育八十人。\n二、另辦理座談。"],
        ["外部合作計畫", "一、合作三案。"],
    ]


def test_a_row_that_is_cut_inside_a_word_and_a_number_is_one_row() -> None:
    cut = ([""], ["小型企業創新研"], ["一、補助四百五十六家業者投入經費8"])
    rest = ([""], ["發計畫"], ["3,890千元。"])
    document = read_pages(results_page(FIRST, cut), results_page(rest, ([""], ["外部合作計畫"], ["一、合作三案。"])))
    assert [row[-2:] for row in rows(document)][2] == ["小型企業創新研發計畫", "一、補助四百五十六家業者投入經費83,890千元。"]


def test_a_new_row_at_a_page_top_is_no_rest_of_the_row_before() -> None:
    before = ([""], ["小型企業創新研"], ["一、補助四百五十六家業者。"])
    after = ([""], ["外部合作計畫"], ["一、合作三案。"])
    document = read_pages(results_page(FIRST, before), results_page(after))
    assert [row[-2] for row in rows(document)][2:] == ["小型企業創新研", "外部合作計畫"]


def test_vertical_words_of_a_chart_are_paragraphs() -> None:
    page = Page().text(50, 60, "（四）組織系統圖")
    for column, word in enumerate(("民政司", "戶政司", "地政司")):
        for index, glyph in enumerate(word):
            page.text(100 + 60 * column, 200 + 16 * index, glyph)
    assert paragraphs(read_pages(page)) == ["（四）組織系統圖", "民政司", "戶政司", "地政司"]


def test_a_word_broken_over_lines_is_joined_as_its_script_is() -> None:
    page = Page().text(50, 60, HEADING)
    for index, line in enumerate(("（一）本部推動國際創新與數位轉型並辦理開放式創新與人才培育以及各項之AI", "Design競賽與輔導業務。")):
        page.text(50, 100 + 20 * index, line)
    assert paragraphs(read_pages(page))[-1].endswith("之AI Design競賽與輔導業務。")


def book_page(title: str, *lines: str) -> object:
    page = Page().text(200, 40, "測試局").text(180, 60, title).text(180, 80, "中華民國 115 年度")
    for index, line in enumerate(lines):
        page.text(60, 120 + 20 * index, line)
    return page


def test_of_a_book_only_the_narrative_is_laid_out() -> None:
    pages = [
        Page().text(200, 300, "測試局單位預算", size=24),
        book_page(
            "目 次", "甲、預算總說明 ……………… 1", "乙、主要表 ……………… 3", *[f"{number}、歲出計畫提要 …… {number}" for number in range(1, 9)]
        ),
        Page().text(150, 400, "一、預 算 總 說 明", size=30),
        Page(),
        book_page("預 算 總 說 明", HEADING, f"（一）{FILLER}", f"（二）{FILLER}"),
        book_page("預 算 總 說 明", f"（三）{FILLER}"),
        Page().text(150, 400, "二、主 要 表", size=30),
        *[book_page("歲入來源別預算表", "款項目節名稱及編號", "本年度預算數") for _ in range(20)],
    ]
    document = read_pages(*pages)
    assert paragraphs(document) == [HEADING, f"（一）{FILLER}", f"（二）{FILLER}", f"（三）{FILLER}"]
    assert document.notices == ("the 預算總說明 was found on pages 5 to 6 of 27; no other page was read",)
    assert document.page_count == 27


def test_a_scan_is_said_to_be_one() -> None:
    data = maker.make_pdf(Page().fill(0, 0, 595, 842, gray=0.5), Page().text(50, 100, "只有隱藏的文字層", mode=3))
    with pytest.raises(UnreadableError, match="scan"):
        read(data, Source("scan.pdf", "pdf", "", len(data)))


def test_an_encrypted_file_is_said_to_be_one() -> None:
    unknown = "<" + "5a" * 32 + ">"
    data = maker.make_pdf(
        Page().text(50, 100, HEADING),
        trailer=f"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O {unknown} /U {unknown} >>",
    )
    with pytest.raises(UnreadableError, match="password"):
        read(data, Source("locked.pdf", "pdf", "", len(data)))


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\nnothing of a file", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF"]
)
def test_a_damaged_file_is_said_to_be_one(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"damaged|no page"):
        read(data, Source("damaged.pdf", "pdf", "", len(data)))


BOOKS = [
    "smesa-113/smesa-113.pdf",
    "moi-114-part/moi-114-pages-1-15.pdf",
    "taichung-115/taichung-115.pdf",
    "taipei-116/taipei-116.pdf",
]


@pytest.mark.parametrize("name", BOOKS)
def test_content_streams_hold_what_pdfium_shows(corpus: Path, name: str) -> None:
    data = (corpus / name).read_bytes()
    with closing(PageSource(data)) as source, closing(pdfium.PdfDocument(data)) as shown:
        for number in range(1, min(source.page_count, 16) + 1):
            ours, theirs = source.read(number), read_page(shown, number)
            assert positions(ours) == positions(theirs), number


def positions(page: object) -> Counter[tuple[str, int]]:
    """Each printed character with the line it is in, to a few points."""
    return Counter((character.text, round(character.baseline / 4)) for character in page.characters if not character.text.isspace())  # type: ignore[attr-defined]


def test_rows_without_rules_are_told_by_their_figures() -> None:
    page = Page().text(50, 60, HEADING).grid([60, 200, 300, 400, 540], [100, 130, 250])
    for x, head in zip((64, 204, 304, 404), ("機關名稱", "職員", "工友", "說明"), strict=True):
        page.text(x, 120, head)
    for index, (name, staff, workers) in enumerate((("監察院", "357", "12"), ("審計部", "680", ""), ("教育農林處", "(3)", "-"))):
        page.text(64, 150 + 30 * index, name).text(204, 150 + 30 * index, staff).text(304, 150 + 30 * index, workers)
    page.text(404, 158, "各項人員依分年計畫辦理").text(404, 174, "進用。")
    document = read_pages(page)
    assert rows(document) == [
        ["機關名稱", "職員", "工友", "說明"],
        ["監察院", "357", "12", "各項人員依分年計畫辦理進用。"],
        ["審計部", "680", ""],
        ["教育農林處", "(3)", "-"],
    ]
