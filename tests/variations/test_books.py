"""Books of other kinds are refused; a good book that speaks of them is not (VARIATIONS §1)."""

import pytest

from extractors.records import UnsupportedError
from tests.notation import records, table

TEXT = ("一、現行法定職掌", "(一)機關主要職掌：甲。", "二、施政目標與重點", "(一)年度施政目標", "審編附屬單位預算及單位決算。")


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        (("監察院主管114年度施政及預算重點說明", "壹、監察院部分", "一、114年度施政目標及重點", "貳、審計部暨所屬部分"), "主管 book"),
        (("監察院主管", "中華民國114年度", "施政及預算重點說明", "一、114年度施政目標及重點"), "主管 book"),
        (("某場", "單位決算", "中華民國104年度", "甲、總說明", "一、預算執行概況"), "決算 book"),
        (("某署決算總說明", "中華民國112年度"), "決算 book"),
        (("某基金附屬單位預算", "中華民國113年度", "業務計畫及預算說明"), "附屬單位預算 book"),
        (("某基金", "附屬單位預算(案)", "中華民國113年度", "總說明"), "附屬單位預算 book"),
    ],
)
def test_another_book_is_refused(front, reason):
    with pytest.raises(UnsupportedError, match=reason):
        records(front=front)


def test_a_book_of_tables_is_refused():
    with pytest.raises(UnsupportedError, match="no title 預算總說明"):
        records(table("款|項|名稱|金額 / 1|2|一般行政|100"), front=("某署", "中華民國113年度", "歲出機關別預算表"))


@pytest.mark.parametrize(
    "line", ["單位決算", "附屬單位預算", "3.單位決算", "單位決算書", "一、預算執行概況", "某部主管單位預算", "甲、總說明", "壹、監察院部分"]
)
def test_a_good_book_may_speak_of_other_books(line):
    assert records(*TEXT, line).document_id == "113-某署"
    assert records(*TEXT, line, front=("主計總處", "總說明", "中華民國103年度")).document_id == "103-主計總處"


def test_a_good_book_may_list_other_books_before_its_text():
    front = ("某署", "預算案", "目次", "附屬單位預算", "單位決算", "某署", "預算總說明", "中華民國113年度")
    assert records(*TEXT, front=front).document_id == "113-某署"
