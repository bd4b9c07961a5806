"""The books of cities and counties: execution of the budgets before, and the summary of this year's."""

from datetime import date
from decimal import Decimal

import pytest

from tests.notation import records, rows, table

PAST = "二、前年度及上年度已過期間計畫實施及預算執行情形"
PRIOR = (PAST, "（一）前年度計畫實施成果及決算辦理概況")
CURRENT = (PAST, "（一）前年度計畫實施成果及決算辦理概況", "（二）上年度已過期間計畫實施及預算執行情形")
SUMMARY = ("三、本年度施政計畫重點及預算提要", "（二）本年度預算提要及成本估計")
EXECUTION = "side account budget_twd allocated_twd actual_twd rate_percent rate_base"
AMOUNTS = "sequence side account parent_sequence breakdown amount_twd share_percent"


def executed(*blocks):
    found = rows("budget_execution", *blocks, columns=EXECUTION)
    return [tuple(str(value) if isinstance(value, Decimal) else value for value in row) for row in found]


def amounts(*blocks):
    found = rows("budget_amounts", *SUMMARY, *blocks, columns=AMOUNTS)
    return [tuple(str(value) if isinstance(value, Decimal) else value for value in row) for row in found]


def off(*blocks):
    """The reconciliations that do not add up."""
    found = records(*blocks).rows["reconciliations"]
    return [(row["rule"], str(row["stated"]), str(row["computed"]), row["severity"]) for row in found if row["difference"]]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("1、歲入部分：預算數35千元，決算數62千元，執行率177.14%。", ("revenue", None, "35000", None, "62000", "177.14", "budget")),
        (
            "2、歲出部分：預算數105,053,000元，決算數102,357,385元，執行率97.43％。",
            ("expenditure", None, "105053000", None, "102357385", "97.43", "budget"),
        ),
        (
            "歲出預算數1億308萬9千元。歲出決算數1億204萬9千元，經費賸餘104萬元。",
            ("expenditure", None, "103089000", None, "102049000", None, None),
        ),
        (
            "(1)行政管理：上年度預算數172,802,795元，實際執行數85,959,310元，占預算分配數91,698,156元之93.74%。",
            ("expenditure", "行政管理", "172802795", "91698156", "85959310", "93.74", "allocated"),
        ),
        ("(2)第一預備金：預算數600千元，尚未動支。", ("expenditure", "第一預備金", "600000", None, "0", None, None)),
        (
            "1.一般行政計畫：預算數100千元，決算數90千元，占預算數90%。",
            ("expenditure", "一般行政", "100000", None, "90000", "90", "budget"),
        ),
    ],
)
def test_a_sentence_gives_its_account(sentence, expected):
    assert executed(*PRIOR, sentence) == [expected]


def test_two_sides_in_one_sentence_are_two_rows():
    sentence = (
        "2.決算辦理概況：本處前年度歲入預算數269,000元，決算數272,292元，決算數占預算數101.22%，超收3,292元；"
        "歲出預算數185,912,000元，決算數178,763,329元，決算數占預算數96.15%，賸餘7,148,671元。"
    )
    assert executed(*PRIOR, sentence) == [
        ("revenue", None, "269000", None, "272292", "101.22", "budget"),
        ("expenditure", None, "185912000", None, "178763329", "96.15", "budget"),
    ]


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        (CURRENT[2], "歲入部分：預算數42千元，截至6月底實收數86千元，執行率204.76%。"),
        ("（二）上年度已過期間（112年1月至112年6月）計畫實施及預算執行情形", "歲入部分：預算數42千元，實收數86千元。"),
        ("（二）上年度已過期間計畫實施及預算執行情形(截至112年6月30日止)", "歲入部分：預算數42千元，實收數86千元。"),
    ],
)
def test_the_last_day_is_printed_in_heading_or_sentence(heading, sentence):
    assert rows("budget_execution", *CURRENT[:2], heading, sentence, columns="period as_of") == [("current_year", date(2023, 6, 30))]


def test_a_rate_is_worked_out_half_up():
    assert off(*PRIOR, "歲入部分：預算數104,000元，決算數995,930元，執行率957.63%。") == []
    assert off(*PRIOR, "歲入部分：預算數104,000元，決算數995,930元，執行率957.62%。") == [("execution.rate", "957.62", "957.63", "warning")]


def test_accounts_add_up_to_their_side():
    blocks = (
        "1、歲出部分：預算數300千元，決算數200千元。",
        "(1)一般行政：預算數100千元，決算數90千元。",
        "(2)業務：預算數200千元，決算數100千元。",
    )
    assert off(*PRIOR, *blocks) == [("execution.accounts_actual", "200000", "190000", "warning")]


def test_an_amount_is_broken_down_in_two_ways():
    assert amounts(
        "2、歲出部分：歲出預算數151,168千元，依經資門分：",
        "(1)經常門預算數149,358千元(佔98.80%)，包括人事費124,625千元、業務費24,733千元。其中行政管理146,174千元、公務統計3,184千元。",
        "(2)資本門預算數1,810千元(佔1.20%)，全數為行政管理。",
    ) == [
        (1, "expenditure", None, None, 1, "151168000", None),
        (2, "expenditure", "經常門", 1, 1, "149358000", "98.80"),
        (3, "expenditure", "人事費", 2, 1, "124625000", None),
        (4, "expenditure", "業務費", 2, 1, "24733000", None),
        (5, "expenditure", "行政管理", 2, 2, "146174000", None),
        (6, "expenditure", "公務統計", 2, 2, "3184000", None),
        (7, "expenditure", "資本門", 1, 1, "1810000", "1.20"),
    ]


