"""The .odt reader: the real document, paragraphs, frames, notes, revisions, running heads, and files that cannot be read."""

import zipfile
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from extractors.conservation import Balance, weigh
from extractors.document import Document, Source, UnreadableError, walk_paragraphs
from extractors.readers import docx, odt, text_dump
from extractors.readers.archive import open_archive
from tests.extractors.readers.odt_maker import h, item, list_style, lst, make_odt, p, row, table, td

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "tests" / "documents" / "smesa-113.odt"
MADE = Source("made", "odt", "0" * 64, 1)
BALANCED = Balance(Counter(), Counter())
NUMBERED = list_style("L", 's:num-format="一, 二, 三, ..." s:num-suffix="、"')
HIDDEN = (
    "".join(
        f'<s:style s:name="{name}" s:family="{family}"><s:text-properties t:display="none"/></s:style>'
        for name, family in (("Hid", "text"), ("HidP", "paragraph"))
    )
    + '<s:style s:name="Shown" s:family="text" s:parent-style-name="Hid"><s:text-properties t:display="true"/></s:style>'
)


def read(body: str, automatic: str = "", styles: str = "", master: str = "", **members: bytes | None) -> Document:
    document = odt.read(make_odt(body, automatic, styles, master, members=members), MADE)
    assert weigh(document) == BALANCED
    return document


def lines(body: str, automatic: str = "") -> list[str]:
    return [paragraph.text for paragraph in walk_paragraphs(read(body, automatic).blocks)]


def frame(inner: str, anchor: str = "paragraph") -> str:
    return f'<d:frame t:anchor-type="{anchor}"><d:text-box>{inner}</d:text-box></d:frame>'


def note(text: str, mark: str = "1", kind: str = "footnote") -> str:
    return f'<t:note t:note-class="{kind}"><t:note-citation>{mark}</t:note-citation><t:note-body>{p(text)}</t:note-body></t:note>'


@pytest.fixture(scope="module")
def sample() -> Document:
    return odt.read(SAMPLE.read_bytes(), MADE)


def test_smesa_113_is_the_same_document_as_in_docx(sample: Document) -> None:
    expected = docx.read((ROOT / "raw" / "113" / "smesa-113.docx").read_bytes(), MADE)
    assert replace(sample, printed=()) == replace(expected, printed=())


def test_smesa_113_holds_every_glyph_once(sample: Document) -> None:
    assert weigh(sample) == BALANCED
    assert len("".join(sample.printed)) > 8_000


def test_the_balance_sees_what_is_lost(sample: Document) -> None:
    balance = weigh(replace(sample, blocks=sample.blocks[:-1]))
    assert balance.digit_count > 0
    assert not balance.doubled


def test_smesa_113_has_the_blocks_of_the_text_dump(sample: Document) -> None:
    assert sample.blocks == text_dump.read((ROOT / "raw" / "113" / "smesa-113.txt").read_bytes(), MADE).blocks


def test_smesa_113_has_29_automatic_labels_all_of_them_in_cells(sample: Document) -> None:
    archive = open_archive(SAMPLE.read_bytes())
    headers = archive.read("content.xml").replace(b"text:list-item", b"text:list-header")
    bare = odt.read(make_odt("", members={"content.xml": headers, "styles.xml": archive.read("styles.xml")}), MADE)
    pairs = zip(walk_paragraphs(sample.blocks), walk_paragraphs(bare.blocks), strict=True)
    labels = [(one.text.removesuffix(other.text), one.place.anchor) for one, other in pairs if one.text != other.text]
    assert len(labels) == 29
    assert {label for label, _ in labels} <= {f"{number}、" for number in "一二三四五六七八九"}
    assert all(".r" in anchor for _, anchor in labels)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (" 年度  預算\n  總說明 ", "年度預算總說明"),
        ("  iF  Design \n Award ", "iF Design Award"),
        ('A<t:s t:c="2"/>B', "A  B"),
        ("A <t:s/>B", "A  B"),
        ("A<t:span> </t:span> B", "A B"),
        ("A<t:tab/>B", "A B"),
        ("A<t:line-break/>B", "A B"),
        ("年<t:line-break/>度", "年度"),
        ("8<t:line-break/>3,890千元", "83,890千元"),
        ("預<t:soft-page-break/>算", "預算"),
        ('<t:a x:href="https://example.org/">法<t:span>規</t:span></t:a>', "法規"),
        ("<t:ruby><t:ruby-base>漢</t:ruby-base><t:ruby-text>ㄏㄢˋ</t:ruby-text></t:ruby>字", "漢字"),
        ('<t:bookmark-start t:name="_GoBack"/>員額<t:bookmark-end t:name="_GoBack"/>', "員額"),
        ("第<t:page-number>3</t:page-number>頁，<t:date>113年</t:date>", "第3頁，113年"),
        ('計<t:sequence t:name="表">4</t:sequence><t:bookmark-ref t:ref-name="x">項</t:bookmark-ref>', "計4項"),
        ('甲<t:variable-set t:name="v" t:display="none">乙</t:variable-set>丙', "甲丙"),
        ('甲<t:hidden-text t:condition="c" t:is-hidden="true">乙</t:hidden-text>丙', "甲丙"),
        ('甲<t:hidden-text t:condition="c" t:is-hidden="false">乙</t:hidden-text>丙', "甲乙丙"),
        ("甲<o:annotation><dc:creator>某</dc:creator><t:p>註</t:p></o:annotation>乙", "甲乙"),
        ("<loext:content-control>核定</loext:content-control>數", "核定數"),
        ('甲<t:span t:style-name="Hid">乙<t:span>丙</t:span></t:span>丁', "甲丁"),
        ('甲<t:span t:style-name="Shown">乙</t:span>', "甲乙"),
        ('<t:change-start t:change-id="c1"/>增列<t:change-end t:change-id="c1"/>工友<t:change t:change-id="c2"/>1人', "增列工友1人"),
        ("<!-- 草稿 -->定稿<?編 輯?>", "定稿"),
    ],
)
def test_text_of_a_paragraph(inner: str, text: str) -> None:
    assert lines(p(inner), HIDDEN) == [text]


