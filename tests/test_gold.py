"""The published rows of real documents against rows transcribed by eye, every column, in order."""

import difflib
import json

import pytest

from schemas.datasets import BY_NAME
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


def accept(row):
    """The second right values that a gold row names."""
    return {column.removesuffix("_accept"): value for column, value in row.items() if column.endswith("_accept")}


def differences(rows, gold):
    printed = [[json.dumps(row, ensure_ascii=False, sort_keys=True) for row in side] for side in (gold, rows)]
    return "\n".join(difflib.unified_diff(*printed, "gold", "rows", lineterm="", n=0))


SMESA = {
    "docx": ROOT / "raw" / "113" / "smesa-113.docx",
    "txt": ROOT / "raw" / "113" / "smesa-113.txt",
    "odt": ROOT / "tests" / "documents" / "smesa-113.odt",
    "pdf": ROOT / "tests" / "documents" / "smesa-113.pdf",
}
OTHERS = {
    "moi-114-part": "moi-114-pages-1-15.pdf",
    "taichung-115": "taichung-115.pdf",
    "taipei-116": "taipei-116.pdf",
}
# What is judged freely in the gold of the other documents: the sentence that a figure is quoted from.
FREE = {"statement"}


@pytest.mark.parametrize("suffix", SMESA)
@pytest.mark.parametrize("dataset", DATASETS)
def test_smesa_113_equals_its_gold(dataset, suffix, gold, read_rows, as_json):
    expected = gold(GOLD / "smesa-113", dataset)
    rows = read_rows(SMESA[suffix]).rows[dataset]
    spelled = [as_json(row, expected[0]) for row in rows]
    if dataset == "reconciliations":
        expected, spelled = (sorted(side, key=lambda row: (row["rule"], row["statement"], row["stated"])) for side in (expected, spelled))
    assert not differences(spelled, expected)


@pytest.mark.parametrize("name", OTHERS)
def test_books_of_other_agencies_equal_their_gold(name, corpus, gold, read_rows, as_json):
    folder = corpus / name / "gold"
    found = read_rows(corpus / name / OTHERS[name]).rows
    wrong = []
    for dataset in (path.stem for path in sorted(folder.glob("*.jsonl")) if not path.stem.endswith("_optional")):
        expected = gold(folder, dataset)
        columns = dict.fromkeys(column for column in expected[0] if column in BY_NAME[dataset].columns and column not in FREE)
        if dataset == "budget_amounts":
            del columns["page"]  # a row's page is where its paragraph begins; the gold goes by the word
        optional = gold(folder, f"{dataset}_optional") if (folder / f"{dataset}_optional.jsonl").exists() else []
        rules = {row.get("rule") for row in expected}
        rows = [as_json(row, columns) for row in found[dataset] if row.get("rule") in rules]
        rows = [row for row in rows if row not in [as_json(other, columns) for other in optional]]
        accepted = [
            [as_json(row, columns), as_json({column: row.get(f"{column}_accept", row[column]) for column in columns}, columns)]
            for row in expected
        ]
        if dataset == "reconciliations":
            rows.sort(key=str)
            accepted.sort(key=str)
        if len(rows) != len(accepted) or any(row not in either for row, either in zip(rows, accepted, strict=True)):
            wrong.append(differences(rows, [either[0] for either in accepted]))
    assert not "\n".join(wrong)


@pytest.mark.parametrize("suffix", SMESA)
def test_quantities_of_smesa_113_equal_their_gold(suffix, gold, read_rows, as_json):
    """The prior year's results, whose every quantity was read by eye; what is counted may be named a little longer or shorter."""
    expected = gold(GOLD / "smesa-113", "measures_plans_and_prior_year")
    columns = [column for column in expected[0] if column != "subject"]
    rows = [row for row in read_rows(SMESA[suffix]).rows["measures"] if row["period"] == "prior_year"]
    assert not differences([as_json(row, columns) for row in rows], [as_json(row, columns) for row in expected])
    named = [(row["subject"], other["subject"]) for row, other in zip(rows, expected, strict=True)]
    assert sum(ours == theirs for ours, theirs in named) >= 0.85 * len(named)
    assert all(ours and theirs and set(ours) & set(theirs) for ours, theirs in named if ours != theirs)


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
