"""The README's examples do what they say."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.job import open_job
from flows.order import make_order
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """What a run on the project's own documents publishes."""
    output = tmp_path_factory.mktemp("published")
    with open_job(make_order(str(ROOT / "raw"), str(output), runner="threads", workers=1)) as job:
        job.begin(pytest.fail)
        for number in range(len(job.batch_sizes)):
            job.read(number)
        job.publish(job.settle())
    return output


def block(language):
    return next(text for name, text in BLOCKS if name == language)


def test_the_two_commands_are_in_the_makefile():
    targets = re.findall(r"(?m)^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert {"run", "test"} <= set(targets)
    assert re.findall(r"(?m)^make (\w+)", block("sh")) == ["run", "test"]


def test_the_python_example_reads_what_a_run_publishes(published, tmp_path):
    (tmp_path / "output").symlink_to(published)
    printed = subprocess.run([sys.executable, "-c", block("python")], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert re.search(r"合計\s+109\s+108\s+-1", printed)


def test_the_duckdb_example_reads_what_a_run_publishes(published):
    rows = duckdb.sql(block("sql").replace("output/", f"{published}/")).fetchall()
    assert ("staffing_changes.restated_total", "淨計如表列上年度預算員額109人", 109, 109) in rows


@pytest.mark.parametrize("arguments", re.findall(r"(?m)^\.venv/bin/budgetbook (inspect .*?)(?:\s+#.*)?$", README))
def test_the_inspect_examples_run(arguments):
    command = [Path(sys.executable).with_name("budgetbook"), *arguments.split()]
    assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 0


def test_every_page_that_is_linked_is_there():
    for page in re.findall(r"\]\(([\w./-]+)\)", README):
        assert (ROOT / page).is_file(), page


def test_the_picture_shows_what_the_program_prints_today():
    maker = runpy.run_path(str(ROOT / "docs" / "make_pictures.py"))
    assert maker["draw"]() == maker["PICTURE"].read_text(encoding="utf-8"), "draw it anew: .venv/bin/python docs/make_pictures.py"
