import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from flows import job as jobs
from flows.summary import Fate
from tests.places import Place


def begin(root: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.fire.beside", *map(str, arguments)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_runs_at_once_on_one_output_come_one_after_the_other_and_lose_nothing(place: Place, root: Path, tmp_path: Path) -> None:
    for letter in "甲乙":
        place.write_agency(f"{letter}.txt", f"{letter}署")
    place.write_agency("../other/丙.txt", "丙署")
    runs = [begin(root, "run", raw, place.output) for raw in (place.raw, place.raw, tmp_path / "other")]
    results = [(*run.communicate(), run.returncode) for run in runs]
    assert [code for _, _, code in results] == [0, 0, 0], results
    counts = Counter[str]()
    for out, said, _ in results:
        counts.update({name: count for name, count in json.loads(out).items() if name != "rows"})
        assert said in {"", f"{place.output}: another run is publishing here; waiting until it ends\n"}
    assert counts == {"published": 3, "unchanged": 2, "quarantined": 0, "duplicates": 0, "skipped": 0}
    assert sum(bool(said) for _, said, _ in results) >= 1
    together = place.data()
    place.output.rename(tmp_path / "together")
    place.run()
    place.raw.rename(tmp_path / "first")
    (tmp_path / "other").rename(place.raw)
    place.run()
    assert place.data() == together


def count_rows(output: Path) -> dict[str, Callable[[], int]]:
    folder = output / "staffing"
    query = f"select count(category) from '{folder}/*.parquet'"  # noqa: S608 - a path of this test
    return {
        "pandas": lambda: len(pd.read_parquet(folder)),
        "duckdb": lambda: int(duckdb.connect().execute(query).fetchall()[0][0]),
        "polars": lambda: pl.scan_parquet(f"{folder}/*.parquet").collect().height,
    }


# Both open a file twice in a query, first for its footer; a file that is replaced in between fails the query, which is then asked again.
OPENS_TWICE = {"duckdb", "polars"}


@pytest.mark.slow
def test_readers_in_a_loop_beside_a_program_that_publishes_see_whole_files(tmp_path: Path, root: Path, record_property) -> None:
    output = tmp_path / "output"
    publisher = begin(root, "publish", output, 15)
    assert publisher.stdout is not None
    assert publisher.stdout.readline() == "there\n"
    readers = count_rows(output)
    read, asked_again = Counter[str](), Counter[str]()
    while publisher.poll() is None:
        for name, count in readers.items():
            try:
                rows = count()
            except Exception:
                if name not in OPENS_TWICE:
                    raise
                asked_again[name] += 1
                rows = count()
            read[name] += 1
            # Six rows for each book, five where one of them was corrected; a third book is there from the second release on.
            assert rows in {12, 17, 11, 18}, f"{name} saw {rows} rows"
    assert publisher.communicate()[1] == ""
    assert publisher.returncode == 0
    assert min(read.values()) >= 5
    record_property("readings beside a program that publishes", dict(read))
    record_property("of them asked again", dict(asked_again))


def test_nothing_of_a_run_lies_where_readers_look(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write_agency("a.txt", "甲署")
    place.run()
    seen: list[set[str]] = []
    publish = jobs.publish

    def look(*arguments: object) -> object:
        try:
            return publish(*arguments)  # type: ignore[arg-type]
        finally:
            seen.append({path.name for path in place.output.glob("*/*")} | {path.name for path in place.output.glob("*")})

    monkeypatch.setattr(jobs, "publish", look)
    place.write_agency("b.txt", "乙署")
    place.run()
    hidden = {name for name in seen[0] if name.startswith((".", "_"))}
    assert hidden == {".lock"}
    assert {path.name for path in (place.output / "staffing").iterdir()} == {"113.parquet"}


def test_a_document_that_is_dropped_in_or_corrected_while_a_run_goes_is_in_this_run_or_in_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write_agency("a.txt", "甲署", posts="工友2人")
    place.write_agency("b.txt", "乙署")
    settle_files, whole = jobs.settle_files, (place.raw / "b.txt").read_bytes()
    place.write("b.txt", whole[: len(whole) * 3 // 4])
    look_again = jobs.Job._look_again  # noqa: SLF001 - the moment after everything has been read

    def drop(job: jobs.Job) -> object:
        place.write("b.txt", whole)
        place.write_agency("c.txt", "丙署")
        return look_again(job)

    with monkeypatch.context() as patch:
        patch.setattr(jobs.Job, "_look_again", drop)
        with pytest.raises(AssertionError):
            # The run counts what it found in the beginning, and `c.txt` came later.
            place.run()
    assert jobs.settle_files is settle_files
    summary = place.run()
    assert {report.name: report.fate for report in summary.reports} == {
        "a.txt": Fate.UNCHANGED,
        "b.txt": Fate.UNCHANGED,
        "c.txt": Fate.PUBLISHED,
    }


def test_a_file_that_goes_on_changing_is_kept_out_and_read_by_the_next_run(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write_agency("a.txt", "甲署")
    read = jobs.Crew.read

    def grow(crew: jobs.Crew, number: int) -> object:
        readings = read(crew, number)
        with (place.raw / "a.txt").open("ab") as file:
            file.write("又一行\n".encode())
        return readings

    with monkeypatch.context() as patch:
        patch.setattr(jobs.Crew, "read", grow)
        summary = place.run()
    (report,) = summary.reports
    assert report.fate is Fate.QUARANTINED
    assert "changed after it was read" in (report.reason or "")
    assert place.run().counts[Fate.PUBLISHED] == 1
    assert place.cases() == {}
