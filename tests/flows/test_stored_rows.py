from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.stored_rows import StoredRows

SCHEMA = pa.schema([pa.field("document_id", pa.string(), nullable=False), pa.field("row", pa.int64())])


def store(path: Path, ids: Sequence[str], group_rows: int = 1 << 17) -> StoredRows:
    pq.write_table(pa.table([ids, range(len(ids))], schema=SCHEMA), path, row_group_size=group_rows)
    return StoredRows(path, SCHEMA)


@pytest.fixture(autouse=True, scope="module")
def _few_rows_at_a_time() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.stored_rows._BATCH_ROWS", 3)
        yield


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=30), st.integers(1, 12), st.lists(st.sampled_from("abcde"), max_size=10))
def test_rows_of_a_document_are_found_wherever_they_lie_and_in_whatever_order_it_is_asked_for(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str], group_rows: int, asked: list[str]
) -> None:
    stored = store(tmp_path_factory.mktemp("rows") / "113.parquet", ids, group_rows)
    assert stored.document_ids == set(ids)
    for document_id in asked:
        assert stored.read(document_id)["row"].to_pylist() == [row for row, other in enumerate(ids) if other == document_id]
    assert pa.Table.from_batches(stored.scan(["row"]))["row"].to_pylist() == list(range(len(ids)))


def test_where_there_is_no_file_there_are_no_rows() -> None:
    stored = StoredRows(None, SCHEMA)
    assert stored.document_ids == set()
    assert stored.read("a").equals(SCHEMA.empty_table())


def test_a_file_that_is_written_over_meanwhile_is_an_error_of_the_system(tmp_path: Path) -> None:
    ids = [f"{number:04}" for number in range(2000)]
    stored = store(tmp_path / "113.parquet", ids, 1000)
    with (tmp_path / "113.parquet").open("r+b") as file:
        file.write(b"\xff" * ((tmp_path / "113.parquet").stat().st_size - 2000))
    with pytest.raises(OSError, match=r"deserialize|cannot be read"):
        stored.read("1999")
