"""How rows get into the output folder: whole files, the same bytes for the same rows, put into place in one transaction."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.order import count_cores
from flows.published import PACKAGE, Duplicate, Published, PublishedFile, Tables, file_name
from flows.quarantine import Case, lay_out, load_cases
from flows.spill import read_batches
from flows.transaction import Transaction, discard
from flows.vintages import HISTORY, Vintage, succeed
from schemas.data_package import DataFile, descriptor
from schemas.datasets import DATASETS

_GROUP_ROWS = 1 << 17
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
        succession = succeed(published, release.documents, encode_parquet)
        for name, data in succession.written.items():
            transaction.write(name, data)
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
    """The table as a parquet file; the same rows give the same bytes, whatever pieces the table is made of.

    One row group after the other is put together from its pieces, so that tables that lie in files are never in memory as a whole.
    """
    sink = BytesIO()
    with pq.ParquetWriter(
        sink,
        table.schema,
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
        for start in range(0, table.num_rows or 1, _GROUP_ROWS):
            pieces = table.slice(start, _GROUP_ROWS).to_batches()
            writer.write_table(pa.Table.from_batches([pa.concat_batches(pieces)] if pieces else [], table.schema))
    return sink.getvalue()


def merge(former: pa.Table, documents: Mapping[str, Tables], dataset: str) -> pa.Table:
    """The rows of a dataset and fiscal year once these documents have taken the place of their former selves.

    Documents stand by their ids, the rows of each in reading order, in pieces as they lie.
    """
    pieces: dict[str, list[pa.RecordBatch]] = {}
    for batch in former.to_batches():
        runs = pc.run_end_encode(batch["document_id"])
        start = 0
        for document_id, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            pieces.setdefault(document_id, []).append(batch.slice(start, end - start))
            start = end
    maps: dict[Path, pa.Buffer] = {}
    pieces |= {document_id: list(read_batches(tables, dataset, maps)) for document_id, tables in documents.items()}
    return pa.Table.from_batches([piece for document_id in sorted(pieces) for piece in pieces[document_id]], former.schema)


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
            former = published.read_year(year)
            kept = of_year.keys() | set(former["documents"]["document_id"].to_pylist())
            lost += (
                known.document_id for known in published.documents.values() if known.fiscal_year == year and known.document_id not in kept
            )
            # A reader in between two renames finds what `documents` lists of a new document in the other datasets too.
            names = sorted(former, key=lambda dataset: dataset == "documents")
            encoded = pool.map(lambda name, former=former, of_year=of_year: _encode(former[name], of_year, name), names)
            for dataset, (row_count, data) in zip(names, encoded, strict=True):
                file = PublishedFile(file_name(dataset, year), dataset, year, row_count, len(data), hashlib.sha256(data).hexdigest())
                transaction.write(file.path, data)
                files[file.path] = file
    return sorted(files.values()), tuple(lost)


def _encode(former: pa.Table, documents: Mapping[str, Tables], dataset: str) -> tuple[int, bytes]:
    table = merge(former, documents, dataset)
    return table.num_rows, encode_parquet(table)


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
