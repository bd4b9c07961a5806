"""The expectations, evaluated by great-expectations: the one module that knows it. Importing it takes 5 s: do so where rows are checked.

The rows of many documents are checked in one pass; a failure names its document, page and place.
"""

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

# Read when the library is imported.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import pandas as pd
import pyarrow as pa
from great_expectations import expectations as gxe
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.datasource.fluent import PandasDatasource
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.expectations.expectation import Expectation as BuiltIn
from great_expectations.expectations.row_conditions import Column
from great_expectations.render.renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaPageView

from flows.data_docs import Page, write_pages
from flows.stacks import Failure, Stack, stack
from schemas.arrow import arrow_schema
from schemas.datasets import DATASETS
from schemas.failures import explain_difference, explain_missing_section
from schemas.findings import Finding
from schemas.mandatory import DEMANDS, answer_demands
from schemas.suites import MANDATORY_SECTIONS, RECONCILED, SUITES, Expectation, Suite

Row = Mapping[str, Any]
# What the library calls the two severities.
_SEVERITIES = {"error": "critical", "warning": "warning"}
_ALL = frozenset(suite.name for suite in SUITES)
_ANSWERS = pa.schema([(name, pa.string()) for name in ("document_id", "demand", "severity", "found")])


def find_failures(tables: Mapping[str, pa.Table], names: Container[str] = _ALL) -> list[Failure]:
    """What fails in the suites of these names, in the order of the suites, then of the expectations, then of the rows.

    The tables hold the rows of any number of documents, by dataset and as their datasets declare them; a dataset that is not given has
    no rows. Documents may be checked some at a time: what is found is the same, but for one that stands twice, in different portions.

    Raises:
        RuntimeError: an expectation could not be evaluated.
    """
    complete = _complete(tables, names)
    chosen = [(place, suite) for place, suite in enumerate(SUITES) if suite.name in names]
    return sorted(failure for each in stack(complete, chosen) for failure in _check(each))


def write_data_docs(failures: Iterable[Failure], row_counts: Mapping[str, int], folder: Path) -> None:
    """Write a page for each suite that had rows, from all that failed; `row_counts` is by suite."""
    by_suite: dict[int, list[Failure]] = {}
    for failure in failures:
        by_suite.setdefault(failure.suite, []).append(failure)
    view = DefaultJinjaPageView()
    pages = (_page(view, suite, row_counts[suite.name], by_suite.get(place, [])) for place, suite in enumerate(SUITES))
    write_pages((page for page in pages if page.row_count), folder)


def _page(view: DefaultJinjaPageView, suite: Suite, row_count: int, failures: Sequence[Failure]) -> Page:
    failed = {failure.number for failure in failures}
    results = [
        ExpectationValidationResult(success=number not in failed, expectation_config=_build(expectation).configuration)
        for number, expectation in enumerate(suite.expectations)
    ]
    counts = {
        "evaluated_expectations": len(results),
        "successful_expectations": len(results) - len(failed),
        "unsuccessful_expectations": len(failed),
        "success_percent": (1 - len(failed) / len(results)) * 100,
    }
    result = ExpectationSuiteValidationResult(success=not failed, results=results, suite_name=suite.name, statistics=counts)
    rendered = view.render(ValidationResultsPageRenderer(run_info_at_end=True).render(result))
    return Page(suite.name, rendered, row_count, len(results), len(failed), tuple(failure.finding for failure in failures))


def _complete(tables: Mapping[str, pa.Table], names: Container[str]) -> Mapping[str, pa.Table]:
    """The rows that the suites of these names are about, and all that they refer to."""
    complete = {dataset.name: tables.get(dataset.name, arrow_schema(dataset).empty_table()) for dataset in DATASETS}
    return {**complete, MANDATORY_SECTIONS: _answer_demands(complete)} if MANDATORY_SECTIONS in names else complete


