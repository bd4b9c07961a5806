"""前年度 and 上年度已過期間 in the books of cities and counties, in their own words (VARIATIONS §13)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.notation import records

PAST = "二、前年度及上年度已過期間計畫實施及預算執行情形"
PRIOR = (PAST, "（一）前年度計畫實施成果及決算辦理概況")
CURRENT = (*PRIOR, "（二）上年度已過期間計畫實施及預算執行情形")
REVENUE, EXPENDITURE = "revenue", "expenditure"


def read(*blocks):
    """Side, account, budget, allocation, actual, rate and its base."""
    columns = ("side", "account", "budget_twd", "allocated_twd", "actual_twd", "rate_percent", "rate_base")
    rows = records(*blocks).rows["budget_execution"]
    return [tuple(str(row[column]) if isinstance(row[column], Decimal) else row[column] for column in columns) for row in rows]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # 決算數/達成率 with characters missing (VARIATIONS §11).
        (
            "(1)一般行政：預算數 119,320,000 元,決 97,116,058 元,達 81.39 %。",
            (EXPENDITURE, "一般行政", "119320000", None, "97116058", "81.39", "budget"),
        ),
        ("1.歲入部分：預算數104,000元，實收數995,930元，收繳率957.63%。", (REVENUE, None, "104000", None, "995930", "957.63", "budget")),
        ("歲出：預算數100千元，決算數90千元（執行率90.00%）。", (EXPENDITURE, None, "100000", None, "90000", "90.00", "budget")),
        (
            "歲出部分：預算數100千元，決算數90千元（實現數80千元、保留數10千元），執行率90%。",
            (EXPENDITURE, None, "100000", None, "90000", "90", "budget"),
        ),
        (
            "歲出部分：預算數120千元，實現數90千元，保留數20千元，合計110千元，執行率91.67%。",
            (EXPENDITURE, None, "120000", None, "110000", "91.67", "budget"),
        ),
        (
            "歲出部分：原預算數100千元，追加減後預算數120千元，決算數110千元，執行率91.67%。",
            (EXPENDITURE, None, "120000", None, "110000", "91.67", "budget"),
        ),
        (
            "歲出部分：原預算數100千元，追加預算20千元，合計120千元，決算數110千元。",
            (EXPENDITURE, None, "120000", None, "110000", None, None),
        ),
        (
            "歲出決算：預算數100千元，決算數90千元，較預算數減少10千元，執行率90%。",
            (EXPENDITURE, None, "100000", None, "90000", "90", "budget"),
        ),
        (
            "本處113年度歲出預算數為100仟元，決算審定數為90仟元，預算執行率90%。",
            (EXPENDITURE, None, "100000", None, "90000", "90", "budget"),
        ),
        ("「行政管理」計畫：預算數2億5千萬元，支用數1億元。", (EXPENDITURE, "行政管理", "250000000", None, "100000000", None, None)),
        ("一般行政業務計畫預算數100千元，決算數90千元。", (EXPENDITURE, "一般行政", "100000", None, "90000", None, None)),
        ("(4)第一預備金：預算數500千元，未動支。", (EXPENDITURE, "第一預備金", "500000", None, "0", None, None)),
    ],
)
def test_a_sentence_of_the_prior_year(sentence, expected):
    assert read(*PRIOR, sentence) == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "2、歲出部分：預算數144,786千元，截至6月底累計分配數80,000千元，累計執行數75,334千元，執行率94.17%。",
            (EXPENDITURE, None, "144786000", "80000000", "75334000", "94.17", "allocated"),
        ),
        (
            "2、歲出部分：預算數144,786千元，截至6月底累計分配數80,000千元，累計執行數75,334千元，執行率52.03%。",
            (EXPENDITURE, None, "144786000", "80000000", "75334000", "52.03", "budget"),
        ),
        (
            "1、歲入部分：全年度預算數42千元，累計分配數40千元，累計實收數86千元，占累計分配數215%，占全年預算數204.76%。",
            (REVENUE, None, "42000", "40000", "86000", "215", "allocated"),
        ),
        (
            "114年1至6月歲出分配預算數80,000千元，執行數75,334千元，占分配預算數94.17％，占全年度預算數144,786千元之52.03％。",
            (EXPENDITURE, None, "144786000", "80000000", "75334000", "94.17", "allocated"),
        ),
        (
            "1.一般行政：累計分配預算數100千元，支付實現數90千元，執行率90%。",
            (EXPENDITURE, "一般行政", None, "100000", "90000", "90", "allocated"),
        ),
        ("歲出預算數144,786千元，已執行75,334千元。", (EXPENDITURE, None, "144786000", None, "75334000", None, None)),
        ("歲出預算分配數80千元，實支數75千元，執行率93.75%。", (EXPENDITURE, None, None, "80000", "75000", "93.75", "allocated")),
    ],
)
def test_a_sentence_of_the_current_year(sentence, expected):
    assert read(*CURRENT, sentence) == [expected]


def test_budget_and_actual_may_stand_far_apart():
    """歲出預算數1億308萬9千元。…歲出決算數1億204萬9千元，經費賸餘104萬元."""
    expected = [(EXPENDITURE, None, "103089000", None, "102049000", None, None)]
    sentence = "歲出預算數1億308萬9千元。各項計畫均依進度完成，歲出決算數1億204萬9千元，經費賸餘104萬元。"
    assert read(*PRIOR, sentence) == expected
    assert read(*PRIOR, "1.歲出預算數1億308萬9千元。", "2.各項業務均如期完成。", "3.歲出決算數1億204萬9千元，經費賸餘104萬元。") == expected


def test_figures_may_be_items_of_their_own():
    blocks = ("2.歲出部分：", "(1)預算數：144,786千元。", "(2)執行數：75,334千元。", "(3)執行率：52.03%。")
    assert read(*CURRENT, *blocks) == [(EXPENDITURE, None, "144786000", None, "75334000", "52.03", "budget")]


def test_an_account_may_stand_on_the_line_above():
    blocks = ("1.一般行政業務計畫：", "預算數100千元，決算數90千元，執行率90%。", "2.主計業務：", "預算數50千元，決算數45千元，執行率90%。")
    assert [(row[1], row[2]) for row in read(*PRIOR, *blocks)] == [("一般行政", "100000"), ("主計業務", "50000")]


def test_a_side_and_its_accounts():
    blocks = (
        "2.決算辦理概況：",
        "(1)歲入部分：預算數104,000元，決算數995,930元，達成率957.63%。",
        "(2)歲出部分：預算數150千元，決算數140千元，執行率93.33%。",
        "①一般行政：預算數100千元，決算數95千元，占預算數95%。",
        "②業務費:預算數50千元，決算數45千元，占預算數90%。",
    )
    assert [(row[0], row[1], row[4]) for row in read(*PRIOR, *blocks)] == [
        (REVENUE, None, "995930"),
        (EXPENDITURE, None, "140000"),
        (EXPENDITURE, "一般行政", "95000"),
        (EXPENDITURE, "業務費", "45000"),
    ]


def test_accounts_of_one_sentence():
    sentence = "一般行政預算數100千元，決算數90千元，執行率90%；主計業務預算數50千元，決算數45千元，執行率90%。"
    assert [(row[1], row[2], row[4]) for row in read(*PRIOR, sentence)] == [("一般行政", "100000", "90000"), ("主計業務", "50000", "45000")]


def test_money_of_what_was_done_is_no_execution():
    blocks = (
        "1.計畫實施：",
        "(1)完成114年度總預算案，歲入預算數1,500億元，歲出預算數1,600億元。",
        "(2)補助經費支出5千元。",
        "2.決算辦理概況：",
    )
    found = records(*PRIOR, *blocks)
    assert found.rows["budget_execution"] == []
    assert found.findings == ()


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (("截至112年6月30日止預算執行情形如下：", "1.一般行政：累計分配預算數100千元，實現數90千元。"), date(2023, 6, 30)),
        (("1.一般行政：截至5月底分配預算數100千元，實現數90千元。",), date(2023, 5, 31)),
        (("1.一般行政：112年1至7月分配預算數100千元，實現數90千元。",), date(2023, 7, 31)),
        (("1.一般行政：112年上半年分配預算數100千元，實現數90千元。",), date(2023, 6, 30)),
        (("1.一般行政：分配預算數100千元，實現數90千元。",), None),
    ],
)
def test_the_day_of_the_figures(blocks, expected):
    assert [row["as_of"] for row in records(*CURRENT, *blocks).rows["budget_execution"]] == [expected]


def test_money_that_gives_no_row_is_reported():
    found = records(*PRIOR, "1.歲出部分：預算數100千元，另辦理活動計5千元。")
    assert [(finding.check, finding.statement) for finding in found.findings] == [("budget_execution.unread", "另辦理活動計5千元")]
