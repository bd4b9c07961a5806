"""Tables of contents that look like headings, and title blocks in every form (VARIATIONS §1, §2, §9, §12)."""

import pytest

from tests.notation import records

TEXT = ("某署", "預算總說明", "中華民國113年度", "一、現行法定職掌", "(一)機關主要職掌", "甲。", "(二)內部分層業務", "二、施政目標與重點")
SECTIONS = ["1", "1.1", "1.2", "2"]


@pytest.mark.parametrize(
    "leader", ["……", "------", "······", ". . . .", "．．．．", "....", "‥‥‥", "────", " "], ids=lambda leader: leader.strip() or "none"
)
@pytest.mark.parametrize("page", ["1-13", "1－26", "01~15", "1 - 46", "001-038", "第 1-16 頁", "27"])
def test_a_table_of_contents_names_no_sections(leader, page):
    lines = ("目次", f"一、現行法定職掌{leader}{page}", f"(一)機關主要職掌{leader}{page}", "二、主要表：", f"4.第一預備金{leader}{page}")
    found = records(*TEXT, front=lines)
    assert [row["section"] for row in found.rows["sections"]] == SECTIONS
    assert found.document_id == "113-某署"


def test_a_table_of_contents_may_have_no_pages():
    found = records(*TEXT, front=("目錄", "一、現行法定職掌", "(一)機關主要職掌", "(二)內部分層業務", "二、施政目標與重點"))
    assert [row["section"] for row in found.rows["sections"]] == SECTIONS
    assert found.document_id == "113-某署"


def test_a_cover_and_a_long_table_of_contents_may_come_first():
    accounts = [f"{number}.科目{number}......{number + 20}" for number in range(1, 60)]
    front = ("內政部", "單位預算", "預算案", "目次", "壹、預算總說明.......1-26", "貳、主要表", *accounts, "參、附屬表", "(一)一般行政30")
    found = records("內 政 部", "預 算 總 說 明", "中華民國 114 年度", *TEXT[3:], front=front)
    assert found.document_id == "114-內政部"
    assert [row["section"] for row in found.rows["sections"]] == SECTIONS


@pytest.mark.parametrize(
    ("front", "document_id"),
    [
        (("某署", "預算總說明", "中華民國113年度"), "113-某署"),
        (("某局第12分局", "預算總說明", "中華民國113年度", "105"), "113-某局第12分局"),
        (("內 政 部", "預 算 總 說 明", "中華民國 114 年度"), "114-內政部"),
        (("某部", "壹、總說明", "中華民國103年度"), "103-某部"),
        (("客家委員會及所屬", "預算總說明", "中華民國106年度"), "106-客家委員會及所屬"),
        (("某署", "預算總說明", "中華民國九十二年度"), "92-某署"),
        (("某署", "預算總說明", "中華民國八十八年下半年及八十九年度"), "89-某署"),
        (("某局", "預算總說明", "中華民國一百十五年度"), "115-某局"),
        (("113年度某署預算總說明",), "113-某署"),
        (("某署113年度預算總說明",), "113-某署"),
        (("(0801)-001", "內 政 部", "預 算 總 說 明", "中華民國 114 年度"), "114-內政部"),
        (("（粉紅色）", "一、預 算 總 說 明", "內政部", "預算總說明", "中華民國114年度"), "114-內政部"),
        (("內政部", "預算總說明", "中華民國114\uf98e\ufa01"), "114-內政部"),
    ],
)
def test_a_title_block_names_agency_and_year(front, document_id):
    assert records("一、現行法定職掌", "(一)機關主要職掌：甲。", front=front).document_id == document_id
