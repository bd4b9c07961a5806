"""What a run leaves where Prefect shows it: tables of its files and of the checks that failed, and a page that sums it up.

Prefect renders these as Markdown, each cell of a table too, so all text of documents and file names is escaped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from flows.encoding import encode_value, escape_markdown
from flows.quarantine import Case
from flows.summary import Fate, Summary
from schemas.findings import Finding
from schemas.markdown import table

_TABLE_ROWS = 500
_LISTED_FILES = 50
# What a person has to see to comes first.
_FATES = (Fate.QUARANTINED, Fate.PUBLISHED, Fate.DUPLICATE, Fate.SKIPPED, Fate.UNCHANGED)
_FIGURES = ("stated", "computed", "page")
_TEXTS = ("anchor", "statement", "message")

Row = dict[str, Any]


class Listing(NamedTuple):
    """The first rows of a table, and a line that says what they are and how many more there are."""

    rows: list[Row]
    description: str


def list_files(summary: Summary) -> Listing:
    """Every file of the run with what became of it, the quarantined ones first."""
    reports = [report for fate in _FATES for report in summary.of(fate)]
    rows = [
        {
            "file": escape_markdown(report.name),
            "outcome": str(report.fate),
            "document": escape_markdown(report.document_id or ""),
            "why": escape_markdown(report.reason or ""),
        }
        for report in reports[:_TABLE_ROWS]
    ]
    return Listing(rows, f"{summary.title}. {_say_rest(len(reports), 'files')}")


def list_failing_checks(summary: Summary, cases: Sequence[Case]) -> Listing:
    """Every check that failed: what kept documents out first, then the warnings of those that were published."""
    total = sum(len(case.content["reasons"]) for case in cases) + len(summary.warnings)
    return Listing(list(islice(_failing_checks(summary, cases), _TABLE_ROWS)), _say_rest(total, "checks that failed"))


def sum_up(summary: Summary, cases: Sequence[Case], raw: str, output: str) -> str:
    """The run as a page in Markdown."""
    parts = [
        f"# {summary.title}",
        f"From {escape_markdown(raw)} to {escape_markdown(output)}.",
        table(("files", "number"), [(str(fate), str(count)) for fate, count in summary.counts.items()]),
    ]
    if cases:
        lines = [f"{_name(case)}: {escape_markdown(case.reason)}" for case in cases]
        parts += ["## Quarantined", _list(lines), f"Every reason is in {escape_markdown(output)}/quarantine/."]
    written = [name for name in summary.files if name.endswith(".parquet")]
    if written:
        parts += ["## Files written", _list(escape_markdown(name) for name in written)]
    parts += ["## Rows published", table(("dataset", "rows"), [(name, str(count)) for name, count in summary.rows.items()])]
    if summary.warnings:
        counts = Counter(finding.check for _, finding in summary.warnings)
        parts += ["## Warnings", table(("check", "number"), [(check, str(count)) for check, count in sorted(counts.items())])]
    if summary.notes:
        parts += ["## Notes", _list(map(escape_markdown, summary.notes))]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _failing_checks(summary: Summary, cases: Iterable[Case]) -> Iterator[Row]:
    for case in cases:
        for reason in case.content["reasons"]:
            yield _row(case.document_id or case.source_path, reason)
    for name, finding in summary.warnings:
        yield _row(finding.document_id or name, _as_reason(finding))


def _as_reason(finding: Finding) -> Row:
    names = ("check", "severity", *_FIGURES, *_TEXTS)
    return {name: encode_value(getattr(finding, name)) for name in names}


def _row(document: str, reason: Row) -> Row:
    return {
        "check": escape_markdown(reason["check"]),
        "severity": reason["severity"],
        "document": escape_markdown(document),
        **{name: "" if reason[name] is None else reason[name] for name in _FIGURES},
        **{name: escape_markdown(reason[name] or "") for name in _TEXTS},
    }


def _name(case: Case) -> str:
    return escape_markdown(f"{case.source_path} ({case.document_id})" if case.document_id else case.source_path)


def _list(lines: Iterable[str]) -> str:
    every = list(lines)
    more = [f"and {len(every) - _LISTED_FILES} more"] if len(every) > _LISTED_FILES else []
    return "\n".join(f"- {line}" for line in [*every[:_LISTED_FILES], *more])


def _say_rest(total: int, what: str) -> str:
    return f"{total} {what}" if total <= _TABLE_ROWS else f"The first {_TABLE_ROWS} of {total} {what}"
