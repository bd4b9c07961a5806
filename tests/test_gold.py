"""The published rows of real documents against rows transcribed by eye, every column, in order."""

import difflib
import json

import pytest

from tests.conftest import GOLD, ROOT

DATASETS = (
    "documents",
    "sections",
    "duties",
    "staffing",
    "staffing_changes",
    "plans",
    "results",
    "result_items",
    "transfers",
    "legal_references",
    "reconciliations",
)


def differences(rows, gold):
    printed = [[json.dumps(row, ensure_ascii=False, sort_keys=True) for row in side] for side in (gold, rows)]
    return "\n".join(difflib.unified_diff(*printed, "gold", "rows", lineterm="", n=0))


@pytest.mark.parametrize("suffix", ["docx", "txt"])
@pytest.mark.parametrize("dataset", DATASETS)
def test_smesa_113_equals_its_gold(dataset, suffix, gold, read_rows, as_json):
    expected = gold(GOLD / "smesa-113", dataset)
    rows = read_rows(ROOT / "raw" / "113" / f"smesa-113.{suffix}").rows[dataset]
    spelled = [as_json(row, expected[0]) for row in rows]
    if dataset == "reconciliations":
        expected, spelled = (sorted(side, key=lambda row: (row["rule"], row["statement"], row["stated"])) for side in (expected, spelled))
    assert not differences(spelled, expected)


def test_smesa_113_counts_113_to_109_to_108(read_rows):
    rows = read_rows(ROOT / "raw" / "113" / "smesa-113.txt").rows
    posts = [(row["kind"], row["posts"]) for row in rows["staffing_changes"]]
    assert posts == [
        ("published_total", 113),
        ("transfer_out", -1),
        ("transfer_out", -1),
        ("transfer_out", -2),
        ("subtotal", 4),
        ("restated_total", 109),
        ("current_total", 108),
        ("decrease", -1),
    ]
    checked = {
        row["rule"]: (int(row["stated"]), int(row["computed"])) for row in rows["reconciliations"] if row["rule"] != "lists.sequence"
    }
    assert checked["staffing_changes.restated_total"] == (109, 109)
    assert checked["staffing_changes.current_total"] == (108, 108)
