import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli import main
from flows.differences import Difference, compare, compare_rows
from flows.matching import IDENTITIES, list_compared
from flows.published import load_published
from flows.publishing import Release, publish
from schemas.datasets import BY_NAME

Tables = dict[str, pa.Table]
Make = Callable[..., Tables]
A, B = "a" * 64, "b" * 64

Row = dict[str, Any]


def duty(text: str, ordinal: int, unit: str | None = "人事室") -> Row:
    return {
        **dict.fromkeys(BY_NAME["duties"].columns),
        "scope": "unit",
        "unit": unit,
        "ordinal": ordinal,
        "text": text,
        "anchor": f"b{ordinal}",
    }


def duties(*texts: str) -> list[Row]:
    return [duty(text, number) for number, text in enumerate(texts, 1)]


def reduce(dataset: str, rows: list[Row]) -> Counter[tuple[object, ...]]:
    columns = list_compared(BY_NAME[dataset], is_same_year=True)
    return Counter(tuple(row[column] for column in columns) for row in rows)


def count(difference: Difference) -> tuple[int, int, int]:
    return len(difference.added), len(difference.removed), len(difference.changed)


texts = st.lists(st.text("甲乙丙丁", max_size=4), max_size=8)
rows_of_duties = texts.map(lambda found: duties(*found))
rows_of_posts = st.lists(
    st.builds(
        lambda category, posts: {**dict.fromkeys(BY_NAME["staffing"].columns), "category": category, "current_year_posts": posts},
        st.sampled_from(["職員", "工友", "技工"]),
        st.integers(0, 3),
    ),
    max_size=6,
)
books = st.one_of(
    st.tuples(st.just("duties"), rows_of_duties, rows_of_duties), st.tuples(st.just("staffing"), rows_of_posts, rows_of_posts)
)


@given(books)
def test_what_changed_applied_to_the_old_rows_gives_the_new_ones(book: tuple[str, list[Row], list[Row]]) -> None:
    dataset, old, new = book
    found = compare_rows(dataset, old, new, is_same_year=True)
    gone = reduce(dataset, [*found.removed, *(change.old for change in found.changed)])  # type: ignore[list-item]
    come = reduce(dataset, [*found.added, *(change.new for change in found.changed)])  # type: ignore[list-item]
    assert gone <= reduce(dataset, old)
    assert reduce(dataset, old) - gone + come == reduce(dataset, new)


@given(books)
def test_a_book_does_not_differ_from_itself_in_any_order(book: tuple[str, list[Row], list[Row]]) -> None:
    dataset, rows, _ = book
    assert compare_rows(dataset, rows, rows[::-1], is_same_year=True).is_empty


@given(books)
def test_swapping_the_books_swaps_what_was_added_and_removed(book: tuple[str, list[Row], list[Row]]) -> None:
    dataset, old, new = book
    there, back = (compare_rows(dataset, *pair, is_same_year=True) for pair in ((old, new), (new, old)))
    assert there.added == back.removed
    assert there.removed == back.added
    assert {(str(change.old), str(change.new)) for change in there.changed} == {
        (str(change.new), str(change.old)) for change in back.changed
    }


def test_every_dataset_says_by_what_its_rows_are_known() -> None:
    assert IDENTITIES.keys() == BY_NAME.keys()
    for name, identity in IDENTITIES.items():
        named = {column for key in (*identity.keys, identity.scope, (identity.text,) if identity.text else ()) for column in key}
        assert named <= set(BY_NAME[name].columns)


def test_a_duty_that_is_put_in_is_one_added_row() -> None:
    old = [f"辦理第{number}類業務之規劃、推動及管考事項。" for number in "甲乙丙丁戊己庚辛"]
    found = compare_rows("duties", duties(*old), duties(*old[:3], "資訊安全。", *old[3:]), is_same_year=False)
    assert count(found) == (1, 0, 0)


def test_a_reworded_duty_is_one_changed_row_and_another_one_is_not_it() -> None:
    old = duties("辦理人事任免及考績事項。", "掌理會計。")
    new = duties("辦理人事任免、遷調及考績事項。", "推動國際交流合作。")
    found = compare_rows("duties", old, new, is_same_year=False)
    assert [(change.old["text"], change.new["text"], change.columns) for change in found.changed] == [
        ("辦理人事任免及考績事項。", "辦理人事任免、遷調及考績事項。", ("text",))
    ]
    assert count(found) == (1, 1, 1)


