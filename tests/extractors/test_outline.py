import pytest

from extractors.title_block import read_title_block
from extractors.titles import kind_of_title
from tests.notation import document, records, rows, table

POSTS = table("區分|112年度|113年度 / 職員|93|93 / 合計|93|93")


def outline(*blocks):
    return [(section, level, kind) for section, level, kind in rows("sections", *blocks, columns="section level kind")]


def test_headings_nest_by_their_numbering():
    assert outline(
        "一、現行法定職掌", "(一)機關主要職掌", "1.掌理某事。", "(二)內部分層業務", "二、施政目標與重點", "(一)年度施政目標"
    ) == [
        ("1", 1, "statutory_duties"),
        ("1.1", 2, "agency_functions"),
        ("1.2", 2, "internal_units"),
        ("2", 1, "policy"),
        ("2.1", 2, "annual_goals"),
    ]


def test_headings_may_begin_with_legal_numerals():
    assert outline("壹、現行法定職掌", "一、機關主要職掌", "貳、施政目標與重點", "一、年度施政目標") == [
        ("1", 1, "statutory_duties"),
        ("1.1", 2, "agency_functions"),
        ("2", 1, "policy"),
        ("2.1", 2, "annual_goals"),
    ]


def test_bracket_pairs_that_do_not_match_are_one_style():
    blocks = ("三、以前年度實施狀況及成果概述", "(一）前（111)年度施政績效及達成情形分析", "(二)上(112）年度已過期間施政績效及達成情形")
    assert [section for section, _, _ in outline(*blocks)] == ["3", "3.1", "3.2"]


def test_a_heading_without_a_label_goes_by_the_one_before_it():
    assert outline("一、現行法定職掌", "(一)機關主要職掌", "(二)內部分層業務", "組織系統圖", "員額編制表", POSTS) == [
        ("1", 1, "statutory_duties"),
        ("1.1", 2, "agency_functions"),
        ("1.2", 2, "internal_units"),
        ("1.2a", 2, "organization_chart"),
        ("1.2b", 2, "staffing"),
    ]


def test_the_caption_of_a_table_is_no_heading():
    assert outline("一、現行法定職掌", "(一)組織系統圖及預算員額說明表", "某署預算員額說明表", POSTS) == [
        ("1", 1, "statutory_duties"),
        ("1.1", 2, "staffing"),
    ]


def test_text_that_runs_in_behind_a_title_is_no_part_of_it():
    assert rows("sections", "一、現行法定職掌：", "（一）機關主要職掌：本部掌理全國內務行政業務。", columns="title label") == [
        ("現行法定職掌", "一、"),
        ("機關主要職掌", "（一）"),
    ]


def test_an_unknown_title_that_continues_the_numbering_is_a_heading_and_is_reported():
    extraction = records("一、現行法定職掌", "二、施政目標與重點", "本署辦理某事。", "三、資通安全之辦理：無")
    assert [(row["section"], row["title"], row["kind"]) for row in extraction.rows["sections"]][-1] == ("3", "資通安全之辦理", "other")
    assert [(finding.check, finding.statement) for finding in extraction.findings] == [("sections.unknown_title", "三、資通安全之辦理：無")]


@pytest.mark.parametrize(
    "item",
    ["(一)人員部分：移出上年度預算員額4人至經濟部。", "(一)加強某項業務；並提升品質", "(三)不接續的項目"],
    ids=["sentence", "clauses", "gap"],
)
def test_a_list_item_in_the_style_of_headings_is_no_heading(item):
    blocks = ("一、現行法定職掌", "(一)機關主要職掌", "四、本署配合組織改造，人員、業務及經費移撥經濟部之情形", item)
    assert [kind for _, _, kind in outline(*blocks)] == ["statutory_duties", "agency_functions", "reorganization"]


def test_a_list_under_a_heading_in_the_style_of_headings_stays_a_list():
    blocks = (
        "一、現行法定職掌",
        "二、施政目標與重點",
        "(一)年度施政目標",
        "一、強化某事",
        "二、推動某事",
        "三、完成某事",
        "三、以前年度計畫實施成果概述",
    )
    assert [section for section, _, _ in outline(*blocks)] == ["1", "2", "2.1", "3"]


@pytest.mark.parametrize("line", ["一、現行法定職掌……1", "一、現行法定職掌 ･･････ 1-13", "二、施政目標與重點．．．．第 14 頁"])
def test_lines_of_a_table_of_contents_are_no_headings(line):
    assert [section for section, _, _ in outline(line, "一、現行法定職掌", "(一)機關主要職掌")] == ["1", "1.1"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("現行法定職掌及組織系統圖", "statutory_duties"),
        ("本年度施政目標與重點", "policy"),
        ("102 年度施政目標與重點", "policy"),
        ("年度關鍵績效指標", "key_performance_indicators"),
        ("以前年度實施狀況及成果概述", "past_results"),
        ("前（102)年度施政績效及達成情形分析", "prior_year_results"),
        ("上(103）年度已過期間施政績效及達成情形", "current_year_results"),
        ("上年度已過期間（112年1月1日至6月30日止）計畫實施成果概述", "current_year_results"),
        ("政府未來或有給付責任之說明", "contingent_liabilities"),
        ("行政院院本部組織系統圖", "organization_chart"),
        ("預 算 員 額 說 明 表", "staffing"),
        ("本年度施政(業務及工作)計畫重點及預算提要", "plan_highlights"),
        ("前年度計畫實施成果及決算辦理概況", "prior_year_execution"),
        ("上年度已過期間計畫實施及預算執行概況", "current_year_execution"),
        ("加強服務", None),
    ],
)
def test_titles_are_known_in_their_wordings(title, kind):
    found = kind_of_title(title)
    assert (found.name if found else None) == kind


@pytest.mark.parametrize(
    ("front", "furniture"),
    [
        (("內 政 部", "預 算 總 說 明", "中華民國 114 年度"), ()),
        ((), ("(0801)-001", "內 政 部", "預 算 總 說 明", "中華民國 114 年度")),
        (("內政部預算總說明", "中華民國114年度"), ()),
        (("中華民國一百十四年度", "內政部", "預算總說明"), ()),
        (("內政部", "壹、預算總說明", "114年度"), ()),
    ],
)
def test_agency_title_and_year_are_read_from_title_block_or_running_head(front, furniture):
    made = document("一、現行法定職掌", front=front, furniture=furniture)
    block = read_title_block(made, made.blocks[: len(front)])
    assert (block.agency, block.title, block.fiscal_year) == ("內政部", "預算總說明", 114)


def test_a_heading_without_its_number_does_not_end_the_numbering():
    blocks = ("一、現行法定職掌", "（一）機關主要職掌", "（二）內部分層業務", "組織系統圖", "（四）預算員額說明表", "二、施政目標與重點")
    rows = records(*blocks).rows
    assert [(row["label"], row["kind"]) for row in rows["sections"]] == [
        ("一、", "statutory_duties"),
        ("（一）", "agency_functions"),
        ("（二）", "internal_units"),
        (None, "organization_chart"),
        ("（四）", "staffing"),
        ("二、", "policy"),
    ]
    assert [int(row["difference"]) for row in rows["reconciliations"] if row["rule"] == "lists.sequence"] == [0, 1]
