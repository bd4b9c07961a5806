"""What becomes of each file: from what is known and what was read to documents to publish, duplicates, and cases for quarantine."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.across_years import Knowledge, complete, list_across_years, take_apart
from flows.discovery import folder_year
from flows.duplicates import Claim, settle
from flows.order import Order, RunError
from flows.published import Duplicate, Published, PublishedDocument, Tables
from flows.quarantine import Case, make_case
from flows.reading import Reading
from flows.summary import Fate, FileReport
from flows.survey import Survey
from schemas.failures import explain_differences
from schemas.findings import Finding
from schemas.rules import ACROSS_YEARS


@dataclass(slots=True)
class Settlement:
    """The fates of the files so far, by name; the checks may still send documents that are to be published into quarantine.

    `refreshed` are published documents, of files that are not read again, whose rows across years are others now.
    """

    extractor_version: str
    reports: dict[str, FileReport] = field(default_factory=dict)
    documents: dict[str, Tables] = field(default_factory=dict)
    refreshed: dict[str, Tables] = field(default_factory=dict)
    sources: dict[str, Reading] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    warnings: list[tuple[str, Finding]] = field(default_factory=list)

    def report(self, name: str, fate: Fate, document_id: str | None = None, reason: str | None = None) -> None:
        """Say what became of a file; what is said last counts."""
        self.reports[name] = FileReport(name, fate, document_id, reason)

    def quarantine(self, name: str, sha256: str | None, document_id: str | None, outcome: str, reasons: Iterable[Finding]) -> None:
        """Send a file into quarantine."""
        reasons = tuple(reasons)
        case = make_case(name, sha256, document_id, self.extractor_version, outcome, reasons)
        self.cases.append(case)
        self.report(name, Fate.QUARANTINED, document_id, case.reason)

    def complete(self, published: Published, knowledge: Knowledge, folder: Path) -> tuple[Finding, ...]:
        """Give the documents their rows across years, in a file in `folder`; findings about what people know of them and that is not so.

        Raises:
            OSError: the file cannot be written, or what is published cannot be read any more.
        """
        read = {document_id: tables for document_id in self.documents if (tables := self.sources[document_id].tables) is not None}
        completion = complete(read, published, knowledge, folder)
        self.documents, self.refreshed = completion.documents, completion.refreshed
        return completion.findings

    def apply_checks(self, findings: Iterable[Finding]) -> None:
        """Send the documents with an error into quarantine, with everything that was found about them.

        Raises:
            RunError: a finding is about none of the documents; then the checks themselves are at fault.
        """
        by_document: dict[str, list[Finding]] = {document_id: list(reading.findings) for document_id, reading in self.sources.items()}
        for finding in findings:
            if finding.document_id not in by_document:
                raise RunError(f"the checks do not fit the rows: {finding.check}: {finding.message}")
            said = self.sources[finding.document_id].findings
            # What reading it has said already, with the text it is about, is not said again.
            if not any((other.check, other.dataset, other.anchor) == (finding.check, finding.dataset, finding.anchor) for other in said):
                by_document[finding.document_id].append(finding)
        for document_id, found in by_document.items():
            reading = self.sources[document_id]
            if any(finding.severity == "error" for finding in found):
                del self.documents[document_id]
                self.duplicates = [duplicate for duplicate in self.duplicates if duplicate.document_id != document_id]
                self.quarantine(reading.name, reading.sha256, document_id, "failed_checks", found)
            else:
                self.warnings += ((reading.name, finding) for finding in found)

    def complete_again(self, published: Published, knowledge: Knowledge, folder: Path) -> None:
        """Work the rows across years out again where the checks have kept a document out, and say what these rows warn of.

        Raises:
            OSError: as `complete`.
        """
        if self.sources.keys() != self.documents.keys():
            self.complete(published, knowledge, folder)
        self.warnings = [(name, finding) for name, finding in self.warnings if finding.check not in ACROSS_YEARS]
        for row in list_across_years({**self.documents, **self.refreshed}):
            reading = self.sources.get(row["document_id"])
            name = reading.name if reading else published.documents[row["document_id"]].source_path
            self.warnings += ((name, finding) for finding in explain_differences([row]))


def settle_files(order: Order, survey: Survey, published: Published, readings: Iterable[Reading], extractor_version: str) -> Settlement:
    """Settle every file that was found, but for the checks; the readings come in any order."""
    settlement = Settlement(extractor_version)
    for file in survey.files:
        if not file.is_document:
            settlement.report(file.name, Fate.SKIPPED, reason="not a kind of file that is read")
    _settle_known(settlement, order, survey, published)
    claims: dict[str, list[Claim]] = {}
    by_name = {reading.name: reading for reading in readings}
    for name, reading in sorted(by_name.items()):
        year = reading.fiscal_year or folder_year(name)
        if not order.includes(year):
            settlement.report(name, Fate.SKIPPED, reading.document_id, f"of fiscal year {year}, which was not asked for")
        elif reading.tables is None or reading.document_id is None:
            settlement.quarantine(name, reading.sha256, reading.document_id, reading.outcome or "failed_checks", reading.findings)
        else:
            claim = Claim(name, reading.sha256 or "", reading.format or "", reading.tables)
            claims.setdefault(reading.document_id, []).append(claim)
    known = _list_known(survey)
    for document_id, new in sorted(claims.items()):
        _settle_document(settlement, document_id, [*new, *_known_claims(document_id, known.get(document_id, ()), published)], by_name)
    settled = claims.keys()
    settlement.duplicates += (
        duplicate for duplicate in published.duplicates if duplicate.document_id not in settled and duplicate.source_path not in by_name
    )
    return settlement


def _settle_known(settlement: Settlement, order: Order, survey: Survey, published: Published) -> None:
    for name, document in survey.unchanged.items():
        settlement.report(name, Fate.UNCHANGED, document.document_id)
    for name, duplicate in survey.duplicates.items():
        source = published.documents[duplicate.document_id].source_path
        settlement.report(name, Fate.DUPLICATE, duplicate.document_id, f"has the same rows as {source}")
    for name in (*survey.unchanged, *survey.duplicates):
        document_id = settlement.reports[name].document_id
        year = published.documents[document_id or ""].fiscal_year
        if not order.includes(year):
            settlement.report(name, Fate.SKIPPED, document_id, f"of fiscal year {year}, which was not asked for")


def _list_known(survey: Survey) -> dict[str, list[tuple[str, PublishedDocument | Duplicate]]]:
    """The files that are not read again, by their document: the one it is published from, and those that had the same rows."""
    known: dict[str, list[tuple[str, PublishedDocument | Duplicate]]] = {}
    records: list[tuple[str, PublishedDocument | Duplicate]] = [*survey.unchanged.items(), *survey.duplicates.items()]
    for name, record in records:
        known.setdefault(record.document_id, []).append((name, record))
    return known


def _known_claims(document_id: str, known: Sequence[tuple[str, PublishedDocument | Duplicate]], published: Published) -> Iterator[Claim]:
    if known:
        tables = take_apart(published.read_document(document_id))
        for name, record in known:
            is_published = isinstance(record, PublishedDocument)
            yield Claim(name, record.source_sha256, record.source_format, tables, is_published=is_published)


def _settle_document(settlement: Settlement, document_id: str, claims: list[Claim], readings: dict[str, Reading]) -> None:
    verdict = settle(document_id, claims)
    if verdict.conflict:
        for claim in claims:
            settlement.quarantine(claim.name, claim.sha256, document_id, "conflict", verdict.conflict)
        return
    chosen = verdict.chosen
    if chosen.is_published:
        settlement.report(chosen.name, Fate.UNCHANGED, document_id)
    else:
        settlement.documents[document_id] = chosen.tables
        settlement.sources[document_id] = readings[chosen.name]
        settlement.report(chosen.name, Fate.PUBLISHED, document_id)
    for other in verdict.others:
        settlement.report(other.name, Fate.DUPLICATE, document_id, f"has the same rows as {chosen.name}")
        settlement.duplicates.append(
            Duplicate(document_id, other.name, other.sha256, other.format, settlement.extractor_version, chosen.sha256)
        )
