import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.published import PACKAGE, Duplicate, load_published
from flows.publishing import Release, encode_parquet, publish, write_parquet
from flows.quarantine import make_case
from schemas.arrow import arrow_schema
from schemas.datasets import BY_NAME, DATASETS
from schemas.findings import Finding

Tables = dict[str, pa.Table]
Make = Callable[..., Tables]

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


def put(folder: Path, *documents: Tables, now: dt.datetime = NOON, **more: object) -> None:
    folder.mkdir(exist_ok=True)
    by_id = {tables["documents"]["document_id"][0].as_py(): tables for tables in documents}
    publish(load_published(folder), Release(by_id, **more), now)  # type: ignore[arg-type]


def test_every_dataset_has_a_file_of_the_year_with_its_schema(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables())
    for dataset in DATASETS:
        schema = pq.read_schema(tmp_path / dataset.name / "113.parquet")
        assert schema.equals(arrow_schema(dataset), check_metadata=True)


def test_the_same_rows_give_the_same_bytes_whatever_pieces_a_table_is_made_of(make_tables: Make) -> None:
    whole = make_tables(posts={f"職{number}": number for number in range(100)})["staffing"]
    pieces = pa.concat_tables([whole.slice(start, 7) for start in range(0, 100, 7)])
    assert pieces["category"].num_chunks > 1
    assert encode_parquet(pieces) == encode_parquet(whole)


def test_the_order_in_which_documents_come_does_not_matter(tmp_path: Path, make_tables: Make) -> None:
    documents = [make_tables("甲署"), make_tables("乙署"), make_tables("丙署", 114)]
    put(tmp_path / "a", *documents)
    put(tmp_path / "b", *reversed(documents))
    for document in documents:
        put(tmp_path / "c", document)
    first = bytes_in(tmp_path / "a")
    assert first == bytes_in(tmp_path / "b")
    assert first == bytes_in(tmp_path / "c")
    ids = pq.read_table(tmp_path / "a/documents/113.parquet")["document_id"].to_pylist()
    assert ids == sorted(ids)


