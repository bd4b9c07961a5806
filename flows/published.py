"""What lies in the output folder: which documents, which files hold them, and whether the files are as they were published."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.discovery import hash_file
from flows.stored_rows import StoredRows
from schemas.arrow import arrow_schema
from schemas.datasets import DATASETS
from schemas.model import Dataset

PACKAGE = "datapackage.json"

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A published document: which one, and from which file it was read by which program."""

    document_id: str
    fiscal_year: int
    source_path: str
    source_sha256: str
    source_format: str
    extractor_version: str


@dataclass(frozen=True, slots=True, order=True)
class Duplicate:
    """A file that was read and whose rows are those of a document published from another file (`duplicate_of`, its hash)."""

    document_id: str
    source_path: str
    source_sha256: str
    source_format: str
    extractor_version: str
    duplicate_of: str


@dataclass(frozen=True, slots=True, order=True)
class PublishedFile:
    """A published file: its path below the output folder, what it holds, its rows, its size and its SHA-256 in hexadecimal digits."""

    path: str
    dataset: str
    fiscal_year: int
    row_count: int
    byte_count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Published:
    """What is published below `folder`.

    `damaged` names, by fiscal year, the files that are missing, unreadable or not what was published. The documents of such a year
    are read again; their rows are kept where every file of the year can still be read.
    """

    folder: Path
    documents: dict[str, PublishedDocument] = field(default_factory=dict)
    duplicates: tuple[Duplicate, ...] = ()
    years: tuple[int, ...] = ()
    damaged: dict[int, tuple[str, ...]] = field(default_factory=dict)
    package: Mapping[str, Any] = field(default_factory=dict)
    _stored: dict[int, Mapping[str, StoredRows]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def recorded(self) -> dict[str, str]:
        """The hashes of the files as they were published, by path."""
        return _read_hashes(self.package)

    @property
    def amended(self) -> dict[str, str]:
        """Short hashes of what people knew of a document that was published, by document."""
        known = self.package.get("amended", {})
        return {str(name): str(digest) for name, digest in known.items()} if isinstance(known, dict) else {}

    def is_sound(self, document_id: str) -> bool:
        """Whether the document is published in files that are as they were published."""
        document = self.documents.get(document_id)
        return document is not None and document.fiscal_year not in self.damaged

    def open_year(self, year: int) -> Mapping[str, StoredRows]:
        """The rows of a fiscal year by dataset; none where the year is not published, or not readable in every dataset."""
        if year not in self._stored:
            try:
                self._stored[year] = {dataset.name: self._open(dataset, year) for dataset in DATASETS}
            except (OSError, pa.ArrowException, KeyError):
                self._stored[year] = {dataset.name: StoredRows(None, arrow_schema(dataset)) for dataset in DATASETS}
        return self._stored[year]

    def _open(self, dataset: Dataset, year: int) -> StoredRows:
        name = file_name(dataset.name, year)
        if name not in self.recorded and not (self.folder / name).exists():
            # The dataset is newer than the year's files.
            return StoredRows(None, arrow_schema(dataset))
        rows = StoredRows(self.folder / name, arrow_schema(dataset))
        if year in self.damaged or not rows.is_current:
            rows.verify()
        return rows

    def describe_files(self) -> list[PublishedFile]:
        """The files that lie there and can be read."""
        recorded = self.recorded
        places = ((dataset.name, year) for year in self.years for dataset in DATASETS)
        return [file for place in places if (file := _describe_file(self.folder, *place, recorded)) is not None]

    def read_document(self, document_id: str, datasets: Iterable[str] | None = None) -> Tables:
        """The rows of one published document by dataset, in all of them or in those; quick where documents come by their ids."""
        stored = self.open_year(self.documents[document_id].fiscal_year)
        return {name: stored[name].read(document_id) for name in datasets or stored}

    def cut(self, document_count: int) -> Iterator[Tables]:
        """All rows by dataset, so many documents at a time by their ids, with all rows of each, whatever year's files have them."""
        stored = [self.open_year(year) for year in self.years]
        ids = sorted({document_id for of_year in stored for rows in of_year.values() for document_id in rows.document_ids})
        for start in range(0, len(ids), document_count):
            of_portion = ids[start : start + document_count]
            first, last = of_portion[0], of_portion[-1]
            yield {
                dataset.name: pa.concat_tables([of_year[dataset.name].read_between(first, last) for of_year in stored])
                for dataset in DATASETS
            }


def file_name(dataset: str, year: int) -> str:
    """The path, below the output folder, of the file that holds a dataset's rows of a fiscal year."""
    return f"{dataset}/{year}.parquet"


def load_published(folder: Path) -> Published:
    """What is published below `folder`; nothing where the folder is empty or not there."""
    package = _read_package(folder)
    years = _find_years(folder)
    recorded = _read_hashes(package)
    damaged = {year: wrong for year in years if (wrong := _find_damage(folder, year, recorded))}
    documents = {}
    for year in years:
        for row in _read_documents(folder, year):
            documents[row["document_id"]] = PublishedDocument(*(row[name] for name in PublishedDocument.__slots__))
    return Published(folder, documents, _read_duplicates(package), years, damaged, package)


def _describe_file(folder: Path, dataset: str, year: int, recorded: Mapping[str, str]) -> PublishedFile | None:
    name = file_name(dataset, year)
    try:
        row_count = pq.read_metadata(folder / name).num_rows
        byte_count = (folder / name).stat().st_size
    except (OSError, pa.ArrowException):
        return None
    return PublishedFile(name, dataset, year, row_count, byte_count, recorded.get(name) or hash_file(folder / name) or "")


def _find_years(folder: Path) -> tuple[int, ...]:
    stems = {path.stem for dataset in DATASETS for path in (folder / dataset.name).glob("*.parquet")}
    return tuple(sorted(int(stem) for stem in stems if stem.isascii() and stem.isdigit()))


def _read_documents(folder: Path, year: int) -> list[dict[str, Any]]:
    try:
        table = pq.read_table(folder / file_name("documents", year), columns=list(PublishedDocument.__slots__), partitioning=None)
    except (OSError, pa.ArrowException):
        return []
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _find_damage(folder: Path, year: int, recorded: Mapping[str, str]) -> tuple[str, ...]:
    names = (file_name(dataset.name, year) for dataset in DATASETS)
    return tuple(name for name in names if hash_file(folder / name) != recorded.get(name))


def _read_package(folder: Path) -> dict[str, Any]:
    try:
        package = json.loads((folder / PACKAGE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return package if isinstance(package, dict) else {}


def _read_hashes(package: Mapping[str, Any]) -> dict[str, str]:
    try:
        files = [file for resource in package["resources"] for file in resource.get("files", ())]
        return {file["path"]: file["hash"].removeprefix("sha256:") for file in files}
    except (TypeError, KeyError, AttributeError):
        return {}


def _read_duplicates(package: Mapping[str, Any]) -> tuple[Duplicate, ...]:
    try:
        duplicates = tuple(Duplicate(**entry) for entry in package.get("duplicates", ()))
    except TypeError:
        return ()
    # Somebody may have written over the file.
    return duplicates if all(isinstance(value, str) for duplicate in duplicates for value in astuple(duplicate)) else ()
