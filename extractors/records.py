"""A document as the rows of every dataset: recognisers in order, reconciliations of what they read, and what was not understood."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from extractors import generic
from extractors.books import name_other_book
from extractors.conservation import Balance, conservation_findings, weigh
from extractors.document import Document
from extractors.legal_references import read_legal_references
from extractors.measures.rows import measure_rows
from extractors.not_understood import Reading, report
from extractors.numerals import FIRST_YEAR_BEFORE
from extractors.outline import Outline, read_outline
from extractors.reconcile import lists, local, years
from extractors.reconcile import staffing as reconcile_staffing
from extractors.rows import Row
from extractors.sections.budget_amounts import amount_rows, read_amounts
from extractors.sections.budget_execution import execution_rows, read_executions
from extractors.sections.duties import read_duties
from extractors.sections.plans import plan_entries, plan_rows
from extractors.sections.results import read_outcomes, result_rows
from extractors.sections.staffing import read_staffing
from extractors.sections.staffing_changes import change_rows, read_changes
from extractors.sections.transfers import read_transfers
from extractors.template import describe_template, fingerprint
from extractors.title_block import TitleBlock, read_title_block
from schemas.datasets import DATASETS
from schemas.findings import Finding

_LOCAL_KINDS = frozenset(
    {
        "past_execution",
        "prior_year_execution",
        "current_year_execution",
        "plan_highlights",
        "expected_performance",
        "budget_summary",
    }
)


class UnsupportedError(Exception):
    """A file that is readable but no 預算總說明. The message says what is missing, and the way out."""


@dataclass(frozen=True)
class Extraction:
    """The rows of one document by dataset (every dataset is a key), what was not understood, and the lines of its template.

    `common` holds the columns whose value is the same in all rows of the document, `own_rows` the rows without them.
    """

    document_id: str
    common: Row
    own_rows: dict[str, list[Row]]
    findings: tuple[Finding, ...]
    template: tuple[str, ...]

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The rows with every column that is declared, in that order."""
        return {name: [self.common | row for row in rows] for name, rows in self.own_rows.items()}


def extract(document: Document, extractor_version: str) -> Extraction:
    """The rows of all datasets, with every column that is declared.

    Raises:
        UnsupportedError: the document is no 預算總說明: its title, agency or year is not printed, or no section is known.
    """
    outline = read_outline(document)
    block = read_title_block(document, outline.front if outline.sections else document.blocks)
    agency, title, fiscal_year = _identify(document, block, outline)
    staffing = read_staffing(outline, fiscal_year)
    reading = Reading(document, outline, staffing)
    changes = read_changes(staffing.explanations, fiscal_year)
    plans = list(plan_entries(outline, reading))
    outcomes = list(read_outcomes(outline, fiscal_year, reading))
    transfers = read_transfers(outline)
    executions = read_executions(outline, fiscal_year)
    amounts = read_amounts(outline)
    results, result_items = result_rows(outcomes, outline)
    planned = list(plan_rows(plans))
    measures, measured = measure_rows(planned, result_items)
    balance = weigh(document)
    reading.unread = {
        "staffing_changes": changes.unread,
        "budget_execution": executions.unread,
        "budget_amounts": amounts.unread,
        "transfers": transfers.unread,
    }
    sections = list(generic.section_rows(outline))
    paragraphs = list(generic.paragraph_rows(document, outline))
    table_cells = list(generic.table_cell_rows(document, outline))
    template = tuple(describe_template(sections, paragraphs, table_cells))
    reconciliations = [
        *reconcile_staffing.totals(staffing),
        *reconcile_staffing.changes(staffing),
        *reconcile_staffing.movements(changes.stated),
        *reconcile_staffing.in_table(changes.stated, staffing),
        *reconcile_staffing.categories(changes.stated, staffing, fiscal_year),
        *reconcile_staffing.transfers(transfers.rows, changes.stated),
        *years.staffing_years(staffing.years, fiscal_year),
        *years.heading_years(outline, fiscal_year),
        *local.rates(executions.stated),
        *local.accounts(executions.stated),
        *local.parts(amounts.stated),
        *local.shares(amounts.stated),
        *lists.sequences(outline, [*plans, *(table.entries for table in outcomes)]),
    ]
    rows: dict[str, Iterable[Row]] = {
        "documents": [_document_row(document, title, outline, extractor_version) | _marks(template, balance)],
        "sections": sections,
        "paragraphs": paragraphs,
        "table_cells": table_cells,
        "duties": read_duties(outline),
        "staffing": staffing.rows,
        "staffing_changes": change_rows(changes.stated),
        "plans": planned,
        "results": results,
        "result_items": result_items,
        "measures": measures,
        "budget_execution": execution_rows(executions.stated),
        "budget_amounts": amount_rows(amounts.stated),
        "transfers": transfers.rows,
        "legal_references": read_legal_references(document),
        "reconciliations": reconciliations,
    }
    document_id = f"{fiscal_year}-{agency}"
    common: Row = {
        "document_id": document_id,
        "agency": agency,
        "fiscal_year": fiscal_year,
        "calendar_year": fiscal_year + FIRST_YEAR_BEFORE,
    }
    own_rows = {dataset.name: list(rows.get(dataset.name, ())) for dataset in DATASETS}
    findings = [
        *report(document_id, reading),
        *(replace(finding, document_id=document_id) for finding in measured),
        *conservation_findings(document, balance, document_id),
    ]
    return Extraction(document_id, common, own_rows, tuple(findings), template)


def _marks(template: tuple[str, ...], balance: Balance) -> Row:
    return {"template": fingerprint(template), "unaccounted_digits": balance.digit_count, "unaccounted_glyphs": balance.glyph_count}


def _identify(document: Document, block: TitleBlock, outline: Outline) -> tuple[str, str, int]:
    """Agency, title and year; UnsupportedError where the document does not print them or has no section of a 預算總說明."""
    known = [section for section in outline.sections if section.kind != "other"]
    other = name_other_book(document, outline.front if known else document.blocks) if not known or block.title != "預算總說明" else None
    if other:
        raise UnsupportedError(f"taken for {other[0]}, since it prints {other[1]!r}; only the 預算總說明 of one agency is read")
    if block.title is None or not known:
        missing = "no title 預算總說明" if block.title is None else "the title 預算總說明, but none of its sections"
        raise UnsupportedError(f"not taken for a 預算總說明: it has {missing}; remove the file, or look at it with budgetbook inspect")
    if block.agency is None:
        raise UnsupportedError("the title block names no agency over 預算總說明; add the line with the agency's name")
    if block.fiscal_year is None:
        raise UnsupportedError("the title block names no year (中華民國…年度); add the line with the fiscal year")
    return block.agency, block.title, block.fiscal_year


def _document_row(document: Document, title: str, outline: Outline, extractor_version: str) -> Row:
    source = document.source
    return {
        "title": title,
        "genre": "local" if any(section.kind in _LOCAL_KINDS for section in outline.sections) else "central",
        "source_path": source.path,
        "source_format": source.format,
        "source_sha256": source.sha256,
        "source_bytes": source.byte_count,
        "page_count": document.page_count,
        "extractor_version": extractor_version,
    }
