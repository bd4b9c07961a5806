import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows import job as jobs
from flows import running, temporary_server
from flows.cli import main
from flows.job import open_job
from flows.order import Order
from flows.summary import Summary
from tests.places import NoChecks


@dataclass(frozen=True)
class Result:
    exit_code: int
    stdout: str
    stderr: str


Invoke = Callable[..., Result]


def run_without_prefect(order: Order, *_: object) -> Summary:
    with open_job(order) as job:
        for number in range(len(job.batch_sizes)):
            job.read(number)
        return job.publish(job.settle())


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Invoke:
    """Runs the command in an empty folder that has `raw`; the flow's steps without Prefect around them."""
    monkeypatch.setattr(running, "_run_flow", run_without_prefect)
    monkeypatch.setattr(temporary_server, "begin_server", lambda: None)
    monkeypatch.setattr(jobs, "Checker", NoChecks)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw/113").mkdir(parents=True)

    def run(*arguments: str) -> Result:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        code = end.value.code
        assert isinstance(code, int)
        return Result(code, *capsys.readouterr())

    return run


def last_line(result: Result) -> dict[str, object]:
    content = json.loads(result.stdout.splitlines()[-1])
    assert isinstance(content, dict)
    return content


def published(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def copy(root: Path, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes((root / "raw/113" / name).read_bytes())


def test_what_was_published_is_told_to_a_person_and_to_a_program(invoke: Invoke, root: Path) -> None:
    copy(root, "smesa-113.docx", Path("raw/113/smesa-113.docx"))
    copy(root, "smesa-113.txt", Path("raw/113/smesa-113.txt"))
    result = invoke("run", "--runner", "threads")
    assert result.exit_code == 0
    summary = last_line(result)
    assert list(summary) == ["published", "unchanged", "quarantined", "duplicates", "skipped", "rows"]
    assert [summary[name] for name in list(summary)[:5]] == [1, 0, 0, 1, 0]
    rows = summary["rows"]
    assert isinstance(rows, dict)
    assert rows["staffing"] == 6
    assert "113/smesa-113.txt 113-經濟部中小及新創企業署: has the same rows as 113/smesa-113.docx" in result.stdout
    assert "output/staffing/" in result.stdout


def test_a_second_run_says_unchanged(invoke: Invoke, root: Path) -> None:
    copy(root, "smesa-113.docx", Path("raw/113/smesa-113.docx"))
    invoke("run", "--runner", "threads")
    result = invoke("run", "--runner", "threads")
    assert (result.exit_code, last_line(result)["unchanged"]) == (0, 1)
    assert "unchanged" in result.stdout


def test_quiet_leaves_the_summary_and_what_has_to_be_seen_to(invoke: Invoke, root: Path) -> None:
    copy(root, "smesa-113.docx", Path("raw/113/smesa-113.docx"))
    assert invoke("run", "--runner", "threads", "--quiet").stderr == ""
    Path("raw/113/empty.docx").write_bytes(b"")
    result = invoke("run", "--runner", "threads", "--quiet")
    assert result.stdout.splitlines() == [json.dumps(last_line(result))]
    assert [line.split(":")[0] for line in result.stderr.splitlines()][:1] == ["quarantined 113/empty.docx"]
    assert "unchanged" not in result.stderr


def test_json_leaves_standard_output_to_the_summary(invoke: Invoke, root: Path) -> None:
    copy(root, "smesa-113.docx", Path("raw/113/smesa-113.docx"))
    result = invoke("run", "--runner", "threads", "--json")
    assert result.stdout.splitlines() == [json.dumps(last_line(result))]
    assert "published   113/smesa-113.docx" in result.stderr


BAD_FILES = {
    "empty.docx": (b"", "unreadable"),
    "text.docx": ("預算總說明\n".encode(), "unreadable"),
    "broken.docx": (b"PK\x03\x04 cut short", "unreadable"),
    "letter.txt": ("敬啟者：茲檢送預算書一份。\n".encode(), "unsupported"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_has_one_clear_line_and_the_published_data_stay(invoke: Invoke, root: Path, name: str) -> None:
    data, outcome = BAD_FILES[name]
    copy(root, "smesa-113.docx", Path("raw/113/smesa-113.docx"))
    assert invoke("run", "--runner", "threads").exit_code == 0
    before = published(Path("output"))
    Path("raw/113", name).write_bytes(data)
    result = invoke("run", "--runner", "threads")
    assert result.exit_code == 3
    (line,) = [line for line in result.stdout.splitlines() if name in line]
    assert line.startswith(f"quarantined 113/{name}: {outcome}: ")
    assert "Traceback" not in result.stdout + result.stderr
    assert published(Path("output")) == before
    assert (last_line(result)["quarantined"], last_line(result)["unchanged"]) == (1, 1)


def test_a_docx_without_the_sections_is_kept_out(invoke: Invoke) -> None:
    from docx import Document  # noqa: PLC0415

    document = Document()
    for text in ("經濟部某署", "預算總說明", "中華民國113年度", "本署並無說明。"):
        document.add_paragraph(text)
    document.save("raw/113/nothing.docx")
    result = invoke("run", "--runner", "threads")
    assert result.exit_code == 3
    (line,) = [line for line in result.stdout.splitlines() if "nothing.docx" in line]
    assert line.startswith("quarantined 113/nothing.docx: unsupported: ")
    assert published(Path("output")) == {}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "raw: holds no document"),
        (("nowhere",), 2, "nowhere: no such file or folder"),
        (("/dev/null",), 2, "/dev/null: is neither file nor folder"),
        (("nonsense://bucket/raw",), 2, "nonsense:// cannot be read here: install what fsspec needs"),
        (("--runner", "spark"), 2, "--runner spark: the runners are threads, processes, dask"),
        (("--dask-address", "tcp://127.0.0.1:1"), 2, "--dask-address tcp://127.0.0.1:1: is for --runner dask"),
        (("--memory-limit", "100"), 2, "--memory-limit 100: no document can be read in less than 256 MiB"),
        (("--time-limit", "0"), 2, "--time-limit 0: is no number of seconds above 0"),
        (("--workers", "0"), 2, "at least one worker"),
        (("--workers", "two"), 2, "--workers"),
        (("--colour",), 2, "Unknown option"),
        (("--output", "file"), 2, "file: is no folder"),
        (("raw/113", "--output", "file/below"), 2, "holds no document"),
    ],
)
def test_wrong_use_is_one_line_and_leaves_no_output(invoke: Invoke, arguments: tuple[str, ...], code: int, said: str) -> None:
    Path("file").write_bytes(b"")
    result = invoke("run", *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not Path("output").exists()


def test_an_output_that_cannot_be_written_fails_in_one_line(invoke: Invoke, root: Path) -> None:
    copy(root, "smesa-113.docx", Path("raw/113/smesa-113.docx"))
    Path("file").write_bytes(b"")
    result = invoke("run", "--output", "file/below", "--runner", "threads")
    assert result.exit_code == 1
    assert "file/below: cannot be written" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["run", "inspect", "validate"])
def test_help_has_an_example(invoke: Invoke, command: str) -> None:
    result = invoke(command, "--help")
    assert result.exit_code == 0
    assert f"budgetbook {command}" in result.stdout.split("Examples:")[1]


def test_text_of_a_file_name_does_not_steer_the_terminal(invoke: Invoke) -> None:
    Path("raw/113/a\x1b[31m.docx").write_bytes(b"")
    result = invoke("run", "--runner", "threads")
    assert result.exit_code == 3
    assert "\x1b" not in result.stdout + result.stderr
    assert "a\\u001b[31m.docx" in result.stdout


def test_inspect_prints_records_and_checks(invoke: Invoke, root: Path) -> None:
    result = invoke("inspect", str(root / "raw/113/smesa-113.docx"))
    assert result.exit_code == 0
    for printed in ("113-經濟部中小及新創企業署", "staffing_changes.restated_total", "減列工友1人", "Figures worked out again"):
        assert printed in result.stdout


def test_inspect_prints_one_dataset_as_json(invoke: Invoke, root: Path) -> None:
    result = invoke("inspect", str(root / "raw/113/smesa-113.docx"), "--dataset", "staffing", "--json")
    content = json.loads(result.stdout)
    assert content["document_id"] == "113-經濟部中小及新創企業署"
    assert list(content["rows"]) == ["staffing"]
    assert [row["current_year_posts"] for row in content["rows"]["staffing"]] == [93, 9, 4, 2, 0, 108]


def test_inspect_tells_a_figure_that_does_not_add_up(invoke: Invoke, root: Path) -> None:
    text = (root / "raw/113/smesa-113.txt").read_text(encoding="utf-8")
    Path("wrong.txt").write_text(text.replace("減列工友1人", "減列工友2人"), encoding="utf-8")
    result = invoke("inspect", "wrong.txt")
    assert result.exit_code == 3
    assert "error staffing_changes.c" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nowhere.docx",), 2, "nowhere.docx: no such file"),
        (("raw",), 2, "raw: no such file"),
        (("empty.docx",), 3, "empty.docx: unreadable: the file is empty"),
        (("letter.txt",), 3, "letter.txt: unsupported: "),
        (("letter.txt", "--dataset", "posts"), 2, "--dataset posts: the datasets are documents, sections"),
    ],
)
def test_inspect_says_in_one_line_what_it_cannot_look_at(invoke: Invoke, arguments: tuple[str, ...], code: int, said: str) -> None:
    Path("empty.docx").write_bytes(b"")
    Path("letter.txt").write_bytes(BAD_FILES["letter.txt"][0])
    result = invoke("inspect", *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_looking_at_one_document_loads_no_heavy_library(root: Path) -> None:
    program = (
        "import sys\n"
        "from flows.cli import main\n"
        "try:\n    main(['inspect', 'raw/113/smesa-113.docx'])\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "heavy = {'prefect', 'great_expectations', 'pandas', 'pyarrow', 'numpy', 'pdfplumber', 'pydantic'}\n"
        "print('loaded', sorted(heavy & sys.modules.keys()))\n"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "loaded []"
