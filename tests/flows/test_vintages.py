import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.published import PACKAGE, load_published
from flows.publishing import Publication, Release, publish
from flows.transaction import recover
from flows.vintages import list_damage, load_vintages, read_vintage
from schemas.arrow import arrow_schema
from schemas.datasets import BY_NAME

Tables = dict[str, pa.Table]
Make = Callable[..., Tables]

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


def put(folder: Path, *documents: Tables) -> Publication:
    folder.mkdir(exist_ok=True)
    recover(folder)
    by_id = {tables["documents"]["document_id"][0].as_py(): tables for tables in documents}
    return publish(load_published(folder), Release(by_id), NOON)


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def history(folder: Path) -> set[str]:
    return {name for name in bytes_in(folder) if name.startswith("history/")}


def test_the_rows_of_a_replaced_version_stay_as_they_were_published(tmp_path: Path, make_tables: Make) -> None:
    draft = make_tables(posts={"職員": 3}, sha256=A)
    put(tmp_path, draft, make_tables("乙署"))
    put(tmp_path, make_tables(posts={"職員": 4}, sha256=B))
    folder = tmp_path / f"history/113-甲署/{A[:12]}"
    assert {path.stem for path in folder.iterdir()} == {"documents", "paragraphs", "staffing"}
    table = pq.read_table(folder / "staffing.parquet", partitioning=None)
    assert table.equals(draft["staffing"])
    assert table.schema.equals(arrow_schema(BY_NAME["staffing"]), check_metadata=True)
    published = load_published(tmp_path)
    (vintage,) = load_vintages(published)
    assert vintage.name == f"113-甲署@{A[:12]}"
    assert read_vintage(tmp_path, vintage) == draft
    assert published.documents["113-甲署"].source_sha256 == B
    assert published.damaged == {}


def test_the_data_package_lists_the_files_with_their_hashes_and_damage_shows(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables(posts={"職員": 3}, sha256=A))
    put(tmp_path, make_tables(posts={"職員": 4}, sha256=B))
    (entry,) = json.loads((tmp_path / PACKAGE).read_bytes())["history"]
    assert (entry["document_id"], entry["source_sha256"], entry["source_path"]) == ("113-甲署", A, "a.docx")
    assert {file["path"] for file in entry["files"]} == history(tmp_path)
    assert list_damage(load_published(tmp_path)) == []
    path = tmp_path / f"history/113-甲署/{A[:12]}/staffing.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    assert list_damage(load_published(tmp_path)) == [path.relative_to(tmp_path).as_posix()]


@pytest.mark.parametrize(
    "change",
    [
        {"version": "2", "posts": {"職員": 9}},
        {"name": "113/renamed.docx"},
        {"sha256": B, "name": "a.pdf", "anchor": "b7", "page": 3},
    ],
    ids=["another program", "another name", "another file with the same rows"],
)
def test_what_replaces_no_version_makes_no_vintage(tmp_path: Path, make_tables: Make, change: dict[str, object]) -> None:
    put(tmp_path, make_tables(sha256=A))
    put(tmp_path, make_tables(**{"sha256": A, **change}))
    assert history(tmp_path) == set()
    assert json.loads((tmp_path / PACKAGE).read_bytes())["history"] == []


def test_a_version_that_comes_back_is_published_and_the_other_one_kept(tmp_path: Path, make_tables: Make) -> None:
    first, second = (make_tables(posts={"職員": posts}, sha256=sha256) for posts, sha256 in ((3, A), (4, B)))
    for name, versions in (("there and back", [first, second, first]), ("back only", [second, first])):
        for tables in versions:
            put(tmp_path / name, tables)
    assert {Path(name).parent.name for name in history(tmp_path / "there and back")} == {B[:12]}
    assert bytes_in(tmp_path / "there and back") == bytes_in(tmp_path / "back only")


def test_every_version_is_kept(tmp_path: Path, make_tables: Make) -> None:
    versions = [make_tables(posts={"職員": posts}, sha256=sha256) for posts, sha256 in ((3, A), (4, B), (5, C))]
    for tables in versions:
        put(tmp_path, tables)
    kept = load_vintages(load_published(tmp_path))
    assert [read_vintage(tmp_path, vintage) for vintage in kept] == versions[:2]


