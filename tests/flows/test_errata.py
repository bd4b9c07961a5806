from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from flows import job as jobs
from flows.cli import main
from flows.errata import Erratum, apply_errata, load_errata, write_entry
from flows.order import WrongUseError
from flows.summary import Fate
from schemas.failures import explain_differences
from schemas.findings import Finding
from tests.places import NoChecks, Place

ID = "113-甲署"
# The book of another agency, its one decrease printed as 2: the sentence no longer leads from 109 to 108, nor agrees with the table.
MISPRINT = "工友2人"
ENTRIES = """
[[erratum]]
document_id = "113-甲署"
rule = "staffing_changes.category"
statement = "減列工友2人"
stated = -2
expect = -1
reason = "誤植"

[[erratum]]
document_id = "113-甲署"
rule = "staffing_changes.current_total"
statement = "較本(113)年度預算員額108人"
stated = "108"
expect = "107"
reason = "誤植"
"""


class FigureChecker(NoChecks):
    """Checks what errata are about: whether the figures agree."""

    def check(self, tables: dict[str, Any], _pages: Path) -> list[Finding]:  # type: ignore[override]
        return list(explain_differences(tables["reconciliations"].to_pylist()))


@pytest.fixture
def place(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(jobs, "Checker", FigureChecker)
    return Place(tmp_path, root)


def reconciliations(place: Place) -> list[dict[str, Any]]:
    return pq.read_table(place.output / "reconciliations").to_pylist()


def failing(place: Place) -> list[dict[str, Any]]:
    (case,) = place.cases().values()
    return [reason for reason in case["reasons"] if reason["severity"] == "error"]


def test_a_misprint_keeps_the_document_out_until_it_is_known(place: Place) -> None:
    place.write_agency("113/a.txt", "甲署", MISPRINT)
    assert place.run().exit_code == 3
    reasons = failing(place)
    assert {reason["check"] for reason in reasons} == {"staffing_changes.category", "staffing_changes.current_total"}
    entries = "\n".join(write_entry({**reason, "rule": reason["check"], "document_id": ID, **figures(reason)}) for reason in reasons)
    (place.raw / "errata.toml").write_text(entries.replace('reason = ""', 'reason = "誤植"'), encoding="utf-8")
    summary = place.run()
    assert summary.exit_code == 0
    assert summary.counts[Fate.PUBLISHED] == 1
    assert place.cases() == {}
    known = [row for row in reconciliations(place) if row["erratum"]]
    assert [(row["rule"], row["stated"], row["erratum"]) for row in known] == [
        ("staffing_changes.current_total", 108, "誤植"),
        ("staffing_changes.category", -2, "誤植"),
    ]
    assert len([note for note in summary.notes if "known misprint let through" in note]) == 2


def figures(reason: dict[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(reason[name]) for name in ("stated", "computed")}


def test_with_its_entries_unchanged_a_document_is_not_read_again(place: Place) -> None:
    place.write_agency("113/a.txt", "甲署", MISPRINT)
    (place.raw / "errata.toml").write_text(ENTRIES, encoding="utf-8")
    assert place.run().counts[Fate.PUBLISHED] == 1
    before = place.state()
    assert place.run().counts[Fate.UNCHANGED] == 1
    # From inside the year's folder the entries are the same.
    assert place.run("113").counts[Fate.UNCHANGED] == 1
    assert place.state() == before


def test_an_entry_that_is_taken_away_no_longer_lets_the_document_through(place: Place) -> None:
    place.write_agency("113/a.txt", "甲署", MISPRINT)
    errata = place.raw / "errata.toml"
    errata.write_text(ENTRIES, encoding="utf-8")
    place.run()
    errata.unlink()
    assert place.run().exit_code == 3
    assert [row["erratum"] for row in reconciliations(place) if row["erratum"]] == ["誤植", "誤植"], "the earlier version stays"


def test_an_entry_fails_once_the_source_is_repaired(place: Place) -> None:
    (place.raw / "errata.toml").write_text(ENTRIES, encoding="utf-8")
    place.write_agency("113/a.txt", "甲署")
    assert place.run().exit_code == 3
    idle = [reason for reason in failing(place) if reason["check"] == "errata.idle"]
    assert len(idle) == 2
    assert all("take the entry for 「" in reason["message"] for reason in idle)


def test_an_entry_bites_only_on_the_difference_that_it_names(place: Place) -> None:
    (place.raw / "errata.toml").write_text(ENTRIES.replace("expect = -1", "expect = -3"), encoding="utf-8")
    place.write_agency("113/a.txt", "甲署", MISPRINT)
    assert place.run().exit_code == 3
    assert {reason["check"] for reason in failing(place)} == {"staffing_changes.category", "errata.idle"}


def test_an_erratum_rewrites_no_printed_value(place: Place) -> None:
    place.write_agency("113/a.txt", "甲署", MISPRINT)
    (place.raw / "errata.toml").write_text(ENTRIES, encoding="utf-8")
    place.run()
    changes = pq.read_table(place.output / "staffing_changes").to_pylist()
    assert [row["posts"] for row in changes if row["category"] == "工友"] == [-2]


def test_an_entry_for_a_document_that_is_not_there_is_said(place: Place) -> None:
    place.write_agency("113/b.txt", "乙署")
    (place.raw / "errata.toml").write_text(ENTRIES, encoding="utf-8")
    summary = place.run()
    assert summary.exit_code == 0
    assert any("113-甲署, and there is no such document" in note for note in summary.notes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[erratum]]\nrule = ", "cannot be read"),
        ("[erratum]\nrule = 'x'\n", "holds something other than entries"),
        ("[[misprint]]\n", "holds something other than entries"),
        (ENTRIES.replace('reason = "誤植"', 'reason = " "', 1), "entry 1: reason is no text"),
        (ENTRIES.replace("expect = -1", 'expect = "one"'), "entry 1: expect is no number"),
        (ENTRIES.replace("expect = -1\n", ""), "entry 1: expect is missing"),
        (ENTRIES.replace("staffing_changes.category", "staffing.sum"), "entry 1: staffing.sum is no rule"),
        (ENTRIES + "page = 3\n", "entry 2: page is not known"),
    ],
)
def test_a_file_of_errata_that_is_wrong_stops_the_run_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "errata.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongUseError, match=said) as stop:
        load_errata(tmp_path)
    assert str(tmp_path / "errata.toml") in str(stop.value)
    assert "\n" not in str(stop.value)


def test_of_two_rows_with_the_same_words_only_the_one_with_the_figures_is_excused() -> None:
    erratum = Erratum(ID, "lists.sequence", "一、", Decimal(3), Decimal(2), "誤植")
    row = {"rule": "lists.sequence", "statement": "一、", "stated": Decimal(3), "computed": Decimal(2), "difference": Decimal(1)}
    other = {**row, "computed": Decimal(1), "difference": Decimal(2)}
    assert apply_errata([other, row], [erratum]) == ([None, "誤植"], [])


def test_inspect_shows_what_a_run_quarantines_and_knows_the_same_misprints(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.write_agency("113/a.txt", "甲署", MISPRINT)
    place.run()
    file = str(place.raw / "113/a.txt")
    with pytest.raises(SystemExit) as stop:
        main(["inspect", file])
    assert stop.value.code == 3
    shown = capsys.readouterr().out
    assert all(reason["message"] in shown for reason in failing(place))
    (place.raw / "errata.toml").write_text(ENTRIES, encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["inspect", file])
    assert stop.value.code == 0
    assert "known misprints" in capsys.readouterr().out
