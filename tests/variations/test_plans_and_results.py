"""Plans and results tables in every print, and their periods (VARIATIONS §6, §7, §8)."""

from datetime import date

import pytest

from tests.notation import records, table

PLANS = ("二、施政目標與重點", "(二)年度重要施政計畫")
PAST = "三、以前年度計畫實施成果概述"
RESULTS = (PAST, "(一)前（111）年度計畫實施成果概述")


def plans(notation):
    rows = records(*PLANS, table(notation)).rows["plans"]
    return [(row["work_plan_ordinal"], row["work_plan"], row["ordinal"], row["project"], row["content"]) for row in rows]


def results(notation):
    rows = records(*RESULTS, table(notation)).rows["results"]
    return [(row["work_plan"], row["ordinal"], row["project"], row["outcome"], row["item_count"]) for row in rows]


def test_a_work_plan_may_have_a_row_of_its_own():
    """SEED: the middle head covers the ordinal and the name."""
    found = plans("工作計畫名稱|重要計畫項目|<|實施內容 / 一、科技應用|<|<|< / |一|推動數位|一、甲。;;二、乙。 / |二|推動;;淨零|丙。")
    assert found == [(1, "科技應用", 1, "推動數位", "一、甲。\n二、乙。"), (1, "科技應用", 2, "推動淨零", "丙。")]


def test_a_work_plan_may_be_merged_over_its_projects_and_wrap():
    """MOI: `二、民政及宗/教禮制業/務`."""
    found = plans("工作計畫名稱|重要計畫項目|<|實施內容 / 二、民政及宗;;教禮制業;;務|一|甲計畫|丁。 / ^|二|水災計畫第 2 期|配合。")
    assert found == [(2, "民政及宗教禮制業務", 1, "甲計畫", "丁。"), (2, "民政及宗教禮制業務", 2, "水災計畫第2期", "配合。")]


def test_a_blank_work_plan_goes_on_with_the_one_above():
    found = plans("工作計畫名稱|重要計畫項目|實施內容 / 民政業務|二、乙計畫|乙。 / |三、丙計畫|丙。")
    assert [(row[1], row[2]) for row in found] == [("民政業務", 2), ("民政業務", 3)]


@pytest.mark.parametrize(
    "head",
    [
        "工作計畫名稱|重要計畫項目|實施內容",
        "工作計畫 名稱|重要計畫 項目|實施 內容",
        "業務計畫名稱|計畫項目|計畫內容",
        "工作計畫|重要施政計畫|實施內容及預期效益",
    ],
)
def test_plans_are_told_by_their_heads(head):
    assert plans(f"{head} / 一般行政|甲計畫|甲。") == [(None, "一般行政", None, "甲計畫", "甲。")]


def test_of_two_columns_of_plans_the_lower_names_the_work_plan():
    assert plans("業務計畫|工作計畫|重要計畫項目|實施內容 / 民政|戶政|乙計畫|乙。")[0][1] == "戶政"


def test_a_projects_name_may_be_numbered_or_not_in_one_book():
    found = results(
        "工作計畫|實施概況|實施成果 / 一、國土|一、 邁向3D|甲。 / ^|二、圖資|乙。 / 二、民政|殯葬設施|致未能於112年度辦理完成。"
    )
    assert [(row[0], row[1], row[2]) for row in found] == [("國土", 1, "邁向3D"), ("國土", 2, "圖資"), ("民政", None, "殯葬設施")]


def test_items_may_be_nested_introduced_or_one_paragraph():
    rows = records(
        *RESULTS, table("工作計畫|實施概況|實施成果 / 甲|乙|前言：;;一、辦理：;;(一)推廣。;;(二)宣導。;;續。;;2、完成。 / 丙|丁|單段。")
    )
    items = [(row["sequence"], row["ordinal"], row["level"], row["parent_sequence"], row["text"]) for row in rows.rows["result_items"]]
    assert items == [
        (1, None, 1, None, "前言："),
        (2, 1, 1, None, "辦理："),
        (3, 1, 2, 2, "推廣。"),
        (4, 2, 2, 2, "宣導。\n續。"),
        (5, 2, 1, None, "完成。"),
        (1, None, 1, None, "單段。"),
    ]


@pytest.mark.parametrize(
    "head",
    ["工作計畫|實施概況|實施成果", "工作計畫名稱|實施狀況|辦理成果", "業務計畫|計畫項目|執行成果", "工作計畫|重要計畫項目|計畫實施成果"],
)
def test_results_are_told_by_their_heads(head):
    assert results(f"{head} / 甲|乙|丙。") == [("甲", None, "乙", "丙。", 1)]


@pytest.mark.parametrize(
    ("heading", "period", "start", "end"),
    [
        ("(一)前（111）年度計畫實施成果概述", "prior_year", date(2022, 1, 1), date(2022, 12, 31)),
        ("(一)前（111)年度施政績效及達成情形分析", "prior_year", date(2022, 1, 1), date(2022, 12, 31)),
        ("(一)前年度計畫實施成果概述", "prior_year", date(2022, 1, 1), date(2022, 12, 31)),
        ("(二)上年度已過期間（112年1月1日至6月30日止）計畫實施成果概述", "current_year", date(2023, 1, 1), date(2023, 6, 30)),
        ("(二)上年度已過期間（112 年 1 月 1 日至 12 月 31 日）計畫實施成果概述", "current_year", date(2023, 1, 1), date(2023, 12, 31)),
        ("(二)上年度已過期間（112年1月至6月底）計畫實施成果概述", "current_year", date(2023, 1, 1), date(2023, 6, 30)),
        ("(二)上年度已過期間（截至112年6月底）計畫實施成果概述", "current_year", date(2023, 1, 1), date(2023, 6, 30)),
        ("(二)上(112）年度已過期間施政績效及達成情形", "current_year", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_a_heading_prints_its_period(heading, period, start, end):
    rows = records(PAST, heading, table("工作計畫|實施概況|實施成果 / 甲|乙|丙。")).rows["results"]
    assert [(row["period"], row["period_start"], row["period_end"]) for row in rows] == [(period, start, end)]


def test_unknown_columns_and_tables_are_reported():
    found = records(
        *PLANS, table("工作計畫名稱|重要計畫項目|實施內容|經費來源 / 甲|乙|丙|公務預算"), table("關鍵策略目標|關鍵績效指標 / 甲|乙")
    )
    assert [(finding.check, finding.statement) for finding in found.findings] == [
        ("tables.unknown_column", "經費來源"),
        ("tables.unread", "關鍵策略目標 | 關鍵績效指標"),
    ]
