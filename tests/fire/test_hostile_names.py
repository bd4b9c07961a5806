import json
import os
import socket
import unicodedata
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors.readers.registry import name_path
from flows import batch_reading
from flows import job as jobs
from flows.job import open_job
from flows.order import make_order
from flows.printing import make_console
from flows.running import print_summary
from flows.summary import Fate, Summary
from tests.places import InProcess, Place

BOOKS = [
    unicodedata.normalize("NFC", "café.txt").encode(),
    unicodedata.normalize("NFD", "café.txt").encode(),
    b"caf\xe9.txt",
    rb"caf\xe9.txt",
    b"a\nb\r\t\x1b[31m\x07.txt",
    "\u202etxt.exe.txt".encode(),
    "🧾\u200d.txt".encode(),
    b"x" * 251 + b".txt",
    ("字" * 83 + ".txt").encode(),
    b" .txt",
    b"-rf.txt",
    b"[x]*?{y}.txt",
    b"%00 $(id) '\".txt",
]


def told(capsys: pytest.CaptureFixture[str], summary: Summary) -> str:
    print_summary(make_console(), make_order(".", "output"), summary)
    return capsys.readouterr().out


def carry_out(place: Place) -> Summary:
    with pytest.MonkeyPatch.context() as patch, open_job(make_order(str(place.raw), str(place.output), (), "threads", 1)) as job:
        patch.setattr(batch_reading, "Isolated", InProcess)
        job.begin(pytest.fail)
        for number in range(len(job.batch_sizes)):
            job.read(number)
        return job.publish(job.settle())


def valid_json_in(output: Path) -> list[object]:
    paths = [output / "datapackage.json", *output.glob("quarantine/*.json")]
    return [json.loads(path.read_bytes().decode("utf-8")) for path in paths]


def test_a_book_is_published_whatever_its_file_is_called(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    for letter, name in zip("甲乙丙丁戊己庚辛壬癸子丑寅", BOOKS, strict=True):
        place.write_agency(os.fsdecode(name), f"{letter}署")
    summary = place.run()
    assert summary.counts[Fate.PUBLISHED] == len(BOOKS), [report.reason for report in summary.reports]
    paths = pq.read_table(place.output / "documents")["source_path"].to_pylist()
    assert sorted(paths) == sorted(name_path(Path(os.fsdecode(name))) for name in BOOKS)
    assert valid_json_in(place.output)
    text = told(capsys, summary)
    assert "\x1b[31m" not in text
    assert "\u202e" not in text
    assert len([line for line in text.splitlines() if line.startswith("published ")]) == len(BOOKS)
    before = place.state()
    assert place.run().counts[Fate.UNCHANGED] == len(BOOKS)
    assert place.state() == before


def test_a_duplicate_under_any_name_is_remembered(place: Place) -> None:
    for name in BOOKS:
        place.write_agency(os.fsdecode(name), "甲署")
    first = place.run()
    assert (first.counts[Fate.PUBLISHED], first.counts[Fate.DUPLICATE]) == (1, len(BOOKS) - 1)
    before = place.state()
    second = place.run()
    assert (second.counts[Fate.UNCHANGED], second.counts[Fate.DUPLICATE]) == (1, len(BOOKS) - 1)
    assert place.state() == before
    assert valid_json_in(place.output)


def test_every_bad_file_has_a_case_of_its_own_whatever_it_is_called(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    for name in BOOKS:
        place.write(os.fsdecode(name), b"")
    for folder in ("a", "b"):
        place.write(f"{folder}/same.txt", b"")
    summary = place.run()
    assert summary.counts[Fate.QUARANTINED] == len(BOOKS) + 2
    cases = valid_json_in(place.output)[1:] if (place.output / "datapackage.json").exists() else place.cases().values()
    assert len({case["source_path"] for case in cases if isinstance(case, dict)}) == len(BOOKS) + 2
    assert all(len(os.fsencode(path.name)) <= 255 and path.name.isprintable() for path in (place.output / "quarantine").iterdir())
    assert len([line for line in told(capsys, summary).splitlines() if line.startswith("quarantined ")]) == len(BOOKS) + 2
    before = place.state()
    place.run()
    assert place.state() == before


def test_what_cannot_be_read_as_a_file_is_told_and_holds_nothing_up(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write_agency("good.txt", "甲署")
    place.write_agency("folder.docx/inside.txt", "乙署")
    place.write_agency("../outside/secret.txt", "丙署")
    os.mkfifo(place.raw / "pipe.docx")
    (place.raw / "nowhere.docx").symlink_to("gone.docx")
    (place.raw / "circle.docx").symlink_to("circle.docx")
    (place.raw / "device.txt").symlink_to("/dev/zero")
    (place.raw / "secret.txt").symlink_to(tmp_path / "outside/secret.txt")
    (place.raw / "elsewhere").symlink_to(tmp_path / "outside")
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(place.raw)
        listener.bind("socket.docx")
        summary = carry_out(place)
    fates = {report.name: report.fate for report in summary.reports}
    reasons = {report.name: report.reason or "" for report in summary.of(Fate.QUARANTINED)}
    assert {name for name, fate in fates.items() if fate is Fate.PUBLISHED} == {"good.txt", "folder.docx/inside.txt"}
    assert reasons.keys() == {"nowhere.docx", "circle.docx", "secret.txt", "elsewhere"}
    assert fates["pipe.docx"] == fates["socket.docx"] == fates["device.txt"] == Fate.SKIPPED
    assert "No such file" in reasons["nowhere.docx"]
    assert "symbolic links" in reasons["circle.docx"]
    assert "leads out of the raw folder" in reasons["secret.txt"]
    assert "leads out of the raw folder" in reasons["elsewhere"]
    case = place.cases()["secret.txt.json"]
    assert case["source_sha256"] is None


def test_a_file_that_vanishes_before_it_is_read_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write_agency("a.txt", "甲署")
    place.write_agency("b.txt", "乙署")
    survey_files = jobs.survey_files

    def vanish(*arguments: object) -> object:
        survey = survey_files(*arguments)  # type: ignore[arg-type]
        (place.raw / "b.txt").unlink()
        return survey

    monkeypatch.setattr(jobs, "survey_files", vanish)
    summary = carry_out(place)
    assert {report.name: report.fate for report in summary.reports} == {"a.txt": Fate.PUBLISHED, "b.txt": Fate.QUARANTINED}
