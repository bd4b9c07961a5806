"""Two books, each a staffing table: this year's prior posts against last year's current ones and what moved since."""

import pytest

from extractors.across_years import read_across_years
from schemas.conform import conform
from schemas.datasets import BY_NAME
from tests.notation import records, table

HEADINGS = ("一、現行法定職掌", "(五)預算員額說明表")
BEFORE = "區分|111年度|112年度 / 職員|94|94 / 約僱|6|6 / 工友|1|1 / 合計|101|101"


def compare(now: str, before: str = BEFORE):
    """Category, stated and computed posts of this year's and last year's table."""
    books = [
        records(*HEADINGS, table(notation), front=("某署", "預算總說明", f"中華民國{year}年度")).rows
        for notation, year in ((now, 113), (before, 112))
    ]
    rows = read_across_years(books[0], {112: books[1]}, [])["reconciliations"]
    conform(rows, BY_NAME["reconciliations"])
    return [(row["statement"], int(row["stated"]), int(row["computed"])) for row in rows]


def test_a_category_and_the_total_go_on_from_last_years_book() -> None:
    now = "區分|112年度|113年度 / 職員|94|95 / 約僱|6|6 / 工友|2|0 / 合計|102|101"
    assert compare(now) == [("職員94", 94, 94), ("約僱6", 6, 6), ("工友2", 2, 1), ("合計102", 102, 101)]


RESTATED = "區分|112年度|113年度|說明 / 職員|93|93|{} / 約僱|4|4|^ / 工友|1|1|^ / 合計|98|98|^"


def test_posts_that_moved_away_since_are_no_difference() -> None:
    said = "上(112)年度預算員額101人，移撥至經濟部，職員1人、約僱2人，合計3人，淨計如表列上年度預算員額98人。"
    assert compare(RESTATED.format(said)) == [("職員93", 93, 93), ("約僱4", 4, 4), ("工友1", 1, 1), ("合計98", 98, 98)]


@pytest.mark.parametrize(
    "said",
    [
        "上(112)年度預算員額101人，移撥至經濟部員額3人，淨計如表列上年度預算員額98人。",
        "上(112)年度預算員額101人，移撥至經濟部，職員1人、約聘僱2人，合計3人，淨計如表列上年度預算員額98人。",
        "上(112)年度預算員額101人，淨計如表列上年度預算員額98人。",
    ],
    ids=["no category", "a category that the table has not", "two totals alone"],
)
def test_movements_that_name_no_category_are_worked_out_for_the_total_alone(said: str) -> None:
    assert compare(RESTATED.format(said)) == [("合計98", 98, 98)]


def test_movements_of_this_year_lead_from_the_prior_posts_not_to_them() -> None:
    now = "區分|112年度|113年度|說明 / 職員|94|93|較上年度減列職員1人。 / 約僱|6|6|^ / 工友|1|1|^ / 合計|101|100|^"
    assert [stated - computed for _, stated, computed in compare(now)] == [0, 0, 0, 0]


def test_a_clause_that_explains_a_movement_counts_once() -> None:
    said = "上(112)年度預算員額101人，移撥至經濟部，職員1人、約僱2人，其中約僱2人係移撥至經濟部，淨計如表列上年度預算員額98人。"
    assert {(stated, computed) for _, stated, computed in compare(RESTATED.format(said))} == {(93, 93), (4, 4), (1, 1), (98, 98)}


def test_a_category_that_appears_or_vanishes_is_seen_in_the_total_alone() -> None:
    now = "區分|112年度|113年度 / 職員|94|94 / 聘用|6|6 / 工友|2|2 / 合計|102|102"
    assert compare(now) == [("職員94", 94, 94), ("工友2", 2, 1), ("合計102", 102, 101)]


def test_a_category_goes_by_its_synonyms() -> None:
    now = "區分|112年度|113年度 / 職員|94|94 / 約僱人員|5|6 / 工友|1|1 / 合計|100|101"
    assert compare(now)[1] == ("約僱人員5", 5, 6)


