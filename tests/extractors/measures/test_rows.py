"""The rows of `measures`: the contract's columns, the plans' texts, and the gold of a real document."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.measures.exclusions import find_exclusions
from extractors.measures.matching import copy_to_match
from extractors.measures.places import Coverage
from extractors.measures.quantities import find_numbers
from extractors.measures.rows import measure_rows
from schemas.datasets import COMMON, MEASURES
from tests.conftest import GOLD, ROOT
from tests.extractors.measures.reading import ITEM

PLAN = {
    "work_plan": "地政業務",
    "project": "圖資計畫",
    "content": "一、更新圖資。\n二、辦理新北市等17個縣市重測。",
    "anchor": "b40.r1.c2",
    "page": 11,
}


@pytest.fixture(scope="module")
def rows(read_rows):
    found = read_rows(ROOT / "raw" / "113" / "smesa-113.txt").rows
    return measure_rows(found["plans"], found["result_items"])


def test_a_row_has_every_column_but_the_common_ones():
    ((row,), findings) = measure_rows([PLAN], [])
    assert tuple(row) == tuple(name for name in MEASURES.columns if name not in {field.name for field in COMMON})
    assert not findings


def test_the_text_of_a_plan_is_read_with_its_place():
    ((row,), _) = measure_rows([PLAN], [])
    assert row == {
        "dataset": "plans",
        "period": None,
        "work_plan": "地政業務",
        "project": "圖資計畫",
        "result_sequence": None,
        "item_sequence": None,
        "anchor": "b40.r1.c2",
        "page": 11,
        "sequence": 1,
        "raw": "17個",
        "value": Decimal(17),
        "unit": "個",
        "amount_twd": None,
        "qualifier": None,
        "subject": "縣市",
        "clause": "二、辦理新北市等17個縣市重測",
        "part_of": None,
        "start": 16,
        "end": 19,
    }


def test_a_finding_names_the_place_and_the_clause():
    (_, (finding,)) = measure_rows([], [ITEM | {"text": "完成修法，指數達1.5，成效良好。"}])
    assert (finding.check, finding.severity, finding.dataset) == ("measures.unaccounted_number", "warning", "measures")
    assert (finding.anchor, finding.page, finding.statement) == ("b1", 7, "指數達1.5")
    assert "1.5" in finding.message


def test_smesa_113_equals_its_gold(rows, gold, as_json):
    expected = gold(GOLD / "smesa-113", "measures_plans_and_prior_year")
    columns = {column: None for column in expected[0] if column in MEASURES.columns and column not in {field.name for field in COMMON}}
    del columns["subject"]
    found = [as_json(row, columns) for row in rows[0] if row["period"] != "current_year"]
    assert found == [as_json(row, columns) for row in expected]


def test_subjects_of_smesa_113_are_those_of_its_gold(rows, gold):
    expected = [row["subject"] for row in gold(GOLD / "smesa-113", "measures_plans_and_prior_year")]
    found = [row["subject"] for row in rows[0] if row["period"] != "current_year"]
    differing = [(mine, theirs) for mine, theirs in zip(found, expected, strict=True) if mine != theirs]
    assert len(differing) <= 0.05 * len(expected)
    assert all(mine and theirs and (theirs in mine or mine in theirs) for mine, theirs in differing)


def test_every_number_of_smesa_113_is_a_quantity_or_known_to_be_none(rows):
    assert rows[1] == []


GLYPHS = st.sampled_from(list("0123456789０１,，.、~-/:（)；。\n 萬億千百十三五兩餘多約逾家場人次元年月日第%成分之其中共計辦理會議aGW台"))


@settings(deadline=None)
@given(st.text(GLYPHS, max_size=60))
def test_every_digit_of_any_text_is_in_a_row_or_excluded_or_reported(text):
    rows, findings = measure_rows([], [ITEM | {"text": text}])
    for row in rows:
        assert text[row["start"] : row["end"]] == row["raw"]
        assert row["subject"] is None or row["subject"] in text
        assert row["part_of"] is None or 1 <= row["part_of"] <= len(rows)
    copy = copy_to_match(text)
    numbers = find_numbers(copy)
    spans = [(quantity.start, quantity.end) for quantity in numbers.quantities] + list(numbers.unaccounted)
    covered = Coverage([*spans, *((exclusion.start, exclusion.end) for exclusion in find_exclusions(copy.text))])
    assert all(covered.meets(index, index + 1) for index, glyph in enumerate(copy.text) if glyph in "0123456789")
    assert len(findings) >= len(numbers.unaccounted)


# Read from the printed table of 上年度已過期間, one by one.
CURRENT_YEAR = """
2場 4場 12案 1案 3場 4場 2場 12家 4案 32家 16家 31家 5案 11項 1億615萬元 169家 6案 41場 253位 3,474次 26群 851家 858家 14場 3場
388人次 3場 158人 22案 996家 18個 12縣市 53鄉鎮區 210家 180家 229人次 5個 64家 18項 6案 0.92億元 50次 2場 27場 11場 3,105家 6式
106家 1式 232,557人次 65,242人次 11場 20場 1,255人次 95家 159家 6場 3,067案 20家 1場 600萬元 103家 5家 26家 1.3億元 15家 684場
1萬6,000人次 80家 5個 82家 0.72億元 35家 20家 17億元 3件 3場 1場 8家 87家 8件 1億5,725萬元 388件 81件 0.85億元 1.35億元 2則 2場次
5式 1場 17,144次 3,399件 17,784件 14次 38場 60次 84次 1場 64家 3場 24家 10家 8家 10場 2場
"""


def test_the_current_year_of_smesa_113(rows):
    found = [row for row in rows[0] if row["period"] == "current_year"]
    assert [row["raw"] for row in found] == CURRENT_YEAR.split()
    assert [row["qualifier"] for row in found if row["qualifier"]] == ["超過"]
    amounts = [row["amount_twd"] for row in found if row["unit"] == "元"]
    assert [int(amount) for amount in amounts] == [
        106_150_000,
        92_000_000,
        6_000_000,
        130_000_000,
        72_000_000,
        1_700_000_000,
        157_250_000,
        85_000_000,
        135_000_000,
    ]
