"""Nothing that is printed is lost or doubled: text and numbers of the source against those of the rows."""

import re
from collections import Counter
from zipfile import ZipFile

import pytest
from lxml import etree

from tests.conftest import ROOT

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RAW = ROOT / "raw" / "113"
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def printed_in_docx():
    """The text of every paragraph of the body, without automatic labels."""
    with ZipFile(RAW / "smesa-113.docx") as package:
        body = etree.fromstring(package.read("word/document.xml"))
    return ["".join(node.text or "" for node in paragraph.iter(f"{WORD}t")) for paragraph in body.iter(f"{WORD}p")]


def printed_in_dump():
    text = (RAW / "smesa-113.txt").read_text(encoding="utf-8")
    return re.sub(r"(?m)^\t?\d+、 ", "", re.sub(r"\[bookmark: [^]]*\]", "", text)).splitlines()


def glyphs(lines):
    return Counter(glyph for line in lines for glyph in line if not glyph.isspace())


def numbers(lines):
    return Counter(number for line in lines for number in NUMBER.findall(re.sub(r"\s", "", line)))


@pytest.mark.parametrize(("suffix", "printed"), [("docx", printed_in_docx), ("txt", printed_in_dump)])
def test_every_printed_glyph_of_smesa_113_is_in_paragraphs_once(suffix, printed, read_rows):
    rows = read_rows(RAW / f"smesa-113.{suffix}").rows["paragraphs"]
    published = glyphs((row["label"] or "") + row["text"] for row in rows)
    source = glyphs(printed())
    assert not source - published
    assert sum((published - source).values()) == 2 * 29
    assert (published - source)["、"] == 29


@pytest.mark.parametrize(("suffix", "printed"), [("docx", printed_in_docx), ("txt", printed_in_dump)])
def test_every_number_of_smesa_113_is_in_paragraphs_once(suffix, printed, read_rows):
    rows = read_rows(RAW / f"smesa-113.{suffix}").rows["paragraphs"]
    assert numbers((row["label"] or "") + row["text"] for row in rows) == numbers(printed())


@pytest.mark.parametrize("suffix", ["docx", "txt"])
def test_cells_hold_what_their_paragraphs_hold(suffix, read_rows):
    rows = read_rows(RAW / f"smesa-113.{suffix}").rows
    in_cells = glyphs((row["label"] or "") + row["text"] for row in rows["paragraphs"] if ".r" in row["anchor"])
    assert glyphs(row["text"] for row in rows["table_cells"]) == in_cells
