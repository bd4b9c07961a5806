from decimal import Decimal

from flows.quarantine import Case, make_case
from flows.run_record import list_failing_checks, list_files, sum_up
from flows.summary import Fate, FileReport, Summary
from schemas.findings import Finding


def difference(statement: str = "合計109人") -> Finding:
    return Finding(
        check="staffing.current_total",
        severity="error",
        message="109 is printed, 108 worked out",
        document_id="113-甲署",
        dataset="staffing",
        stated=Decimal("109.000000"),
        computed=Decimal(108),
        statement=statement,
        anchor="b40.r1.c2",
        page=7,
    )


def case(*reasons: Finding) -> Case:
    return make_case("113/甲.docx", "0" * 64, "113-甲署", "1", "failed_checks", reasons)


def summary(*, warnings: int = 0, files: int = 1) -> Summary:
    warning = Finding(check="lists.sequence", severity="warning", message="二 is missing", document_id="113-乙署", anchor="b7")
    reports = [FileReport(f"{number}.docx", Fate.PUBLISHED, "113-乙署") for number in range(files)]
    quarantined = FileReport("113/甲.docx", Fate.QUARANTINED, "113-甲署", "failed_checks: 109 is printed, 108 worked out")
    return Summary(
        (*reports, quarantined),
        rows={"staffing": 6},
        files=("staffing/113.parquet", "datapackage.json"),
        warnings=(("乙.docx", warning),) * warnings,
        notes=("a note",),
    )


def test_files_that_need_somebody_stand_first() -> None:
    listing = list_files(summary(files=2))
    assert [(row["file"], row["outcome"]) for row in listing.rows] == [
        ("113/甲.docx", "quarantined"),
        ("0.docx", "published"),
        ("1.docx", "published"),
    ]
    assert listing.description == "2 published, 1 quarantined. 3 files"


def test_a_failing_check_names_its_figures_and_its_place() -> None:
    rows = list_failing_checks(summary(warnings=1), [case(difference())]).rows
    assert rows[0] == {
        "check": "staffing.current\\_total",
        "severity": "error",
        "document": "113-甲署",
        "stated": 109,
        "computed": 108,
        "page": 7,
        "anchor": "b40.r1.c2",
        "statement": "合計109人",
        "message": "109 is printed, 108 worked out",
    }
    assert [(row["severity"], row["document"]) for row in rows] == [("error", "113-甲署"), ("warning", "113-乙署")]


def test_a_long_table_is_cut_and_says_so() -> None:
    listing = list_failing_checks(summary(warnings=700), [case(difference())])
    assert len(listing.rows) == 500
    assert listing.rows[0]["severity"] == "error"
    assert listing.description == "The first 500 of 701 checks that failed"


def test_a_run_without_a_failing_check_says_so() -> None:
    assert list_failing_checks(Summary(()), []).description == "0 checks that failed"


def test_the_page_of_a_run_counts_names_and_explains() -> None:
    page = sum_up(summary(warnings=2), [case(difference())], "raw", "output")
    assert page.startswith("# 1 published, 1 quarantined\n\nFrom raw to output.\n\n| files | number |")
    for line in (
        "| quarantined | 1 |",
        "- 113/甲.docx (113-甲署): failed\\_checks: 109 is printed, 108 worked out",
        "- staffing/113.parquet",
        "| staffing | 6 |",
        "| lists.sequence | 2 |",
        "- a note",
    ):
        assert f"\n{line}\n" in page


def test_text_of_a_document_is_shown_and_not_obeyed() -> None:
    statement = "<img src=x onerror=alert(1)> [here](javascript:alert(1))"
    (row,) = list_failing_checks(Summary(()), [case(difference(statement))]).rows
    assert row["statement"] == "&lt;img src=x onerror=alert(1)&gt; \\[here\\](javascript:alert(1))"
