import datetime as dt
import enum
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.arrow import arrow_schema
from schemas.check import ConformError, check
from schemas.conform import conform
from schemas.datasets import BY_NAME, DATASETS
from tests.schemas.rows import COMMON, Row, document, row, rows_of, values

STAFFING = BY_NAME["staffing"]
POSTS = row("staffing", category="工友", current_year_posts=1, is_total=False, source="table", anchor="b40.r3.c2")
MEASURE = row(
    "measures",
    dataset="plans",
    work_plan="一般行政",
    anchor="b7",
    sequence=1,
    raw="3式",
    value=Decimal(3),
    unit="式",
    clause="3式",
    start=0,
    end=2,
)
PARAGRAPH = row("paragraphs", anchor="b1", text="總說明", is_heading=False)


def refusal(dataset: str, *rows: Row) -> ConformError:
    with pytest.raises(ConformError) as refused:
        conform(rows, BY_NAME[dataset])
    return refused.value


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_table_holds_exactly_what_the_rows_held(data: st.DataObject) -> None:
    dataset = data.draw(st.sampled_from(DATASETS))
    rows = data.draw(rows_of(dataset))
    table = conform(rows, dataset)
    assert table.to_pylist() == rows
    assert table.schema.equals(arrow_schema(dataset), check_metadata=True)
    table.validate(full=True)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_common_to_the_rows_may_be_given_once(data: st.DataObject) -> None:
    dataset = data.draw(st.sampled_from(DATASETS))
    rows = data.draw(rows_of(dataset).filter(bool))
    common = {name: rows[0][name] for name in COMMON}
    assume(not dataset.is_key_unique or len({tuple({**row, **common}[name] for name in dataset.key) for row in rows}) == len(rows))
    own = [{name: value for name, value in row.items() if name not in common} for row in rows]
    assert conform(own, dataset, common).equals(conform([{**row, **common} for row in rows], dataset))


@pytest.mark.parametrize(
    "changed",
    [
        {"text": None},
        {"fiscal_year": 300},
        {"agency": 7},
        {"page": "7"},
        {"pages": 7},
    ],
)
def test_a_fault_is_told_in_the_same_words_where_columns_are_common(changed: Row) -> None:
    whole = {**PARAGRAPH, **changed}
    common = {name: whole[name] for name in COMMON}
    with pytest.raises(ConformError) as refused:
        conform([{name: value for name, value in whole.items() if name not in common}], BY_NAME["paragraphs"], common)
    assert str(refused.value) == str(refusal("paragraphs", whole))


def test_columns_that_are_common_are_needed_and_stand_in_no_row() -> None:
    own = {name: value for name, value in PARAGRAPH.items() if name not in COMMON}
    paragraphs = BY_NAME["paragraphs"]
    with pytest.raises(ConformError, match=r"paragraphs\.agency: the row has no such column"):
        conform([own], paragraphs, {name: value for name, value in COMMON.items() if name != "agency"})
    with pytest.raises(ConformError, match=r"paragraphs\.genre: no such column is declared"):
        conform([own], paragraphs, {**COMMON, "genre": "central"})
    with pytest.raises(ConformError, match=r"paragraphs\.agency: is common to all rows and stands in one"):
        conform([own, {**own, "anchor": "b2", "agency": "審計部"}], paragraphs, COMMON)


def test_a_key_that_is_common_to_two_rows_stands_twice() -> None:
    (facts,) = document()["documents"]
    own = {name: value for name, value in facts.items() if name not in COMMON}
    with pytest.raises(ConformError, match=r"documents: the key document_id '113-[^']+' stands twice"):
        conform([own, own], BY_NAME["documents"], COMMON)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_value_of_another_type_is_never_taken(data: st.DataObject) -> None:
    dataset = data.draw(st.sampled_from(DATASETS))
    field = data.draw(st.sampled_from(dataset.fields))
    good = data.draw(values(field))
    strangers = [b"x", 1.5, True, 7, "7", dt.datetime(2024, 1, 1, tzinfo=dt.UTC), Decimal("1.5"), ["一"], object()]
    stranger = data.draw(st.sampled_from([other for other in strangers if type(other) is not type(good) and other != good]))
    rows = data.draw(rows_of(dataset).filter(bool))
    assume(good is not None and not (field.type == "float32" and type(stranger) in (int, float)))
    with pytest.raises(ConformError, match=rf"^{dataset.name}\.{field.name}: "):
        check([{**rows[0], field.name: stranger}], dataset)


def test_no_rows_are_an_empty_table_with_the_schema() -> None:
    for dataset in DATASETS:
        assert conform([], dataset).schema.equals(arrow_schema(dataset), check_metadata=True)


def test_rows_may_come_from_a_generator() -> None:
    assert conform((each for each in [POSTS]), STAFFING).num_rows == 1


class Colour(enum.IntEnum):
    RED = 1


