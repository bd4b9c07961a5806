"""配合組織改造移撥: posts and funds in both directions (VARIATIONS §5)."""

import pytest

from tests.notation import records

HEADINGS = ("一、現行法定職掌", "四、本署配合組織改造，人員、業務及經費移撥經濟部之情形")


def transfers(*blocks):
    columns = ("kind", "direction", "account", "counterparty", "counterparty_account", "posts", "amount_twd")
    return [tuple(row[column] for column in columns) for row in records(*HEADINGS, *blocks).rows["transfers"]]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("(一)人員部分：移出上年度預算員額4人至經濟部。", [("posts", "out", None, "經濟部", None, 4, None)]),
        (
            "移出「一般行政」科目3,604千元，列入經濟部「一般行政」科目項下；移出「甲」科目71,000千元，列入商業發展署「乙」科目項下。",
            [("funds", "out", "一般行政", "經濟部", "一般行政", None, 3604000), ("funds", "out", "甲", "商業發展署", "乙", None, 71000000)],
        ),
        (
            "由司法院「一般行政」科目移入1,132千元，列入本院「一般行政」科目項下。",
            [("funds", "in", "一般行政", "司法院", "一般行政", None, 1132000)],
        ),
        (
            "由內政部警政署「保安警察業務」科目移入駐衛警4人經費2,729千元。",
            [
                ("posts", "in", None, "內政部警政署", None, 4, None),
                ("funds", "in", None, "內政部警政署", "保安警察業務", None, 2729000),
            ],
        ),
        (
            "移撥「甲」科目12,345千元及「乙」科目1,000千元至經濟部產業發展署。",
            [
                ("funds", "out", "甲", "經濟部產業發展署", None, None, 12345000),
                ("funds", "out", "乙", "經濟部產業發展署", None, None, 1000000),
            ],
        ),
        (
            "移出4人至經濟部，移入2人自財政部。",
            [("posts", "out", None, "經濟部", None, 4, None), ("posts", "in", None, "財政部", None, 2, None)],
        ),
        ("人員：職員1人、聘用1人、約僱2人，合計4人移撥至經濟部。", [("posts", "out", None, "經濟部", None, 4, None)]),
        ("由經濟部移入職員3人、工友1人。", [("posts", "in", None, "經濟部", None, 4, None)]),
        ("原辦理之業務移撥經濟部。", []),
    ],
)
def test_a_sentence_moves_posts_and_funds(sentence, expected):
    assert transfers(sentence) == expected


def test_a_sentence_with_figures_and_no_other_agency_is_reported():
    found = records(*HEADINGS, "配合調整，節餘經費5千元。")
    assert [(finding.check, finding.statement) for finding in found.findings] == [("transfers.unread", "配合調整，節餘經費5千元")]
