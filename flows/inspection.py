"""Looking at one document: its records, its checks and what was not understood. Publishes nothing, and loads little, to feel instant."""

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extractors.document import Document, UnreadableError
from extractors.readers import registry
from extractors.records import Extraction, UnsupportedError, extract
from extractors.version import extractor_version
from flows.encoding import encode_json
from flows.printing import make_table, print_findings, say, show
from schemas.check import ConformError, check
from schemas.datasets import BY_NAME, COMMON, DATASETS
from schemas.findings import Finding
from schemas.mandatory import answer_demands

# What says most about a document, and fits a screen.
_SHOWN = ("sections", "staffing", "staffing_changes", "plans", "transfers")
_SHOWN_CHARACTERS = 60
_COMMON = frozenset(field.name for field in COMMON)


class NoDocumentError(Exception):
    """A file that cannot be inspected; one line says why, with the outcome that a run would give it."""


def inspect_file(path: Path) -> tuple[Document, Extraction, list[Finding]]:
    """Read one file; its findings include the rows that are not as declared and the figures that do not add up.

    Raises:
        NoDocumentError: the file cannot be read, or is another kind of book.
    """
    try:
        document = registry.read(path)
        extraction = extract(document, extractor_version())
    except OSError as error:
        raise NoDocumentError(f"{path}: cannot be opened: {error.strerror or error}") from error
    except UnreadableError as error:
        raise NoDocumentError(f"{path}: unreadable: {error}") from error
    except UnsupportedError as error:
        raise NoDocumentError(f"{path}: unsupported: {error}") from error
    checks = (_check_rows, _missing_sections, _failed_reconciliations)
    return document, extraction, [*extraction.findings, *(finding for run in checks for finding in run(extraction))]


def print_json(extraction: Extraction, findings: list[Finding], dataset: str | None) -> None:
    """Print the rows (of one dataset, or of all) and the findings as JSON on standard output."""
    rows = {name: rows for name, rows in extraction.rows.items() if dataset in {None, name}}
    content = {"document_id": extraction.document_id, "rows": rows, "findings": [asdict(finding) for finding in findings]}
    print(encode_json(content, indent=2))  # noqa: T201 - this is the command's output


def print_tables(console: Console, document: Document, extraction: Extraction, findings: list[Finding], dataset: str | None) -> None:
    """Print one dataset whole, or what a person wants to see first of all of them."""
    if dataset is not None:
        console.print(_dataset_table(dataset, extraction, limit=None))
        return
    source = document.source
    pages = f", {document.page_count} pages" if document.page_count else ""
    say(console, (extraction.document_id, "bold"), f"  {source.path} ({source.format}, {source.byte_count:,} bytes{pages})")
    for name in _SHOWN:
        if extraction.rows[name]:
            console.print(_dataset_table(name, extraction, limit=_SHOWN_CHARACTERS))
    counts = [(name, BY_NAME[name].title, len(rows)) for name, rows in extraction.rows.items() if rows]
    console.print(make_table("Rows (--dataset NAME shows them)", ("dataset", "title", "rows"), counts, right=("rows",)))
    _print_reconciliations(console, extraction)
    print_findings(console, findings)
    if not findings:
        say(console, ("Every figure agrees, and all of it was understood.", "green"))


def _check_rows(extraction: Extraction) -> Iterator[Finding]:
    for dataset in DATASETS:
        try:
            check(extraction.rows[dataset.name], dataset)
        except ConformError as error:
            yield from error.findings


def _failed_reconciliations(extraction: Extraction) -> Iterator[Finding]:
    for row in extraction.rows["reconciliations"]:
        if row["difference"]:
            figures = f"{show(row['stated'])} is printed, {show(row['computed'])} {row['unit']} is what the parts come to"
            yield Finding(
                check=str(row["rule"]),
                severity=str(row["severity"]),
                message=f"{row['statement']}: {figures}",
                document_id=extraction.document_id,
                dataset="reconciliations",
                stated=_number(row["stated"]),
                computed=_number(row["computed"]),
                difference=_number(row["difference"]),
                statement=str(row["statement"]),
                anchor=str(row["anchor"]),
                page=row["page"] if isinstance(row["page"], int) else None,
            )


def _number(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _missing_sections(extraction: Extraction) -> Iterator[Finding]:
    for answer in answer_demands(extraction.rows):
        if answer["found"] is None:
            yield Finding(
                check="sections.mandatory",
                severity=str(answer["severity"]),
                message=f"the section {answer['demand']} is missing",
                document_id=extraction.document_id,
                dataset="sections",
            )


def _dataset_table(name: str, extraction: Extraction, limit: int | None) -> Table:
    """The dataset's rows without the columns that all of them share, and without columns that are blank throughout."""
    rows = extraction.rows[name]
    columns = [column for column in BY_NAME[name].columns if column not in _COMMON and any(row[column] is not None for row in rows)]
    if limit is not None:
        columns = [column for column in columns if column not in {"page", "source"}]
    right = [column for column in columns if any(isinstance(row[column], int) and not isinstance(row[column], bool) for row in rows)]
    title = f"{BY_NAME[name].title} ({name})"
    return make_table(title, columns, ([_shorten(row[column], limit) for column in columns] for row in rows), right)


def _shorten(value: object, limit: int | None) -> str:
    text = show(value)
    if limit is None or len(text) <= limit:
        return text
    return f"{text[:limit]}…"


def _print_reconciliations(console: Console, extraction: Extraction) -> None:
    counts: dict[str, list[int]] = {}
    for row in extraction.rows["reconciliations"]:
        count = counts.setdefault(str(row["rule"]), [0, 0])
        count[bool(row["difference"])] += 1
    rows = [(rule, good, bad or "") for rule, (good, bad) in counts.items()]
    if rows:
        console.print(make_table("Figures worked out again", ("rule", "agree", "differ"), rows, right=("agree", "differ")))