def test_a_glyph_of_a_symbol_font_is_the_character_it_shows() -> None:
    font = '<s:style s:name="W" s:family="text"><s:text-properties fo:font-family="Wingdings"/></s:style>'
    assert lines(p('<t:span t:style-name="W">\uf06e\uf0fc</t:span>達成<t:span>\uf06e</t:span>'), font) == ["■✓達成"]


def test_bullets_of_symbol_fonts() -> None:
    style = (
        '<t:list-style s:name="L"><t:list-level-style-bullet t:level="1" t:bullet-char="\uf06c" s:num-suffix="\uf06c">'
        '<s:text-properties fo:font-family="Wingdings"/></t:list-level-style-bullet>'
        '<t:list-level-style-bullet t:level="2" t:bullet-char="\uf111"/><t:list-level-style-image t:level="3"/></t:list-style>'
    )
    assert lines(lst(item("a", lst(item("b", lst(item("c"), "")), ""))), style) == ["●a", "•b", "•c"]


def test_hidden_paragraphs_and_sections_are_left_out_and_still_counted() -> None:
    body = lst(item("a") + item(p("b", "HidP")) + item("c")) + (
        f'<t:section t:name="s" t:display="none">{p("d")}</t:section>'
        f'<t:section t:name="s" t:display="condition" t:condition="c" t:is-hidden="true">{p("e")}</t:section>'
        f'<t:section t:name="s">{p("f")}</t:section>'
    )
    hidden = p('<t:hidden-paragraph t:condition="c" t:is-hidden="true"/>g')
    assert lines(body + hidden, NUMBERED + HIDDEN) == ["一、a", "三、c", "f"]


def test_deleted_text_is_out_and_inserted_text_is_in() -> None:
    region = '<t:changed-region t:id="c"><t:deletion><o:change-info/>{}</t:deletion></t:changed-region>'
    changes = f"<t:tracked-changes>{region.format(p('刪去'))}</t:tracked-changes>"
    assert lines(changes + p('甲<t:change t:change-id="c"/>乙')) == ["甲乙"]


def test_declarations_forms_and_templates_of_an_index_are_no_text() -> None:
    contents = (
        "<t:table-of-content><t:table-of-content-source><t:index-title-template>範本</t:index-title-template>"
        f"</t:table-of-content-source><t:index-body><t:index-title>{p('目次')}</t:index-title>{p('一、現行法定職掌<t:tab/>1')}"
        "</t:index-body></t:table-of-content>"
    )
    declared = '<o:forms><x>表單</x></o:forms><t:sequence-decls><t:sequence-decl t:name="表"/></t:sequence-decls>'
    assert lines(declared + contents + p("本文")) == ["目次", "一、現行法定職掌1", "本文"]


def test_a_text_box_follows_the_paragraph_that_it_hangs_in() -> None:
    boxed = frame(p("盒一") + lst(item("盒二")) + table(row("盒三")))
    assert lines(p(f"甲{boxed}乙") + p("丙"), NUMBERED) == ["甲乙", "盒一", "一、盒二", "盒三", "丙"]


