from pathlib import Path

import pytest

from schemas.datasets import BY_NAME, COMMON, DATASETS
from schemas.model import Dataset

PINNED = Path(__file__).with_name("columns.txt")


def describe(dataset: Dataset) -> str:
    lines = [dataset.name]
    lines += [f"  {field.name} {field.type}{'?' if field.nullable else ''}" for field in dataset.fields]
    lines.append(f"  key {', '.join(dataset.key)}{'' if dataset.is_key_unique else ' (not unique)'}")
    lines += [f"  {', '.join(key.columns)} -> {key.dataset} {', '.join(key.references)}" for key in dataset.foreign_keys]
    return "\n".join(lines)


def test_the_columns_are_those_that_were_promised() -> None:
    # A line that changes or goes is a breaking change: a new SCHEMA_VERSION and an entry in CHANGELOG.md.
    assert "\n\n".join(map(describe, DATASETS)) + "\n" == PINNED.read_text(encoding="utf-8")


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_a_dataset_begins_with_the_common_columns_and_names_none_twice(dataset: Dataset) -> None:
    assert dataset.fields[:4] == COMMON
    assert len(set(dataset.columns)) == len(dataset.columns)


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_keys_name_columns_and_foreign_keys_name_columns_of_one_type(dataset: Dataset) -> None:
    assert set(dataset.key) <= set(dataset.columns)
    for key in dataset.foreign_keys:
        target = BY_NAME[key.dataset]
        assert [dataset.field(name).type for name in key.columns] == [target.field(name).type for name in key.references]


def test_a_column_that_no_dataset_has_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="colour"):
        BY_NAME["staffing"].field("colour")
