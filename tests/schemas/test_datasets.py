import pytest

from schemas.datasets import BY_NAME, COMMON, DATASETS
from schemas.model import Dataset


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
