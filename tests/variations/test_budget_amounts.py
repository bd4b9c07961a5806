"""本年度預算提要 in the books of cities and counties: amounts and how they are broken down (VARIATIONS §13)."""

import pytest

from tests.notation import records

SUMMARY = ("三、本年度施政計畫重點及預算提要", "（二）本年度預算提要及成本估計")


def read(*blocks):
    """Account, sequence of the whole, breakdown, amount in 千元 and share."""
    rows = records(*SUMMARY, *blocks).rows["budget_amounts"]
    return [
        (
            row["account"],
            row["parent_sequence"],
            row["breakdown"],
            int(row["amount_twd"] / 1000),
            row["share_percent"] and float(row["share_percent"]),
        )
        for row in rows
    ]


def off(*blocks):
    return [(row["rule"], row["severity"]) for row in records(*SUMMARY, *blocks).rows["reconciliations"] if row["difference"]]


WHOLE = (None, None, 1, 200, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "1.歲出預算數200千元，依經資門分：經常門150千元、資本門50千元；依用途別分：人事費120千元、業務費80千元。",
        "本年度歲出預算數200千元，按經資門分，經常門150千元，資本門50千元。按用途別分，人事費120千元，業務費80千元。",
    ],
)
def test_a_sentence_may_break_an_amount_down_twice(sentence):
    assert read(sentence) == [
        WHOLE,
        ("經常門", 1, 1, 150, None),
        ("資本門", 1, 1, 50, None),
        ("人事費", 1, 2, 120, None),
        ("業務費", 1, 2, 80, None),
    ]


def test_numbered_classifications_are_a_breakdown_each():
    inline = (
        "2.歲出部分：歲出預算200千元，其內容如下：",
        "(1)依經資門分：經常門150千元，占75%；資本門50千元，占25%。",
        "(2)依用途別分：人事費200千元。",
    )
    listed = (
        "2.歲出部分：200千元",
        "(1)依經資門分：",
        "①經常門150千元(75%)。",
        "②資本門50千元(25%)。",
        "(2)依用途別分：",
        "①人事費200千元。",
    )
    expected = [WHOLE, ("經常門", 1, 1, 150, 75.0), ("資本門", 1, 1, 50, 25.0), ("人事費", 1, 2, 200, None)]
    assert read(*inline) == expected
    assert read(*listed) == expected


def test_inline_numbers_are_no_part_of_a_name():
    assert [row[0] for row in read("1.歲出預算數200千元，其中：(1)經常門150千元，占75%，(2)資本門50千元，占25%。")] == [
        None,
        "經常門",
        "資本門",
    ]


@pytest.mark.parametrize("share", ["占75.00%", "（占75.00%）", "，佔歲出總額75.00％", "（75.00%）", "，約占75.00%", "，比重75.00%"])
def test_a_share_follows_in_many_forms(share):
    assert read(f"歲出預算數200千元，包括人事費150千元{share}、業務費50千元。")[1] == ("人事費", 1, 1, 150, 75.0)


@pytest.mark.parametrize(
    "comparison",
    [
        "，較上年度預算數190千元，增加10千元，約5.26%，主要係增列人事費9千元",
        "，上年度預算數190千元，增加10千元",
        "，較上年度增加10千元",
        "，比上年度減少10千元，係因減列設備費",
        "，每人平均15千元",
    ],
)
def test_a_comparison_is_no_part(comparison):
    assert read(f"歲出預算數200千元{comparison}。") == [WHOLE]
    assert read(f"歲出預算數200千元，包括人事費150千元、業務費50千元{comparison}。")[1:] == [
        ("人事費", 1, 1, 150, None),
        ("業務費", 1, 1, 50, None),
    ]


def test_brackets_break_down_the_amount_before_them():
    assert read("(1)一般行政計畫編列150千元（人事費100千元、業務費50千元），較上年度增加5千元。", "(2)第一預備金0元。") == [
        ("一般行政", None, 1, 150, None),
        ("人事費", 1, 1, 100, None),
        ("業務費", 1, 1, 50, None),
        ("第一預備金", None, 1, 0, None),
    ]


