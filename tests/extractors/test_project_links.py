"""Projects of two books of one agency, each named in one line: work plan and project."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.across_years import LinkOverride, read_across_years
from schemas.conform import conform
from schemas.datasets import BY_NAME
from tests.schemas.rows import document, row

Named = list[tuple[str, str | None]]


def book(year: int, *, plans: Named = (), prior_year: Named = (), current_year: Named = ()):
    """The rows of a book that holds no more than these projects."""
    rows = {name: [] if name != "documents" else each for name, each in document("某署", year).items()}
    common = {name: rows["documents"][0][name] for name in ("document_id", "agency", "fiscal_year", "calendar_year")}
    rows["plans"] = [
        row("plans", work_plan=work_plan, project=project, content="。", anchor=f"b1.r{number}.c1") | common
        for number, (work_plan, project) in enumerate(plans)
    ]
    rows["results"] = [
        row("results", period=period, work_plan=work_plan, project=project, sequence=number, anchor=f"b{block}.r{number}.c1") | common
        for block, (period, named) in enumerate((("prior_year", prior_year), ("current_year", current_year)), start=2)
        for number, (work_plan, project) in enumerate(named, start=1)
    ]
    return rows


def links(this, *earlier, overrides=()):
    """Relation, own project, linked project, method."""
    books = {each["documents"][0]["fiscal_year"]: each for each in earlier}
    found = read_across_years(this, books, list(overrides))["project_links"]
    conform(found, BY_NAME["project_links"])
    return [(each["relation"], each["project"], each["linked_project"], each["method"]) for each in found]


def halves(own, linked, overrides=()):
    """The links of whole years of 113's book to half years of 112's: names in the work plan 科技應用."""
    this = book(113, prior_year=[("科技應用", name) for name in own])
    that = book(112, current_year=[("科技應用", name) for name in linked])
    return [found[1:] for found in links(this, that, overrides=overrides)]


def test_a_result_is_linked_to_its_plan_its_half_year_and_the_year_before() -> None:
    named = [("科技應用", "甲計畫")]
    this = book(113, plans=named, prior_year=named, current_year=named)
    found = read_across_years(this, {112: this_year(112, named), 111: this_year(111, named)}, [])["project_links"]
    assert [(each["period"], each["relation"], each["linked_fiscal_year"], each["linked_period"]) for each in found] == [
        ("prior_year", "plan", 111, None),
        ("prior_year", "half_year", 112, "current_year"),
        ("prior_year", "full_year", 112, "prior_year"),
        ("current_year", "plan", 112, None),
        (None, "plan", 112, None),
    ]
    assert {each["document_id"] for each in found} == {"113-某署"}
    assert {each["linked_document_id"] for each in found} == {"112-某署", "111-某署"}


def this_year(year: int, named: Named):
    return book(year, plans=named, prior_year=named, current_year=named)


def test_links_go_back_two_years_at_most_and_never_forth() -> None:
    named = [("科技應用", "甲計畫")]
    assert links(this_year(113, named), this_year(110, named), this_year(114, named)) == []


def test_a_result_without_a_project_goes_by_its_work_plan() -> None:
    found = links(book(113, prior_year=[("一般行政", None)]), book(112, current_year=[("一般行政", None)]))
    assert found == [("half_year", "一般行政", "一般行政", "exact")]


@pytest.mark.parametrize(
    ("own", "linked", "method"),
    [
        ("數位共好計畫", "數位共好計畫", "exact"),
        ("數位轉型計畫—數位共好計畫", "數位轉型計畫-數位共好計畫", "normalised"),
        ("數位共好計畫", "數位共好", "normalised"),
        ("112年度數位共好計畫", "111年度數位共好計畫", "normalised"),
        ("亞灣5G AIoT計畫", "亞灣５ＧAIoT計畫", "normalised"),
        ("臺灣品牌計畫", "台灣品牌計畫", "normalised"),
        ("推動中小企業創育機構轉型加值計畫", "中小企業創育機構轉型加值及永續計畫", "similar"),
        ("水災智慧防災計畫第3期", "水災智慧防災計畫第2期", "similar"),
    ],
)
def test_a_project_goes_on_under_its_name_or_another(own: str, linked: str, method: str) -> None:
    assert halves([own], [linked]) == [(own, linked, method)]


@pytest.mark.parametrize(
    ("own", "linked"),
    [
        ("加強投資中小企業服務計畫", "中小企業公共服務計畫"),
        ("人事業務", "主計業務"),
        # Two parts of one programme.
        ("數位轉型及永續發展計畫—驅動小微型企業數位應用與升級轉型", "數位轉型及永續發展計畫—中小企業數位共好計畫"),
        ("推動智慧不動產登記計畫", "不動產智慧決策系統建置計畫"),
        ("嘉義市政府市民中心興建計畫", "連江縣政府聯合辦公大樓興建計畫"),
    ],
)
def test_other_projects_are_not_the_same(own: str, linked: str) -> None:
    assert halves([own], [linked]) == []


def test_a_renamed_project_gets_no_second_best_partner() -> None:
    """第3期 is as like 第1期 as 第2期, which has gone on as itself."""
    assert halves(["防災計畫第2期", "防災計畫第3期"], ["防災計畫第1期", "防災計畫第2期"]) == [("防災計畫第2期", "防災計畫第2期", "exact")]


def test_a_new_project_does_not_take_the_partner_of_a_more_like_one() -> None:
    own = ["中小企業服務優化計畫", "中小企業服務優化與特色加值推動計畫"]
    assert halves(own, ["中小企業服務優化與特色加值計畫"]) == [(own[1], "中小企業服務優化與特色加值計畫", "similar")]


def test_the_same_name_in_two_work_plans_is_linked_within_each() -> None:
    this = book(113, prior_year=[("民政", "宣導計畫"), ("役政", "宣導計畫")])
    found = read_across_years(this, {112: book(112, current_year=[("役政", "宣導計畫"), ("民政", "宣導計畫")])}, [])["project_links"]
    assert [(each["work_plan"], each["linked_work_plan"]) for each in found] == [("民政", "民政"), ("役政", "役政")]


def test_a_renamed_project_is_sought_in_its_own_work_plan_first() -> None:
    this = book(113, prior_year=[("役政", "研究發展替代役推動計畫")])
    that = book(112, current_year=[("民政", "研究發展替代役精進計畫"), ("役政", "研究發展替代役服務計畫")])
    assert links(this, that)[0][2] == "研究發展替代役服務計畫"


def test_what_people_know_wins() -> None:
    override = LinkOverride("113-某署", "甲計畫", "112-某署", "乙計畫")
    found = halves(["甲計畫", "乙計畫"], ["甲計畫", "乙計畫"], [override])
    assert found == [("甲計畫", "乙計畫", "override")]
    assert halves(["甲計畫"], ["甲計畫"], [LinkOverride("113-某署", "甲計畫", "112-某署", None)]) == []


def test_what_people_know_of_other_books_changes_nothing() -> None:
    others = [LinkOverride("113-某署", "甲計畫", "111-某署", None), LinkOverride("114-某署", "甲計畫", "112-某署", None)]
    assert halves(["甲計畫"], ["甲計畫"], others) == [("甲計畫", "甲計畫", "exact")]


NAMES = st.lists(st.text("甲乙丙丁數位轉型創新計畫業務第2期-—", min_size=1, max_size=9), min_size=1, max_size=5)


@given(own=NAMES, linked=NAMES, seed=st.randoms(use_true_random=False))
def test_links_are_one_to_one_whatever_the_order_of_the_rows(own: list[str], linked: list[str], seed: random.Random) -> None:
    this = book(113, prior_year=[("科技應用", name) for name in own])
    that = book(112, current_year=[("科技應用", name) for name in linked])
    found = read_across_years(this, {112: that}, [])["project_links"]
    assert len({each["anchor"] for each in found}) == len({each["linked_anchor"] for each in found}) == len(found)
    for each in (this, that):
        seed.shuffle(each["results"])
    assert read_across_years(this, {112: that}, [])["project_links"] == found
    assert all(0 <= each["score"] <= 1 for each in found)


@given(own=NAMES, linked=NAMES)
def test_the_same_name_is_never_given_another_partner(own: list[str], linked: list[str]) -> None:
    found = halves(own, linked)
    for name in set(own) & set(linked):
        exact = [each for each in found if each[0] == name and each[2] == "exact"]
        assert len(exact) == min(own.count(name), linked.count(name))
        assert all(each[1] == name for each in exact)
