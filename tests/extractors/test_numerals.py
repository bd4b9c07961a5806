"""Numbers that no budget prints."""

import pytest

from extractors.numerals import parse_count, parse_numeral


@pytest.mark.parametrize("glyph", ["9", "九", "九十"])
def test_a_number_of_thousands_of_digits_is_none(glyph: str) -> None:
    assert parse_count(glyph * 5000) is None
    assert parse_numeral(glyph * 5000) is None


def test_the_longest_numbers_that_budgets_print_are_read() -> None:
    assert parse_count("9,223,372,036,854,775,807") == 9223372036854775807
    assert parse_numeral("九千九百九十九") == 9999
