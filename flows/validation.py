"""The expectations, evaluated by great-expectations: the one module that knows it. Importing it takes 5 s: do so where rows are checked.

All documents of a run are checked in one pass over each dataset; a failure names its document, page and place.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

# Read when the library is imported.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import pandas as pd
import pyarrow as pa
from great_expectations import expectations as gxe
from great_expectations.core import ExpectationSuite, ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.data_context import EphemeralDataContext
from great_expectations.datasource.fluent import PandasDatasource
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.expectations.expectation import Expectation as BuiltIn
from great_expectations.expectations.row_conditions import Column
from great_expectations.render.renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaPageView

from flows.data_docs import Page, write_pages
from schemas.arrow import arrow_schema
from schemas.datasets import DATASETS
from schemas.derived import derive
from schemas.failures import explain_difference, explain_missing_section
from schemas.findings import Finding
from schemas.mandatory import DEMANDS, answer_demands
from schemas.model import Dataset
from schemas.suites import MANDATORY_SECTIONS, RECONCILED, SUITES, Expectation, Suite

Row = Mapping[str, Any]
# What the library calls the two severities.
_SEVERITIES = {"error": "critical", "warning": "warning"}
_ANSWERS = pa.schema([(name, pa.string()) for name in ("document_id", "demand", "severity", "found")])


def validate(tables: Mapping[str, pa.Table], data_docs: Path | None = None) -> list[Finding]:
    """Every failure of every expectation over these rows, as `validate_portions` tells it."""
    return validate_portions([tables], data_docs)


def validate_portions(portions: Iterable[Mapping[str, pa.Table]], data_docs: Path | None = None) -> list[Finding]:
    """Every failure of every expectation over these rows, in the order of the suites, then of the expectations, then of the rows.

    Each portion holds other documents, whole: what is found is the same however they are portioned, but a document that stands twice
    is found only within one portion. No more than one is held in memory.

    A portion holds the rows of any number of documents, by dataset; a dataset that is not given has no rows. Where a table has
    not its dataset's columns and types, that alone is told. Where `data_docs` names a folder, pages for people about the same
    results are written into it, one for each suite.

    Raises:
        RuntimeError: an expectation could not be evaluated.
    """
    by_suite: dict[str, _Outcome] = {}
    for tables in portions:
        wrong = [finding for dataset in DATASETS if dataset.name in tables for finding in _check_schema(dataset, tables[dataset.name])]
        if wrong:
            return wrong
        source = _context().data_sources.add_pandas("run")
        for suite, table in _prepare(tables):
            outcome = _check(source, suite, table)
            by_suite[suite.name] = _join(by_suite[suite.name], outcome) if suite.name in by_suite else outcome
    outcomes = [by_suite[suite.name] for suite in SUITES if suite.name in by_suite]
    if data_docs is not None:
        view = DefaultJinjaPageView()
        write_pages((_page(view, outcome) for outcome in outcomes), data_docs)
    return [finding for outcome in outcomes for finding in outcome.findings]


def build_data_docs(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write the results of all expectations over these rows as pages for people into `folder`; `index.html` is the first."""
    validate(tables, folder)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one suite: the library's own result, and the failures row by row, by the expectation's place in the suite."""

    suite: Suite
    row_count: int
    result: ExpectationSuiteValidationResult
    failures: Mapping[int, list[Finding]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The failures of all expectations, in the order of the suite."""
        return tuple(finding for number in sorted(self.failures) for finding in self.failures[number])


def _join(first: _Outcome, second: _Outcome) -> _Outcome:
    """What came of a suite over the rows of both: what failed in either has failed."""
    failed = {_number(each) for each in second.result.results if not each.success}
    for each in first.result.results:
        each.success = each.success and _number(each) not in failed
    evaluated, successful = len(first.result.results), sum(bool(each.success) for each in first.result.results)
    first.result.success = successful == evaluated
    first.result.statistics = {
        "evaluated_expectations": evaluated,
        "successful_expectations": successful,
        "unsuccessful_expectations": evaluated - successful,
        "success_percent": successful / evaluated * 100,
    }
    numbers = first.failures.keys() | second.failures.keys()
    failures = {number: [*first.failures.get(number, ()), *second.failures.get(number, ())] for number in numbers}
    return _Outcome(first.suite, first.row_count + second.row_count, first.result, failures)


def _page(view: DefaultJinjaPageView, outcome: _Outcome) -> Page:
    rendered = view.render(ValidationResultsPageRenderer(run_info_at_end=True).render(outcome.result))
    counts = outcome.result.statistics
    return Page(
        outcome.suite.name,
        rendered,
        outcome.row_count,
        counts["evaluated_expectations"],
        counts["unsuccessful_expectations"],
        outcome.findings,
    )


def _context() -> EphemeralDataContext:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context


def _check_schema(dataset: Dataset, table: pa.Table) -> Iterator[Finding]:
    """The first column that is not where or what it is declared to be."""
    declared = arrow_schema(dataset)
    for field, found in zip_longest(declared, table.schema):
        if field is None or found is None or (field.name, field.type) != (found.name, found.type):
            wanted, given = (f"{each.name} {each.type}" if each is not None else "no column" for each in (field, found))
            message = f"{dataset.name}: where {wanted} is declared, there is {given}; publish the documents again (run --force)"
            yield Finding(check="columns.type", severity="error", dataset=dataset.name, message=message)
            return


