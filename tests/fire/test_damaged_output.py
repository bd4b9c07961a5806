import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import job as jobs
from flows import publishing
from flows.order import RunError
from flows.summary import Fate
from flows.transaction import STAGING
from schemas.datasets import DATASETS
from tests.places import Place

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "one bit": lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "zeros": lambda data: bytes(len(data)),
    "longer": lambda data: data + b"\0",
}


def package_of(place: Place) -> dict[str, object]:
    content: dict[str, object] = json.loads((place.output / "datapackage.json").read_bytes())
    return content


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_of_any_dataset_is_found_by_its_hash_and_rebuilt_from_raw(place: Place, damage: str) -> None:
    place.write_agency("a.txt", "甲署")
    place.write_agency("b.txt", "乙署")
    place.run()
    before, package = place.data(), package_of(place)
    names = [f"{dataset.name}/113.parquet" for dataset in DATASETS]
    for name in names:
        path = place.output / name
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    summary = place.run()
    assert summary.counts[Fate.PUBLISHED] == 2
    assert place.data() == before
    assert package_of(place) == package
    (note,) = (note for note in summary.notes if "not as published" in note)
    assert all(name in note for name in names)


def _change(content: object, path: tuple[str | int, ...], value: object) -> object:
    changed = json.loads(json.dumps(content))
    place = changed
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return changed


WRONG: list[object] = [3, [[]], {"a": 1}]
PLACES: list[tuple[str | int, ...]] = [
    ("resources",),
    ("resources", 0),
    ("resources", 0, "files"),
    ("resources", 0, "files", 0),
    ("resources", 0, "files", 0, "path"),
    ("resources", 0, "files", 0, "hash"),
    ("duplicates",),
    ("duplicates", 0),
    ("duplicates", 0, "source_path"),
    ("duplicates", 0, "document_id"),
    ("duplicates", 0, "duplicate_of"),
    ("amended",),
    ("created",),
    ("created", 0),
]


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_a_data_package_with_anything_anywhere_is_made_anew_and_costs_no_row(place: Place, path: tuple[str | int, ...]) -> None:
    place.write_agency("a.txt", "甲署")
    place.write_agency("b.txt", "甲署")
    place.run()
    before, package = place.data(), package_of(place)
    for value in WRONG:
        try:
            changed = _change(package, path, value)
        except TypeError:
            changed = value
        (place.output / "datapackage.json").write_text(json.dumps(changed), encoding="utf-8")
        summary = place.run()
        assert sum(summary.counts.values()) == 2
        assert summary.exit_code == 0
        assert place.data() == before
        assert {**package_of(place), "created": None} == {**package, "created": None}, f"{path} was {value}"
        assert isinstance(package_of(place)["created"], str)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b'{"resources": NaN}', b"9" * 5_000], ids=lambda data: repr(data[:9])
)
def test_a_data_package_that_is_none_is_made_anew(place: Place, data: bytes) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    before, package = place.data(), package_of(place)
    (place.output / "datapackage.json").write_bytes(data)
    place.run()
    assert place.data() == before
    assert {**package_of(place), "created": None} == {**package, "created": None}


def test_a_clock_that_was_set_back_changes_nothing(place: Place) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    before = place.data()
    package = package_of(place) | {"created": "2999-01-01T00:00:00+00:00"}
    (place.output / "datapackage.json").write_text(f"{json.dumps(package, ensure_ascii=False, indent=2)}\n", encoding="utf-8")
    for path in (*place.output.rglob("*"), *place.raw.rglob("*")):
        os.utime(path, (32_503_680_000, 32_503_680_000))
    state = place.state()
    assert place.run().counts[Fate.UNCHANGED] == 1
    assert place.state() == state
    # Of the same length, and older than what was read before.
    data = (place.raw / "a.txt").read_bytes()
    place.write("a.txt", data.replace("工友1人".encode(), "工友2人".encode()))
    os.utime(place.raw / "a.txt", (0, 0))
    assert len(data) == (place.raw / "a.txt").stat().st_size
    assert place.run().counts[Fate.PUBLISHED] == 1
    assert place.data() != before
    assert str(package_of(place)["created"]) < "2999"


