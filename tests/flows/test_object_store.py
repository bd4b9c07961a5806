import importlib
import json
import os
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import batch_reading
from flows import job as jobs
from flows.cli import main
from flows.job import open_job
from flows.object_store import LOCK, Mirror, Store, open_store
from flows.order import RunError, WrongUseError, make_order
from flows.places import mirror_of
from flows.summary import Fate, Summary
from tests.places import TEXT, InProcess, NoChecks, Place

# The in-process server logs through werkzeug, which leaves its sockets to the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server of the S3 protocol on the loopback."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty bucket of the test's own, and an empty cache."""
    import s3fs  # noqa: PLC0415

    for name, value in {
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(jobs, "Checker", NoChecks)
    monkeypatch.setattr(batch_reading, "Isolated", InProcess)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"b{abs(hash(tmp_path)):x}"
    s3fs.S3FileSystem().mkdir(name)
    return open_store(f"s3://{name}")


@pytest.fixture
def place(tmp_path: Path, root: Path) -> Place:
    return Place(tmp_path, root)


def upload(place: Place, bucket: Store) -> None:
    for path in place.raw.rglob("*"):
        if path.is_file():
            bucket.write(f"raw/{path.relative_to(place.raw).as_posix()}", path.read_bytes())


def run(bucket: Store, raw: str = "raw") -> Summary:
    with open_job(make_order(f"{bucket.url}/{raw}", f"{bucket.url}/output", (), "threads", 1)) as job:
        job.begin(pytest.fail)
        for number in range(len(job.batch_sizes)):
            job.read(number)
        return job.publish(job.settle())


def objects(bucket: Store) -> dict[str, bytes]:
    return {name.removeprefix("output/"): bucket.read(name) or b"" for name in bucket.list_objects("output")}


def data(bucket: Store) -> dict[str, bytes]:
    return {
        name: content for name, content in objects(bucket).items() if name.endswith((".parquet", ".json")) and name != "datapackage.json"
    }


def local_data(place: Place) -> dict[str, bytes]:
    cases = {f"quarantine/{path.name}": path.read_bytes() for path in (place.output / "quarantine").glob("*.json")}
    return place.data() | cases


def test_the_store_holds_the_bytes_that_a_folder_would(bucket: Store, place: Place) -> None:
    place.copy("113/smesa-113.docx")
    place.write_agency("113/other.txt", "經濟部某署")
    place.write("113/empty.docx", b"\n")
    upload(place, bucket)
    summary, expected = run(bucket), place.run()
    assert summary.counts == expected.counts
    assert data(bucket) == local_data(place)
    assert LOCK not in objects(bucket)
    package, local = (
        json.loads(content) for content in (objects(bucket)["datapackage.json"], (place.output / "datapackage.json").read_bytes())
    )
    assert {**package, "created": None} == {**local, "created": None}


def test_only_what_changed_is_fetched_and_nothing_is_written_where_nothing_changed(
    bucket: Store, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.copy("113/a.txt", TEXT)
    place.write_agency("113/b.txt", "乙署")
    upload(place, bucket)
    run(bucket)
    place.write_agency("113/b.txt", "丙署")
    upload(place, bucket)
    bucket.remove("raw/113/a.txt")
    fetched: list[str] = []
    written: list[str] = []
    read, write = Store.read, Store.write
    monkeypatch.setattr(Store, "read", lambda store, name: fetched.append(name) or read(store, name))  # type: ignore[func-returns-value]
    monkeypatch.setattr(Store, "write", lambda store, name, data: written.append(name) or write(store, name, data))  # type: ignore[func-returns-value]
    summary = run(bucket)
    assert [name for name in fetched if name.endswith(".txt")] == ["113/b.txt"]
    assert {report.name: report.fate for report in summary.reports} == {"113/b.txt": Fate.PUBLISHED}
    assert written[-1] == "datapackage.json"
    assert {name.split("/")[-1] for name in written[:-1]} <= {"113.parquet"}
    assert written[-2] == "documents/113.parquet"
    written.clear()
    assert run(bucket).counts[Fate.UNCHANGED] == 1
    assert written == []


def test_what_is_known_of_the_documents_is_fetched_from_beside_the_years_folder(bucket: Store, place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    upload(place, bucket)
    bucket.write("raw/errata.toml", b"[[")
    with pytest.raises(WrongUseError, match=r"errata\.toml"):
        run(bucket, "raw/113")
    bucket.remove("raw/errata.toml")
    assert [report.name for report in run(bucket, "raw/113").reports] == ["a.txt"]
    assert [report.name for report in run(bucket, "raw/113/a.txt").reports] == ["a.txt"]


@pytest.mark.slow
@pytest.mark.parametrize("point", ["history/113-甲署/", "reconciliations/", "documents/", "datapackage.json"])
def test_a_run_that_dies_between_two_objects_is_noticed_and_made_good_by_the_next(
    bucket: Store, place: Place, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    place.write_agency("113/a.txt", "甲署")
    upload(place, bucket)
    run(bucket)
    place.run()
    place.write_agency("113/a.txt", "甲署", posts="工友2人")
    place.write_agency("113/b.txt", "乙署")
    upload(place, bucket)
    write = Store.write

    def die(store: Store, name: str, content: bytes) -> None:
        if name.startswith(point):
            raise KeyboardInterrupt
        write(store, name, content)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", die)
        patch.setattr("flows.object_store._TRANSFERS", 1)
        with pytest.raises(KeyboardInterrupt):
            run(bucket)
    run(bucket)
    place.run()
    assert any(name.startswith("history/") for name in local_data(place))
    assert data(bucket) == local_data(place)


def hold_lock(bucket: Store, ends_in: timedelta) -> None:
    expires = (datetime.now(UTC) + ends_in).isoformat(timespec="seconds")
    bucket.write(f"output/{LOCK}", json.dumps({"owner": "another machine", "expires": expires}).encode())


def test_a_second_run_says_who_has_the_place_and_changes_nothing(bucket: Store, place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    upload(place, bucket)
    hold_lock(bucket, timedelta(minutes=5))
    with pytest.raises(
        RunError, match=r"another run is publishing there \(another machine holds .lock.json until .*\); run again when it has ended"
    ):
        run(bucket)
    assert objects(bucket).keys() == {LOCK}


def test_the_lock_of_a_run_that_died_is_taken_over_once_it_has_expired(bucket: Store, place: Place) -> None:
    place.copy("113/a.txt", TEXT)
    upload(place, bucket)
    hold_lock(bucket, timedelta(minutes=-1))
    assert run(bucket).counts[Fate.PUBLISHED] == 1
    assert not [name for name in objects(bucket) if name.startswith(LOCK)]


def test_a_run_that_lost_its_place_uploads_nothing(bucket: Store, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.copy("113/a.txt", TEXT)
    upload(place, bucket)
    deliver = Mirror.deliver

    def lose(mirror: Mirror) -> None:
        hold_lock(bucket, timedelta(minutes=5))
        deliver(mirror)

    monkeypatch.setattr(Mirror, "deliver", lose)
    with pytest.raises(RunError, match="another machine took the place while this run went on; nothing was published"):
        run(bucket)
    assert objects(bucket).keys() == {LOCK}


def test_a_name_that_leads_out_of_the_mirror_is_not_followed(bucket: Store, place: Place, tmp_path: Path) -> None:
    place.copy("113/a.txt", TEXT)
    upload(place, bucket)
    bucket.files.call_s3("put_object", Bucket=bucket.root, Key="raw/../../../evil.txt", Body=b"x")
    run(bucket)
    assert not list(tmp_path.rglob("evil.txt"))


def test_validate_and_diff_read_what_is_in_the_store(bucket: Store, place: Place, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    place.write_agency("113/a.txt", "甲署")
    upload(place, bucket)
    run(bucket)
    with pytest.raises(SystemExit) as end:
        main(("diff", "113-甲署", "113-甲署", "--output", f"{bucket.url}/output"))
    assert end.value.code == 0
    assert "No row differs." in capsys.readouterr().out
    monkeypatch.setitem(sys.modules, "flows.validation", type("", (), {"find_failures": staticmethod(lambda _tables: [])}))
    with pytest.raises(SystemExit) as end:
        main(("validate", "--output", f"{bucket.url}/output"))
    assert end.value.code == 0


def test_a_place_that_holds_nothing_is_wrong_use(bucket: Store) -> None:
    with pytest.raises(WrongUseError, match="holds no object; name the prefix that holds the documents"):
        run(bucket)


def test_a_store_that_does_not_answer_fails_the_run_in_one_line(bucket: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free.getsockname()[1]}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    bucket.files.clear_instance_cache()
    with pytest.raises(RunError, match=r"the object store failed .*; see to address, credentials and network, and run again"):
        run(bucket)


@pytest.mark.parametrize(
    ("url", "way"),
    [("s3://bucket/raw", r"pip install 'budgetbook\[s3\]'"), ("nonsense://bucket/raw", "install what fsspec needs for nonsense://")],
)
def test_a_protocol_that_is_not_installed_is_told_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, way: str
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delitem(importlib.import_module("fsspec.registry")._registry, "s3", raising=False)  # noqa: SLF001 - what fsspec has loaded
    with open_job(make_order(url, "output")) as job, pytest.raises(WrongUseError, match=f"cannot be read here: {way}"):
        job.begin(pytest.fail)


def test_places_are_mirrored_below_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, second = make_order("s3://b/raw", "s3://b/output"), make_order("s3://b/raw/113", "s3://b/other/")
    assert second.raw == first.raw / "113"
    assert len({mirror_of(url) for url in ("s3://b/output", "s3://b/other", "s3://b/raw")}) == 3
    assert mirror_of("s3://b/other/") == second.output
    assert (first.raw_place, first.output_place) == ("s3://b/raw", "s3://b/output")