def _prepare(tables: Mapping[str, pa.Table]) -> Iterator[tuple[Suite, pa.Table]]:
    """Each suite that has rows to check, with those rows and the columns derived for it."""
    complete = {dataset.name: tables.get(dataset.name, arrow_schema(dataset).empty_table()) for dataset in DATASETS}
    complete[MANDATORY_SECTIONS] = _answer_demands(complete)
    for suite in SUITES:
        table = complete[suite.name]
        if table.num_rows:
            for wanted in suite.derived:
                table = table.append_column(wanted.name, derive(complete, suite.name, wanted))
            yield suite, table


def _answer_demands(tables: Mapping[str, pa.Table]) -> pa.Table:
    columns = {"documents": ["document_id", "genre"], "sections": ["document_id", "section", "level", "ordinal", "title", "kind"]}
    wanted = {"documents", "sections", *(demand.dataset for demand in DEMANDS)}
    rows = {name: tables[name].select(columns.get(name, ["document_id"])).to_pylist() for name in wanted}
    return pa.Table.from_pylist(answer_demands(rows), _ANSWERS)


def _check(source: PandasDatasource, suite: Suite, table: pa.Table) -> _Outcome:
    """The outcome of one suite: first which expectations fail, then only for those which rows, since naming rows is what costs."""
    asset = source.add_dataframe_asset(suite.name)
    batch = asset.add_batch_definition_whole_dataframe(suite.name).get_batch({"dataframe": _frame(suite, table)})
    result = _evaluate(batch, suite.name, suite.expectations, "BOOLEAN_ONLY")
    numbers = sorted(_number(each) for each in result.results if not each.success)
    failed = [suite.expectations[number] for number in numbers]
    failures: dict[int, list[Finding]] = {}
    if failed:
        for each in _evaluate(batch, suite.name, failed, "COMPLETE").results:
            # Without names of index columns these are positions, which costs a thousandth of having columns looked up for each.
            positions = sorted(each.result["unexpected_index_list"])
            rows = table.take(pa.array(positions, pa.int64())).to_pylist()
            failures[numbers[_number(each)]] = [_failure(suite.name, failed[_number(each)], row) for row in rows]
    return _Outcome(suite, table.num_rows, result, failures)


def _frame(suite: Suite, table: pa.Table) -> pd.DataFrame:
    """The columns that the suite speaks of, as cheap as their expectations allow: the library hashes all values, and calls Python for some.

    A column whose values are looked up holds few different ones and becomes categories. Texts that are only compared with each
    other, or asked for, become numbers: equal texts equal numbers, in all columns.
    """
    wanted = {name for expectation in suite.expectations for name in (*expectation.columns, *(expectation.where or ())[:1])}
    # The tables of many documents put together are thousands of pieces, and pandas walks them piece by piece.
    columns = table.select([name for name in table.column_names if name in wanted]).combine_chunks()
    looked_at = {column for each in suite.expectations if each.type in _LOOKING for column in each.columns}
    looked_at |= {each.where[0] for each in suite.expectations if each.where}
    texts = [name for name in columns.column_names if name not in looked_at and columns[name].type == pa.string()]
    encoded = pa.chunked_array([columns[name].chunk(0) for name in texts], pa.string()).dictionary_encode()
    numbers = {name: pa.chunked_array([chunk.indices]) for name, chunk in zip(texts, encoded.chunks, strict=True)}
    return pd.DataFrame({name: _series(numbers.get(name, columns[name]), name in looked_at) for name in columns.column_names})


# Expectations about what a text says, and not only whether it is that of another column.
_LOOKING = frozenset({"ExpectColumnValuesToBeInSet", "ExpectColumnValuesToMatchRegex"})


def _series(column: pa.ChunkedArray, is_looked_at: bool) -> "pd.Series[Any]":
    # The two types of number that the library compares without calling Python for each; a float holds 32 bits and a null.
    if pa.types.is_integer(column.type) and not column.null_count:
        return pd.Series(column.to_numpy().astype("int64"))
    if pa.types.is_integer(column.type) and column.type != pa.int64():
        return pd.Series(column.to_numpy().astype("float64"))
    if is_looked_at:
        return pd.Series(column.dictionary_encode().to_pandas())
    return pd.Series(column.to_pandas(types_mapper=pd.ArrowDtype))


def _evaluate(batch: Batch, name: str, expectations: Sequence[Expectation], result_format: str) -> ExpectationSuiteValidationResult:
    result = batch.validate(_build_suite(name, expectations), result_format=result_format)
    for each in result.results:
        problem = _find_exception(each.exception_info)
        if problem is not None:
            raise RuntimeError(f"{name}: the expectation that {expectations[_number(each)].meaning} could not be evaluated: {problem}")
    return result


def _number(result: ExpectationValidationResult) -> int:
    """The place of the expectation in the list that was evaluated; the library groups its results by column."""
    number: int = result.expectation_config.meta["number"]
    return number


def _build_suite(name: str, expectations: Sequence[Expectation]) -> ExpectationSuite:
    return ExpectationSuite(name=name, expectations=[_build(expectation, number) for number, expectation in enumerate(expectations)])


def _build(expectation: Expectation, number: int) -> BuiltIn:
    arguments: dict[str, Any] = {**expectation.arguments, "severity": _SEVERITIES[expectation.severity], "meta": {"number": number}}
    if expectation.where is not None:
        column, value = expectation.where
        arguments["row_condition"] = Column(column) == value
    return getattr(gxe, expectation.type)(**arguments)


def _find_exception(info: Mapping[str, Any]) -> str | None:
    """The message of an exception that the library caught; `info` is one record or one for each metric."""
    records = [info] if "raised_exception" in info else list(info.values())
    return next((str(record["exception_message"]) for record in records if record["raised_exception"]), None)


def _failure(suite: str, expectation: Expectation, row: Row) -> Finding:
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