def test_a_folder_that_is_removed_in_mid_run_fails_the_run_in_one_line_and_the_next_one_publishes_all(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write_agency("a.txt", "甲署")
    place.write_agency("b.txt", "乙署")
    place.run()
    before = place.data()
    settle_files = jobs.settle_files

    def remove(*arguments: object) -> object:
        shutil.rmtree(place.output)
        return settle_files(*arguments)  # type: ignore[arg-type]

    place.write_agency("c.txt", "丙署")
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "settle_files", remove)
        with pytest.raises(
            RunError, match=r"output: the folder was removed or replaced while the run went on; nothing was published"
        ) as error:
            place.run()
    assert "\n" not in str(error.value)
    assert not place.output.exists()
    (place.raw / "c.txt").unlink()
    assert place.run().counts[Fate.PUBLISHED] == 2
    assert place.data() == before


def test_a_folder_that_is_put_in_the_place_of_the_output_is_not_written_to(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write_agency("a.txt", "甲署")
    publish = publishing.publish
    settle_files = jobs.settle_files

    def replace(*arguments: object) -> object:
        place.output.rename(place.output.with_name("moved"))
        place.output.mkdir()
        (place.output / ".lock").touch()
        return settle_files(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "settle_files", replace)
    monkeypatch.setattr(jobs, "publish", lambda *_: pytest.fail("it was published"))
    with pytest.raises(RunError, match="removed or replaced"):
        place.run()
    monkeypatch.setattr(jobs, "settle_files", settle_files)
    monkeypatch.setattr(jobs, "publish", publish)
    assert place.run().counts[Fate.PUBLISHED] == 1


@pytest.mark.parametrize("name", ["datapackage.json", "staffing/113.parquet", "quarantine/bad.docx.json"])
def test_a_folder_in_the_place_of_a_file_is_told_and_nothing_is_changed(place: Place, name: str) -> None:
    place.write_agency("a.txt", "甲署")
    place.write("bad.docx", b"")
    place.run()
    place.write_agency("a.txt", "甲署", posts="工友2人")
    (place.output / name).unlink()
    before = place.data()
    (place.output / name / "x").mkdir(parents=True)
    with pytest.raises(RunError, match=rf"Is a directory \(.*{name}\); nothing was published"):
        place.run()
    shutil.rmtree(place.output / name)
    assert place.data() == before
    assert place.run().counts[Fate.PUBLISHED] == 1


def mount(*arguments: object) -> None:
    if shutil.which("mount") is None or os.getuid() != 0:
        pytest.skip("only root may mount a small disk")
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")


@pytest.fixture
def mounted(place: Place) -> Iterator[Path]:
    """The output folder, on which something is mounted by the test; unmounted in the end."""
    place.output.mkdir()
    yield place.output
    subprocess.run(["umount", place.output], capture_output=True, check=False)


def fill(folder: Path) -> Path:
    """Leave no byte free on the disk of the folder."""
    path = folder / "ballast"
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass
    return path


def test_a_disk_that_is_really_full_fails_the_run_and_changes_nothing(place: Place, mounted: Path) -> None:
    mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", mounted)
    place.write_agency("a.txt", "甲署")
    place.run()
    before = place.data()
    ballast = fill(mounted)
    place.write_agency("b.txt", "乙署")
    with pytest.raises(RunError, match=r"No space left on device.*nothing was published"):
        place.run()
    assert place.data() == before
    assert not (mounted / STAGING).exists()
    ballast.unlink()
    assert place.run().counts == {**dict.fromkeys(Fate, 0), Fate.PUBLISHED: 1, Fate.UNCHANGED: 1}


def test_an_output_that_is_really_read_only_fails_the_run_in_one_line(place: Place, mounted: Path) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    before = place.data()
    mount("--bind", mounted, mounted)
    subprocess.run(["mount", "-o", "remount,ro,bind", mounted], check=True)
    place.write_agency("b.txt", "乙署")
    with pytest.raises(RunError, match=r"output: cannot be written: Read-only file system.*nothing was published"):
        place.run()
    assert place.data() == before
