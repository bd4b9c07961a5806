"""The number grammar: every style that the books print reads back to its value, and what is no number is none."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.measures.numbers import parse_amount, read_number

SIMPLIFIED = str.maketrans("萬億兩", "万亿两")
TRADITIONAL = str.maketrans("万亿两", "萬億兩")
GLYPHS = "〇一二三四五六七八九"


def composite(number, *, commas, full):
    """4億4,888萬, 12萬11; in full 1億0萬 is not written."""
    parts = []
    for scale, glyph in ((10**8, "億"), (10**4, "萬"), (1, "")):
        coefficient, number = divmod(number, scale)
        if coefficient:
            parts.append((f"{coefficient:,}" if commas else str(coefficient)) + glyph)
    return "".join(parts) if full else "".join(parts) or "0"


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("4億4,888萬", 448_880_000),
        ("1億1,198萬8,165", 111_988_165),
        ("12萬11", 120_011),
        ("1億615萬", 106_150_000),
        ("2,506千", 2_506_000),
        ("1億308萬9千", 103_089_000),
        ("6萬1千200", 61_200),
        ("2千5百", 2500),
        ("5億3,000餘萬", 530_000_000),
        ("1億9百萬", 109_000_000),
        ("3百萬", 3_000_000),
        ("1萬億", 10**12),
        ("萬", 10_000),
        ("三十五", 35),
        ("兩", 2),
        ("兩百五", 250),
        ("二百零三", 203),
        ("一萬二", 12_000),
        ("一萬二千", 12_000),
        ("十二億", 1_200_000_000),
        ("一千零五十", 1050),
        ("一五〇", 150),
        ("五四四九", 5449),
        ("二六五億一三五三萬", 26_513_530_000),
        ("廿五", 25),
        ("壹拾貳萬", 120_000),
        ("一千餘", 1000),
    ],
)
def test_whole_numbers(printed, value):
    assert read_number(printed) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2.58億", "258000000"),
        ("6,370.7萬", "63707000"),
        ("0.92億", "92000000"),
        ("99.99", "99.99"),
        ("三點五", "3.5"),
        ("1.23456萬", "12345.6"),
    ],
)
def test_decimals_are_exact(printed, value):
    assert read_number(printed) == Decimal(value)


def test_a_value_has_six_decimals_at_most():
    assert read_number("0.12345678") == Decimal("0.123457")


@pytest.mark.parametrize("printed", ["", "20,00", "1,23,456", "3萬20,000", "4億50,000萬", "三五", "萬5萬", "餘", "1" * 21, "9" * 400])
def test_what_is_no_number(printed):
    assert read_number(printed) is None


@settings(deadline=None)
@given(st.integers(1, 10**12 - 1), st.booleans())
def test_composites_read_back(number, commas):
    assert read_number(composite(number, commas=commas, full=True)) == number


@settings(deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_arabic_numbers_read_back_with_and_without_commas(number):
    assert read_number(str(number)) == read_number(f"{number:,}") == number


@settings(deadline=None)
@given(st.decimals(0, 10**6, places=3), st.sampled_from([("", 1), ("千", 10**3), ("萬", 10**4), ("百萬", 10**6), ("億", 10**8)]))
def test_decimals_with_a_multiplier_read_back(number, multiplier):
    glyph, scale = multiplier
    assert read_number(f"{number:,}{glyph}") == number * scale


@settings(deadline=None)
@given(st.integers(100, 10**8))
def test_digits_in_place_read_back(number):
    assert read_number("".join(GLYPHS[int(digit)] for digit in str(number))) == number


@settings(deadline=None)
@given(st.integers(1, 10**12 - 1))
def test_chinese_numerals_agree_with_cn2an(number):
    assert read_number(cn2an.an2cn(number).translate(TRADITIONAL)) == number


@settings(deadline=None)
@given(st.integers(10**4, 10**12 - 1))
def test_composites_agree_with_cn2an(number):
    printed = composite(number, commas=False, full=True)
    if number % 10**8 // 10**4 and not number % 10**4:
        assert read_number(printed) == cn2an.cn2an(printed.translate(SIMPLIFIED), "smart")


@pytest.mark.parametrize(
    ("printed", "amount"), [("3,604千元", 3_604_000), ("2萬400元", 20_400), ("1億308萬9千元", 103_089_000), ("0元", 0)]
)
def test_amounts_are_new_taiwan_dollars(printed, amount):
    assert parse_amount(printed) == amount


@pytest.mark.parametrize("printed", ["3,604千", "元", "約3元", "3元5角"])
def test_what_is_no_amount(printed):
    assert parse_amount(printed) is None
