"""The template of a document: the same in every format and year, and another where the form is another."""

import pytest

from extractors.readers import registry
from extractors.records import extract
from extractors.template import FINGERPRINT_DIGITS, fingerprint
from tests.conftest import ROOT
from tests.notation import document, records, table


def lines(*blocks):
    return list(extract(document(*blocks), "test").template)


def book(year, word="實施成果"):
    return (
        "一、現行法定職掌",
        "(二)內部分層業務",
        "1.綜合組：",
        "(1)甲。",
        "三、以前年度計畫實施成果概述",
        f"(一)前（{year - 2}）年度計畫{word}概述",
        table(f"工作計畫|實施概況|實施成果 / {year}|乙|丙。"),
    )


def test_a_template_is_described_line_by_line():
    assert lines(*book(113)) == [
        "heading 1 numeral、 statutory_duties 現行法定職掌",
        "heading 2 (numeral) internal_units 內部分層業務",
        "heading 1 numeral、 past_results 以前年度計畫實施成果概述",
        "heading 2 (numeral) prior_year_results 前(#)年度計畫實施成果概述",
        "list internal_units digit. > (digit)",
        "table 工作計畫 | 實施概況 | 實施成果",
    ]


def test_another_year_has_the_same_fingerprint_and_another_title_another():
    first, second, third = (fingerprint(lines(*blocks)) for blocks in (book(113), book(114), book(114, "執行成果")))
    assert first == second != third
    assert len(first) == FINGERPRINT_DIGITS


def test_the_order_of_the_lines_does_not_count():
    described = lines(*book(113))
    assert fingerprint(described) == fingerprint(reversed(described))


def test_the_extraction_carries_the_lines():
    assert list(records(*book(113)).template) == lines(*book(113))


@pytest.mark.parametrize("name", ["raw/113/smesa-113.txt", "tests/documents/smesa-113.odt", "tests/documents/smesa-113.pdf"])
def test_smesa_113_has_one_template_in_every_format(name):
    first, second = (extract(registry.read(ROOT / path), "test").template for path in ("raw/113/smesa-113.docx", name))
    assert first == second
