"""The .docx reader on the real document, and on each thing that WordprocessingML can do to a paragraph."""

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from extractors.document import Document, Paragraph, Source, Table, walk_paragraphs, walk_tables
from extractors.readers.docx import read
from extractors.text import repair
from tests.extractors.readers.docx_notation import NAMESPACES, docx

RAW = Path(__file__).parents[3] / "raw" / "113"
SAMPLE = RAW / "smesa-113.docx"
W = f"{{{NAMESPACES['w']}}}"


def _read(data: bytes) -> Document:
    return read(data, Source("made.docx", "docx", "0" * 64, len(data)))


def _texts(body: str, **parts: str) -> list[str]:
    return [paragraph.text for paragraph in walk_paragraphs(_read(docx(body, **parts)).blocks)]


def _field(code: str, result: str | None) -> str:
    """A complex field; without a result where that is None."""
    separate = "" if result is None else f"r[fldChar@fldCharType=separate] {result}"
    return f"r[fldChar@fldCharType=begin] r[instrText['{code}']] {separate} r[fldChar@fldCharType=end]"


REFERENCE = _field("REF x", "'第3頁'")
PAGE = _field("PAGE", None)
ENCLOSED = _field(" EQ \\o(○,1)", None)


@pytest.fixture(scope="module")
def sample() -> Document:
    return _read(SAMPLE.read_bytes())


@pytest.fixture(scope="module")
def sample_paragraphs() -> list[tuple[str, bool]]:
    """The text of every paragraph that has some, and whether a list gives it a label."""
    with zipfile.ZipFile(SAMPLE) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    paragraphs = [("".join(text.text for text in item.iter(W + "t")), item.find(f".//{W}numPr") is not None) for item in root.iter(W + "p")]
    return [(text, is_numbered) for text, is_numbered in paragraphs if text]


def test_sample_has_each_character_once_in_its_order(sample: Document, sample_paragraphs: list[tuple[str, bool]]) -> None:
    printed = [paragraph.text for paragraph in walk_paragraphs(sample.blocks)]
    assert [text for text, (_, is_numbered) in zip(printed, sample_paragraphs, strict=True) if not is_numbered] == [
        repair(text) for text, is_numbered in sample_paragraphs if not is_numbered
    ]
    assert [
        re.sub("^[一二三四]、", "", text) for text, (_, is_numbered) in zip(printed, sample_paragraphs, strict=True) if is_numbered
    ] == [repair(text) for text, is_numbered in sample_paragraphs if is_numbered]


def test_sample_has_29_automatic_labels_that_count_from_one_in_each_cell(
    sample: Document, sample_paragraphs: list[tuple[str, bool]]
) -> None:
    automatic = {
        paragraph.place.anchor
        for paragraph, (_, is_numbered) in zip(walk_paragraphs(sample.blocks), sample_paragraphs, strict=True)
        if is_numbered
    }
    assert len(automatic) == 29
    for table in walk_tables(sample.blocks):
        for cell in table.cells:
            if any(paragraph.place.anchor in automatic for paragraph in cell.paragraphs):
                # Where the list goes on typed, the typed labels go on counting.
                printed = [paragraph.text[:2] for paragraph in cell.paragraphs]
                assert printed == [f"{numeral}、" for numeral in "一二三四"[: len(printed)]]


def test_sample_counts_through_the_three_mixed_lists(sample: Document) -> None:
    mixed = {
        "協助53家中小企業進行數位創新國際行銷": "一二",
        "完成創新商模的場域落地": "一二三",
        "提出國內外新創及早期投資市場資訊": "一二三",
    }
    for begin, numerals in mixed.items():
        cells = [cell for table in walk_tables(sample.blocks) for cell in table.cells if begin in cell.text]
        assert ["".join(paragraph.text[0] for paragraph in cell.paragraphs) for cell in cells] == [numerals]


