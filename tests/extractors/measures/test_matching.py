"""The matching copy: one width, no stray blanks, and offsets that lead back to what is printed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.measures.matching import copy_to_match


@pytest.mark.parametrize(
    ("source", "copy"),
    [
        ("１億１，１９８萬８，１６５筆", "1億1,198萬8,165筆"),
        ("1 億 1,198 萬 8,165 筆", "1億1,198萬8,165筆"),
        ("調解酬金等4  03千元", "調解酬金等403千元"),
        ("計1, 198件", "計1,198件"),
        ("99.99％", "99.99%"),
        ("個人電腦5台、3个", "個人電腦5臺、3個"),
        ("中文版500本，英文版150本", "中文版500本，英文版150本"),
        ("義大利A' Design Award 2案", "義大利A'Design Award 2案"),
        ("Windows 11 5套", "Windows 11 5套"),
        ("IGARSS 2023 5場", "IGARSS 2023 5場"),
        ("共計1，234件", "共計1,234件"),
        ("於112，13家", "於112，13家"),
    ],
)
def test_the_copy_of(source, copy):
    assert copy_to_match(source).text == copy


@settings(deadline=None)
@given(st.text("辦理1２3,，萬 億場A%\n\u3000", max_size=40))
def test_every_glyph_of_the_copy_has_its_place_in_the_source(source):
    copy = copy_to_match(source)
    assert len(copy.offsets) == len(copy.text)
    assert list(copy.offsets) == sorted(set(copy.offsets))
    for index in range(len(copy.text)):
        assert copy_to_match(copy.cut(index, index + 1)).text in (copy.text[index], "，", "")


@settings(deadline=None)
@given(st.text("辦理1２3,萬億場A%", max_size=40))
def test_without_blanks_nothing_moves(source):
    assert list(copy_to_match(source).offsets) == list(range(len(source)))