def test_shapes_groups_and_links_around_them_hold_text() -> None:
    shape = f"<d:custom-shape>{p('圖形')}<d:enhanced-geometry/></d:custom-shape>"
    group = f"<d:g><d:rect>{p('方')}</d:rect><d:a>{frame(p('連結'))}</d:a></d:g>"
    assert lines(p(f"組織系統圖{shape}{group}")) == ["組織系統圖", "圖形", "方", "連結"]


def test_frames_on_a_page_are_read_where_they_stand() -> None:
    assert lines(frame(p("頁"), "page") + p("甲")) == ["頁", "甲"]


def test_pictures_and_objects_are_said_not_to_be_read() -> None:
    picture = '<d:frame><d:image x:href="Pictures/1.png"/><svg:title>標題</svg:title></d:frame>'
    embedded = '<d:frame><d:object x:href="./Object 1"/><d:image x:href="./ObjectReplacements/Object 1"/></d:frame>'
    document = read(p(f"組織系統圖{picture}{embedded}"))
    assert document.notices == ("a picture is not read (at “組織系統圖”)", "an embedded object is not read (at “組織系統圖”)")
    assert [paragraph.text for paragraph in walk_paragraphs(document.blocks)] == ["組織系統圖"]


def test_footnotes_follow_the_paragraph_and_endnotes_the_text() -> None:
    first = p(f"甲{note('註一')}乙{note('尾註', 'i', 'endnote')}{frame(p('盒'))}{note('註二', '2')}")
    assert lines(first + p("丙")) == ["甲乙", "盒", "1註一", "2註二", "丙", "i尾註"]


def test_footnotes_of_a_cell_follow_the_table() -> None:
    document = read(table(row(td(p(f"甲{note('註')}")), "乙")) + p("丙"))
    assert [type(block).__name__ for block in document.blocks] == ["Table", "Paragraph", "Paragraph"]
    assert [paragraph.text for paragraph in walk_paragraphs(document.blocks)] == ["甲", "乙", "1註", "丙"]


def test_lists_hold_sections_of_their_items_in_order() -> None:
    assert lines(lst(item("a", h("b", 2)) + item(table(row("c")))), NUMBERED) == ["一、a", "b", "c"]


def test_running_heads_are_furniture_without_page_numbers() -> None:
    master = (
        f'<s:master-page s:name="Standard" s:page-layout-name="L"><s:header>{p("某　署")}{table(row("預算總說明"))}</s:header>'
        f'<s:header-left s:display="false">{p("不印")}</s:header-left>'
        f"<s:footer>{p('第<t:page-number>7</t:page-number>頁')}{p('<t:page-number>7</t:page-number>')}</s:footer></s:master-page>"
        f'<s:master-page s:name="First" s:page-layout-name="L"><s:header>{p("某　署")}</s:header></s:master-page>'
    )
    document = read(p("甲"), "", "", master)
    assert document.furniture == ("某署", "預算總說明", "第頁")
    assert [paragraph.text for paragraph in walk_paragraphs(document.blocks)] == ["甲"]


def test_a_document_without_styles_is_read() -> None:
    assert len(read(p("甲"), **{"styles.xml": None}).blocks) == 1


def _zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, package.open("content.xml", "w", force_zip64=True) as member:
        for _ in range(110):
            member.write(bytes(1_000_000))
    return out.getvalue()


ENCRYPTED = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:manifest>'
BOOK = make_odt(p("甲"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "archive is damaged"),
        (b"PK\x03\x04", "archive is damaged"),
        (BOOK[: len(BOOK) // 2], "archive is damaged"),
        (make_odt(p("甲"), members={"content.xml": None}), r"no content\.xml"),
        (make_odt(p("甲"), members={"content.xml": b"<o:document-content>"}), r"content\.xml is not well-formed"),
        (make_odt("<t:p>甲</t:h>"), r"content\.xml is not well-formed"),
        (make_odt(p("甲"), members={"styles.xml": b"<"}), r"styles\.xml is not well-formed"),
        (make_odt(p("甲"), members={"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "document type"),
        (make_odt(p("甲"), members={"content.xml": b"<a/>"}), "no OpenDocument text"),
        (make_odt("", members={"content.xml": b"\x8f\x02", "META-INF/manifest.xml": ENCRYPTED}), "is encrypted"),
        (make_odt(p("甲"), members={"content.xml": None, "encrypted-package": b"x"}), "is encrypted"),
        (make_odt(p()), "no text"),
        (make_odt(p('<d:frame><d:image x:href="Pictures/1.png"/></d:frame>')), "scan"),
        (_zip_bomb(), "unpacks to more than 100 MB"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message) as raised:
        odt.read(data, MADE)
    assert "\n" not in str(raised.value)
