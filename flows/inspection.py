"""Looking at one document: its records, its checks and what was not understood. Publishes nothing, and loads little, to feel instant."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from extractors.document import Document, UnreadableError
from extractors.readers import registry
from extractors.records import Extraction, UnsupportedError, extract
from extractors.version import extractor_version
from flows.encoding import encode_json
from flows.errata import apply_errata, load_errata
from flows.order import WrongUseError
from flows.printing import make_console, print_findings, print_table, say, show
from schemas.check import ConformError, check
from schemas.datasets import BY_NAME, COMMON, DATASETS
from schemas.failures import explain_differences, explain_missing_section
from schemas.findings import Finding
from schemas.mandatory import answer_demands
from schemas.model import Type

# What says most about a document, and fits a screen.
_OVERVIEW = {
    "sections": ("section", "label", "title", "kind", "anchor"),
    "staffing": ("unit", "category", "prior_year_posts", "current_year_posts", "change", "anchor"),
    "staffing_changes": ("year", "kind", "category", "posts", "counterparty", "statement"),
    "plans": ("work_plan", "project", "anchor"),
    "budget_execution": ("period", "side", "account", "budget_twd", "actual_twd", "rate_percent"),
    "budget_amounts": ("side", "account", "amount_twd", "share_percent"),
    "transfers": ("direction", "counterparty", "account", "posts", "amount_twd"),
}
_SHOWN_CHARACTERS = 40
_COMMON = frozenset(field.name for field in COMMON)


def inspect_file(path: Path, dataset: str | None, *, as_json: bool) -> bool:
    """Read one file and print what is in it, one dataset whole or the most telling ones; whether it is fit to be published.

    Raises:
        WrongUseError: there is no such file or dataset.
    """
    if dataset is not None and dataset not in BY_NAME:
        raise WrongUseError(f"--dataset {dataset}: the datasets are {', '.join(BY_NAME)}")
    if not path.is_file():
        raise WrongUseError(f"{path}: no such file; name one document")
    try:
        document = registry.read(path)
        # The version is worked out from the program's sources: only where somebody sees it.
        extraction = extract(document, extractor_version() if as_json or dataset == "documents" else "")
    except (OSError, UnreadableError, UnsupportedError) as error:
        outcome = "unsupported" if isinstance(error, UnsupportedError) else "unreadable"
        say(make_console(stderr=True), f"{path}: {outcome}: {error}")
        return False
    findings = [*extraction.findings, *_check_rows(extraction), *_missing_sections(extraction), *_check_figures(extraction, path)]
    if as_json:
        _print_json(extraction, findings, dataset)
    elif dataset is not None:
        _print_dataset(make_console(), dataset, extraction, BY_NAME[dataset].columns)
    else:
        _print_overview(make_console(), document, extraction, findings)
    return all(finding.severity != "error" for finding in findings)


def _print_json(extraction: Extraction, findings: list[Finding], dataset: str | None) -> None:
    rows = {name: rows for name, rows in extraction.rows.items() if dataset in {None, name}}
    content = {
        "document_id": extraction.document_id,
        "rows": rows,
        "findings": [asdict(finding) for finding in findings],
        "template": extraction.template,
    }
    print(encode_json(content, indent=2))  # noqa: T201 - this is the command's output


def _print_overview(console: Console, document: Document, extraction: Extraction, findings: list[Finding]) -> None:
    """What a person wants to see first."""
    source = document.source
    pages = f", {document.page_count} pages" if document.page_count else ""
    say(console, (extraction.document_id, "bold"), f"  {source.path} ({source.format}, {source.byte_count:,} bytes{pages})")
    for name, columns in _OVERVIEW.items():
        if extraction.rows[name]:
            _print_dataset(console, name, extraction, columns, _SHOWN_CHARACTERS)
    counts = [(name, BY_NAME[name].title, len(rows)) for name, rows in extraction.rows.items() if rows]
    print_table(console, "Rows (--dataset NAME shows them)", ("dataset", "title", "rows"), counts, right=("rows",))
    _print_reconciliations(console, extraction)
    form = f"Form of the document (template {extraction.rows['documents'][0]['template']})"
    print_table(console, form, ("trait",), [(line,) for line in extraction.template])
    if findings:
        say(console, ("Not understood, or not as it should be", "bold"))
    print_findings(console, findings)
    if not findings:
        say(console, ("Every figure agrees, and all of it was understood.", "green"))


def _check_rows(extraction: Extraction) -> Iterator[Finding]:
    for dataset in DATASETS:
        try:
            check(extraction.rows[dataset.name], dataset)
        except ConformError as error:
            yield from error.findings


def _missing_sections(extraction: Extraction) -> Iterator[Finding]:
    return (explain_missing_section(answer) for answer in answer_demands(extraction.rows) if answer["found"] is None)


def _check_figures(extraction: Extraction, path: Path) -> Iterator[Finding]:
    """The figures that differ, but for known misprints, whose reasons the rows carry afterwards."""
    rows = extraction.rows["reconciliations"]
    reasons, idle = apply_errata(rows, [entry for entry in load_errata(path) if entry.document_id == extraction.document_id])
    for row, reason in zip(rows, reasons, strict=True):
        row["erratum"] = reason
    yield from explain_differences(rows)
    yield from idle


def _print_dataset(console: Console, name: str, extraction: Extraction, columns: Sequence[str], limit: int | None = None) -> None:
    """The dataset's rows without the columns that all datasets share, and without columns that are blank throughout."""
    rows = extraction.rows[name]
    shown = [column for column in columns if column not in _COMMON and any(row[column] is not None for row in rows)]
    right = [column for column in shown if BY_NAME[name].field(column).type is not Type.STRING]
    title = f"{BY_NAME[name].title} ({name})"
    print_table(console, title, shown, ([_shorten(row[column], limit) for column in shown] for row in rows), right)


def _shorten(value: object, limit: int | None) -> str:
    text = show(value)
    return text if limit is None or len(text) <= limit else f"{text[:limit]}…"


def _print_reconciliations(console: Console, extraction: Extraction) -> None:
    counts: dict[str, list[int]] = {}
    for row in extraction.rows["reconciliations"]:
        count = counts.setdefault(str(row["rule"]), [0, 0, 0])
        count[0 if not row["difference"] else 1 if row["erratum"] is None else 2] += 1
    columns = ("agree", "differ", "known misprints")
    rows = [(rule, *(count or "" for count in of_rule)) for rule, of_rule in counts.items()]
    if rows:
        print_table(console, "Figures worked out again", ("rule", *columns), rows, right=columns)
