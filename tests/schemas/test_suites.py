import pytest

from schemas.datasets import BY_NAME, COMMON, DATASETS
from schemas.model import Dataset
from schemas.suites import CHECKS, RECONCILED, SUITES, Suite

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
        ("error", ("severity", "error"), ("stated", "computed")),
        ("warning", ("severity", "warning"), ("stated", "computed")),
    ]


def test_every_check_is_explained() -> None:
    used = {expectation.check for suite in SUITES for expectation in suite.expectations} - {RECONCILED}
    assert used | {"columns.type", "columns.missing", "columns.unknown"} == set(CHECKS)
