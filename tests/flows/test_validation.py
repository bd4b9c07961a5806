"""Documents with one fault each, checked all at once: what is found about each of them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from extractors.records import Extraction
from flows.checking import Checker
from flows.spill import JoinedTables
from schemas.arrow import arrow_schema
from schemas.conform import conform
from schemas.datasets import DATASETS
from schemas.findings import Finding
from schemas.references import check_references
from schemas.suites import SUITES, Suite
from tests.schemas.rows import Row, document, reconciliation

# great-expectations 1.24 imports two modules that Python 3.11 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:module 'sre_(constants|parse)' is deprecated:DeprecationWarning")

Rows = dict[str, list[Row]]
Break = Callable[[Rows], object]


def change(dataset: str, position: int = 0, **values: object) -> Break:
    return lambda rows: rows[dataset][position].update(values)


def repeat_first(dataset: str) -> Break:
    return lambda rows: rows[dataset].append(dict(rows[dataset][0]))


def drop_section(kind: str, *datasets: str) -> Break:
    """Leave out the section of that kind and what was read from it; the headings behind it keep their numbers."""

    def drop(rows: Rows) -> None:
        gone = {section["section"] for section in rows["sections"] if section["kind"] == kind}
        rows["sections"] = [section for section in rows["sections"] if section["section"] not in gone]
        rows["paragraphs"] = [paragraph for paragraph in rows["paragraphs"] if paragraph["section"] not in gone]
        for dataset in datasets:
            rows[dataset] = []

    return drop


RESULTS = ("results", "result_items", "measures")
FAULTS: dict[str, tuple[Break, list[tuple[str, str, str]]]] = {
    "審計部": (change("documents"), []),
    "必填": (change("staffing", category=None), [("columns.required", "error", "staffing")]),
    "詞彙": (change("staffing", source="chart"), [("columns.vocabulary", "error", "staffing")]),
    "範圍": (change("staffing", page=0), [("columns.range", "error", "staffing")]),
    "鍵值": (repeat_first("results"), [("keys.unique", "error", "results")] * 2),
    "文件": (repeat_first("documents"), [("keys.unique", "error", "documents")] * 2),
    "外鍵": (change("paragraphs", section="9"), [("keys.foreign", "error", "paragraphs")]),
    "西元": (change("staffing", calendar_year=2023), [("common.calendar_year", "error", "staffing")]),
    "代碼": (change("staffing", agency="別的機關"), [("common.document_id", "error", "staffing")]),
    "機關": (change("staffing", agency=None), [("common.document_id", "error", "staffing")]),
    "期間": (
        lambda rows: rows["results"][0].update(period_end=rows["results"][0]["period_start"].replace(year=2021)),
        [("results.period", "error", "results")],
    ),
    "起訖": (change("measures", end=2), [("measures.span", "error", "measures")]),
    "差額": (change("reconciliations", difference=Decimal(1)), [("reconciliations.difference", "error", "reconciliations")]),
    "單位": (change("reconciliations", unit="元"), [("reconciliations.unit", "error", "reconciliations")]),
    "合計": (
        change("reconciliations", 1, stated=Decimal(110), difference=Decimal(2), statement="合計110", page=7),
        [("staffing.current_total", "error", "reconciliations")],
    ),
    "年度": (
        lambda rows: rows["reconciliations"].append({**rows["reconciliations"][0], **years_off()}),
        [("years.staffing_prior", "warning", "reconciliations")],
    ),
    "職掌": (drop_section("statutory_duties"), [("keys.foreign", "error", "sections"), ("sections.mandatory", "error", "sections")]),
    "員額": (drop_section("staffing", "staffing"), [("sections.mandatory", "error", "sections")]),
    "目標": (drop_section("policy"), [("sections.mandatory", "error", "sections")]),
    "成果": (drop_section("past_results", *RESULTS), [("sections.mandatory", "warning", "sections")]),
}


def years_off() -> Row:
    off = reconciliation("years.staffing_prior", "111年度", 111, 112, unit="年度", severity="warning")
    return {name: off[name] for name in ("rule", "statement", "stated", "computed", "difference", "unit", "severity")}


def tables_of(*books: Rows) -> dict[str, pa.Table]:
    """Arrow tables made without `conform`, which refuses most of these rows."""
    return {
        dataset.name: pa.Table.from_pylist([row for rows in books for row in rows[dataset.name]], schema=arrow_schema(dataset))
        for dataset in DATASETS
    }


def check(documents: Sequence[Mapping[str, pa.Table]], pages: Path) -> list[Finding]:
    """What a run finds in the rows of these documents, in this process, with the pages about it."""
    with closing(Checker("threads")) as checker:
        found = checker.check(JoinedTables(documents), pages)
        checker.finish_pages()
    return found


@pytest.fixture(scope="module")
def validation() -> ModuleType:
    """The module is imported here, where the warning of its library is expected."""
    return import_module("flows.validation")


@pytest.fixture(scope="module")
def broken() -> dict[str, pa.Table]:
    books = []
    for agency, (damage, _) in FAULTS.items():
        rows = document(agency)
        damage(rows)
        books.append(rows)
    return tables_of(*books)


@pytest.fixture(scope="module")
def find(validation: ModuleType) -> Callable[[Mapping[str, pa.Table]], list[Finding]]:
    """Finds what fails in these rows."""
    return lambda tables: [failure.finding for failure in validation.find_failures(tables)]


@pytest.fixture(scope="module")
def findings(find: Callable[[Mapping[str, pa.Table]], list[Finding]], broken: dict[str, pa.Table]) -> list[Finding]:
    return find(broken)


@pytest.mark.parametrize("agency", FAULTS)
def test_a_document_is_found_with_its_fault_and_no_other(findings: list[Finding], agency: str) -> None:
    about = [(finding.check, finding.severity, finding.dataset) for finding in findings if finding.document_id == f"113-{agency}"]
    assert about == FAULTS[agency][1]


def test_portions_of_documents_give_what_all_at_once_give(
    find: Callable[[Mapping[str, pa.Table]], list[Finding]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = []
    for agency, (damage, _) in FAULTS.items():
        rows = document(agency)
        damage(rows)
        if len(rows["documents"]) == 1 and {row["document_id"] for of in rows.values() for row in of} == {f"113-{agency}"}:
            books.append(rows)
    tables = [tables_of(rows) for rows in books]
    found = check(tables, tmp_path / "whole")
    assert find(tables_of(*books)) == found
    monkeypatch.setattr("flows.checking.PORTION_DOCUMENTS", len(books) // 2)
    assert check(tables, tmp_path / "portions") == found
    whole, portions = ((tmp_path / folder / "index.html").read_text() for folder in ("whole", "portions"))
    assert found
    assert portions == whole


def test_every_finding_names_its_document(findings: list[Finding]) -> None:
    assert {finding.document_id for finding in findings} == {f"113-{agency}" for agency, (_, found) in FAULTS.items() if found}


def test_a_total_that_does_not_add_up_is_told_with_figures_and_place(findings: list[Finding]) -> None:
    (finding,) = [finding for finding in findings if finding.check == "staffing.current_total"]
    assert (finding.stated, finding.computed, finding.difference) == (110, 108, 2)
    assert (finding.statement, finding.anchor, finding.page) == ("合計110", "b4.r2.c0", 7)
    assert finding.message == (
        "「合計110」: the printed total (合計) of this year's posts is 110人, but the sum of its categories (for the total of all "
        "units, of the units) is 108人; compare it with the printed page"
    )


def test_a_broken_domain_is_told_with_value_and_place(findings: list[Finding]) -> None:
    (finding,) = [finding for finding in findings if finding.check == "columns.vocabulary"]
    assert (finding.dataset, finding.anchor, finding.page) == ("staffing", "b4.r0.c0", None)
    assert "source must be one of table, prose, and here is source 'chart'" in finding.message


def test_a_missing_section_is_told_by_its_printed_title(findings: list[Finding]) -> None:
    messages = [finding.message for finding in findings if finding.check == "sections.mandatory"]
    assert any("預算員額說明表" in message for message in messages)


def test_rows_of_a_good_document_pass_alone(find: Callable[[Mapping[str, pa.Table]], list[Finding]]) -> None:
    rows = document()
    assert find({dataset.name: conform(rows[dataset.name], dataset) for dataset in DATASETS}) == []


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_only_built_in_expectations_are_used(validation: ModuleType, suite: Suite) -> None:
    for expectation in suite.expectations:
        assert getattr(validation.gxe, expectation.type).__module__.startswith("great_expectations.expectations.core")


@pytest.mark.usefixtures("validation")
def test_the_pages_need_no_network_and_are_the_same_each_time(broken: dict[str, pa.Table], tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    second.mkdir()
    (second / "gone.html").write_text("a suite of another year")
    for folder in (first, second):
        check([broken], folder)
    pages = {path.name: path.read_text(encoding="utf-8") for path in sorted(first.iterdir())}
    assert pages == {path.name: path.read_text(encoding="utf-8") for path in sorted(second.iterdir())}
    for content in pages.values():
        assert "http" not in content
        assert "<script" not in content
    assert "「合計110」" in pages["reconciliations.html"]
    assert "113-員額" in pages["mandatory_sections.html"]
    assert all(f'href="{name}"' in pages["index.html"] for name in pages if name != "index.html")


def test_the_real_documents_pass_with_no_error(
    find: Callable[[Mapping[str, pa.Table]], list[Finding]], read_rows: Callable[[Path], Extraction], root: Path, corpus: Path
) -> None:
    # The pages 1 to 15 of 內政部 114 end before its results, and its headings 一、二、 have no gap.
    paths = [
        root / "raw/113/smesa-113.docx",
        corpus / "moi-114-part/moi-114-pages-1-15.pdf",
        corpus / "taichung-115/taichung-115.pdf",
        corpus / "taipei-116/taipei-116.pdf",
    ]
    books = [read_rows(path).rows for path in paths]
    tables = {dataset.name: pa.concat_tables([conform(book[dataset.name], dataset) for book in books]) for dataset in DATASETS}
    check_references({name: table.to_pylist() for name, table in tables.items()})
    found = [(finding.document_id, finding.check, finding.severity) for finding in find(tables)]
    assert found == [("114-內政部", "sections.mandatory", "warning")]
