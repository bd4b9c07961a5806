"""年度重要施政計畫 and 以前年度計畫實施成果, as the tables of real books lay them out."""

from datetime import date

import pytest

from tests.notation import records, rows, table

PLANS = ("二、施政目標與重點", "(二)年度重要施政計畫")
RESULTS = ("三、以前年度計畫實施成果概述", "(一)前（111）年度計畫實施成果概述")
PLAN = "work_plan_ordinal work_plan ordinal project content"


def test_a_merged_head_over_number_and_name():
    notation = (
        "工作計畫名稱|重要計畫項目|<|實施內容 / 一、一般行政|一|甲計畫|一、子。;;二、丑。 / ^|二|乙計畫|寅。 / 二、地政|一|丙計畫|卯。"
    )
    assert rows("plans", *PLANS, table(notation), columns=PLAN) == [
        (1, "一般行政", 1, "甲計畫", "一、子。\n二、丑。"),
        (1, "一般行政", 2, "乙計畫", "寅。"),
        (2, "地政", 1, "丙計畫", "卯。"),
    ]


def test_the_work_plan_may_stand_in_a_row_of_its_own():
    notation = "工作計畫名稱|重要計畫項目|<|實施內容 / 一、一般行政|<|<|< / |一|甲計畫|子。 / |二|乙計畫|丑。"
    assert [row[:4] for row in rows("plans", *PLANS, table(notation), columns=PLAN)] == [
        (1, "一般行政", 1, "甲計畫"),
        (1, "一般行政", 2, "乙計畫"),
    ]


def test_the_number_may_stand_in_the_cell_of_the_name():
    notation = "工作計畫名稱|重要計畫項目|實施內容 / 一、民政及宗;;教禮制業;;務|一、 甲計畫|子。"
    assert rows("plans", *PLANS, table(notation), columns=PLAN) == [(1, "民政及宗教禮制業務", 1, "甲計畫", "子。")]


def test_unnumbered_projects_have_no_number():
    notation = "工作計畫|實施概況|實施成果 / 一、一般行政|甲計畫|子。 / ^|乙計畫|丑。"
    assert rows("results", *RESULTS, table(notation), columns="sequence ordinal project item_count") == [
        (1, None, "甲計畫", 1),
        (2, None, "乙計畫", 1),
    ]


def test_items_nest_and_what_has_no_number_belongs_to_the_item_before():
    notation = "工作計畫|實施概況|實施成果 / 一、一般行政|一、甲計畫|總說。;;一、子：;;(一)寅。;;續寅。;;(二)卯。;;二、丑。"
    assert rows("result_items", *RESULTS, table(notation), columns="sequence ordinal level parent_sequence label text") == [
        (1, None, 1, None, None, "總說。"),
        (2, 1, 1, None, "一、", "子："),
        (3, 1, 2, 2, "(一)", "寅。\n續寅。"),
        (4, 2, 2, 2, "(二)", "卯。"),
        (5, 2, 1, None, "二、", "丑。"),
    ]


def test_a_gap_in_the_numbers_of_a_list_shows():
    notation = "工作計畫|實施概況|實施成果 / 一、一般行政|甲計畫|一、子。;;二、丑。;;四、卯。"
    found = records(*RESULTS, table(notation)).rows["reconciliations"]
    assert [(int(row["stated"]), int(row["computed"]), row["statement"]) for row in found if row["difference"]] == [(4, 3, "四、卯。")]


def test_a_table_whose_head_is_not_known_is_reported_and_kept():
    extraction = records(*RESULTS, table("甲欄|乙欄 / 一|二"))
    assert not extraction.rows["results"]
    assert [(finding.check, finding.statement) for finding in extraction.findings] == [("tables.unread", "甲欄 | 乙欄")]
    assert [row["text"] for row in extraction.rows["table_cells"]] == ["甲欄", "乙欄", "一", "二"]


@pytest.mark.parametrize(
    ("heading", "start", "end"),
    [
        ("(一)前（111）年度計畫實施成果概述", date(2022, 1, 1), date(2022, 12, 31)),
        ("(一)前年度計畫實施成果概述", date(2022, 1, 1), date(2022, 12, 31)),
        ("(二)上年度已過期間（112年1月1日至6月30日止）計畫實施成果概述", date(2023, 1, 1), date(2023, 6, 30)),
        ("(二)上年度已過期間(112年1月至6月)計畫實施成果概述", date(2023, 1, 1), date(2023, 6, 30)),
        ("(二)上（112）年度已過期間（截至112年6月底）計畫實施成果概述", date(2023, 1, 1), date(2023, 6, 30)),
        ("(二)上年度已過期間計畫實施成果概述", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_the_period_is_what_the_heading_prints(heading, start, end):
    found = rows("results", RESULTS[0], heading, table("工作計畫|實施概況|實施成果 / 一、甲|乙|丙。"), columns="period_start period_end")
    assert found == [(start, end)]


def test_a_year_that_is_not_the_right_one_shows():
    found = records(RESULTS[0], "(一)前（110）年度計畫實施成果概述", table("工作計畫|實施概況|實施成果 / 一、甲|乙|丙。")).rows[
        "reconciliations"
    ]
    assert [(row["rule"], int(row["stated"]), int(row["computed"])) for row in found] == [("years.prior_results", 110, 111)]
