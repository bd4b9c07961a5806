import re

import pytest

from schemas.conform import conform
from schemas.datasets import BY_NAME, COMMON, DATASETS
from schemas.derived import derive
from schemas.model import Dataset
from schemas.suites import CHECKS, RECONCILED, SUITES, Suite
from tests.schemas.rows import reconciliation

BY_SUITE = {suite.name: suite for suite in SUITES}


def columns(suite: Suite, check: str) -> set[str]:
    return {column for expectation in suite.expectations if expectation.check == check for column in expectation.columns}


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_what_a_dataset_declares_is_expected_of_it(dataset: Dataset) -> None:
    suite = BY_SUITE[dataset.name]
    own = [field for field in dataset.fields if field not in COMMON[1:] or dataset.name == "documents"]
    assert columns(suite, "columns.required") == {field.name for field in own if not field.nullable}
    assert columns(suite, "columns.vocabulary") == {field.name for field in own if field.vocabulary}
    assert columns(suite, "columns.range") == {field.name for field in own if field.minimum is not None}
    assert columns(suite, "keys.unique") == (set(dataset.key) if dataset.is_key_unique else set())
    assert len([each for each in suite.expectations if each.check == "keys.foreign"]) == len(dataset.foreign_keys)


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_every_column_of_an_expectation_is_declared_or_derived(suite: Suite) -> None:
    derived = [each.name for each in suite.derived]
    declared = BY_NAME[suite.name].columns if suite.name in BY_NAME else ("document_id", "demand", "severity", "found")
    assert len(set(derived)) == len(derived)
    assert not set(derived) & set(declared)
    used = {column for expectation in suite.expectations for column in expectation.columns}
    used |= {expectation.where[0] for expectation in suite.expectations if expectation.where}
    assert used <= {*declared, *derived}


def test_figures_are_compared_by_severity() -> None:
    compared = [each for each in BY_SUITE["reconciliations"].expectations if each.check == RECONCILED]
    assert [(each.severity, each.where, each.columns) for each in compared] == [
        ("error", ("severity erratum", "error "), ("stated", "computed")),
        ("warning", ("severity erratum", "warning "), ("stated", "computed")),
    ]


def derive_one(name: str, rule: str = "history.cumulative", **values: object) -> object:
    """A derived column of `reconciliations`, for one row."""
    suite = BY_SUITE["reconciliations"]
    table = conform([reconciliation(rule, "輔導100家", 100, 120, **values)], BY_NAME["reconciliations"])
    return derive(table, next(each for each in suite.derived if each.name == name)).to_pylist()[0]


def test_a_known_misprint_costs_nothing_whatever_its_reason() -> None:
    where = [each.where for each in BY_SUITE["reconciliations"].expectations if each.check == RECONCILED]
    assert ("severity erratum", derive_one("severity erratum", severity="warning")) in where
    for reason in ("the book prints 合計 twice", "warning", "error"):
        assert ("severity erratum", derive_one("severity erratum", severity="warning", erratum=reason)) not in where


@pytest.mark.parametrize(
    ("rule", "unit", "allowed"),
    [
        ("history.cumulative", "家", True),
        ("history.cumulative", "人次", True),
        ("history.cumulative", "", False),
        ("history.staffing", "人", True),
        ("history.staffing", "家", False),
        ("execution.rate", "%", True),
    ],
)
def test_the_unit_is_that_of_the_rule_where_it_has_one(rule: str, unit: str, *, allowed: bool) -> None:
    expected = next(each for each in BY_SUITE["reconciliations"].expectations if each.check == "reconciliations.unit")
    assert bool(re.search(str(expected.arguments["regex"]), str(derive_one("rule unit", rule=rule, unit=unit)))) == allowed


def test_every_check_is_explained() -> None:
    used = {expectation.check for suite in SUITES for expectation in suite.expectations} - {RECONCILED}
    assert used | {"columns.type", "columns.missing", "columns.unknown"} == set(CHECKS)