def test_a_document_takes_the_place_of_its_former_self_and_no_other(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables("甲署", posts={"職員": 1}), make_tables("乙署", posts={"職員": 1, "工友": 2}))
    put(tmp_path, make_tables("甲署", posts={"技工": 9}))
    rows = pq.read_table(tmp_path / "staffing/113.parquet").select(["agency", "category", "current_year_posts"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("乙署", "職員", 1), ("乙署", "工友", 2), ("甲署", "技工", 9)]


def test_rows_of_a_document_keep_their_reading_order(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables("乙署", posts={"技工": 1, "駕駛": 2}))
    put(tmp_path, make_tables(posts={"職員": 1, "約僱": 2, "工友": 3}))
    rows = pq.read_table(tmp_path / "staffing/113.parquet")
    assert rows["category"].to_pylist() == ["技工", "駕駛", "職員", "約僱", "工友"]


def test_groups_of_rows_do_not_depend_on_the_pieces_either(tmp_path: Path, make_tables: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    table = make_tables(posts={f"職{number}": number for number in range(100)})["staffing"]
    monkeypatch.setattr("flows.publishing._GROUP_ROWS", 30)
    pieces = encode_parquet(pa.concat_tables([table.slice(start, 7) for start in range(0, 100, 7)]))
    assert pq.ParquetFile(pa.BufferReader(pieces)).num_row_groups == 4
    assert pq.read_table(pa.BufferReader(pieces)).equals(table)
    assert encode_parquet(table) == pieces
    assert write_parquet(tmp_path / "pieces", table.schema, (table.slice(start, 7).to_batches()[0] for start in range(0, 100, 7))) == 100
    assert (tmp_path / "pieces").read_bytes() == pieces


def test_publishing_the_same_again_touches_no_file(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables())
    for path in tmp_path.rglob("*"):
        os.utime(path, ns=(1, 1))
    put(tmp_path, make_tables(), now=NOON + dt.timedelta(days=1))
    assert {path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == {1}


def test_a_new_year_leaves_the_files_of_others_alone(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables())
    before = bytes_in(tmp_path)
    put(tmp_path, make_tables(year=114))
    after = bytes_in(tmp_path)
    assert {name for name in before if before[name] != after[name]} == {PACKAGE}
    assert after.keys() - before.keys() == {f"{dataset.name}/114.parquet" for dataset in DATASETS}


def test_what_is_published_is_read_back_sound(tmp_path: Path, make_tables: Make) -> None:
    duplicate = Duplicate("113-甲署", "a.txt", "1" * 64, "txt", "1", "0" * 64)
    put(tmp_path, make_tables(name="113/a.docx"), duplicates=(duplicate,))
    published = load_published(tmp_path)
    assert published.damaged == {}
    assert published.is_sound("113-甲署")
    assert published.documents["113-甲署"].source_path == "113/a.docx"
    assert published.duplicates == (duplicate,)
    assert published.read_document("113-甲署")["staffing"].equals(make_tables()["staffing"])


@pytest.mark.parametrize("change", ["overwrite", "cut", "remove"])
def test_a_file_that_is_not_as_published_is_damage(tmp_path: Path, make_tables: Make, change: str) -> None:
    put(tmp_path, make_tables(), make_tables(year=114))
    path = tmp_path / "staffing/113.parquet"
    if change == "remove":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] if change == "cut" else (tmp_path / "staffing/114.parquet").read_bytes())
    published = load_published(tmp_path)
    assert published.damaged == {113: ("staffing/113.parquet",)}
    assert (published.is_sound("113-甲署"), published.is_sound("114-甲署")) == (False, True)


@pytest.mark.parametrize("data", [None, b"{", b"[]", b'{"resources": 3}', b'{"resources": [{"files": [1]}], "duplicates": [{}]}'])
def test_without_a_data_package_nothing_is_taken_for_sound(tmp_path: Path, make_tables: Make, data: bytes | None) -> None:
    put(tmp_path, make_tables())
    (tmp_path / PACKAGE).unlink()
    if data is not None:
        (tmp_path / PACKAGE).write_bytes(data)
    assert not load_published(tmp_path).is_sound("113-甲署")


def test_damage_is_mended_by_publishing_the_year_again(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables("甲署"), make_tables("乙署"))
    before = bytes_in(tmp_path)
    (tmp_path / "staffing/113.parquet").write_bytes(b"")
    (tmp_path / "duties/113.parquet").unlink()
    put(tmp_path, make_tables("甲署"), make_tables("乙署"))
    assert bytes_in(tmp_path) == before


def test_a_document_whose_rows_cannot_be_read_any_more_is_named(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables("甲署"), make_tables("乙署"))
    (tmp_path / "staffing/113.parquet").write_bytes(b"")
    publication = publish(load_published(tmp_path), Release({"113-甲署": make_tables("甲署")}), NOON)
    assert publication.lost == ("113-乙署",)
    for dataset in DATASETS:
        assert set(pq.read_table(tmp_path / dataset.name / "113.parquet")["document_id"].to_pylist()) <= {"113-甲署"}


def test_a_column_that_is_new_since_is_null_in_rows_that_are_kept(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables("甲署"))
    path = tmp_path / "staffing/113.parquet"
    pq.write_table(pq.read_table(path, partitioning=None).drop_columns(["counterparty", "change"][1:]), path)
    put(tmp_path, make_tables("乙署"))
    table = pq.read_table(path)
    assert table.schema.equals(arrow_schema(BY_NAME["staffing"]), check_metadata=True)
    assert table["agency"].to_pylist() == ["乙署", "乙署", "甲署", "甲署"]


def test_quarantine_is_what_the_release_says(tmp_path: Path, make_tables: Make) -> None:
    reason = Finding(check="unreadable", severity="error", message="empty")
    cases = tuple(make_case(name, None, None, "1", "unreadable", [reason]) for name in ("a.docx", "b.docx"))
    put(tmp_path, make_tables(), cases=cases)
    assert {path.name for path in (tmp_path / "quarantine").iterdir()} == {"a.docx.json", "b.docx.json"}
    put(tmp_path, cases=cases[1:])
    assert {path.name for path in (tmp_path / "quarantine").iterdir()} == {"b.docx.json"}


def test_rows_are_counted_over_all_years(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables())
    publication = publish(load_published(tmp_path), Release({"114-甲署": make_tables(year=114)}), NOON)
    assert publication.rows["staffing"] == 4
    assert publication.rows["measures"] == 0
