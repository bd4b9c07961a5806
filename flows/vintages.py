"""Earlier versions of published documents: which are kept below `history/`, when a version becomes one, and how one is read.

預算案 becomes 法定預算, a book is corrected: the version that is replaced stays readable, in the same schema and encoding as what is
published, one file for each dataset that it has rows in.
"""

import hashlib
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.across_years import take_apart
from flows.discovery import hash_file
from flows.duplicates import have_same_rows
from flows.published import Published, PublishedDocument, Tables
from flows.quarantine import cut_for_names
from flows.stored_rows import modernise
from schemas.arrow import arrow_schema
from schemas.datasets import BY_NAME, DATASETS

HISTORY = "history"
# 48 bits tell the versions of one document apart.
PREFIX_DIGITS = 12


@dataclass(frozen=True, slots=True)
class VintageFile:
    """A file of a vintage: its path below the output folder, its size, its SHA-256 (`sha256:` and hexadecimal digits), its rows."""

    path: str
    bytes: int
    hash: str
    row_count: int


@dataclass(frozen=True, slots=True)
class Vintage:
    """An earlier version of a document: from which file it was read, by which program, and the files that hold its rows."""

    document_id: str
    source_sha256: str
    source_path: str
    source_format: str
    extractor_version: str
    files: tuple[VintageFile, ...]

    @property
    def name(self) -> str:
        """What a person calls it: `113-某署@0123456789ab`."""
        return f"{self.document_id}@{self.source_sha256[:PREFIX_DIGITS]}"

    def as_json(self) -> dict[str, Any]:
        """The entry of `datapackage.json`."""
        return {**asdict(self), "files": [asdict(file) for file in self.files]}


@dataclass(frozen=True, slots=True)
class Succession:
    """What replacing versions comes to: all vintages there will be, files to remove, and vintages that cannot be read."""

    vintages: tuple[Vintage, ...]
    removed: tuple[str, ...]
    lost: tuple[str, ...]


def load_vintages(published: Published) -> tuple[Vintage, ...]:
    """The vintages that the data package lists, and those that lie there without it: it is lost, or a run was killed before it."""
    try:
        listed = {_order(vintage): vintage for vintage in map(_parse, published.package.get(HISTORY, ()))}
    except (TypeError, KeyError):
        listed = {}
    places = {PurePosixPath(file.path).parent for vintage in listed.values() for file in vintage.files}
    found = {_order(vintage): vintage for vintage in _find_vintages(published.folder, places)}
    return tuple(vintage for _, vintage in sorted({**found, **listed}.items()))


def succeed(
    published: Published, documents: Mapping[str, Tables], encode: Callable[[pa.Table], bytes], write: Callable[[str, bytes], object]
) -> Succession:
    """The vintages once these documents have taken the place of their former selves.

    `encode` makes a parquet file, and `write` takes each file of a vintage, by its path below the output folder, as soon as it is made.

    A version becomes a vintage where one from another file with other rows replaces it. Another program's reading of the same file,
    the file under another name, and another file with the same rows (but for places) replace nothing. A version that comes back is
    no vintage any longer: it is published.
    """
    current = {known.document_id: known.source_sha256 for known in published.documents.values()} | {
        document_id: tables["documents"]["source_sha256"][0].as_py() for document_id, tables in documents.items()
    }
    vintages: dict[tuple[str, str], Vintage] = {}
    removed: list[str] = []
    kept = {_order(vintage): vintage for vintage in load_vintages(published)}
    for vintage in kept.values():
        if current.get(vintage.document_id) == vintage.source_sha256:
            removed += (file.path for file in vintage.files)
        else:
            vintages[_order(vintage)] = vintage
    lost: list[str] = []
    for document_id, tables in sorted(documents.items()):
        former = published.documents.get(document_id)
        if former is None or former.source_sha256 == current[document_id]:
            continue
        if not published.is_sound(document_id) and (document_id, former.source_sha256) in kept:
            # A run was killed between this and the rows of the version that it replaced: rows of both may lie in the year's files.
            continue
        rows = published.read_document(document_id)
        if not rows["documents"].num_rows:
            lost.append(document_id)
        elif not have_same_rows(take_apart(rows), take_apart({**tables})):
            vintage = _keep(former, rows, encode, write)
            vintages[_order(vintage)] = vintage
    return Succession(tuple(vintages[key] for key in sorted(vintages)), tuple(removed), tuple(lost))


