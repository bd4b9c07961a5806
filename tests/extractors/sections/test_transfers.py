from datetime import date
from decimal import Decimal

import pytest

from tests.notation import rows

HEADING = "四、本署配合組織改造，人員、業務及經費移撥之情形"
COLUMNS = "kind direction account counterparty counterparty_account posts amount_twd"


@pytest.mark.parametrize(
    ("sentence", "transfer"),
    [
        ("(一)人員部分：移出上年度預算員額4人至經濟部。", ("posts", "out", None, "經濟部", None, 4, None)),
        (
            "移出「一般行政」科目3,604千元，列入經濟部「一般行政」科目項下。",
            ("funds", "out", "一般行政", "經濟部", "一般行政", None, Decimal(3604000)),
        ),
        ("由司法院「一般行政」科目移入1,132千元。", ("funds", "in", None, "司法院", "一般行政", None, Decimal(1132000))),
        ("由內政部移入上年度預算員額12人。", ("posts", "in", None, "內政部", None, 12, None)),
    ],
)
def test_posts_and_funds_move_in_both_directions(sentence, transfer):
    assert rows("transfers", HEADING, sentence, columns=COLUMNS) == [transfer]


@pytest.mark.parametrize(
    ("sentence", "references"),
    [
        (
            "1.本署係依112年6月7日總統令公布本署組織法設置，並於112年9月26日正式成立。",
            [("本署組織法", date(2023, 6, 7), "112年6月7日", None, "總統")],
        ),
        (
            "經濟部組織法業奉總統112年6月7日華總一義字第11200046921號令公布、商業發展署組織法業奉總統112年6月7日華總一義字第11200046791號令公布。",
            [
                ("經濟部組織法", date(2023, 6, 7), "112年6月7日", "華總一義字第11200046921號", "總統"),
                ("商業發展署組織法", date(2023, 6, 7), "112年6月7日", "華總一義字第11200046791號", "總統"),
            ],
        ),
        ("本署依據行政院113年度施政方針編定。", []),
        ("展期至112年6月30日止。", []),
    ],
)
def test_laws_are_cited_with_the_date_of_their_order(sentence, references):
    assert rows("legal_references", HEADING, sentence, columns="law date date_text instrument issuer") == references
