"""The counters of every numbering format, at the numbers where the formats differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.number_formats import format_number, is_known

NUMBERS = (1, 10, 11, 20, 100, 101, 110, 1000, 10000)
WRITTEN = {
    "decimal": "1 10 11 20 100 101 110 1000 10000",
    "decimalHalfWidth": "1 10 11 20 100 101 110 1000 10000",
    "decimalZero": "01 10 11 20 100 101 110 1000 10000",
    "decimalZero3": "001 010 011 020 100 101 110 1000 10000",
    "decimalZero5": "00001 00010 00011 00020 00100 00101 00110 01000 10000",
    "decimalFullWidth": "１ １０ １１ ２０ １００ １０１ １１０ １０００ １００００",
    "decimalFullWidth2": "１ １０ １１ ２０ １００ １０１ １１０ １０００ １００００",
    "hex": "1 A B 14 64 65 6E 3E8 2710",
    "upperRoman": "I X XI XX C CI CX M MMMMMMMMMM",
    "lowerRoman": "i x xi xx c ci cx m mmmmmmmmmm",
    "taiwaneseCountingThousand": "一 十 十一 二十 一百 一百零一 一百一十 一千 一萬",
    "taiwaneseCounting": "一 十 十一 二十 一○○ 一○一 一一○ 一○○○ 一○○○○",
    "taiwaneseDigital": "一 一○ 一一 二○ 一○○ 一○一 一一○ 一○○○ 一○○○○",
    "chineseCounting": "一 十 十一 二十 一○○ 一○一 一一○ 一○○○ 一○○○○",
    "chineseCountingThousand": "一 十 十一 二十 一百 一百零一 一百一十 一千 一万",
    "chineseLegalSimplified": "壹 壹拾 壹拾壹 贰拾 壹佰 壹佰零壹 壹佰壹拾 壹仟 壹万",
    "ideographLegalTraditional": "壹 壹拾 壹拾壹 貳拾 壹佰 壹佰零壹 壹佰壹拾 壹仟 壹萬",
    "ideographTraditional": "甲 癸 11 20 100 101 110 1000 10000",
    "ideographZodiac": "子 酉 戌 20 100 101 110 1000 10000",
    "ideographZodiacTraditional": "甲子 癸酉 甲戌 癸未 100 101 110 1000 10000",
    "ideographDigital": "一 一〇 一一 二〇 一〇〇 一〇一 一一〇 一〇〇〇 一〇〇〇〇",
    "japaneseDigitalTenThousand": "一 一〇 一一 二〇 一〇〇 一〇一 一一〇 一〇〇〇 一〇〇〇〇",
    "japaneseCounting": "一 十 十一 二十 百 百一 百十 千 一万",
    "japaneseLegal": "壱 壱拾 壱拾壱 弐拾 壱百 壱百壱 壱百壱拾 壱阡 壱萬",
    "ideographEnclosedCircle": "㈠ ㈩ 11 20 100 101 110 1000 10000",
    "decimalEnclosedCircle": "① ⑩ ⑪ ⑳ 100 101 110 1000 10000",
    "decimalEnclosedCircleChinese": "① ⑩ 11 20 100 101 110 1000 10000",
    "decimalEnclosedFullstop": "⒈ ⒑ ⒒ ⒛ 100 101 110 1000 10000",
    "decimalEnclosedParen": "⑴ ⑽ ⑾ ⒇ 100 101 110 1000 10000",
}


@pytest.mark.parametrize("style", WRITTEN)
def test_each_format_where_formats_differ(style: str) -> None:
    assert [format_number(number, style) for number in NUMBERS] == WRITTEN[style].split()


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (12, "十二"),
        (99, "九十九"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1101, "一千一百零一"),
        (10010, "一萬零一十"),
        (110000, "十一萬"),
    ],
)
def test_zero_stands_once_for_the_places_left_out(number: int, written: str) -> None:
    assert format_number(number, "taiwaneseCountingThousand") == written


def test_letters_are_repeated_not_counted_on() -> None:
    assert [format_number(number, "upperLetter") for number in (1, 26, 27, 28, 53, 780, 781)] == [
        "A",
        "Z",
        "AA",
        "BB",
        "AAA",
        "Z" * 30,
        "781",
    ]


def test_bullets_and_none_have_no_number() -> None:
    assert format_number(3, "bullet") == format_number(3, "none") == ""


@pytest.mark.parametrize("style", ["ordinal", "cardinalText", "koreanDigital", "no such format"])
def test_unknown_formats_come_out_in_decimal(style: str) -> None:
    assert not is_known(style)
    assert format_number(12, style) == "12"


@pytest.mark.parametrize("style", [style for style in WRITTEN if "igit" not in style and "Full" not in style])
def test_a_list_that_starts_at_zero_prints_it_in_decimal(style: str) -> None:
    assert format_number(0, style) == "0"


@pytest.mark.parametrize("style", [style for style in WRITTEN if not style.startswith("decimalEnclosed")])
@given(number=st.integers(1, 32767), other=st.integers(1, 32767))
def test_two_numbers_are_never_written_alike(style: str, number: int, other: int) -> None:
    assert (format_number(number, style) == format_number(other, style)) == (number == other)
