"""Automatic list labels: what Word counts, and what it prints before the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Document, Source, walk_paragraphs
from extractors.readers.docx import read
from tests.extractors.readers.docx_notation import docx


def _read(body: str, numbering: str, styles: str = "") -> Document:
    data = docx(body, numbering=numbering, styles=styles)
    return read(data, Source("made.docx", "docx", "0" * 64, len(data)))


def _printed(body: str, numbering: str, styles: str = "") -> str:
    return " ".join(paragraph.text for paragraph in walk_paragraphs(_read(body, numbering, styles).blocks))


def _level(index: int, text: str, form: str = "decimal", more: str = "start=1") -> str:
    return f"lvl@ilvl={index}[{more} numFmt={form} lvlText='{text}']"


def _list(*levels: str, overrides: str = "") -> str:
    return f"abstractNum@abstractNumId=7[{' '.join(levels)}] num@numId=1[abstractNumId=7 {overrides}]"


def _items(notation: str) -> str:
    """`a b.1 c.2@3`: paragraphs by their text, level (0) and list (1)."""
    paragraphs = []
    for item in notation.split():
        text, _, number = item.partition("@")
        text, _, level = text.partition(".")
        paragraphs.append(f"p[pPr[numPr[ilvl={level or 0} numId={number or 1}]] '{text}']")
    return " ".join(paragraphs)


OUTLINE = (_level(0, "%1."), _level(1, "%1.%2"), _level(2, "%1.%2.%3"))


def test_levels_count_within_the_level_above() -> None:
    assert _printed(_items("a b.1 c.1 d.2 e f.1 g.2"), _list(*OUTLINE)) == "1.a 1.1b 1.2c 1.2.1d 2.e 2.1f 2.1.1g"


def test_a_level_that_is_passed_over_counts_as_begun() -> None:
    assert _printed(_items("a b.2 c.1 d.2"), _list(*OUTLINE)) == "1.a 1.1.1b 1.2c 1.2.1d"
    assert _printed(_items("a.1 b.1 c d.1"), _list(*OUTLINE)) == "1.1a 1.2b 2.c 2.1d"


def test_lists_of_one_definition_share_their_counters() -> None:
    numbering = _list(_level(0, "%1、", "taiwaneseCountingThousand")) + " num@numId=2[abstractNumId=7]"
    assert _printed(_items("a b@2 c"), numbering) == "一、a 二、b 三、c"


def test_a_start_override_counts_once_where_its_list_begins() -> None:
    numbering = _list(_level(0, "%1.")) + " num@numId=2[abstractNumId=7 lvlOverride@ilvl=0[startOverride=5]]"
    assert _printed(_items("a b@2 c@2 d e@2"), numbering) == "1.a 5.b 6.c 7.d 8.e"


def test_a_start_override_is_where_the_level_starts_again() -> None:
    numbering = _list(*OUTLINE, overrides="lvlOverride@ilvl=1[startOverride=3]")
    assert _printed(_items("a b.1 c d.1"), numbering) == "1.a 1.3b 2.c 2.3d"


def test_a_whole_level_may_be_overridden() -> None:
    override = f"lvlOverride@ilvl=0[{_level(0, '(%1)', 'ideographTraditional')}]"
    numbering = _list(_level(0, "%1.")) + f" num@numId=2[abstractNumId=7 {override}]"
    assert _printed(_items("a b@2 c"), numbering) == "1.a (乙)b 3.c"


@pytest.mark.parametrize(
    ("restart", "printed"),
    [
        ("", "1.a 1)b i)c 2)d i)e 2.f i)g"),
        ("lvlRestart=0", "1.a 1)b i)c 2)d ii)e 2.f iii)g"),
        ("lvlRestart=1", "1.a 1)b i)c 2)d ii)e 2.f i)g"),
        ("lvlRestart=2", "1.a 1)b i)c 2)d i)e 2.f i)g"),
    ],
)
def test_levels_restart_after_the_level_that_is_said(restart: str, printed: str) -> None:
    numbering = _list(_level(0, "%1."), _level(1, "%2)"), _level(2, "%3)", "lowerRoman", f"start=1 {restart}"))
    assert _printed(_items("a b.1 c.2 d.1 e.2 f g.2"), numbering) == printed


def test_start_values() -> None:
    assert _printed(_items("a b"), _list(_level(0, "%1、", "taiwaneseCountingThousand", "start=10"))) == "十、a 十一、b"
    # 17.9.26: without a start value a level starts at zero.
    assert _printed(_items("a b"), _list(_level(0, "%1.", more=""))) == "0.a 1.b"


def test_legal_numbering_writes_every_level_in_decimal() -> None:
    levels = (_level(0, "%1、", "taiwaneseCountingThousand"), _level(1, "%1.%2", "upperRoman", "start=1 isLgl"), _level(2, "%1.%2", "none"))
    assert _printed(_items("a b.1 c.2"), _list(*levels)) == "一、a 1.1b 一.Ic"


def test_the_number_of_a_deeper_level_is_not_printed() -> None:
    assert _printed(_items("a b.1 c"), _list(_level(0, "%1-%2."), _level(1, "%2)"))) == "1-.a 1)b 2-.c"


def test_a_constant_text_is_a_label_too() -> None:
    assert _printed(_items("a b"), _list(_level(0, "附件"))) == "附件a 附件b"
    assert _printed(_items("a b.1 c"), _list(_level(0, "%1", "none"), _level(1, "%1%2)"))) == "a 1)b c"


def test_labels_of_empty_paragraphs_are_printed_and_counted() -> None:
    body = f"{_items('a')} p[pPr[numPr[ilvl=0 numId=1]]] {_items('b')}"
    assert _printed(body, _list(_level(0, "%1、"))) == "1、a 2、 3、b"


def test_lists_go_on_through_tables_in_the_order_of_the_text() -> None:
    body = f"{_items('a')} tbl[tr[tc[{_items('b')}] tc[{_items('c')} tbl[tr[tc[{_items('d')}]]]]]] {_items('e')}"
    assert _printed(body, _list(_level(0, "%1."))) == "1.a 2.b 3.c 4.d 5.e"


def test_lists_go_on_through_text_boxes() -> None:
    body = f"p[r[pict[v:textbox[txbxContent[{_items('b')}]]]]] {_items('c')}"
    assert _printed(f"{_items('a')} {body}", _list(_level(0, "%1."))) == "1.a 2.b 3.c"


def test_headers_count_for_themselves() -> None:
    section = "sectPr[headerReference@r:id=rId1]"
    data = docx(f"{_items('a b')} {section}", numbering=_list(_level(0, "%1.")), header=_items("h"))
    document = read(data, Source("made.docx", "docx", "0" * 64, len(data)))
    assert document.furniture == ("1.h",)


def test_deleted_paragraphs_do_not_count() -> None:
    gone = "p[pPr[numPr[ilvl=0 numId=1] rPr[del@id=1]] del['刪']]"
    half = "p[pPr[numPr[ilvl=0 numId=1] rPr[del@id=1]] '上']"
    numbering = _list(_level(0, "%1."))
    assert _printed(f"{_items('a')} {gone} {_items('b')}", numbering) == "1.a 2.b"
    assert _printed(f"{_items('a')} {half} {_items('b c')}", numbering) == "1.a 2.上b 3.c"
    assert _printed(f"{_items('a')} {half} p['b']", numbering) == "1.a 上b"


def test_paragraphs_under_a_vertical_merge_count_and_are_not_printed() -> None:
    covered = "tc[tcPr[vMerge] p[pPr[numPr[ilvl=0 numId=1]]]]"
    body = f"tbl[tr[tc[tcPr[vMerge=restart] {_items('a')}] tc['x']] tr[{covered} tc[{_items('b')}]]]"
    assert _printed(body, _list(_level(0, "%1."))) == "1.a x 3.b"


@pytest.mark.parametrize("number", [0, 99])
def test_list_0_and_a_list_that_is_not_defined_are_none(number: int) -> None:
    assert _printed(_items(f"a@{number}"), _list(_level(0, "%1."))) == "a"


def test_a_level_or_definition_that_is_missing_has_no_label() -> None:
    assert _printed(_items("a.5 b@2"), _list(_level(0, "%1.")) + " num@numId=2[abstractNumId=99]") == "a b"


def test_hidden_labels_are_counted_and_not_printed() -> None:
    hidden = "lvl@ilvl=0[start=1 numFmt=decimal lvlText='%1.' rPr[vanish]]"
    assert _printed(_items("a b.1"), _list(hidden, _level(1, "%1.%2"))) == "a 1.1b"


STYLES = """
    style@type=paragraph@styleId=A[pPr[numPr[numId=1]]]
    style@type=paragraph@styleId=B[basedOn=A pPr[numPr[ilvl=1]]]
    style@type=paragraph@styleId=C[basedOn=B]
    style@type=paragraph@styleId=Off[basedOn=A pPr[numPr[numId=0]]]
