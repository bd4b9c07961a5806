"""How rows get into the output folder: whole files, the same bytes for the same rows, put into place in one transaction."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from io import BytesIO
from itertools import islice, repeat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.discovery import hash_file
from flows.order import count_cores
from flows.published import PACKAGE, Duplicate, Published, PublishedFile, Tables, file_name
from flows.quarantine import Case, lay_out, load_cases
from flows.spill import read_batches
from flows.stored_rows import StoredRows
from flows.transaction import Transaction, discard
from flows.vintages import HISTORY, Vintage, succeed
from schemas.arrow import arrow_schema
from schemas.data_package import DataFile, descriptor
from schemas.datasets import BY_NAME, DATASETS

_GROUP_ROWS = 1 << 17
# The writer takes rows `write_batch_size` at a time, from the beginning of each chunk: a multiple of it, or bytes would be others.
_CHUNK_ROWS = 1 << 13
# Each holds the rows of one group.
_ENCODERS = 4


@dataclass(frozen=True, slots=True)
class Release:
    """What a run has come to: the documents to publish, all files that are duplicates, and all that is in quarantine.

    `amended` holds short hashes of what people know of documents, None for a document of which nothing is known.
    """

    documents: Mapping[str, Tables]
    duplicates: tuple[Duplicate, ...] = ()
    cases: tuple[Case, ...] = ()
    amended: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publication:
    """What was done.

    `written` are the files that were written (below the output folder), `rows` counts what each dataset holds now, `lost` are
    documents that were published, were not read again, and whose rows could not be read either, `unkept` those whose earlier version
    was replaced and could not be read, so that it is not kept.
    """

    written: tuple[str, ...]
    rows: Mapping[str, int]
    lost: tuple[str, ...]
    unkept: tuple[str, ...] = ()


def publish(published: Published, release: Release, now: dt.datetime) -> Publication:
    """Make the output folder hold the release beside what is published already; the caller holds the lock.

    Raises:
        OSError: the folder cannot be written. Nothing is changed, unless the redo list stands (`transaction.is_pending`): then the
            next run finishes.
    """
    transaction = Transaction(published.folder)
    try:
        _stage_quarantine(transaction, published.folder, release.cases)
        succession = succeed(published, release.documents, encode_parquet, transaction.write)
        files, lost = _stage_years(transaction, published, release.documents)
        if files:
            _stage_package(transaction, published, files, release, succession.vintages, now)
        for name in succession.removed:
            transaction.remove(name)
        transaction.commit()
    finally:
        discard(published.folder)
    rows = {dataset.name: sum(file.row_count for file in files if file.dataset == dataset.name) for dataset in DATASETS}
    return Publication(transaction.written, rows, lost, succession.lost)


def encode_parquet(table: pa.Table) -> bytes:
    """The table as a parquet file; the same rows give the same bytes, whatever pieces the table is made of."""
    sink = BytesIO()
    _write_groups(sink, table.schema, _cut_groups(table.to_batches(), table.schema))
    return sink.getvalue()


def write_parquet(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write the rows into a parquet file, the bytes of `encode_parquet`, and count them; one row group is in memory at a time.

    Raises:
        OSError: the file cannot be written, or the rows cannot be read.
    """
    return _write_groups(str(path), schema, _cut_groups(batches, schema))


def _write_groups(sink: str | BytesIO, schema: pa.Schema, groups: Iterable[pa.Table]) -> int:
    row_count = 0
    with pq.ParquetWriter(
        sink,
        schema,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=9,
        data_page_size=1 << 20,
        dictionary_pagesize_limit=1 << 20,
        write_batch_size=1 << 10,
        use_dictionary=True,
        write_statistics=True,
        store_schema=True,
    ) as writer:
        for group in groups:
            writer.write_table(group)
            row_count += group.num_rows
            # Two would be held while the next is made.
            del group
    return row_count


