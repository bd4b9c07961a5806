"""The same document gives the same rows in every format, in every dataset."""

import difflib
import json
import shutil
from itertools import combinations

import pytest

from schemas.datasets import DATASETS
from tests.conftest import ROOT

PLACE = {"anchor", "page", "parent", "x0", "top", "x1", "bottom"}
SOURCE = {"source_path", "source_format", "source_sha256", "source_bytes", "page_count"}
DOCUMENTS = {
    "docx": ROOT / "raw" / "113" / "smesa-113.docx",
    "txt": ROOT / "raw" / "113" / "smesa-113.txt",
    "doc": ROOT / "tests" / "documents" / "smesa-113.doc",
    "odt": ROOT / "tests" / "documents" / "smesa-113.odt",
    "pdf": ROOT / "tests" / "documents" / "smesa-113.pdf",
}


def lines(rows, left_out):
    return [json.dumps({key: str(value) for key, value in row.items() if key not in left_out}, ensure_ascii=False) for row in rows]


PAIRS = [
    pytest.param(*pair, marks=pytest.mark.skipif("doc" in pair and shutil.which("soffice") is None, reason="soffice is not installed"))
    for pair in combinations(DOCUMENTS, 2)
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("dataset", [dataset.name for dataset in DATASETS])
def test_smesa_113_gives_the_same_rows(dataset, first, second, read_rows):
    left_out = PLACE - {"parent"} if dataset == "sections" else PLACE
    left_out = left_out | SOURCE if dataset == "documents" else left_out
    sides = [lines(read_rows(DOCUMENTS[name]).rows[dataset], left_out) for name in (first, second)]
    difference = "\n".join(difflib.unified_diff(*sides, first, second, lineterm="", n=0))
    assert not difference


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_smesa_113_counts_its_blocks_the_same(first, second, read_rows):
    sides = [[(row["anchor"], row["parent"]) for row in read_rows(DOCUMENTS[name]).rows["paragraphs"]] for name in (first, second)]
    assert sides[0] == sides[1]
