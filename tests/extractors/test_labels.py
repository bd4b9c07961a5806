import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.labels import nest, split_label
from extractors.numerals import parse_count, parse_numeral
from extractors.readers.number_formats import format_number


@pytest.mark.parametrize(
    ("text", "printed", "ordinal", "rest"),
    [
        ("一、現行法定職掌", "一、", 1, "現行法定職掌"),
        ("（一）機關主要職掌：", "（一）", 1, "機關主要職掌："),
        ("(二)內部分層業務", "(二)", 2, "內部分層業務"),
        ("(一）前(102年度)", "(一）", 1, "前(102年度)"),
        ("一)歲入部分", "一)", 1, "歲入部分"),
        ("(三) 致力", "(三)", 3, "致力"),
        ("1.綜合企劃組：", "1.", 1, "綜合企劃組："),
        ("1. 推動", "1.", 1, "推動"),
        ("１．推動", "１．", 1, "推動"),
        ("12、推動", "12、", 12, "推動"),
        ("（1）永續", "（1）", 1, "永續"),
        ("甲、行政", "甲、", 1, "行政"),
        ("癸、其他", "癸、", 10, "其他"),
        ("壹、預算總說明", "壹、", 1, "預算總說明"),
        ("叁、結論", "叁、", 3, "結論"),
        ("二十三、其他", "二十三、", 23, "其他"),
        ("①歲計", "①", 1, "歲計"),
        ("⑵會計", "⑵", 2, "會計"),
        ("㈢統計", "㈢", 3, "統計"),
    ],
)
def test_label_is_split_off(text, printed, ordinal, rest):
    label, remaining = split_label(text)
    assert (label.printed, label.ordinal, remaining) == (printed, ordinal, rest)


@pytest.mark.parametrize(
    "text",
    [
        "1.5億元",
        "(112)年度",
        "112年",
        "3D智慧國土",
        "5G AIoT",
        "2,230次",
        "1對1",
        "（NFT）",
        "二二八事件",
        "A.I.應用",
        "一般行政",
        "",
        "十分",
        "(以下簡稱本署)",
    ],
)
def test_what_looks_like_a_label_is_none(text):
    assert split_label(text) == (None, text)


@pytest.mark.parametrize(
    ("first", "second"), [("(一)", "（二）"), ("(一）", "（二)"), ("一)", "(二)"), ("1.", "２．"), ("⑴", "（2）"), ("參、", "肆、")]
)
def test_siblings_share_a_style_whatever_their_width(first, second):
    assert split_label(first)[0].style == split_label(second)[0].style


STYLES = ["taiwaneseCountingThousand", "ideographLegalTraditional", "decimal", "decimalFullWidth"]


@given(st.integers(1, 99), st.sampled_from(STYLES), st.sampled_from(["{}、", "({})", "（{}）"]))
def test_every_number_a_word_processor_writes_is_read_back(number, style, frame):
    printed = frame.format(format_number(number, style))
    label, rest = split_label(printed + "辦理")
    assert (label.printed, label.ordinal, rest) == (printed, number, "辦理")


def levels(*texts):
    return [nesting.level if nesting else None for nesting in nest(split_label(text)[0] for text in texts)]


def test_levels_come_from_the_order_of_first_appearance():
    assert levels("1、甲", "(1)乙", "(2)丙", "甲、丁", "乙、戊", "(3)己", "2、庚", "(1)辛") == [1, 2, 2, 3, 3, 2, 1, 2]


def test_the_same_glyph_is_another_level_in_another_list():
    assert levels("甲、丁", "(1)乙") == [1, 2]
    assert levels("(1)乙", "甲、丁") == [1, 2]


def test_a_number_that_goes_on_in_another_glyph_is_a_sibling():
    assert levels("1、協助", "二、發展", "三、提供") == [1, 1, 1]


def test_paragraphs_without_a_label_have_no_level():
    assert levels("一、甲", "說明", "二、乙") == [1, None, 1]


@given(st.integers(0, 9999))
def test_chinese_numerals_read_back(number):
    for style in ("taiwaneseCountingThousand", "ideographLegalTraditional"):
        assert parse_numeral(format_number(number, style)) == number or number == 0


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("1,464", 1464),
        ("(3)", -3),
        ("（3）", -3),
        ("-3", -3),
        ("△3", -3),
        ("－", 0),
        ("-", 0),
        ("無", 0),
        ("0", 0),
        ("", None),
        ("９３", 93),
        ("5人", 5),
        ("職員", None),
    ],
)
def test_numbers_in_cells_are_read_as_the_contract_says(cell, count):
    assert parse_count(cell) == count
