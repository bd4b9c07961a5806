"""Every code block of README.md and docs/ runs, or says above it why it cannot, with one of few reasons."""

import re
import shlex
import subprocess
from collections.abc import Iterator

import duckdb
import pytest

from flows import job as jobs
from flows.cli import app
from tests.documentation import REASONS, Block, Copy, blocks, pages
from tests.places import NoChecks, Place

# matplotlib looks for fonts of names that its own style lists; pages set none.
pytestmark = pytest.mark.filterwarnings("ignore:Glyph .* missing from font:UserWarning")
PAGES = {page: blocks(page) for page in pages()}
ALL = [block for found in PAGES.values() for block in found]
# The book of another agency, its decrease of posts printed one higher: the table says 1.
MISPRINT = """
[[erratum]]
document_id = "113-甲署"
rule = "staffing_changes.category"
statement = "減列工友2人"
stated = -2
expect = -1
reason = "誤植"
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Iterator[Copy]:
    """A checkout after `make run`."""
    copy = Copy(tmp_path_factory.mktemp("checkout"))
    copy.run(Block("make run", 1, "sh", "make run && cp -R output data"))
    return copy


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page, found in PAGES.items() if any(block.reason is None for block in found)])
def test_the_blocks_of_a_page_run_in_their_order(page, published, tmp_path):
    runnable = [block for block in PAGES[page] if block.reason is None]
    copy = Copy(tmp_path) if runnable[0].code.startswith("make run") else published
    for block in runnable:
        copy.run(block)


def test_what_is_not_run_says_why():
    reasons = {block.reason for block in ALL if block.reason is not None}
    assert reasons <= REASONS, [str(block) for block in ALL if block.reason not in {None, *REASONS}]


@pytest.mark.parametrize("block", [block for block in ALL if block.reason is not None and block.language == "sh"], ids=str)
def test_a_command_that_is_not_run_is_understood(block):
    subprocess.run(["bash", "-n", "-c", block.code], check=True)
    for line in re.findall(r"(?m)^(?:\.venv/bin/)?budgetbook (.*)$", block.code):
        app.parse_args(shlex.split(line, comments=True), exit_on_error=False, print_error=False)


def test_every_fence_is_a_block(root):
    for page, found in PAGES.items():
        fences = (root / page).read_text(encoding="utf-8").count("```")
        assert fences == 2 * (len(found) + sum(block.printed is not None for block in found)), page


def test_every_question_of_a_consumer_has_an_answer(root, tmp_path, monkeypatch):
    """In a library of two years, with a known misprint, each statement gives rows."""
    place = Place(tmp_path, root)
    place.copy("113/smesa-113.docx")
    place.write_next_year("114/smesa-114.txt")
    place.write_agency("113/other-113.txt", "甲署", "工友2人")
    place.write("errata.toml", MISPRINT.encode())
    monkeypatch.setattr(jobs, "Checker", NoChecks)
    place.run()
    questions = [block.code for block in PAGES["docs/consumers.md"] if block.language == "sql"]
    monkeypatch.chdir(tmp_path)
    for question in questions[1:]:
        assert duckdb.sql(question).fetchall(), question
    figures = [(statement, int(stated), int(computed)) for _, _, statement, stated, computed, *_ in duckdb.sql(questions[1]).fetchall()]
    assert ("減列工友2人", -2, -1) in figures
    links = duckdb.sql(next(question for question in questions if "project_links" in question)).fetchall()
    assert all(linked == 113 and year == 114 for _, linked, _, _, year, *_ in links)
