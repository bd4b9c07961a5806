"""Characters and blanks that real files hold (VARIATIONS §8, §9, §10)."""

import pytest

from extractors.measures.numbers import AMOUNT, parse_amount
from extractors.numerals import parse_count
from extractors.text import fold, repair
from tests.notation import records


@pytest.mark.parametrize(
    ("printed", "repaired"),
    [
        ("\uf98e\ufa01", "年度"),  # MOI's page heads
        ("\ufa08政", "行政"),  # NRICM103
        ("福\uf9dd", "福利"),
        ("內 政 部", "內政部"),
        ("預   算 總 目         次", "預算總目次"),
        ("四、辦 理 海域 圖資 應用 及 測繪 創新 工", "四、辦理海域圖資應用及測繪創新工"),
        ("第 1 期", "第1期"),
        ("3D 智慧", "3D智慧"),
        ("2023 International Forum", "2023 International Forum"),
        ("業務費8\n3,890千元", "業務費83,890千元"),
        ("7\n,903千元", "7,903千元"),
        ("內政\uf020部", "內政部"),
        ("｢購世代gostyle｣", "｢購世代gostyle｣"),
    ],
)
def test_text_is_repaired(printed, repaired):
    assert repair(printed) == repaired


@pytest.mark.parametrize(
    ("first", "second"), [("台", "臺"), ("叁", "參"), ("辧", "辦"), ("－", "-"), ("—", "-"), ("─", "-"), ("（１）", "(1)")]
)
def test_variants_are_matched_alike(first, second):
    assert fold(first) == fold(second)


@pytest.mark.parametrize(
    ("printed", "count"),
    [
        ("1,464", 1464),
        ("(3)", -3),
        ("（3）", -3),
        ("△3", -3),
        ("▲3", -3),
        ("-3", -3),
        ("-", 0),
        ("－", 0),
        ("—", 0),
        ("無", 0),
        ("", None),
        ("3人", 3),
    ],
)
def test_counts_of_cells(printed, count):
    assert parse_count(printed) == count


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("3,604千元", 3_604_000),
        ("4億4,888萬元", 448_880_000),
        ("2.58億元", 258_000_000),
        ("1億308萬9千元", 103_089_000),
        ("5千萬元", 50_000_000),
    ],
)
def test_amounts_of_money(printed, amount):
    assert AMOUNT.fullmatch(printed)
    assert parse_amount(printed) == amount


def test_titles_of_compatibility_characters_are_headings():
    rows = records("一、現\ufa08法定職掌", "(一)機關主要職掌：\uf9e4事。").rows["sections"]
    assert [row["kind"] for row in rows] == ["statutory_duties", "agency_functions"]