@pytest.fixture
def output(tmp_path: Path, make_tables: Make, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    folder = tmp_path / "output"
    folder.mkdir()
    for documents in (
        [make_tables(posts={"職員": 3, "工友": 1}, sha256=A), make_tables(year=112, posts={"職員": 3}), make_tables("乙署")],
        [make_tables(posts={"職員": 4, "技工": 2}, sha256=B, anchor="b9", page=7)],
    ):
        by_id = {tables["documents"]["document_id"][0].as_py(): tables for tables in documents}
        publish(load_published(folder), Release(by_id), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    monkeypatch.chdir(tmp_path)
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(("diff", *arguments))
    assert isinstance(end.value.code, int)
    return end.value.code, *capsys.readouterr()


@pytest.mark.usefixtures("output")
@pytest.mark.parametrize("old", [f"113-甲署@{A[:12]}", "113-甲署@aaaa"])
def test_a_version_is_compared_with_the_one_that_replaced_it(capsys: pytest.CaptureFixture[str], old: str) -> None:
    code, out, _ = run(capsys, old, "113-甲署", "--json")
    assert code == 0
    (found,) = json.loads(out)["comparisons"]
    assert (found["old"], found["new"]) == (f"113-甲署@{A[:12]}", "113-甲署")
    staffing = found["datasets"]["staffing"]
    assert [row["category"] for row in staffing["added"]] == ["技工"]
    assert [row["category"] for row in staffing["removed"]] == ["工友"]
    (change,) = staffing["changed"]
    assert (change["columns"], change["old"]["current_year_posts"], change["new"]["current_year_posts"]) == (["current_year_posts"], 3, 4)
    assert found["datasets"]["paragraphs"] == {"added": [], "removed": [], "changed": []}


@pytest.mark.usefixtures("output")
def test_two_years_are_compared_for_the_agencies_that_have_both(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "112", "113", "--dataset", "staffing")
    assert code == 0
    (found,) = json.loads(out.splitlines()[-1])["comparisons"]
    assert (found["old"], found["new"]) == ("112-甲署", "113-甲署")
    assert found["datasets"] == {"staffing": {"added": 1, "removed": 0, "changed": 1}}
    assert [line.split() for line in out.splitlines() if "current_year_posts" in line] == [
        ["changed", "職員", "current_year_posts", "3", "4"]
    ]


@pytest.mark.usefixtures("output")
def test_nothing_that_differs_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "113-甲署", "113-甲署")
    assert code == 0
    assert out.splitlines()[1] == "No row differs."


@pytest.mark.usefixtures("output")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("113-丙署", "113-甲署"), "113-丙署: is not there; there are 112-甲署, 113-乙署, 113-甲署, 113-甲署@aaaaaaaaaaaa"),
        (("113-甲署@cc", "113-甲署"), "113-甲署@cc: is not there; there are"),
        (("111", "113"), "111 and 113: there is no book of both years of any agency; there are 112-甲署"),
        (("112", "113", "--agency", "乙署"), "112 and 113: there is no book of both years of 乙署; there are"),
        (("112-甲署", "113-甲署", "--agency", "甲署"), "--agency 甲署: is for two fiscal years"),
        (("112", "113", "--dataset", "x"), "--dataset x: the datasets are documents"),
        (("112", "113", "--output", "nowhere"), "nowhere: nothing is published there; budgetbook run publishes"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"budgetbook: {message}")
    assert err.count("\n") == 1


def test_a_damaged_version_is_named(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (output / f"history/113-甲署/{A[:12]}/staffing.parquet").write_bytes(b"")
    code, _, err = run(capsys, "113-甲署@a", "113-甲署")
    assert code == 2
    assert f"113-甲署@{A[:12]}: its files cannot be read" in err


def test_a_real_book_does_not_differ_from_itself_and_one_figure_is_one_change(root: Path, read_rows: Callable[[Path], Any]) -> None:
    from schemas.conform import conform  # noqa: PLC0415

    extraction = read_rows(root / "raw/113/smesa-113.docx")
    tables = {name: conform(rows, BY_NAME[name]) for name, rows in extraction.rows.items()}
    assert all(found.is_empty for found in compare(tables, tables, tuple(BY_NAME)).values())
    rows = tables["staffing"].to_pylist()
    rows[0]["current_year_posts"] += 1
    changed = {**tables, "staffing": conform(rows, BY_NAME["staffing"])}
    found = compare(tables, changed, tuple(BY_NAME))
    assert {name: count(difference) for name, difference in found.items() if not difference.is_empty} == {"staffing": (0, 0, 1)}