def list_damage(published: Published) -> list[str]:
    """The files of vintages that are missing or are not what was published."""
    files = (file for vintage in load_vintages(published) for file in vintage.files)
    return [file.path for file in files if f"sha256:{hash_file(published.folder / file.path)}" != file.hash]


def read_vintage(folder: Path, vintage: Vintage) -> Tables:
    """The rows of a vintage by dataset, in today's columns.

    Raises:
        OSError, pa.ArrowException: a file is missing or damaged.
    """
    places = {PurePosixPath(file.path).stem: folder / file.path for file in vintage.files}
    return {
        dataset.name: modernise(pq.read_table(places[dataset.name], partitioning=None), arrow_schema(dataset))
        if dataset.name in places
        else arrow_schema(dataset).empty_table()
        for dataset in DATASETS
    }


def _keep(document: PublishedDocument, rows: Tables, encode: Callable[[pa.Table], bytes], write: Callable[[str, bytes], object]) -> Vintage:
    folder = f"{HISTORY}/{_fit_for_names(document.document_id)}/{document.source_sha256[:PREFIX_DIGITS]}"
    described = []
    for dataset, table in sorted(rows.items()):
        if table.num_rows:
            path, data = f"{folder}/{dataset}.parquet", encode(table)
            write(path, data)
            described.append(VintageFile(path, len(data), f"sha256:{hashlib.sha256(data).hexdigest()}", table.num_rows))
    return _name(document.document_id, document, tuple(described))


def _fit_for_names(document_id: str) -> str:
    """The document as the name of a folder; a hash tells it from others where it had to be changed."""
    name = cut_for_names(document_id)
    return name if name == document_id else f"{name}.{hashlib.sha256(document_id.encode()).hexdigest()[:8]}"


def _name(document_id: str, document: PublishedDocument, files: tuple[VintageFile, ...]) -> Vintage:
    facts = (document.source_sha256, document.source_path, document.source_format, document.extractor_version)
    return Vintage(document_id, *facts, files)


def _order(vintage: Vintage) -> tuple[str, str]:
    return vintage.document_id, vintage.source_sha256


def _parse(entry: Mapping[str, Any]) -> Vintage:
    vintage = Vintage(**{**entry, "files": tuple(VintageFile(**file) for file in entry["files"])})
    texts = (vintage.document_id, vintage.source_sha256, *(file.path for file in vintage.files))
    # Somebody may have written over the list: no file elsewhere is read or removed for it.
    if not all(isinstance(text, str) and ".." not in text.split("/") for text in texts):
        raise TypeError
    if not all(file.path.startswith(f"{HISTORY}/") for file in vintage.files):
        raise TypeError
    return vintage


def _find_vintages(folder: Path, known: Container[PurePosixPath]) -> Iterator[Vintage]:
    """The vintages, but for those in the `known` places, whose files lie below `folder` and can be read."""
    for place in (folder / HISTORY).glob("*/*/documents.parquet"):
        if PurePosixPath(place.parent.relative_to(folder)) in known:
            continue
        try:
            (row,) = pq.read_table(place, columns=list(PublishedDocument.__slots__), partitioning=None).to_pylist()
            document = PublishedDocument(**row)
            paths = sorted(path for path in place.parent.glob("*.parquet") if path.stem in BY_NAME)
            yield _name(document.document_id, document, tuple(_describe(folder, path) for path in paths))
        except (OSError, ValueError, pa.ArrowException):
            continue


def _describe(folder: Path, path: Path) -> VintageFile:
    row_count = pq.read_metadata(path).num_rows
    return VintageFile(path.relative_to(folder).as_posix(), path.stat().st_size, f"sha256:{hash_file(path)}", row_count)
