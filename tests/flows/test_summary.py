import json

from flows.summary import Fate, FileReport, Summary


def summary_of(*fates: Fate) -> Summary:
    return Summary(tuple(FileReport(f"{number}", fate) for number, fate in enumerate(fates)), rows={"staffing": 6})


def test_the_json_line_has_all_counts_and_the_rows() -> None:
    summary = summary_of(Fate.PUBLISHED, Fate.DUPLICATE, Fate.SKIPPED, Fate.SKIPPED)
    assert json.loads(summary.as_json()) == {
        "published": 1,
        "unchanged": 0,
        "quarantined": 0,
        "duplicates": 1,
        "skipped": 2,
        "rows": {"staffing": 6},
    }
    assert "\n" not in summary.as_json()


def test_the_exit_code_is_3_only_with_a_document_in_quarantine() -> None:
    assert summary_of(Fate.PUBLISHED, Fate.DUPLICATE).exit_code == 0
    assert summary_of(Fate.PUBLISHED, Fate.QUARANTINED).exit_code == 3


def test_the_title_says_what_was_done() -> None:
    assert summary_of(Fate.PUBLISHED, Fate.DUPLICATE).title == "1 published, 1 duplicate"
    assert summary_of(Fate.DUPLICATE, Fate.DUPLICATE).title == "2 duplicates"
    assert summary_of().title == "no file"