@pytest.mark.parametrize(
    ("dataset", "good", "column", "value", "told"),
    [
        ("staffing", POSTS, "current_year_posts", True, "True is bool, not int (int32)"),
        ("staffing", POSTS, "current_year_posts", 1.0, "1.0 is float, not int (int32)"),
        ("staffing", POSTS, "current_year_posts", "1", "'1' is str, not int (int32)"),
        ("staffing", POSTS, "current_year_posts", Colour.RED, "is Colour, not int (int32)"),
        ("staffing", POSTS, "is_total", 0, "0 is int, not bool (bool)"),
        ("staffing", POSTS, "category", b"x", "b'x' is bytes, not str (string)"),
        ("staffing", POSTS, "category", 5, "5 is int, not str (string)"),
        ("staffing", POSTS, "category", "\ud842", "does not fit string"),
        ("staffing", POSTS, "current_year_posts", 2**31, "2147483648 is not between -2147483648 and 2147483647"),
        ("staffing", POSTS, "fiscal_year", 2024, "2024 is not between 38 and 299"),
        ("staffing", POSTS, "fiscal_year", 40000, "40000 is not between 38 and 299"),
        ("staffing", POSTS, "source", "chart", "'chart' is none of table, prose"),
        ("staffing", POSTS, "page", 0, "0 is not between 1 and 2147483647"),
        ("measures", MEASURE, "value", 3.0, "3.0 is float, not Decimal (decimal(38,6))"),
        ("measures", MEASURE, "value", 3, "3 is int, not Decimal (decimal(38,6))"),
        ("measures", MEASURE, "value", Decimal("0.1234567"), "does not fit decimal(38,6)"),
        ("measures", MEASURE, "value", Decimal(10) ** 32, "does not fit decimal(38,6)"),
        ("measures", MEASURE, "value", Decimal("NaN"), "does not fit decimal(38,6)"),
        ("measures", MEASURE, "value", Decimal("Infinity"), "does not fit decimal(38,6)"),
        ("measures", MEASURE, "amount_twd", Decimal("0.001"), "does not fit decimal(38,2)"),
        ("paragraphs", PARAGRAPH, "x0", float("nan"), "nan does not fit float32"),
        ("paragraphs", PARAGRAPH, "x0", True, "True is bool, not float or int (float32)"),
    ],
)
def test_a_wrong_value_is_told_with_its_place(dataset: str, good: Row, column: str, value: object, told: str) -> None:
    error = refusal(dataset, good, {**good, column: value, "anchor": "b41.r1.c0"})
    assert str(error).startswith(f"{dataset}.{column}: ")
    assert told in str(error)
    assert "b41.r1.c0" in str(error)
    assert good["document_id"] in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("value", ["2022-01-01", dt.datetime(2022, 1, 1, tzinfo=dt.UTC)])
def test_only_a_date_is_a_date(value: object) -> None:
    good = document()["results"][0]
    assert "not date (date)" in str(refusal("results", {**good, "period_start": value}))


def test_a_whole_coordinate_may_be_an_integer() -> None:
    assert conform([{**PARAGRAPH, "x0": 72}], BY_NAME["paragraphs"])["x0"].to_pylist() == [72.0]


def test_idle_zeros_of_a_decimal_are_no_digits() -> None:
    assert conform([{**MEASURE, "value": Decimal("1.500000000")}], BY_NAME["measures"])["value"].to_pylist() == [Decimal("1.5")]


def test_a_null_in_a_required_column_is_refused() -> None:
    error = refusal("staffing", {**POSTS, "category": None})
    assert "staffing.category: is required but None" in str(error)
    assert error.findings[0].check == "columns.required"


def test_an_unknown_column_is_refused() -> None:
    assert "staffing.colour: no such column is declared" in str(refusal("staffing", POSTS, {**POSTS, "colour": "red"}))


def test_a_missing_column_is_refused_even_where_it_may_be_null() -> None:
    lacking = {name: value for name, value in POSTS.items() if name != "change"}
    assert "staffing.change: the row has no such column" in str(refusal("staffing", POSTS, lacking))


def test_a_column_with_another_name_is_a_missing_one() -> None:
    renamed = {("delta" if name == "change" else name): value for name, value in POSTS.items()}
    assert "staffing.change: the row has no such column" in str(refusal("staffing", renamed))


def test_nulls_in_a_key_compare_equal() -> None:
    assert POSTS["unit"] is None
    error = refusal("staffing", POSTS, dict(POSTS))
    assert error.findings[0].check == "keys.unique"
    assert "stands twice, first in 113-經濟部中小及新創企業署, b40.r3.c2" in str(error)


def test_equal_reconciliations_of_one_clause_are_kept() -> None:
    # 減列工友3人及駕駛3人: the clause is one, the figures are two.
    rows = document()["reconciliations"][:1] * 2
    assert conform(rows, BY_NAME["reconciliations"]).num_rows == 2


def test_every_wrong_column_is_found_at_once() -> None:
    error = refusal("staffing", {**POSTS, "category": None, "change": 1.5, "page": 9})
    assert [finding.check for finding in error.findings] == ["columns.required", "columns.type"]
    assert {(finding.dataset, finding.anchor, finding.page, finding.severity) for finding in error.findings} == {
        ("staffing", "b40.r3.c2", 9, "error")
    }
    assert str(error).endswith("(and 1 more)")
