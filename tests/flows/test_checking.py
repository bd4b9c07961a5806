"""Documents that are checked while others are read: what is found is what would be found about all of them in the end."""

import os
import signal
from contextlib import closing
from pathlib import Path

import pytest

from flows.checking import Checker
from flows.isolation import find_children
from flows.spill import AmendedTables, JoinedTables, Spill
from tests.flows.test_validation import FAULTS, tables_of
from tests.schemas.rows import document


def test_what_was_checked_ahead_and_what_was_not_is_found_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books = {}
    for agency, (damage, _) in FAULTS.items():
        rows = document(agency)
        damage(rows)
        if len(rows["documents"]) == 1 and {row["document_id"] for of in rows.values() for row in of} == {f"113-{agency}"}:
            books[f"113-{agency}"] = rows
    names = list(books)
    monkeypatch.setattr("flows.checking.PORTION_DOCUMENTS", 4)
    with Spill(tmp_path) as spill, closing(Checker("processes")) as checker:
        read = {name: spill.write(tables_of(rows)) for name, rows in books.items()}
        # Another file of the first document came first; it has a fault, and is not the one that is published.
        wrong = document(names[0].removeprefix("113-"))
        wrong["staffing"][0]["page"] = 0
        checker.check_ahead([(names[0], spill.write(tables_of(wrong))), *((name, read[name]) for name in names[1:6])])
        checker.check_ahead([(names[0], read[names[0]]), (names[6], read[names[6]])])
        settled = [
            # What rests on other documents is there in the end only.
            AmendedTables(read[name], {"reconciliations": tables_of(books[name])["reconciliations"]})
            for name in names
        ]
        found = checker.check(JoinedTables(settled), tmp_path / "pages")
        checker.finish_pages()
    assert [finding.document_id for finding in found if finding.document_id == names[0]] == []
    for name in names:
        about = [(finding.check, finding.severity, finding.dataset) for finding in found if finding.document_id == name]
        assert about == FAULTS[name.removeprefix("113-")][1]
    counted = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert f'documents</a></td><td class="row-count">{len(names)}</td>' in counted


def test_pages_about_checks_are_made_by_another_process_where_the_first_dies_over_them(tmp_path: Path) -> None:
    others = set(find_children(os.getpid()))
    with Spill(tmp_path) as spill, closing(Checker("processes")) as checker:
        assert checker.check(JoinedTables([spill.write(tables_of(document()))]), tmp_path / "pages") == []
        (process,) = set(find_children(os.getpid())) - others
        os.kill(process, signal.SIGKILL)
        checker.finish_pages()
    assert "staffing.html" in (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
