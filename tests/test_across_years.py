"""A real book of 113 and the book of 112 that it agrees with, made from it: an alarm for every changed figure, and no other."""

from decimal import Decimal

import pytest

from extractors.across_years import read_across_years
from extractors.measures.rows import measure_rows
from extractors.readers import registry
from schemas.conform import conform
from schemas.datasets import BY_NAME, COMMON
from tests.book_pairs import COUNT, change_row, earlier_book, rows_of
from tests.conftest import ROOT
from tests.mutations import other_figures

# What the projects of 111 are called in the book of 113, and were called in the one of 112.
RENAMED = {
    "推動中小企業創育機構轉型加值計畫": "中小企業創育機構轉型計畫",
    "小巨人獎選拔表揚": "國家小巨人獎選拔及表揚",
    "中小企業數位群聚推動計畫": "中小企業數位群聚計畫",
    "中小企業公共服務計畫": "中小企業公共服務業務",
}


@pytest.fixture(scope="module")
def books():
    document = registry.read(ROOT / "raw" / "113" / "smesa-113.docx")
    return rows_of(document), rows_of(earlier_book(document, RENAMED))


def compare(this, before):
    found = read_across_years(this, {112: before}, [])
    for name, rows in found.items():
        conform(rows, BY_NAME[name])
    return found


def failing(this, before):
    return [row for row in read_across_years(this, {112: before}, [])["reconciliations"] if row["difference"]]


def test_the_made_book_is_a_clean_one(books):
    before = books[1]
    assert before["documents"][0]["document_id"] == "112-經濟部中小及新創企業署"
    assert [row for row in before["reconciliations"] if row["difference"]] == []


def test_a_clean_pair_of_books_gives_no_alarm(books):
    rows = compare(*books)["reconciliations"]
    assert [row for row in rows if row["difference"]] == []
    assert [row["statement"] for row in rows if row["rule"] == "history.staffing"] == [
        *("職員93", "聘用9", "約僱4", "技工2", "工友1", "合計109"),
    ]
    assert len([row for row in rows if row["rule"] == "history.cumulative"]) > 100


def test_every_project_is_linked_to_its_half_year_whatever_it_was_called(books):
    links = [row for row in compare(*books)["project_links"] if row["relation"] == "half_year"]
    assert {row["linked_project"] for row in links} == {row["project"] for row in books[1]["results"] if row["period"] == "current_year"}
    renamed = {row["project"]: row for row in links if row["method"] != "exact"}
    assert {name: row["linked_project"] for name, row in renamed.items()} == RENAMED
    assert renamed["中小企業公共服務計畫"]["method"] == "normalised"
    assert all(Decimal("0.7") < row["score"] < 1 for name, row in renamed.items() if row["method"] == "similar")


