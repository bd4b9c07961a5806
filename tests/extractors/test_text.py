import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.text import fold, repair


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        ("內 政 部", "內政部"),
        ("預   算 總　說 明", "預算總說明"),
        ("提供中小企業創新相關法規修正建議 3案", "提供中小企業創新相關法規修正建議3案"),
        ("第 1 期", "第1期"),
        ("亞灣5G AIoT創新科技應用", "亞灣5G AIoT創新科技應用"),
        ("義大利A' Design Award 2案", "義大利A' Design Award 2案"),
        ("同時辦理線上講座， 180家企業", "同時辦理線上講座，180家企業"),
        ("業務費8\n3,890千元", "業務費83,890千元"),
        ("增加 4\n,485千元", "增加4,485千元"),
        ("2023 International\nSymposium", "2023 International Symposium"),
        ("跨域\n合作", "跨域合作"),
        ("\uf98e\ufa01", "年度"),
        ("\u2f00\u2f24", "一大"),
        ("114\uf020年度", "114年度"),
        ("（ＡＢＣ）１２％", "（ＡＢＣ）１２％"),
        ("｢購世代gostyle｣", "｢購世代gostyle｣"),
        ("  前後  ", "前後"),
        ("軟\u00ad連\u200b字", "軟連字"),
    ],
)
def test_text_is_repaired_as_the_contract_lists(printed, published):
    assert repair(printed) == published


@given(st.text())
def test_repair_is_done_once(text):
    assert repair(repair(text)) == repair(text)


@given(st.text(alphabet=st.characters(whitelist_categories=("Lo", "Nd", "Lu", "Ll", "Po", "Ps", "Pe"))))
def test_repair_keeps_every_glyph(text):
    compatible = "".join(
        unicodedata.normalize("NFKC", glyph)
        if "\u2e80" <= glyph <= "\u2fdf" or "\uf900" <= glyph <= "\ufaff" or glyph >= "\U0002f800"
        else glyph
        for glyph in text
    )
    assert repair(text) == compatible


@pytest.mark.parametrize(
    ("printed", "matched"), [("台中 市", "臺中市"), ("（１１１）", "(111)"), ("新創－鏈結", "新創-鏈結"), ("叁、", "參、")]
)
def test_folding_makes_variants_one(printed, matched):
    assert fold(printed) == matched