def test_sample_prints_the_text_dumps_lines_with_its_own_labels(sample: Document) -> None:
    dumped = [line.split("\t")[-1] for line in (RAW / "smesa-113.txt").read_text(encoding="utf-8").splitlines()]
    automatic = [repair(re.sub(r"\[bookmark: [^]]*\]", "", line)) for line in dumped if re.match(r"\d+、 ", line)]
    printed = {paragraph.text for paragraph in walk_paragraphs(sample.blocks)}
    assert len(automatic) == 29
    numerals = "一二三四五六七八九十"
    expected = [f"{numerals[int(line[0]) - 1]}、{repair(line.partition('、')[2])}" for line in automatic]
    assert [line for line in expected if line not in printed] == []


def test_sample_tables_and_furniture(sample: Document) -> None:
    tables = list(walk_tables(sample.blocks))
    assert [(table.row_count, table.column_count, len(table.cells)) for table in tables] == [
        (8, 4, 24),
        (5, 4, 17),
        (28, 3, 59),
        (26, 3, 55),
    ]
    assert sample.furniture == ("經濟部中小及新創企業署", "預算總說明", "中華民國113年度")
    assert sample.notices == ()
    explanation = next(cell for cell in tables[0].cells if "移撥至經濟部" in cell.text)
    assert (explanation.row, explanation.column, explanation.row_span, explanation.column_span) == (2, 3, 6, 1)


@pytest.mark.parametrize(
    ("paragraph", "printed"),
    [
        ("p[r['上' 'a'] hyperlink@r:id=x['連結'] smartTag['標']]", "上a連結標"),
        ("p['一' r[br] '二' r[cr] '三']", "一二三"),
        ("p['GOAL' r[br] 'TWO']", "GOAL TWO"),
        ("p['一' r[br@type=page] '二' r[br@type=column lastRenderedPageBreak] '三']", "一二三"),
        ("p['a' r[tab] 'b' r[ptab] 'c']", "a b c"),
        ("p['5' r[noBreakHyphen] '1' r[softHyphen] '2']", "5-12"),
        ("p[r[sym@font=Wingdings@char=F0FE] '已' r[sym@font=Symbol@char=F0B7] '未']", "☑已•未"),
        ("p['甲' bookmarkStart@id=0@name=_GoBack '乙' bookmarkEnd@id=0 proofErr@type=spellStart '丙']", "甲乙丙"),
        ("p[commentRangeStart@id=0 '文' commentRangeEnd@id=0 r[commentReference@id=0]]", "文"),
        ("p[r[ruby[rubyPr rt[r['ㄓㄨ']] rubyBase[r['注']]]] '音']", "注音"),
        ("p['占' m:oMath[m:f[m:num[m:r['1']] m:den[m:r['4']]]]]", "占14"),
        ("p[sdt[sdtPr[alias=x] sdtContent['控制' r['項']]]]", "控制項"),
        ("p[bdo@val=ltr['左'] dir@val=ltr['右'] customXml@element=x['標']]", "左右標"),
        ("p[sdt[sdtContent[ins@id=1['深' smartTag['處']]]]]", "深處"),
        (f"p['見' {REFERENCE} '。']", "見第3頁。"),
        ("p[fldSimple@instr=PAGE['7'] '頁']", "7頁"),
        (f"p['共' {PAGE} '頁']", "共頁"),
        ("p['見' r[rPr[vanish] '隱'] r[rPr[vanish=0] '顯'] r[rPr[b] '粗']]", "見顯粗"),
        ("p[r[mc:AlternateContent[mc:Choice@Requires=wps['選'] mc:Fallback['退']]] '一']", "選一"),
        ("p[mc:AlternateContent[mc:Choice@Requires=new[r['選']] mc:Fallback[r['退']]] '一']", "退一"),
    ],
)
def test_what_a_paragraph_prints(paragraph: str, printed: str) -> None:
    assert _texts(paragraph) == [printed]


def test_nested_fields_print_the_outer_result() -> None:
    inner = _field("PAGE", "'9'")
    outer = _field(f"IF']] {inner} r[instrText[' = 9", f"'是{{' {inner} '}}'")
    assert _texts(f"p['前' {outer} '後']") == ["前是{9}後"]