def _answer_demands(tables: Mapping[str, pa.Table]) -> pa.Table:
    columns = {"documents": ["document_id", "genre"], "sections": ["document_id", "section", "level", "ordinal", "title", "kind"]}
    rows = {name: tables[name].select(wanted).to_pylist() for name, wanted in columns.items()}
    for name in {demand.dataset for demand in DEMANDS} - rows.keys():
        rows[name] = [{"document_id": document_id} for document_id in tables[name]["document_id"].unique().to_pylist()]
    return pa.Table.from_pylist(answer_demands(rows), _ANSWERS)


def _check(asked: Stack) -> Iterator[Failure]:
    """The failures of a stack: first whether there are any, then only which, since naming them is what costs."""
    batch = _define(asked.name).get_batch({"dataframe": _frame(asked)})
    expectation = getattr(gxe, asked.type)(**asked.arguments)
    if not _evaluate(batch, asked, expectation, "BOOLEAN_ONLY").success:
        # Without names of index columns these are positions, which costs a thousandth of having columns looked up for each.
        indices = _evaluate(batch, asked, expectation, "COMPLETE").result["unexpected_index_list"]
        for part, positions in asked.locate(indices):
            suite = SUITES[part.suite]
            expected = suite.expectations[part.number]
            rows = part.rows.take(positions, expected.columns).to_pylist()
            for position, row in zip(positions.tolist(), rows, strict=True):
                yield Failure(part.suite, part.number, position, _explain(suite.name, expected, row))


@cache
def _source() -> PandasDatasource:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context.data_sources.add_pandas("run")


@cache
def _define(name: str) -> BatchDefinition[Any]:
    """Where the library takes a stack of that name from; made once, which takes as long as an evaluation."""
    return _source().add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)


def _frame(asked: Stack) -> pd.DataFrame:
    columns = {name: asked.column(name) for name in asked.pieces}
    if asked.type == "ExpectColumnPairValuesToBeEqual":
        # Numbers are compared without calling Python for each: equal texts equal numbers.
        encoded = pa.chunked_array([chunk for column in columns.values() for chunk in column.chunks]).dictionary_encode().combine_chunks()
        numbers = encoded.indices
        columns = {name: numbers[place * asked.length : (place + 1) * asked.length] for place, name in enumerate(columns)}
    return pd.DataFrame({name: column.to_pandas() for name, column in columns.items()})


def _evaluate(batch: Batch, asked: Stack, expectation: BuiltIn, result_format: str) -> ExpectationValidationResult:
    result = batch.validate(expectation, result_format=result_format)
    problem = _find_exception(result.exception_info)
    if problem is not None:
        raise RuntimeError(f"{asked.name}: the expectation could not be evaluated: {problem}")
    return result


def _build(expectation: Expectation) -> BuiltIn:
    arguments: dict[str, Any] = {**expectation.arguments, "severity": _SEVERITIES[expectation.severity]}
    if expectation.where is not None:
        column, value = expectation.where
        arguments["row_condition"] = Column(column) == value
    return getattr(gxe, expectation.type)(**arguments)


def _find_exception(info: Mapping[str, Any]) -> str | None:
    """The message of an exception that the library caught; `info` is one record or one for each metric."""
    records = [info] if "raised_exception" in info else list(info.values())
    return next((str(record["exception_message"]) for record in records if record["raised_exception"]), None)


def _explain(suite: str, expectation: Expectation, row: Row) -> Finding:
    if expectation.check == RECONCILED:
        return explain_difference(row)
    if suite == MANDATORY_SECTIONS:
        return explain_missing_section(row)
    shown = ", ".join(f"{column} {row[column]!r}" for column in expectation.columns)
    return Finding(
        check=expectation.check,
        severity=expectation.severity,
        message=f"{suite}: {expectation.meaning}, and here is {shown}; look for it at its place and report it with the document",
        document_id=row["document_id"],
        dataset=suite,
        statement=row.get("statement"),
        anchor=row.get("anchor"),
        page=row.get("page"),
    )
