import html
import json
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.encoding import encode_json, encode_value, escape_controls, escape_markdown


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


def rendered(text: str) -> str:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(escape_markdown(text)).strip()


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "- 甲",
        "1. 乙",
        "2) 丙",
        "# 丁",
        "===",
        "a|b",
        "&lt;",
        "**a** _b_ `c` ~~d~~",
        "\\<b>",
    ],
)
def test_markup_in_a_document_is_shown_and_not_obeyed(text: str) -> None:
    assert html.unescape(rendered(text).removeprefix("<p>").removesuffix("</p>")) == text
    assert rendered(text).count("<") == 2


@given(st.text())
def test_any_text_is_one_paragraph_of_markdown(text: str) -> None:
    assert re.fullmatch(r"(<p>[^<]*</p>)?", rendered(text))


def test_names_stay_as_they_are_in_markdown() -> None:
    assert escape_markdown("113-甲署/smesa-113.docx: 108人") == "113-甲署/smesa-113.docx: 108人"
