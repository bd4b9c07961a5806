from decimal import Decimal

import pytest

from schemas.findings import plain


@pytest.mark.parametrize(
    ("number", "text"),
    [("109.000000", "109"), ("100", "100"), ("957.630000", "957.63"), ("-1.000000", "-1"), ("0.000000", "0"), ("1E+3", "1000")],
)
def test_a_number_is_written_without_idle_zeros(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text