"""
LINKED = _list("lvl@ilvl=0[start=1 numFmt=decimal pStyle=A lvlText='%1.']", "lvl@ilvl=1[start=1 numFmt=decimal pStyle=B lvlText='%1.%2']")


@pytest.mark.parametrize("numbering", [LINKED, _list(*OUTLINE)], ids=["level names style", "style names level"])
def test_styles_number_their_paragraphs_and_those_of_styles_based_on_them(numbering: str) -> None:
    body = "p[pPr[pStyle=A] 'a'] p[pPr[pStyle=B] 'b'] p[pPr[pStyle=C] 'c'] p[pPr[pStyle=Off] 'o'] p[pPr[pStyle=A] 'd']"
    assert _printed(body, numbering, STYLES) == "1.a 1.1b 1.2c o 2.d"


def test_a_paragraph_overrides_the_numbering_of_its_style() -> None:
    body = "p[pPr[pStyle=A] 'a'] p[pPr[pStyle=A numPr[numId=0]] 'o'] p[pPr[pStyle=A numPr[ilvl=1]] 'b'] p[pPr[pStyle=B numPr[ilvl=0]] 'c']"
    assert _printed(body, LINKED, STYLES) == "1.a o 1.1b 2.c"


def test_the_default_style_numbers_paragraphs_that_name_no_style_or_an_unknown_one() -> None:
    styles = "style@type=character@default=1@styleId=X style@type=paragraph@default=1@styleId=N[pPr[numPr[numId=1]]]"
    assert _printed("p['a'] p[pPr[pStyle=Gone] 'b']", _list(_level(0, "%1.")), styles) == "1.a 2.b"


def test_styles_in_a_circle_end() -> None:
    styles = "style@type=paragraph@styleId=A[basedOn=B] style@type=paragraph@styleId=B[basedOn=A pPr[numPr[numId=1]]]"
    assert _printed("p[pPr[pStyle=A] 'a']", _list(_level(0, "%1.")), styles) == "1.a"


def test_numbering_styles_lead_to_the_definition_that_they_link() -> None:
    numbering = (
        "abstractNum@abstractNumId=1[numStyleLink=L] abstractNum@abstractNumId=2[styleLink=L "
        + _level(0, "%1、", "ideographTraditional")
        + "] num@numId=1[abstractNumId=1] num@numId=2[abstractNumId=2]"
    )
    styles = "style@type=numbering@styleId=L[pPr[numPr[numId=2]]]"
    assert _printed(_items("a b@2 c"), numbering, styles) == "甲、a 乙、b 丙、c"
    assert _printed(_items("a"), numbering, "") == "a"
    circle = "abstractNum@abstractNumId=1[numStyleLink=L] num@numId=1[abstractNumId=1]"
    assert _printed(_items("a"), circle, "style@type=numbering@styleId=L[pPr[numPr[numId=1]]]") == "a"


@pytest.mark.parametrize(
    ("bullet", "printed"),
    [
        ("lvlText='\uf0b7' rPr[rFonts@ascii=Symbol]", "•"),
        ("lvlText='\uf06c' rPr[rFonts@ascii=Wingdings]", "●"),
        ("lvlText=l rPr[rFonts@ascii=Wingdings]", "●"),
        ("lvlText='\uf0a7' rPr[rFonts@ascii=Wingdings]", "▪"),
        ("lvlText='\uf04a' rPr[rFonts@ascii=Wingdings]", "•"),
        ("lvlText='\ue001' rPr[rFonts@ascii=Own]", "•"),
        ("lvlText='－'", "－"),
        ("lvlText=o rPr[rFonts@ascii='Courier New']", "o"),
        ("lvlText='' lvlPicBulletId=0", "•"),
        ("lvlText=''", ""),
    ],
)
def test_bullets_are_characters_as_printed(bullet: str, printed: str) -> None:
    assert _printed(_items("文"), _list(f"lvl@ilvl=0[start=1 numFmt=bullet {bullet}]")) == f"{printed}文"


def test_formats_that_are_not_known_are_written_in_decimal_and_noticed_once() -> None:
    document = _read(_items("a b"), _list(_level(0, "%1.", "koreanDigital")))
    assert [paragraph.text for paragraph in walk_paragraphs(document.blocks)] == ["1.a", "2.b"]
    assert document.notices == ("the list format koreanDigital is not known; its labels are written in decimal (at “1.a”)",)


def test_custom_formats_are_padded_or_those_of_their_fallback() -> None:
    def level(custom: str) -> str:
        choice = f"mc:Choice@Requires=w14[numFmt=custom@format='{custom}']"
        return f"lvl@ilvl=0[start=9 mc:AlternateContent[{choice} mc:Fallback[numFmt=upperRoman]] lvlText='%1.']"

    assert _printed(_items("a b"), _list(level("001, 002, 003, ..."))) == "009.a 010.b"
    assert _printed(_items("a b"), _list(level("a, ç, ĝ, ..."))) == "IX.a X.b"


def test_large_parts_are_read_like_small_ones() -> None:
    filler = " ".join(f"abstractNum@abstractNumId={number}[{_level(0, '%1)')}]" for number in range(100, 500))
    more_styles = " ".join(f"style@type=paragraph@styleId=S{number}[basedOn=A rPr[b sz=24 color=FF0000]]" for number in range(600))
    assert len(filler) > 20_000
    assert len(more_styles) > 30_000
    body = "p[pPr[pStyle=A] 'a'] p[pPr[pStyle=S599] 'b'] p[pPr[pStyle=Gone] 'c'] p[pPr[pStyle=S5 numPr[numId=2]] 'd']"
    numbering = f"{filler} {LINKED} num@numId=2[abstractNumId=499]"
    assert _printed(body, numbering, f"{more_styles} {STYLES}") == "1.a 2.b c 1)d"


@given(levels=st.lists(st.integers(0, 3), min_size=1, max_size=25))
def test_outlines_are_counted_like_chapters(levels: list[int]) -> None:
    """A model of one line: a label is the count of its level since the level above, under the labels above."""
    counts: list[int] = []
    expected = []
    for level in levels:
        counts = [*counts[: level + 1], *([0] * (level - len(counts) + 1))]
        counts = [max(count, 1) for count in counts[:level]] + [counts[level] + 1]
        expected.append(".".join(map(str, counts)) + "a")
    numbering = _list(*(_level(index, ".".join(f"%{place + 1}" for place in range(index + 1))) for index in range(4)))
    assert _printed(_items(" ".join(f"a.{level}" for level in levels)), numbering).split() == expected
