"""What is promised of the published columns: the columns as text, version by version, and what a change of them demands.

`.venv/bin/python -m tests.contract` writes the columns of a new version.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from schemas.datasets import DATASETS, SCHEMA_VERSION
from schemas.model import Dataset, Field

FOLDER = Path(__file__).parent / "schemas" / "contract"
WAY_OUT = (
    "published columns have changed; raise SCHEMA_VERSION in schemas/datasets.py (the first number where something changes or goes, the "
    "second where something is added), run .venv/bin/python -m tests.contract, and tell readers in CHANGELOG.md, under Schema, with "
    "`Schema version …` and each column by its name in backticks"
)


def describe(datasets: Iterable[Dataset]) -> str:
    """The columns, keys, references and vocabularies, one a line."""
    return "\n\n".join(map(_describe, datasets)) + "\n"


def versions() -> dict[str, str]:
    """The columns of every version that was given, in order."""
    files = sorted(FOLDER.glob("*.txt"), key=lambda file: numbers(file.stem))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def compare(old: str, new: str) -> tuple[set[str], set[str]]:
    """What changed or went, and what was added: `dataset.column`; a key or reference goes by its dataset."""
    before, after = _parse(old), _parse(new)
    broken, added = set(), set()
    for place in before.keys() | after.keys():
        name = ".".join(part for part in place if part.isidentifier())
        if place not in before:
            added.add(name)
        elif place not in after:
            broken.add(name)
        elif before[place] != after[place]:
            (kind, words), (new_kind, new_words) = before[place], after[place]
            grown = kind == new_kind and words and words < new_words
            (added if grown else broken).add(name)
    return broken, added


def demand(old: str, changes: tuple[set[str], set[str]]) -> tuple[int, int]:
    """The least first and second number of the version after `old` that these changes demand."""
    broken, added = changes
    major, minor, _ = numbers(old)
    return (major + 1, 0) if broken else (major, minor + bool(added))


def numbers(version: str) -> tuple[int, int, int]:
    """1.2.3 as numbers."""
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def _describe(dataset: Dataset) -> str:
    lines = [dataset.name, *map(_column, dataset.fields)]
    lines.append(f"  key {', '.join(dataset.key)}{'' if dataset.is_key_unique else ' (not unique)'}")
    lines += [f"  {', '.join(key.columns)} -> {key.dataset} {', '.join(key.references)}" for key in dataset.foreign_keys]
    return "\n".join(lines)


def _column(field: Field) -> str:
    words = f" of {' '.join(sorted(field.vocabulary))}" if field.vocabulary else ""
    return f"  {field.name} {field.type}{'?' if field.nullable else ''}{words}"


def _parse(text: str) -> dict[tuple[str, str], tuple[str, frozenset[str]]]:
    columns = {}
    for part in text.strip().split("\n\n"):
        dataset, *lines = part.splitlines()
        for line in lines:
            if column := re.fullmatch(r"  (?!key )(\w+) (\S+)(?: of (.*))?", line):
                columns[dataset, column[1]] = (column[2], frozenset((column[3] or "").split()))
            else:
                columns[dataset, line] = ("", frozenset())
    return columns


def main() -> None:
    """Write the columns of this version, once: what was given stays."""
    path = FOLDER / f"{SCHEMA_VERSION}.txt"
    columns = describe(DATASETS)
    if path.exists() and path.read_text(encoding="utf-8") != columns:
        sys.exit(f"{path.relative_to(Path.cwd())} has been given to readers: raise SCHEMA_VERSION in schemas/datasets.py first")
    path.write_text(columns, encoding="utf-8")


if __name__ == "__main__":
    main()
