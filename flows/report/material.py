"""What the site is made from: the published rows document by document, the cases in quarantine, and what the data package says."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.published import Published, load_published
from flows.quarantine import Case, load_cases

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Book:
    """One published document: its row of `documents`, and its rows of every dataset."""

    document: Row
    rows: Mapping[str, list[dict[str, Any]]]

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

    @property
    def row_counts(self) -> dict[str, int]:
        """Rows of each dataset in all years."""
        counts: dict[str, int] = {}
        for file in self.published.describe_files():
            counts[file.dataset] = counts.get(file.dataset, 0) + file.row_count
        return counts

    def read_books(self) -> Iterator[Book]:
        """Every published document, by year and then by its id."""
        for year in self.published.years:
            yield from _split(self.published.read_year(year))

    def list_sources(self) -> Iterator[tuple[Row, tuple[int, ...]]]:
        """The row of `documents` and the pages that were read, of every published document, the latest year first."""
        for year in reversed(self.published.years):
            tables = self.published.read_year(year)
            pages = tables["paragraphs"].select(["document_id", "page"]).group_by(["document_id", "page"]).aggregate([])
            of_document: dict[str, list[int]] = {}
            for row in pages.to_pylist():
                if row["page"] is not None:
                    of_document.setdefault(row["document_id"], []).append(row["page"])
            for document in tables["documents"].to_pylist():
                yield document, tuple(sorted(of_document.get(document["document_id"], ())))


def load_material(output: Path) -> Material:
    """What lies below `output`; nothing where the folder is empty or not there."""
    return Material(output, load_published(output), load_cases(output))


def _split(tables: Mapping[str, pa.Table]) -> Iterator[Book]:
    """The documents of a year; the rows of each stand together in every file, since files are sorted by their key."""
    places = {name: _find_runs(table["document_id"]) for name, table in tables.items()}
    for document in tables["documents"].to_pylist():
        document_id = document["document_id"]
        rows = {}
        for name, table in tables.items():
            start, length = places[name].get(document_id, (0, 0))
            rows[name] = table.slice(start, length).to_pylist()
        yield Book(document, rows)


def _find_runs(ids: pa.ChunkedArray) -> dict[str, tuple[int, int]]:
    """Where the rows of each document begin, and how many they are."""
    encoded = pc.run_end_encode(ids.combine_chunks())
    ends = encoded.run_ends.to_pylist()
    return {value: (start, end - start) for value, start, end in zip(encoded.values.to_pylist(), [0, *ends], ends, strict=False)}