def test_a_total_may_follow_its_parts():
    assert read("(1)一般行政：人事費150千元、業務費50千元，合計200千元。") == [
        ("人事費", 3, 1, 150, None),
        ("業務費", 3, 1, 50, None),
        ("一般行政", None, 1, 200, None),
    ]


def test_what_an_amount_is_for_is_a_part_only_where_it_adds_up():
    assert read("(2)一般建築及設備50千元，係購置電腦20千元及印表機30千元。")[1:] == [
        ("購置電腦", 1, 1, 20, None),
        ("印表機", 1, 1, 30, None),
    ]
    found = records(*SUMMARY, "(2)一般建築及設備50千元，係購置電腦20千元。")
    assert len(found.rows["budget_amounts"]) == 1
    assert [finding.check for finding in found.findings] == ["budget_amounts.unread"]


def test_parts_may_be_lines_without_labels():
    assert read("1.歲出部分：本年度歲出預算數200千元，包括：", "人事費150千元。", "業務費50千元。")[1:] == [
        ("人事費", 1, 1, 150, None),
        ("業務費", 1, 1, 50, None),
    ]


def test_parts_may_stand_beside_their_total():
    assert read("1.歲出預算數200千元。", "2.經常門150千元。", "3.資本門50千元。")[1:] == [
        ("經常門", 1, 1, 150, None),
        ("資本門", 1, 1, 50, None),
    ]


def test_both_sides_may_be_stated_in_one_sentence():
    rows = records(*SUMMARY, "本年度歲入預算數74千元，歲出預算數200千元。").rows["budget_amounts"]
    assert [(row["side"], row["parent_sequence"]) for row in rows] == [("revenue", None), ("expenditure", None)]


def test_amounts_in_every_unit():
    rows = records(*SUMMARY, "歲出預算數2億518萬3千元，包括人事費1億518萬3仟元、業務費1億元。").rows["budget_amounts"]
    assert [int(row["amount_twd"]) for row in rows] == [205183000, 105183000, 100000000]


@pytest.mark.parametrize(
    "sentence",
    [
        "歲出預算數200千元，包括人事費150千元、業務費40千元。",
        "歲出預算數200千元(佔100.00%)，分為經常門150千元(佔75.00%)及資本門40千元(佔20.00%)。",
        "歲出預算數200,000元，依用途別分：人事費150,000元、設備及投資40,000元",
    ],
)
def test_parts_that_do_not_add_up_are_an_error_where_the_words_leave_no_doubt(sentence):
    assert ("amounts.parts", "error") in off(sentence)


@pytest.mark.parametrize(
    "blocks",
    [
        ["歲出預算數200千元，其中人事費100千元、業務費50千元。"],
        ["歲出預算數200千元，較上年度預算數190千元增加10千元，包括人事費6千元及業務費4千元。"],
        ["2、歲出部分：歲出預算數200千元，重點計畫如下：", "(1)甲計畫50千元。", "(2)乙計畫60千元。"],
        ["歲出預算數1億5,000萬元，包括人事費0.7億元、業務費0.9億元。"],
        ["歲出預算數200千元，包括人事費100千元、業務費100千元，由中央補助50千元、自籌150千元。"],
        ["歲出預算數200千元，包括經常門150千元，主要為人事費100千元、業務費50千元；資本門50千元。"],
        ["歲出預算數200千元，包括人事費120千元、業務費80千元，另編列災害準備金30千元。"],
        ["歲出預算數200千元，包括辦理甲活動30千元、乙活動20千元及人員薪資。"],
    ],
)
def test_parts_that_do_not_add_up_are_a_warning_where_they_may_be_read_wrongly(blocks):
    """Books that are right, and say it in words that a list of parts can be mistaken in: no document is kept out for that."""
    assert off(*blocks) == [("amounts.parts", "warning")]
