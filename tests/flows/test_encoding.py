import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.encoding import encode_json, encode_value, escape_controls


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (Decimal("109.000000"), 109),
        (Decimal("957.63"), 957.63),
        (date(2023, 6, 30), "2023-06-30"),
        ("人", "人"),
        (None, None),
        (True, True),
    ],
)
def test_values_are_written_as_json_has_them(value: object, encoded: object) -> None:
    assert encode_value(value) == encoded
    assert type(encode_value(value)) is type(encoded)


@given(st.text())
def test_escaped_json_is_the_same_json(text: str) -> None:
    assert json.loads(encode_json({"text": text})) == {"text": text}


@given(st.text())
def test_nothing_that_is_shown_steers(text: str) -> None:
    shown = escape_controls(text)
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)
    assert "\u202e" not in shown


def test_chinese_and_line_feeds_that_are_kept_stay() -> None:
    assert escape_controls("預算\n總說明", keep="\n") == "預算\n總說明"