def test_documents_whose_names_a_file_system_refuses_are_kept_apart(tmp_path: Path, make_tables: Make) -> None:
    agencies = ("甲/署", "甲:署", "甲*署")
    for posts, sha256 in ((3, A), (4, B)):
        put(tmp_path, *(make_tables(agency, posts={"職員": posts}, sha256=sha256) for agency in agencies))
    kept = load_vintages(load_published(tmp_path))
    assert [vintage.document_id for vintage in kept] == sorted(f"113-{agency}" for agency in agencies)
    assert len({file.path for vintage in kept for file in vintage.files}) == 9
    assert {path.parent.parent.parent for path in tmp_path.glob("history/*/*/*")} == {tmp_path / "history"}


def test_vintages_are_found_again_without_a_data_package(tmp_path: Path, make_tables: Make) -> None:
    latest = make_tables(posts={"職員": 4}, sha256=B)
    put(tmp_path, make_tables(posts={"職員": 3}, sha256=A))
    put(tmp_path, latest)
    before = bytes_in(tmp_path)
    (tmp_path / PACKAGE).write_bytes(b"{")
    put(tmp_path, latest)
    assert bytes_in(tmp_path) == before


@pytest.mark.parametrize("path", ["../stranger", "history/../staffing/113.parquet", "staffing/113.parquet", 3])
def test_a_list_that_names_files_elsewhere_is_not_followed(tmp_path: Path, make_tables: Make, path: object) -> None:
    put(tmp_path, make_tables(posts={"職員": 3}, sha256=A))
    put(tmp_path, make_tables(posts={"職員": 4}, sha256=B))
    package = json.loads((tmp_path / PACKAGE).read_bytes())
    package["history"][0]["files"][0]["path"] = path
    (tmp_path / PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    (vintage,) = load_vintages(load_published(tmp_path))
    assert {file.path for file in vintage.files} == history(tmp_path)


def test_a_version_that_cannot_be_read_is_named(tmp_path: Path, make_tables: Make) -> None:
    put(tmp_path, make_tables(posts={"職員": 3}, sha256=A))
    (tmp_path / "staffing/113.parquet").write_bytes(b"")
    assert put(tmp_path, make_tables(posts={"職員": 4}, sha256=B)).unkept == ("113-甲署",)
    assert history(tmp_path) == set()


@pytest.mark.slow
def test_a_run_that_is_killed_at_any_point_keeps_the_version_or_has_not_replaced_it(
    tmp_path: Path, make_tables: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (make_tables(posts={"職員": posts}, sha256=sha256) for posts, sha256 in ((3, A), (4, B), (3, A)))
    whole = tmp_path / "whole"
    for tables in (first, second, third):
        put(whole, tables)
    replace = Path.replace
    for point in range(100):
        folder = tmp_path / f"{point}"
        put(folder, first)
        put(folder, second)
        calls = iter(range(100))

        def die(path: Path, target: Path, point: int = point, calls: object = calls) -> Path:
            if next(calls) == point:  # type: ignore[call-overload]
                raise KeyboardInterrupt
            return replace(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", die)
            try:
                put(folder, third)
                break
            except KeyboardInterrupt:
                pass
        put(folder, third)
        assert bytes_in(folder) == bytes_in(whole)
    assert point > 5


def test_a_version_whose_successor_is_published_in_part_only_stays_whole(tmp_path: Path, make_tables: Make) -> None:
    first, second = make_tables(posts={"職員": 3}, sha256=A), make_tables(posts={"職員": 4}, sha256=B)
    put(tmp_path / "whole", first)
    before = bytes_in(tmp_path / "whole")
    put(tmp_path / "whole", second)
    after = bytes_in(tmp_path / "whole")
    for name in (*history(tmp_path / "whole"), *before):
        # `documents` and the data package are written last.
        is_old = name == PACKAGE or name.startswith("documents/")
        path = tmp_path / "part" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(before[name] if is_old else after[name])
    put(tmp_path / "part", second)
    assert bytes_in(tmp_path / "part") == after
