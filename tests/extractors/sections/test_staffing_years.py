import pytest

from extractors.sections.staffing_years import roles_of_years
from tests.notation import records, table

IN_ORDER, REVERSED = ("prior", "current"), ("current", "prior")


@pytest.mark.parametrize(
    ("years", "roles"),
    [
        ([112, 113], IN_ORDER),
        ([113, 112], REVERSED),
        ([112, 113, 112, 113], IN_ORDER * 2),
        ([113, 112, 113, 113], REVERSED * 2),
        ([112, 112], IN_ORDER),
        ([113, 113], IN_ORDER),
        ([112, 103], IN_ORDER),
        ([113, 102], REVERSED),
        ([111, 112], IN_ORDER),
        ([115, 114], REVERSED),
        ([111, 112, 113], ("prior", "prior", "current")),
        ([113], ("current",)),
    ],
)
def test_one_year_of_a_pair_may_be_a_misprint(years, roles):
    assert roles_of_years(years, 113).roles == roles


def read(notation):
    found = records("一、現行法定職掌", "(五)預算員額說明表", table(notation)).rows
    years = [(row["rule"], int(row["stated"])) for row in found["reconciliations"] if row["difference"]]
    return [(row["prior_year_posts"], row["current_year_posts"]) for row in found["staffing"]], years


def test_where_both_columns_print_one_year_the_changes_tell_them_apart():
    assert read("區分|113年度|113年度|比較增減 / 職員|93|90|3 / 工友|1|2|-1 / 合計|94|92|2") == (
        [(90, 93), (2, 1), (92, 94)],
        [("years.staffing_prior", 113)],
    )


def test_where_both_columns_print_one_year_the_explanation_tells_them_apart():
    explained = "區分|112年度|112年度|說明 / 職員|93|90|本(113)年度預算員額94人，增列職員3人。 / 工友|1|1|^ / 合計|94|91|^"
    assert read(explained) == ([(90, 93), (1, 1), (91, 94)], [("years.staffing_current", 112)])


def test_the_words_for_a_year_count_more_than_its_number():
    assert read("區分|上(113)年度|本(113)年度 / 職員|93|90 / 合計|93|90") == ([(93, 90), (93, 90)], [("years.staffing_prior", 113)])


def test_a_change_that_is_misprinted_does_not_turn_right_years_round():
    rows, _ = read("區分|112年度|113年度|比較增減 / 職員|90|93|-3 / 合計|90|93|-3")
    assert rows == [(90, 93), (90, 93)]