def test_numbered_items_are_one_more_breakdown():
    assert amounts(
        "1.本年度歲入預算共列86,000元，包括廢舊物資售價2,000元及其他雜項收入84,000元。",
        "2.本年度歲出預算共列300,000元，其中經常門200,000元，資本門100,000元，其明細如下：",
        "(1)一般行政共列250,000元，包括人事費150,000元、業務費100,000元(含委辦費20,000元)。",
        "(2)一般建築及設備共列50,000元，係編列個人電腦租賃費。",
    ) == [
        (1, "revenue", None, None, 1, "86000", None),
        (2, "revenue", "廢舊物資售價", 1, 1, "2000", None),
        (3, "revenue", "其他雜項收入", 1, 1, "84000", None),
        (4, "expenditure", None, None, 1, "300000", None),
        (5, "expenditure", "經常門", 4, 1, "200000", None),
        (6, "expenditure", "資本門", 4, 1, "100000", None),
        (7, "expenditure", "一般行政", 4, 2, "250000", None),
        (8, "expenditure", "人事費", 7, 1, "150000", None),
        (9, "expenditure", "業務費", 7, 1, "100000", None),
        (10, "expenditure", "委辦費", 9, 1, "20000", None),
        (11, "expenditure", "一般建築及設備", 4, 2, "50000", None),
    ]


def test_parts_and_shares_are_worked_out_again():
    blocks = (
        "1.歲出預算數200千元，包括人事費150千元、業務費40千元。",
        "2.歲出預算數100千元：",
        "(1)經常門90千元(占91.00%)。",
        "(2)資本門10千元(占10.00%)。",
    )
    assert off(*SUMMARY, *blocks) == [("amounts.parts", "200000", "190000", "error"), ("amounts.share", "91.00", "90.00", "warning")]


def test_among_them_does_not_claim_to_be_all():
    assert off(*SUMMARY, "1.歲出預算數200千元，其中人事費150千元、業務費40千元。") == [("amounts.parts", "200000", "190000", "warning")]
    assert off(*SUMMARY, "1.歲出預算數200千元，其中人事費150千元、業務費40千元等。") == []


def test_posts_may_be_stated_in_a_sentence_only():
    sentence = "本處置處長、副處長2人，下設5科5室。預算員額151人，包括職員144人、臨編專員1人、技工2人、工友3人、駕駛1人，各科室職掌如下："
    blocks = ("一、現行法定職掌", "（二）內部分層業務：", sentence)
    assert rows("staffing", *blocks, columns="category current_year_posts is_total source") == [
        ("合計", 151, True, "prose"),
        ("職員", 144, False, "prose"),
        ("臨編專員", 1, False, "prose"),
        ("技工", 2, False, "prose"),
        ("工友", 3, False, "prose"),
        ("駕駛", 1, False, "prose"),
    ]
    assert off(*blocks) == []
    assert off(*blocks[:2], sentence.replace("技工2人", "技工3人")) == [("staffing.current_total", "151", "152", "error")]


def test_the_genre_is_told_by_the_sections():
    assert records(*PRIOR).rows["documents"][0]["genre"] == "local"
    assert records("二、施政目標與重點").rows["documents"][0]["genre"] == "central"


def test_a_book_that_counts_from_legal_numerals():
    """壹、 → 一、 → (一), as the books of one city count; the table of posts follows at the end of the text (如附表)."""
    blocks = (
        "壹、現行法定職掌：",
        "一、機關主要職掌：掌理本市某事。",
        "二、內部分層業務：",
        "（一）第一科：掌理甲事。",
        "（二）人 事 室：掌理人事。",
        "三、組織系統圖：如附圖。",
        "四、員額編制表：如附表。",
        "貳、前年度及上年度已過期間計畫實施及預算執行情形：",
        "一、前年度計畫實施成果及決算辦理概況：",
        "（一）計畫實施成果：完成甲事。",
        "（二）決算辦理概況：歲出預算數100千元，決算數90千元，執行率90.00%。",
        "參、本年度施政計畫重點及預算提要：",
        "一、本年度計畫重點及預期績效：",
        "二、本年度預算提要及成本估計：",
        "（一）歲出部分：本年度歲出預算共列200千元，包括人事費150千元、業務費50千元。",
        table("類別|法定編制員額|本年度預算員額|上年度預算員額|與上年度預算員額比較增減 / 職員|10|9|9|0 / 工友|0|0|1|-1"),
    )
    extraction = records(*blocks)
    found = extraction.rows
    assert [(row["section"], row["kind"]) for row in found["sections"]] == [
        ("1", "statutory_duties"),
        ("1.1", "agency_functions"),
        ("1.2", "internal_units"),
        ("1.3", "organization_chart"),
        ("1.4", "staffing"),
        ("2", "past_execution"),
        ("2.1", "prior_year_execution"),
        ("3", "plan_highlights"),
        ("3.1", "expected_performance"),
        ("3.2", "budget_summary"),
    ]
    assert [(row["unit"], row["text"]) for row in found["duties"]] == [
        (None, "掌理本市某事。"),
        ("第一科", "掌理甲事。"),
        ("人事室", "掌理人事。"),
    ]
    assert [(row["category"], row["prior_year_posts"], row["current_year_posts"]) for row in found["staffing"]] == [
        ("職員", 9, 9),
        ("工友", 1, 0),
    ]
    assert [str(row["rate_percent"]) for row in found["budget_execution"]] == ["90.00"]
    assert [row["account"] for row in found["budget_amounts"]] == [None, "人事費", "業務費"]
    assert extraction.findings == ()