RENAMINGS = {
    "a word before the ending": lambda name: name.removesuffix("計畫") + "推動計畫",
    "without its ending": lambda name: name.removesuffix("計畫"),
    "another beginning": lambda name: name.removeprefix("推動") if name.startswith("推動") else "加速" + name,
    "a word inside": lambda name: name[: len(name) // 2] + "數位" + name[len(name) // 2 :],
    "a word inside left out": lambda name: name[: len(name) // 2 - 1] + name[len(name) // 2 + 1 :],
    "another word inside": lambda name: name[: len(name) // 2 - 1] + "永續" + name[len(name) // 2 + 1 :],
    "another phase": lambda name: name + "第2期",
    "a year": lambda name: "111年度" + name,
    "marks": lambda name: f"「{name}」",
    "the agency's new name": lambda name: name.replace("中小企業", "中小及新創企業"),
}


@pytest.mark.parametrize("rename", RENAMINGS.values(), ids=RENAMINGS)
def test_projects_that_are_all_renamed_are_told_apart(books, rename):
    this, before = books
    names = {row["sequence"]: row["project"] for row in this["results"] if row["period"] == "prior_year"}
    renamed = [row | {"project": rename(names[row["sequence"]])} for row in before["results"] if row["period"] == "current_year"]
    links = [row for row in compare(this, {**before, "results": renamed})["project_links"] if row["relation"] == "half_year"]
    assert [row["result_sequence"] for row in links] == [row["linked_result_sequence"] for row in links]
    assert len(links) == 27


def test_a_project_that_the_earlier_book_has_not_gets_no_other_partner(books):
    this, before = books
    for gone in [row for row in before["results"] if row["period"] == "current_year"]:
        rest = [row for row in before["results"] if row is not gone]
        links = [row for row in compare(this, {**before, "results": rest})["project_links"] if row["relation"] == "half_year"]
        assert len(links) == 26
        assert all(row["result_sequence"] == row["linked_result_sequence"] for row in links)


def test_the_rows_do_not_depend_on_the_order_of_the_rows_they_are_made_from(books):
    found = compare(*books)
    for step in (-1, 2):
        turned = [{name: rows[::step] + (rows[1::step] if step > 1 else []) for name, rows in book.items()} for book in books]
        assert compare(*turned) == found


def test_every_changed_post_is_found_in_its_category(books):
    this, before = books
    missed = []
    count = 0
    for book, column in ((this, "prior_year_posts"), (before, "current_year_posts")):
        for index, row in enumerate(book["staffing"]):
            for other in {int(each) for each in other_figures(str(row[column]))} - {row[column]}:
                changed = change_row(book, "staffing", index, **{column: other})
                pair = (changed, before) if book is this else (this, changed)
                said = {each["statement"].rstrip("0123456789") for each in failing(*pair)}
                count += 1
                if said != {row["category"]}:
                    missed.append((column, row["category"], row[column], other, said))
    assert count > 30
    assert missed == []


def test_every_changed_movement_is_found(books):
    this, before = books
    moves = [index for index, row in enumerate(this["staffing_changes"]) if row["kind"] == "transfer_out"]
    assert len(moves) == 3
    for index in moves:
        row = this["staffing_changes"][index]
        for posts in (row["posts"] - 1, row["posts"] - 10, -row["posts"]):
            changed = change_row(this, "staffing_changes", index, posts=posts)
            said = {each["statement"].rstrip("0123456789") for each in failing(changed, before)}
            assert said == {row["category"], "合計"}


def lowered(book, measure):
    """The book with one count of a result printed as a third of what it is, read again; None where a third is none, or is the half too."""
    lower = int(measure["value"]) // 3
    if not 0 < lower < int(measure["value"]) // 2 or not (number := COUNT.match(measure["raw"])):
        return None
    place = ("period", "result_sequence", "item_sequence")
    (item,) = [row for row in book["result_items"] if (row["period"], row["result_sequence"], row["sequence"]) == of(measure, *place)]
    text = item["text"][: measure["start"]] + f"{lower:,}" + item["text"][measure["start"] + number.end(1) :]
    common = {field.name: item[field.name] for field in COMMON}
    read = [common | row for row in measure_rows([], [item | {"text": text}])[0]]
    others = [row for row in book["measures"] if of(row, *place) != of(measure, *place)]
    items = [row if row is not item else item | {"text": text} for row in book["result_items"]]
    return {**book, "measures": [*others, *read], "result_items": items}


def of(row, *columns):
    return tuple(row[column] for column in columns)


def test_a_count_below_that_of_the_half_year_is_found_at_its_place(books):
    this, before = books
    clean = compare(this, before)["reconciliations"]
    compared = {of(row, "anchor", "stated", "statement") for row in clean if row["rule"] == "history.cumulative"}
    figures = [row for row in this["measures"] if row["period"] == "prior_year" and of(row, "anchor", "value", "clause") in compared]
    mutants = [(measure, lowered(this, measure)) for measure in figures]
    missed = []
    for measure, changed in mutants:
        if changed is not None:
            found = failing(changed, before)
            expected = ("history.cumulative", measure["anchor"], measure["unit"], measure["value"] // 3, measure["value"] // 2)
            if [of(row, "rule", "anchor", "unit", "stated", "computed") for row in found] != [expected]:
                missed.append((measure["clause"], measure["raw"], [row["statement"] for row in found]))
    assert len([changed for _, changed in mutants if changed]) > 80
    assert missed == []
