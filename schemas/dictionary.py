"""The data dictionary as a page: every dataset, column, key and vocabulary, written from the declaration.

`python -m schemas.dictionary` writes `docs/data-dictionary.md`.
"""

from collections.abc import Iterator
from pathlib import Path

from schemas.datasets import COMMON, DATASETS, SCHEMA_VERSION
from schemas.markdown import table
from schemas.model import Dataset, Field, ForeignKey
from schemas.vocabularies import TITLES

PAGE = Path(__file__).parent.parent / "docs" / "data-dictionary.md"
# A vocabulary of more words, or of words with titles, is listed under its dataset, not in the column's line.
_WORDS_IN_LINE = 10


def markdown() -> str:
    """The whole page."""
    return "\n".join([_opening(), _common(), *map(_dataset, DATASETS)])


def main() -> None:
    """Write the page."""
    PAGE.write_text(markdown(), encoding="utf-8")


def _opening() -> str:
    index = ((f"[`{dataset.name}`](#{dataset.name})", dataset.title, dataset.description) for dataset in DATASETS)
    return f"""# Data dictionary

Made by `python -m schemas.dictionary` from the declaration in `schemas/`; schema version {SCHEMA_VERSION}. Do not edit this page.

Each dataset is a folder of parquet files, one for each fiscal year. A type with a question mark may be null. Text is as printed, but
for the repairs that `extractors/text.py` lists. What must hold between the rows is in [checks](checks.md).

{table(("dataset", "中文", "holds"), index)}"""


def _common() -> str:
    return f"""## Common columns

Every dataset begins with these columns; they are not repeated below.

{table(_HEAD, map(_line, COMMON))}"""


_HEAD = ("column", "type", "unit", "中文", "meaning")


def _dataset(dataset: Dataset) -> str:
    fields = [field for field in dataset.fields if field not in COMMON]
    parts = [f"## {dataset.name}", f"{dataset.title}. {dataset.description}", table(_HEAD, map(_line, fields)), *_keys(dataset)]
    parts += (f"Words of `{field.name}`: {_words(field)}." for field in fields if field.vocabulary and not _is_in_line(field))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _line(field: Field) -> tuple[str, ...]:
    meaning = field.description
    if field.vocabulary:
        meaning += f". One of {_words(field) if _is_in_line(field) else 'the words below'}"
    if field.maximum is not None:
        meaning += f". {field.minimum} to {field.maximum}"
    elif field.minimum is not None:
        meaning += f". At least {field.minimum}"
    return f"`{field.name}`", f"{field.type}{'?' if field.nullable else ''}", field.unit or "", field.title, meaning


def _is_in_line(field: Field) -> bool:
    return len(field.vocabulary) <= _WORDS_IN_LINE and field.vocabulary not in TITLES


def _words(field: Field) -> str:
    titles = TITLES.get(field.vocabulary, {})
    return ", ".join(f"`{word}`{f' ({titles[word]})' if titles else ''}" for word in field.vocabulary)


def _keys(dataset: Dataset) -> Iterator[str]:
    key = ", ".join(f"`{name}`" for name in dataset.key)
    yield f"Key: {key}." if dataset.is_key_unique else f"Sorted by {key}; rows may be equal."
    if dataset.foreign_keys:
        yield "\n".join(f"* {_reference(dataset, key)}" for key in dataset.foreign_keys)


def _reference(dataset: Dataset, key: ForeignKey) -> str:
    columns, references = (", ".join(f"`{name}`" for name in names) for names in (key.columns, key.references))
    condition = ", where none of them is null" if any(dataset.field(name).nullable for name in key.columns) else ""
    return f"{columns} → {references} of [`{key.dataset}`](#{key.dataset}){condition}"


if __name__ == "__main__":
    main()
