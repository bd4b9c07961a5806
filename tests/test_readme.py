"""The README leads where it says; its examples are run with those of docs/ (`test_docs_blocks.py`)."""

import re
import runpy

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def block(language):
    return next(text for name, text in BLOCKS if name == language)


def test_the_two_commands_are_in_the_makefile():
    targets = re.findall(r"(?m)^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert {"run", "test"} <= set(targets)
    assert re.findall(r"(?m)^make (\w+)", block("sh")) == ["run", "test"]


def test_every_page_that_is_linked_is_there():
    for page in re.findall(r"\]\(([\w./-]+)\)", README):
        assert (ROOT / page).is_file(), page


def test_the_picture_shows_what_the_program_prints_today():
    maker = runpy.run_path(str(ROOT / "docs" / "make_pictures.py"))
    assert maker["draw"]() == maker["PICTURE"].read_text(encoding="utf-8"), "draw it anew: .venv/bin/python docs/make_pictures.py"