def _cut_groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows in groups of one length but for the last, in chunks of one length; one that is empty where there is no row."""
    chunk_rows = min(_CHUNK_ROWS, _GROUP_ROWS)
    chunks = _cut(batches, chunk_rows)
    more = _GROUP_ROWS // chunk_rows - 1
    yield pa.Table.from_batches(islice(chunks, more + 1), schema)
    for first in chunks:
        yield pa.Table.from_batches([first, *islice(chunks, more)], schema)


def _cut(batches: Iterable[pa.RecordBatch], row_count: int) -> Iterator[pa.RecordBatch]:
    """The rows so many at a time, fewer in the end."""
    pieces: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        rest = batch
        while held + rest.num_rows >= row_count:
            yield pa.concat_batches([*pieces, rest.slice(0, row_count - held)])
            rest = rest.slice(row_count - held)
            pieces, held = [], 0
        if rest.num_rows:
            pieces.append(rest)
            held += rest.num_rows
    if pieces:
        yield pa.concat_batches(pieces)


def merge(former: StoredRows, documents: Mapping[str, Tables], dataset: str) -> Iterator[pa.RecordBatch]:
    """The rows of a dataset and fiscal year once these documents have taken the place of their former selves.

    Documents stand by their ids, the rows of each in reading order, read from where they lie when it is their turn.
    """
    for document_id in sorted(former.document_ids | documents.keys()):
        if document_id in documents:
            yield from read_batches(documents[document_id], dataset)
        else:
            yield from former.read(document_id).to_batches()


def _stage_quarantine(transaction: Transaction, folder: Path, cases: Iterable[Case]) -> None:
    wanted = lay_out(cases)
    for name, data in wanted.items():
        transaction.write(name, data)
    for name in sorted(load_cases(folder).keys() - wanted.keys()):
        transaction.remove(name)


def _stage_years(
    transaction: Transaction, published: Published, documents: Mapping[str, Tables]
) -> tuple[list[PublishedFile], tuple[str, ...]]:
    """Stage the files of the years that have documents to publish; all files as they will lie, and the documents that cannot be kept."""
    files = {file.path: file for file in published.describe_files()}
    by_year: dict[int, dict[str, Tables]] = {}
    for document_id, tables in documents.items():
        # What a document's id begins with is its fiscal year.
        by_year.setdefault(int(document_id.partition("-")[0]), {})[document_id] = tables
    lost: list[str] = []
    with ThreadPoolExecutor(min(count_cores(), _ENCODERS)) as pool:
        for year, of_year in sorted(by_year.items()):
            former = published.open_year(year)
            kept = of_year.keys() | former["documents"].document_ids
            lost += (
                known.document_id for known in published.documents.values() if known.fiscal_year == year and known.document_id not in kept
            )
            # A reader in between two renames finds what `documents` lists of a new document in the other datasets too.
            names = sorted(former, key=lambda dataset: dataset == "documents")
            paths = [transaction.stage(file_name(dataset, year)) for dataset in names]
            written = list(pool.map(_write, paths, names, (former[name] for name in names), repeat(of_year)))
            for dataset, path, (row_count, byte_count, sha256) in zip(names, paths, written, strict=True):
                file = PublishedFile(file_name(dataset, year), dataset, year, row_count, byte_count, sha256)
                transaction.keep(file.path, path, sha256)
                files[file.path] = file
    return sorted(files.values()), tuple(lost)


def _write(path: Path, dataset: str, former: StoredRows, documents: Mapping[str, Tables]) -> tuple[int, int, str]:
    """Write the file of a dataset and year; its rows, its size and its hash."""
    row_count = write_parquet(path, arrow_schema(BY_NAME[dataset]), merge(former, documents, dataset))
    return row_count, path.stat().st_size, hash_file(path) or ""


def _stage_package(
    transaction: Transaction,
    published: Published,
    files: list[PublishedFile],
    release: Release,
    vintages: Iterable[Vintage],
    now: dt.datetime,
) -> None:
    """Stage the data package, last of all, where anything but the time has changed."""
    by_dataset: dict[str, list[DataFile]] = {}
    for file in files:
        described = DataFile(path=file.path, bytes=file.byte_count, sha256=file.sha256, rows=file.row_count)
        by_dataset.setdefault(file.dataset, []).append(described)
    duplicates = [asdict(duplicate) for duplicate in sorted(release.duplicates)]
    there = published.documents.keys() | release.documents.keys()
    amended = {name: digest for name, digest in sorted({**published.amended, **release.amended}.items()) if digest and name in there}

    created = published.package.get("created")
    history = [vintage.as_json() for vintage in vintages]
    content = descriptor(by_dataset, {"created": created, "duplicates": duplicates, "amended": amended, HISTORY: history})
    if not isinstance(created, str) or json.loads(json.dumps(content)) != published.package:
        content["created"] = now.isoformat(timespec="seconds")
        transaction.write(PACKAGE, f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode())