def test_a_blank_is_not_zero() -> None:
    before = "區分|111年度|112年度 / 職員|94|94 / 約僱|6| / 工友|1|1 / 合計|101|95"
    now = "區分|112年度|113年度 / 職員||94 / 約僱|6|6 / 工友|1|1 / 合計|101|101"
    assert compare(now, before) == [("工友1", 1, 1), ("合計101", 101, 95)]


UNITS = "業務計畫|區分|{}|{} / 民政|職員|{}|{} / ^|工友|2|2 / ^|合計|{}|{} / 役政|職員|{}|{} / ^|工友|1|1 / ^|合計|{}|{}"


def units(years: tuple[str, str], civil: tuple[int, int], draft: tuple[int, int]) -> str:
    return UNITS.format(*years, *civil, *(posts + 2 for posts in civil), *draft, *(posts + 1 for posts in draft))


def test_units_are_compared_each_and_all_together() -> None:
    before = units(("111年度", "112年度"), (10, 10), (20, 20))
    clean = compare(units(("112年度", "113年度"), (10, 11), (20, 20)), before)
    assert ("職員30", 30, 30) in clean
    assert ("民政職員10", 10, 10) in clean
    assert all(stated == computed for _, stated, computed in clean)
    swapped = compare(units(("112年度", "113年度"), (11, 11), (19, 19)), before)
    assert [said for said, stated, computed in swapped if stated != computed] == ["民政職員11", "民政合計13", "役政職員19", "役政合計20"]


def test_a_printed_total_of_all_units_is_compared_as_it_is_printed() -> None:
    before = units(("111年度", "112年度"), (10, 10), (20, 20)) + " / 總計|職員|30|30 / ^|工友|3|3 / ^|合計|33|33"
    now = units(("112年度", "113年度"), (10, 10), (20, 20)) + " / 總計|職員|31|30 / ^|工友|3|3 / ^|合計|33|33"
    assert [found for found in compare(now, before) if found[1] != found[2]] == [("總計職員31", 31, 30)]


def test_movements_leave_only_the_whole_agency_to_compare() -> None:
    before = units(("111年度", "112年度"), (10, 10), (20, 20))
    said = "上(112)年度預算員額33人，移撥至經濟部，職員1人，淨計如表列上年度預算員額32人。"
    rows = units(("112年度", "113年度"), (9, 9), (20, 20)).split(" / ")
    now = " / ".join([f"{rows[0]}|說明", f"{rows[1]}|{said}", *(f"{row}|^" for row in rows[2:])])
    assert compare(now, before) == [("職員29", 29, 29), ("工友3", 3, 3), ("合計32", 32, 32)]


def test_categories_across_and_down_are_the_same_posts() -> None:
    now = "年度|職員|約僱|工友|合計 / 112年度|94|6|2|102 / 113年度|94|6|2|102"
    assert [found for found in compare(now) if found[1] != found[2]] == [("工友2", 2, 1), ("合計102", 102, 101)]


def test_units_that_are_called_otherwise_are_compared_all_together() -> None:
    before = units(("111年度", "112年度"), (10, 10), (20, 20)).replace("役政", "役政業務")
    assert [said for said, _, _ in compare(units(("112年度", "113年度"), (10, 11), (20, 20)), before)] == ["職員30", "工友3", "合計33"]


def test_a_book_that_states_its_posts_in_a_sentence_is_gone_on_from_too() -> None:
    sentence = "(一)本機關預算員額101人，包括職員94人、約僱6人、工友1人。"
    before = records("一、現行法定職掌", sentence, front=("某署", "預算總說明", "中華民國112年度")).rows
    now = records(*HEADINGS, table("區分|112年度|113年度 / 職員|90|94 / 合計|90|94")).rows
    rows = read_across_years(now, {112: before}, [])["reconciliations"]
    assert [(row["statement"], int(row["computed"])) for row in rows] == [("職員90", 94), ("合計90", 101)]
