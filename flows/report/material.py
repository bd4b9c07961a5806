"""What the site is made from: the published rows document by document, the cases in quarantine, and what the data package says."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from flows.published import Published, PublishedFile, Tables, load_published
from flows.quarantine import Case, load_cases

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Book:
    """One published document: its row of `documents`, and its rows of every dataset."""

    document: Row
    rows: Mapping[str, list[dict[str, Any]]]

    @classmethod
    def of(cls, tables: Tables) -> Self:
        """The document whose rows these are."""
        rows = {name: table.to_pylist() for name, table in tables.items()}
        return cls(rows["documents"][0], rows)

    @property
    def document_id(self) -> str:
        """The document that it is."""
        return str(self.document["document_id"])

    @property
    def differences(self) -> list[dict[str, Any]]:
        """The reconciliations that do not come out even."""
        return [row for row in self.rows["reconciliations"] if row["difference"]]


@dataclass(frozen=True, slots=True)
class Material:
    """What lies in an output folder."""

    output: Path
    published: Published
    cases: Mapping[str, Case]

    @property
    def created(self) -> dt.datetime | None:
        """When the data were published, as the data package says."""
        try:
            return dt.datetime.fromisoformat(str(self.published.package["created"]))
        except (KeyError, ValueError):
            return None

    def list_documents(self) -> Iterator[str]:
        """The ids of all published documents, by year and then by id."""
        for year in self.published.years:
            yield from sorted(self.published.open_year(year)["documents"].document_ids)

    def list_sources(self) -> Iterator[tuple[Row, tuple[int, ...]]]:
        """The row of `documents` and the pages that were read, of every published document, the latest year first."""
        for year in reversed(self.published.years):
            stored = self.published.open_year(year)
            of_document: dict[str, set[int]] = {}
            for batch in stored["paragraphs"].scan(["document_id", "page"]):
                for row in batch.filter(batch["page"].is_valid()).to_pylist():
                    of_document.setdefault(row["document_id"], set()).add(row["page"])
            for batch in stored["documents"].scan():
                for document in batch.to_pylist():
                    yield document, tuple(sorted(of_document.get(document["document_id"], ())))


def load_material(output: Path) -> Material:
    """What lies below `output`; nothing where the folder is empty or not there."""
    return Material(output, load_published(output), load_cases(output))


def count_rows(files: Iterable[PublishedFile]) -> dict[str, int]:
    """Rows of each dataset in all years."""
    counts: dict[str, int] = {}
    for file in files:
        counts[file.dataset] = counts.get(file.dataset, 0) + file.row_count
    return counts