def test_a_field_may_run_over_paragraphs() -> None:
    begin = "r[fldChar@fldCharType=begin] r[instrText['TOC']] r[fldChar@fldCharType=separate]"
    assert _texts(f"p[{begin} '一、職掌'] p['二、目標'] p[r[fldChar@fldCharType=end]] p['文']") == ["一、職掌", "二、目標", "文"]


def test_a_field_that_never_ends_hides_nothing() -> None:
    document = _read(docx("p['前' r[fldChar@fldCharType=begin] '中'] p['後']"))
    assert [paragraph.text for paragraph in walk_paragraphs(document.blocks)] == ["前中", "後"]
    assert len(document.notices) == 1


def test_a_field_may_begin_in_hidden_text() -> None:
    body = "p['前' r[rPr[vanish] fldChar@fldCharType=begin] r[rPr[vanish] instrText['XE']] r['隱'] r[fldChar@fldCharType=end] '後']"
    assert _texts(body) == ["前後"]


def test_a_field_that_prints_without_a_result_is_noticed() -> None:
    document = _read(docx(f"p['第' {ENCLOSED} '項']"))
    assert document.notices == ("what the field “EQ \\o(○,1)” prints is not in the file and is left out (at “第項”)",)


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ("p['甲' ins@id=1['加'] del@id=2['刪'] '乙']", ["甲加乙"]),
        ("p[moveFrom@id=1[r['舊']] '甲'] p[moveTo@id=2[r['新']]]", ["甲", "新"]),
        ("p[ins@id=1[r['加' rPr] del@id=2['刪'] hyperlink['連']]]", ["加連"]),
        ("p[pPr[rPr[del@id=1]] '上半'] p['下半'] p['末']", ["上半下半", "末"]),
        ("p[pPr[rPr[moveFrom@id=1]] moveFrom[r['舊']]] p['下']", ["下"]),
        ("p[pPr[rPr[ins@id=1]] '甲'] p['乙']", ["甲", "乙"]),
        ("p['前'] p[pPr[rPr[del@id=1]] del@id=2['全刪']]", ["前"]),
        ("p[pPr[rPr[del@id=1]] '留']", ["留"]),
        ("p[pPr[rPr[del@id=1]] '表前'] tbl[tr[tc['表']]] p['表後']", ["表前", "表", "表後"]),
        ("p[pPr[rPr[vanish specVanish]] '標題。'] p['內文']", ["標題。內文"]),
        ("ins@id=1[p['加段']] del@id=2[p['刪段']] moveTo[p['移段']]", ["加段", "移段"]),
    ],
)
def test_tracked_changes_are_accepted(body: str, printed: list[str]) -> None:
    assert _texts(body) == printed


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ("sdt[sdtContent[p['甲'] p['乙']]] p['丙']", ["甲", "乙", "丙"]),
        ("customXml@element=x[p['甲'] sdt[sdtContent[customXml[p['乙']]]]]", ["甲", "乙"]),
        ("mc:AlternateContent[mc:Choice@Requires=w14[p['選']] mc:Fallback[p['退']]]", ["選"]),
        ("m:oMathPara[m:oMath[m:r['3']]] p['後']", ["3", "後"]),
        ("p p[r] p['']", []),
    ],
)
def test_blocks_in_wrappers_are_blocks(body: str, printed: list[str]) -> None:
    assert _texts(f"{body} p['尾']") == [*printed, "尾"]


def test_text_boxes_follow_the_paragraph_that_holds_them_once() -> None:
    drawing = "drawing[wp:inline[a:graphic[a:graphicData[wps:wsp[wps:txbx[txbxContent['框一']]]]]]]"
    fallback = "pict[v:shape[v:textbox[txbxContent['框一']]]]"
    anchor = f"p['前' r[mc:AlternateContent[mc:Choice@Requires=wps[{drawing}] mc:Fallback[{fallback}]]] '後']"
    assert _texts(f"{anchor} p['次']") == ["前後", "框一", "次"]
    assert _texts(f"p['前' r[{fallback}]] p['次']") == ["前", "框一", "次"]


