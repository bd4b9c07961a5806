from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from flows import job as jobs
from flows.across_years import load_knowledge
from flows.order import WrongUseError
from flows.summary import Fate
from tests.flows.test_errata import FigureChecker
from tests.places import AGENCY, TEXT, Place

FIRST, SECOND = f"113-{AGENCY}", f"114-{AGENCY}"
DUTY, CORRECTED = "財務發展業務之研擬、規劃及執行", "財務健全業務之研擬、規劃及執行"


@pytest.fixture
def place(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(jobs, "Checker", FigureChecker)
    return Place(tmp_path, root)


def history(place: Place, rule: str = "history.staffing") -> list[tuple[object, ...]]:
    rows: list[dict[str, Any]] = pq.read_table(place.output / "reconciliations").to_pylist()
    return [(row["document_id"], row["stated"], row["computed"]) for row in rows if row["rule"] == rule]


def links(place: Place) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(place.output / "project_links").to_pylist()
    return rows


def test_a_book_is_held_against_that_of_the_year_before(place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    place.write_next_year("114/b.txt")
    summary = place.run()
    assert summary.exit_code == 0
    assert summary.warnings == ()
    assert sorted((stated, computed) for _, stated, computed in history(place)) == [(0, 0), (2, 2), (4, 4), (9, 9), (93, 93), (108, 108)]
    assert {document_id for document_id, *_ in history(place)} == {SECOND}
    assert {row["document_id"] for row in links(place)} == {SECOND}
    assert {row["linked_document_id"] for row in links(place)} == {FIRST}


def test_a_book_alone_has_no_rows_across_years(place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    place.run()
    assert history(place) == []
    assert links(place) == []


@pytest.mark.parametrize("order", [("113", "114"), ("114", "113"), ("",)])
def test_the_order_in_which_books_come_does_not_matter(order: tuple[str, ...], place: Place, tmp_path: Path, root: Path) -> None:
    place.copy("113/a.txt", TEXT)
    place.write_next_year("114/b.txt")
    for folder in order:
        place.run(folder)
    (tmp_path / "other").mkdir()
    other = Place(tmp_path / "other", root)
    other.copy("113/a.txt", TEXT)
    other.write_next_year("114/b.txt")
    other.run()
    # Of a run in a folder the paths begin there.
    assert {name: data for name, data in place.data().items() if "documents/" not in name} == {
        name: data for name, data in other.data().items() if "documents/" not in name
    }


def test_posts_that_are_not_those_of_the_book_before_are_a_warning(place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    place.write_next_year("114/b.txt", prior="92 9 4 2 0")
    summary = place.run()
    assert summary.exit_code == 0
    warned = [(name, finding.check, finding.stated, finding.computed) for name, finding in summary.warnings if "history" in finding.check]
    assert warned == [("114/b.txt", "history.staffing", 92, 93), ("114/b.txt", "history.staffing", 107, 108)]


def test_an_earlier_book_that_comes_later_has_the_next_one_worked_out_again(place: Place) -> None:
    place.write_next_year("114/b.txt", prior="92 9 4 2 0")
    assert place.run().warnings == ()
    before = place.data()
    place.copy("113/a.txt", TEXT)
    summary = place.run()
    assert summary.counts[Fate.UNCHANGED] == 1
    assert [name for name, finding in summary.warnings if finding.check == "history.staffing"] == ["114/b.txt"] * 2
    assert any(SECOND in note for note in summary.notes if "worked out again" in note)
    after = place.data()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"reconciliations/114.parquet", "project_links/114.parquet"}


def test_a_corrected_book_changes_no_book_that_it_says_nothing_about(place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    place.write_next_year("114/b.txt")
    place.run()
    before = place.data()
    text = (place.raw / "113/a.txt").read_text(encoding="utf-8")
    place.write("113/a.txt", text.replace(DUTY, CORRECTED).encode())
    place.run()
    after = place.data()
    assert before != after
    assert {name for name in before if before[name] != after.get(name)} == {
        name for name in before if name.startswith(("documents/113", "paragraphs/113", "duties/113"))
    }


def test_a_new_version_in_quarantine_leaves_the_next_book_with_the_published_one(place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    place.write_next_year("114/b.txt")
    place.run()
    before = place.data()
    wrong = (place.raw / "113/a.txt").read_text(encoding="utf-8").replace("\t93\n\t93\n", "\t93\n\t92\n")
    place.write("113/a.txt", wrong.encode())
    summary = place.run()
    assert summary.exit_code == 3
    assert summary.warnings == ()
    assert place.data() == before


def test_a_known_misprint_across_years_survives_a_run_that_does_not_read_its_book(place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    place.write_next_year("114/b.txt", prior="92 9 4 2 0")
    entries = [
        f'[[erratum]]\ndocument_id = "{SECOND}"\nrule = "history.staffing"\nstatement = "{statement}"\n'
        f'stated = {stated}\nexpect = {stated + 1}\nreason = "上年度誤植"\n'
        for statement, stated in statements(place).items()
    ]
    (place.raw / "errata.toml").write_text("\n".join(entries), encoding="utf-8")
    assert place.run().warnings == ()
    misprints = [note for note in place.run(force=True).notes if "known misprint" in note]
    assert len(misprints) == 2
    text = (place.raw / "113/a.txt").read_text(encoding="utf-8")
    (place.raw / "errata.toml").unlink()
    place.write("113/a.txt", text.replace(DUTY, CORRECTED).encode())
    assert place.run("113").warnings == ()


def statements(place: Place) -> dict[str, int]:
    place.run()
    rows = pq.read_table(place.output / "reconciliations").to_pylist()
    return {row["statement"]: int(row["stated"]) for row in rows if row["rule"] == "history.staffing" and row["difference"]}


LINK = """
[[link]]
document_id = "{second}"
project = "{project}"
linked_document_id = "{first}"
linked_project = "{linked}"
"""


def test_a_link_that_a_person_has_settled_stands_and_one_without_effect_is_said(place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    place.write_next_year("114/b.txt")
    place.run()
    by_name = {row["project"]: row["linked_project"] for row in links(place) if row["relation"] == "half_year"}
    project, other = sorted(by_name)[:2]
    entry = LINK.format(second=SECOND, first=FIRST, project=project, linked=by_name[other])
    idle = LINK.format(second=SECOND, first=FIRST, project="沒有這個計畫", linked=by_name[other])
    (place.raw / "project_links.toml").write_text(entry + idle, encoding="utf-8")
    summary = place.run()
    assert {report.name: report.fate for report in summary.reports} == {"113/a.txt": Fate.UNCHANGED, "114/b.txt": Fate.PUBLISHED}
    settled = [row for row in links(place) if row["method"] == "override"]
    assert {(row["project"], row["linked_project"]) for row in settled} == {(project, by_name[other])}
    assert [finding.statement for _, finding in summary.warnings if finding.check == "project_links.idle"] == ["沒有這個計畫"]


def test_a_file_of_links_that_is_wrong_stops_the_run_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "project_links.toml").write_text("[[link]]\nproject = 3\n", encoding="utf-8")
    with pytest.raises(WrongUseError, match=r"project_links\.toml") as stop:
        load_knowledge(tmp_path)
    assert "\n" not in str(stop.value)
