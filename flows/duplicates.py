"""Whether two files are the same document: their rows are compared but for what only says where they were read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, zip_longest

import pyarrow as pa

from schemas.datasets import DATASETS
from schemas.findings import Finding
from schemas.model import Dataset
from schemas.vocabularies import FORMATS

_PLACE = frozenset({"anchor", "page", "x0", "top", "x1", "bottom"})
_SOURCE = frozenset({"source_path", "source_format", "source_sha256", "source_bytes", "page_count", "extractor_version"})
_SHOWN_DIFFERENCES = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that says it is a certain document, with the rows read from it; `is_published` where they are published already."""

    name: str
    sha256: str
    format: str
    tables: Mapping[str, pa.Table]
    is_published: bool = False

    @property
    def rank(self) -> tuple[int, str]:
        """The place in the order in which one of several files is chosen."""
        return FORMATS.index(self.format), self.name


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which of the files that claim one document is published; `conflict` says where they differ, empty where they do not."""

    chosen: Claim
    others: tuple[Claim, ...]
    conflict: tuple[Finding, ...] = ()


def settle(document_id: str, claims: Iterable[Claim]) -> Verdict:
    """The first of the files in the order docx, odt, doc, pdf, txt, and the findings where another one's rows differ from its."""
    chosen, *others = sorted(claims, key=lambda claim: claim.rank)
    conflict = [finding for other in others for finding in islice(_differences(document_id, chosen, other), _SHOWN_DIFFERENCES)]
    return Verdict(chosen, tuple(others), tuple(conflict))


def have_same_rows(first: Mapping[str, pa.Table], second: Mapping[str, pa.Table]) -> bool:
    """Whether two sets of tables hold the same rows but for what only says where they were read."""
    compared = ((dataset.name, _compared_columns(dataset)) for dataset in DATASETS)
    return all(first[name].select(columns).equals(second[name].select(columns)) for name, columns in compared)


def _differences(document_id: str, first: Claim, second: Claim) -> Iterator[Finding]:
    for dataset in DATASETS:
        columns = _compared_columns(dataset)
        ours, theirs = (claim.tables[dataset.name].select(columns) for claim in (first, second))
        if ours.equals(theirs):
            continue
        anchors = _anchors(first.tables[dataset.name])
        pairs = zip_longest(ours.to_pylist(), theirs.to_pylist(), anchors)
        for number, (our_row, their_row, anchor) in enumerate(pairs):
            if our_row == their_row:
                continue
            statement = f"row {number} of {dataset.name}: {_difference(our_row, their_row, first.name, second.name)}"
            message = f"{first.name} and {second.name} are both {document_id} and differ in {statement}; keep the file that is right"
            yield Finding(
                check="conflict",
                severity="error",
                message=message,
                document_id=document_id,
                dataset=dataset.name,
                statement=statement,
                anchor=anchor,
            )


def _anchors(table: pa.Table) -> Sequence[str | None]:
    return table["anchor"].to_pylist() if "anchor" in table.column_names else [None] * table.num_rows


def _difference(ours: dict[str, object] | None, theirs: dict[str, object] | None, our_name: str, their_name: str) -> str:
    if ours is None or theirs is None:
        return f"only {their_name if ours is None else our_name} has it"
    column = next(name for name in ours if ours[name] != theirs[name])
    return f"{column} is {_shorten(ours[column])} in the one and {_shorten(theirs[column])} in the other"


def _shorten(value: object, limit: int = 80) -> str:
    text = "blank" if value is None else str(value)
    return text if len(text) <= limit else f"{text[:limit]}…"


@cache
def _compared_columns(dataset: Dataset) -> list[str]:
    """The columns that are the same in every format: all but the places, the references to places, and the facts of the file."""
    to_places = {own for key in dataset.foreign_keys for own, other in zip(key.columns, key.references, strict=True) if other in _PLACE}
    left_out = _PLACE | to_places | (_SOURCE if dataset.name == "documents" else set())
    return [name for name in dataset.columns if name not in left_out]