def test_a_text_box_may_hold_a_table_and_stand_in_a_cell() -> None:
    box = "r[pict[v:textbox[txbxContent[tbl[tr[tc['內']]]]]]]"
    document = _read(docx(f"tbl[tr[tc[p['外' {box}]]]]"))
    assert [paragraph.place.anchor for paragraph in walk_paragraphs(document.blocks)] == ["b0.r0.c0.p0", "b0.r0.c0.p1.r0.c0.p0"]


def test_the_texts_of_a_diagram_and_of_wordart_follow_their_paragraph() -> None:
    diagram = "dgm:ptLst[dgm:pt@modelId=1[dgm:t[a:p['署長']]] dgm:pt@modelId=2[dgm:t[a:p['主任' a:br '秘書']]]]"
    body = "p['組織系統圖' r[drawing[a:graphicData[dgm:relIds@r:dm=rId3]]] r[pict[v:shape[v:textpath@string=草案]]]]"
    assert _texts(body, diagram=diagram) == ["組織系統圖", "署長", "主任秘書", "草案"]


def test_pictures_and_charts_are_noticed_where_they_stand() -> None:
    document = _read(docx("p['組織系統圖'] p[r[drawing[pic:pic]]] p['執行率' r[drawing[a:graphicData[c:chart]]]] altChunk@r:id=x"))
    assert document.notices == (
        "a picture is not read (at “組織系統圖”)",
        "a chart is not read (at “執行率”)",
        "another document is embedded and not read (at “執行率”)",
    )


def test_glyphs_without_a_character_are_noticed() -> None:
    document = _read(docx("p['甲' r[sym@font=Wingdings@char=F04A] r[sym@font=x@char=?]]"))
    assert document.notices == (
        "the glyph F04A of the font Wingdings has no character and is left out (at “甲”)",
        "the glyph ? of the font x has no character and is left out (at “甲”)",
    )


FOOTNOTES = (
    "footnote@type=separator@id=-1[p[r[separator]]] footnote@id=2[p[r[footnoteRef] '含駐警。']] "
    "footnote@id=3[p[r[footnoteRef] '另計。'] p['續。']]"
)


def test_footnotes_follow_the_paragraph_or_table_with_their_mark() -> None:
    body = "p['109人' r[footnoteReference@id=3] '。'] tbl[tr[tc[p['108' r[footnoteReference@id=2]]] tc['9']]] p['尾']"
    document = _read(docx(body, footnotes=FOOTNOTES))
    assert [(paragraph.text, paragraph.place.anchor) for paragraph in walk_paragraphs(document.blocks)] == [
        ("109人。", "b0"),
        ("1另計。", "b1"),
        ("續。", "b2"),
        ("108", "b3.r0.c0.p0"),
        ("9", "b3.r0.c1.p0"),
        ("2含駐警。", "b4"),
        ("尾", "b5"),
    ]


def test_endnotes_stand_at_the_end_in_their_own_format() -> None:
    notes = "endnote@id=1[p[r[endnoteRef] '甲註']] endnote@id=2[p[r[endnoteRef] '乙註']]"
    body = "p['甲' r[endnoteReference@id=1]] p['乙' r[endnoteReference@id=2]]"
    assert _texts(body, endnotes=notes) == ["甲", "乙", "i甲註", "ii乙註"]
    assert _texts(body, endnotes=notes, settings="endnotePr[numFmt=taiwaneseCountingThousand]")[2:] == ["一甲註", "二乙註"]


def test_a_footnote_with_a_mark_of_its_own_is_not_counted() -> None:
    notes = "footnote@id=1[p[r['＊'] '自訂']] footnote@id=2[p[r[footnoteRef] '計數']]"
    body = "p['甲' r[footnoteReference@id=1@customMarkFollows=1 '＊'] r[footnoteReference@id=2]]"
    assert _texts(body, footnotes=notes) == ["甲＊", "＊自訂", "1計數"]


