"""A whole year's result in this year's book and its half in last year's, each in one line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.across_years import read_across_years
from schemas.conform import conform
from schemas.datasets import BY_NAME
from tests.notation import records, table

PAST = "三、以前年度計畫實施成果概述"
WHOLE = "(一)前（111）年度計畫實施成果概述"
HALF = "(二)上年度已過期間（111年1月1日至111年6月30日止）計畫實施成果概述"
HEAD = "工作計畫|實施概況|實施成果 / "


def compare(half: str, whole: str, *, names: tuple[str, str] = ("數位共好計畫", "數位共好計畫")):
    """Stated and computed counts with their units; ` / ` between items (;; in a cell)."""
    this = records(PAST, WHOLE, table(f"{HEAD}科技|{names[1]}|{whole}"), front=("某署", "預算總說明", "中華民國113年度")).rows
    that = records(PAST, HALF, table(f"{HEAD}科技|{names[0]}|{half}"), front=("某署", "預算總說明", "中華民國112年度")).rows
    assert [len(each["results"]) for each in (this, that)] == [1, 1]
    rows = read_across_years(this, {112: that}, [])["reconciliations"]
    conform(rows, BY_NAME["reconciliations"])
    return [(int(row["stated"]), int(row["computed"]), row["unit"]) for row in rows]


def test_a_count_that_goes_down_between_half_and_full_year_differs() -> None:
    assert compare("輔導120家。", "輔導100家。") == [(100, 120, "家")]


def test_a_count_that_goes_up_or_stays_is_no_difference() -> None:
    assert compare("輔導120家中小企業。", "輔導180家中小企業。") == [(180, 180, "家")]
    assert compare("辦理說明會6場。", "辦理說明會6場。") == [(6, 6, "場")]


@pytest.mark.parametrize(
    ("half", "whole", "found"),
    [
        ("截至6月底止輔導企業120家。", "輔導100家企業。", (100, 120, "家")),
        ("辦理說明會30場。", "共辦理20場說明會。", (20, 30, "場")),
        ("已完成診斷輔導60家。", "完成診斷輔導共50家。", (50, 60, "家")),
        ("受理申請1,388件，核定81件。", "受理申請1,198件，核定212件。", (1198, 1388, "件")),
        ("一、辦理研討會9場。;;二、培訓學員300人次。", "一、辦理研討會8場。;;二、培訓學員500人次。", (8, 9, "場")),
        ("一、培訓學員600人次。;;二、辦理研討會9場。", "一、辦理研討會10場。;;二、培訓學員500人次。", (500, 600, "人次")),
        ("一、於北區輔導120家企業。;;二、於南區輔導90家企業。", "一、於北區輔導150家企業。;;二、於南區輔導80家企業。", (80, 90, "家")),
        ("辦理課程30場次。", "辦理課程20場。", (20, 30, "場")),
        ("培訓學員253位。", "培訓學員200人。", (200, 253, "人")),
        ("辦理講習20場及交流會3場。", "辦理講習25場及交流會2場。", (2, 3, "場")),
    ],
)
def test_the_same_count_is_known_in_other_words_and_places(half: str, whole: str, found: tuple[int, int, str]) -> None:
    assert [each for each in compare(half, whole) if each[0] != each[1]] == [found]


@pytest.mark.parametrize(
    ("half", "whole"),
    [
        ("滿意度達95%。", "滿意度達90%。"),
        ("促成投資2億元。", "促成投資1億元。"),
        ("平均每場參與120人。", "平均每場參與100人。"),
        ("每月輔導120家。", "每月輔導100家。"),
        ("預計輔導120家企業。", "輔導100家企業。"),
        ("規劃輔導120家企業。", "輔導100家企業。"),
        ("輔導約120家企業。", "輔導118家企業。"),
        ("輔導120家企業。", "輔導近120家企業。"),
        ("共15家團隊進駐。", "共12家團隊進駐。"),
        ("審查中20案。", "審查中3案。"),
        ("現有會員300人。", "現有會員280人。"),
        ("受理申請120件。", "核定申請100件。"),
        ("輔導120家企業。", "表揚100家企業。"),
        ("輔導120家企業。", "輔導100案企業。"),
        ("輔導519家企業，其中400家為新創企業。", "輔導600家企業，其中300家為新創企業。"),
        ("一、輔導20家企業。;;二、輔導120家企業。", "輔導100家企業。"),
        ("減少公文120件。", "減少公文100件。"),
        ("公文減至120件。", "公文減至100件。"),
        ("辦理期程6個月。", "辦理期程3個月。"),
    ],
)
def test_what_need_not_add_up_is_not_compared(half: str, whole: str) -> None:
    assert [each for each in compare(half, whole) if each[0] != each[1]] == []


def test_items_that_are_about_something_else_are_not_compared() -> None:
    half = "一、推動雲端服務，導入資訊系統，輔導120家企業。;;二、推動節能減碳，汰換老舊設備，辦理講習3場。"
    whole = "一、推動雲端服務，導入資訊系統，辦理發表會1場。;;二、推動節能減碳，汰換老舊設備，輔導100家企業。"
    assert compare(half, whole) == []


def test_only_a_linked_project_is_compared() -> None:
    assert compare("輔導120家。", "輔導100家。", names=("數位共好計畫", "殯葬設施改善")) == []
    assert compare("輔導120家。", "輔導100家。", names=("數位共好計畫", "數位共好推動計畫")) == [(100, 120, "家")]


@given(half=st.integers(1, 10**7), whole=st.integers(1, 10**7))
def test_the_difference_is_negative_exactly_where_a_count_went_down(half: int, whole: int) -> None:
    (found,) = compare(f"輔導{half:,}家企業。", f"輔導{whole:,}家企業。")
    assert found == (whole, max(half, whole), "家")
    assert (Decimal(found[0]) - found[1] < 0) == (whole < half)
