"""A new fiscal year as it comes: its documents are put into a folder of their own, and later an earlier one is corrected.

docs/new-year.md tells this as a person does it.
"""

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from extractors.readers import registry
from flows import job as jobs
from flows import reading
from flows.summary import Fate, Summary
from tests.flows.test_errata import FigureChecker
from tests.places import AGENCY, TEXT, Place
from tests.writing import write_docx

OTHER = "經濟部某署"
BOOK_113, OTHER_113, BOOK_114 = f"113-{AGENCY}", f"113-{OTHER}", f"114-{AGENCY}"


@pytest.fixture
def place(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Two agencies' books of 113, published."""
    monkeypatch.setattr(jobs, "Checker", FigureChecker)
    place = Place(tmp_path, root)
    place.copy("113/smesa-113.txt", TEXT)
    place.write_agency("113/other-113.txt", OTHER)
    assert place.run().counts[Fate.PUBLISHED] == 2
    return place


@pytest.fixture
def read_names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from here on."""
    names: list[str] = []
    read = reading._read  # noqa: SLF001 - where a file is opened

    def note(file: reading.RawFile, *arguments: object) -> reading.Reading:
        names.append(file.name)
        return read(file, *arguments)

    monkeypatch.setattr(reading, "_read", note)
    return names


def write_book_of_114(place: Place, name: str) -> None:
    """The book of 113 a year on, which prints the posts of 113 as those of the prior year."""
    place.write_next_year("made.txt")
    made = place.raw / "made.txt"
    place.write(name, write_docx(registry.read(made).blocks))
    made.unlink()


def written(summary: Summary) -> set[str]:
    """The files of the years that were written; former versions of documents are kept elsewhere."""
    return {name for name in summary.files if name.endswith(".parquet") and not name.startswith("history/")}


def rows_of(place: Place, dataset: str, document_id: str) -> list[dict[str, object]]:
    table = pq.read_table(place.output / dataset)
    rows: list[dict[str, object]] = table.filter(pc.equal(table["document_id"], document_id)).to_pylist()
    return rows


def test_of_a_new_year_only_its_documents_are_read_and_only_its_files_written(place: Place, read_names: list[str]) -> None:
    before = place.data()
    write_book_of_114(place, "114/smesa-114.docx")
    summary = place.run()
    assert read_names == ["114/smesa-114.docx"]
    assert written(summary) == {name.replace("113", "114") for name in before}
    after = place.data()
    assert {name: after[name] for name in before} == before
    assert after.keys() == before.keys() | written(summary)


def test_the_summary_of_a_new_year_says_what_was_done(place: Place) -> None:
    write_book_of_114(place, "114/smesa-114.docx")
    summary = place.run()
    assert summary.title == "1 published, 2 unchanged"
    assert [report.document_id for report in summary.of(Fate.PUBLISHED)] == [BOOK_114]
    assert summary.exit_code == 0
    assert summary.rows["documents"] == 3


def test_a_new_year_is_held_against_the_one_before(place: Place) -> None:
    write_book_of_114(place, "114/smesa-114.docx")
    place.run()
    checked = [row for row in rows_of(place, "reconciliations", BOOK_114) if row["rule"] == "history.staffing"]
    assert sorted(int(str(row["computed"]).split(".")[0]) for row in checked) == [0, 2, 4, 9, 93, 108]
    assert {row["linked_document_id"] for row in rows_of(place, "project_links", BOOK_114)} == {BOOK_113}


def test_a_corrected_document_changes_its_own_rows_and_what_is_worked_out_from_them(place: Place, read_names: list[str]) -> None:
    write_book_of_114(place, "114/smesa-114.docx")
    place.run()
    datasets = {name.split("/", 1)[0] for name in place.data()}
    kept = {(dataset, book): rows_of(place, dataset, book) for dataset in datasets for book in (OTHER_113, BOOK_114)}
    before = {dataset: rows_of(place, dataset, BOOK_113) for dataset in datasets}
    del read_names[:]
    path = place.raw / "113/smesa-113.txt"
    text = path.read_text(encoding="utf-8")
    place.write("113/smesa-113.txt", text.replace("財務發展業務", "財務健全業務").encode())
    summary = place.run()
    assert read_names == ["113/smesa-113.txt"]
    assert summary.title == "1 published, 2 unchanged"
    changed = {dataset for dataset, rows in before.items() if rows_of(place, dataset, BOOK_113) != rows}
    assert changed == {"documents", "duties", "paragraphs"}
    assert {key: rows_of(place, *key) for key in kept} == kept
    assert written(summary) == {f"{dataset}/113.parquet" for dataset in changed}


def test_a_corrected_figure_is_told_to_the_later_book(place: Place) -> None:
    write_book_of_114(place, "114/smesa-114.docx")
    place.run()
    others = {dataset: rows_of(place, dataset, BOOK_114) for dataset in ("staffing", "paragraphs", "measures", "documents")}
    path = place.raw / "113/smesa-113.txt"
    text = path.read_text(encoding="utf-8")
    project = next(str(row["project"]) for row in rows_of(place, "results", BOOK_113) if row["period"] == "current_year" and row["project"])
    place.write("113/smesa-113.txt", text.replace(project, f"{project}與推廣").encode())
    summary = place.run()
    assert any(note == f"rows across years worked out again for {BOOK_114}" for note in summary.notes)
    assert {dataset: rows_of(place, dataset, BOOK_114) for dataset in others} == others


def test_a_run_can_be_limited_to_the_new_year(place: Place) -> None:
    write_book_of_114(place, "114/smesa-114.docx")
    place.write_agency("113/late-113.txt", "經濟部另署")
    summary = place.run(fiscal_years=[114])
    assert {report.name: report.fate for report in summary.reports} == {
        "113/late-113.txt": Fate.SKIPPED,
        "113/other-113.txt": Fate.SKIPPED,
        "113/smesa-113.txt": Fate.SKIPPED,
        "114/smesa-114.docx": Fate.PUBLISHED,
    }
    assert summary.rows["documents"] == 3


def test_the_printed_year_decides_and_the_wrong_folder_is_a_warning(place: Place) -> None:
    write_book_of_114(place, "113/smesa-114.docx")
    summary = place.run()
    assert rows_of(place, "documents", BOOK_114)[0]["fiscal_year"] == 114
    (message,) = [finding.message for name, finding in summary.warnings if finding.check == "years.folder" and name == "113/smesa-114.docx"]
    assert message == "the document is of fiscal year 114 and lies in the folder of 113; move it to the folder 114"