def test_a_note_that_is_not_there_is_noticed() -> None:
    document = _read(docx("p['甲' r[footnoteReference@id=9]]"))
    assert document.notices == ("a footnote (9) is referred to and is not in the file",)


def test_headers_and_footers_are_furniture() -> None:
    section = "sectPr[headerReference@r:id=rId1@type=default footerReference@r:id=rId2@type=default]"
    document = _read(docx(f"p['文'] {section}", header="p['內政部'] tbl[tr[tc['預算'] tc['總說明']]]", footer="p['第' r[pgNum] '頁']"))
    assert document.furniture == ("內政部", "預算", "總說明", "第頁")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["文"]


def test_a_section_inside_the_text_has_furniture_too_and_each_part_is_listed_once() -> None:
    sections = "p[pPr[sectPr[headerReference@r:id=rId1@type=first]] '一'] p['二'] sectPr[headerReference@r:id=rId1@type=default]"
    assert _read(docx(sections, header="'頁首'")).furniture == ("頁首",)


@pytest.mark.parametrize(
    ("styles", "printed"),
    [
        ("style@type=paragraph@styleId=S[rPr[vanish]]", ["顯", "強"]),
        ("style@type=paragraph@styleId=S[basedOn=T] style@type=paragraph@styleId=T[rPr[vanish]]", ["顯", "強"]),
        ("style@type=character@styleId=C[rPr[vanish]]", ["隱顯"]),
        ("style@type=paragraph@styleId=S[rPr[vanish]] style@type=character@styleId=C[rPr[vanish]]", ["顯再"]),
        ("style@type=paragraph@styleId=S[basedOn=S rPr[vanish=false]]", ["隱顯再", "強"]),
    ],
)
def test_styles_hide_text(styles: str, printed: list[str]) -> None:
    # Hidden twice over, by the paragraph's style and by the run's, is shown: 再.
    body = "p[pPr[pStyle=S rPr[vanish=0]] '隱' r[rPr[vanish=0] '顯'] r[rPr[rStyle=C] '再']] p[r[rPr[rStyle=C] '強']]"
    assert _texts(f"{body} p['尾']", styles=styles) == [*printed, "尾"]


def test_blanks_at_the_edge_of_a_text_count_only_where_they_are_kept() -> None:
    with_blanks = b'<w:p><w:r><w:t>AB\n </w:t></w:r><w:r><w:t xml:space="preserve"> CD</w:t></w:r><w:r><w:t> E\nF</w:t></w:r></w:p>'
    data = docx(
        "p",
        extra={"word/document.xml": f'<w:document xmlns:w="{NAMESPACES["w"]}"><w:body>'.encode() + with_blanks + b"</w:body></w:document>"},
    )
    assert [paragraph.text for paragraph in walk_paragraphs(_read(data).blocks)] == ["AB CDE F"]


def test_strict_documents_read_alike() -> None:
    strict = '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body><w:p><w:r><w:t>嚴格</w:t></w:r></w:p></w:body></w:document>'
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/WORD/document2.xml"/>'
        "</Relationships>"
    )
    document = _read(docx("p['x']", extra={"word/Document2.xml": strict.encode(), "_rels/.rels": rels.encode()}))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["嚴格"]


def test_tables_lie_in_each_other_as_deep_as_xml_may() -> None:
    depth = 80
    document = _read(docx("tbl[tr[tc[" * depth + "'底'" + " p]]]" * depth))
    assert next(walk_paragraphs(document.blocks)).place.anchor == "b0" + ".r0.c0.p0" * depth


def test_tables_stand_between_their_paragraphs() -> None:
    document = _read(docx("p['前'] tbl[tr[tc['甲'] tc[tbl[tr[tc['內']]] p]]] p['後']"))
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    assert [paragraph.place.anchor for paragraph in walk_paragraphs(document.blocks)] == ["b0", "b1.r0.c0.p0", "b1.r0.c1.p0.r0.c0.p0", "b2"]
