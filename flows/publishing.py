"""How rows get into the output folder: whole files, the same bytes for the same rows, put into place in one transaction."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.published import PACKAGE, Duplicate, Published, PublishedFile, Tables, file_name
from flows.quarantine import Case, lay_out, load_cases
from flows.transaction import Transaction, discard
from flows.vintages import HISTORY, Vintage, succeed
from schemas.data_package import DataFile, descriptor
from schemas.datasets import DATASETS


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
    """The table as a parquet file; the same rows give the same bytes, whatever pieces the table is made of."""
    sink = BytesIO()
    pq.write_table(
        table.combine_chunks(),
        sink,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=9,
        row_group_size=1 << 17,
        data_page_size=1 << 20,
        dictionary_pagesize_limit=1 << 20,
        write_batch_size=1 << 10,
        use_dictionary=True,
        write_statistics=True,
        store_schema=True,
    )
    return sink.getvalue()


def merge_year(published: Published, year: int, documents: Mapping[str, Tables]) -> Tables:
    """The rows of a fiscal year by dataset once these documents have taken the place of their former selves.

    Documents stand by their ids, the rows of each in reading order.
    """
    replaced = pa.array(list(documents), pa.string())
    merged = {}
    for name, former in published.read_year(year).items():
        kept = former.filter(pc.invert(pc.is_in(former["document_id"], value_set=replaced)))
        table = pa.concat_tables([kept, *(tables[name] for tables in documents.values())])
        numbered = table.select(["document_id"]).append_column("number", pa.array(range(table.num_rows), pa.int64()))
        merged[name] = table.take(pc.sort_indices(numbered, [("document_id", "ascending"), ("number", "ascending")]))
    return merged


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
    for document_id, tables in sorted(documents.items()):
        by_year.setdefault(tables["documents"]["fiscal_year"][0].as_py(), {})[document_id] = tables
    lost: list[str] = []
    for year, of_year in sorted(by_year.items()):
        merged = merge_year(published, year, of_year)
        kept = set(merged["documents"]["document_id"].to_pylist())
        lost += (known.document_id for known in published.documents.values() if known.fiscal_year == year and known.document_id not in kept)
        # A reader in between two renames finds what `documents` lists of a new document in the other datasets too.
        for dataset, table in sorted(merged.items(), key=lambda item: item[0] == "documents"):
            data = encode_parquet(table)
            file = PublishedFile(file_name(dataset, year), dataset, year, table.num_rows, len(data), hashlib.sha256(data).hexdigest())
            transaction.write(file.path, data)
            files[file.path] = file
    return sorted(files.values()), tuple(lost)


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
