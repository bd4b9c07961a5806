from decimal import Decimal
from typing import Any

from flows.report.equations import Equation, write_out_movements, write_out_totals


def figure(rule: str, statement: str, stated: int, computed: int, anchor: str = "b1") -> dict[str, Any]:
    figures = {"stated": Decimal(stated), "computed": Decimal(computed), "difference": Decimal(stated - computed)}
    return {"rule": rule, "statement": statement, "anchor": anchor, "unit": "人", **figures}


def change(sequence: int, kind: str, posts: int, statement: str = "", year: int = 112, category: str | None = None) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "kind": kind,
        "posts": posts,
        "statement": statement,
        "year": year,
        "category": category,
        "counterparty": None,
    }


def spell(equation: Equation) -> str:
    return " ".join(f"{term.posts:+d}" for term in equation.terms) + f" = {equation.computed}, {equation.stated} {equation.holds}"


def test_movements_lead_from_the_published_to_the_restated_total() -> None:
    changes = [
        change(1, "published_total", 113),
        change(2, "transfer_out", -1),
        change(3, "transfer_out", -3),
        change(4, "subtotal", 4),
        change(5, "restated_total", 109, "淨計109人"),
    ]
    rows = [figure("staffing_changes.restated_total", "淨計109人", 109, 109)]
    assert [spell(equation) for equation in write_out_movements(rows, changes)] == ["+113 -1 -3 = 109, 109 True"]


def test_a_printed_total_that_differs_stands_beside_what_the_parts_come_to() -> None:
    changes = [change(1, "published_total", 109), change(2, "decrease", -1, year=113), change(3, "current_total", 107, "107人", 113)]
    rows = [figure("staffing_changes.current_total", "107人", 107, 108)]
    assert [spell(equation) for equation in write_out_movements(rows, changes)] == ["+109 -1 = 108, 107 False"]


def test_what_explains_another_movement_is_not_added() -> None:
    changes = [
        change(1, "published_total", 100),
        change(2, "increase", 12, "增列約僱12人", 113),
        change(3, "transfer_in", 10, "其中約僱10人係由移民署移撥至本部", 113),
        change(4, "current_total", 112, "112人", 113),
    ]
    rows = [figure("staffing_changes.current_total", "112人", 112, 112)]
    assert [spell(equation) for equation in write_out_movements(rows, changes)] == ["+100 +12 = 112, 112 True"]


def test_movements_that_are_stated_as_a_sum_alone_are_one_part() -> None:
    changes = [change(1, "published_total", 100), change(2, "net_change", -3, "減3人", 113), change(3, "current_total", 97, "97人", 113)]
    rows = [figure("staffing_changes.current_total", "97人", 97, 97)]
    assert [spell(equation) for equation in write_out_movements(rows, changes)] == ["+100 -3 = 97, 97 True"]


def test_a_total_without_an_opening_is_not_written_out() -> None:
    rows = [figure("staffing_changes.current_total", "97人", 97, 97)]
    assert list(write_out_movements(rows, [change(1, "current_total", 97, "97人", 113)])) == []


def test_a_total_of_the_table_is_the_sum_of_its_own_unit() -> None:
    def row(unit: str, category: str, posts: int | None, anchor: str) -> dict[str, Any]:
        posts_of = {"prior_year_posts": posts, "current_year_posts": posts}
        return {"unit": unit, "category": category, "is_total": category == "合計", "anchor": anchor, **posts_of}

    staffing = [row("甲", "職員", 3, "a"), row("甲", "工友", None, "b"), row("甲", "合計", 3, "c"), row("乙", "職員", 9, "d")]
    rows = [figure("staffing.current_total", "甲合計3", 3, 3, "c")]
    assert [spell(equation) for equation in write_out_totals(rows, staffing)] == ["+3 = 3, 3 True"]
