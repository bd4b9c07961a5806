import re

from schemas.datasets import DATASETS
from schemas.dictionary import PAGE, markdown


def test_the_page_in_docs_is_fresh() -> None:
    # python -m schemas.dictionary
    assert PAGE.read_text(encoding="utf-8") == markdown()


def test_every_column_has_its_line() -> None:
    lines = markdown().splitlines()
    for dataset in DATASETS:
        section = lines[lines.index(f"## {dataset.name}") :]
        for field in dataset.fields[4:]:
            assert any(line.startswith(f"| `{field.name}` | {field.type}") and field.title in line for line in section)


def test_no_table_is_torn() -> None:
    column_count = 0
    for line in markdown().splitlines():
        if not line.startswith("|"):
            column_count = 0
            continue
        bars = len(re.findall(r"(?<!\\)\|", line))
        assert bars == (column_count or bars)
        column_count = bars
