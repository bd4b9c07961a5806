"""What is known of the files before any is read: which are published as they are, and which are the duplicates of those."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from flows.discovery import RawFile
from flows.order import Order
from flows.published import Duplicate, Published, PublishedDocument


@dataclass(frozen=True, slots=True)
class Survey:
    """The files that were found, and what is known of them.

    `unchanged` maps a file's name to the document that is published from it, `duplicates` to what is remembered of it, where the
    document that it duplicates is unchanged itself. What is neither is to be read.
    """

    files: tuple[RawFile, ...]
    unchanged: Mapping[str, PublishedDocument]
    duplicates: Mapping[str, Duplicate]
    to_read: tuple[RawFile, ...]


class _Record(Protocol):
    """What both kinds of record say of a file."""

    @property
    def source_path(self) -> str: ...
    @property
    def source_sha256(self) -> str: ...


R = TypeVar("R", bound=_Record)


def survey_files(
    order: Order, files: Iterable[RawFile], published: Published, extractor_version: str, digest: Callable[[str], str | None]
) -> Survey:
    """Compare the files' hashes with what is recorded; `order.force` trusts no record.

    `digest` gives a short hash of what people know of a document: where that has changed, the document is read again.
    """
    files = tuple(files)
    documents = [file for file in files if file.is_document]
    if order.force:
        return Survey(files, {}, {}, tuple(documents))
    with ThreadPoolExecutor(order.workers) as pool:
        hashes = dict(zip((file.name for file in documents), pool.map(RawFile.hash, documents), strict=True))
    sound = [document for document in published.documents.values() if published.is_sound(document.document_id)]
    amended = published.amended
    known = (record for record in sound if digest(record.document_id) == amended.get(record.document_id))
    unchanged = _match(hashes, (record for record in known if record.extractor_version == extractor_version))
    found = {document.document_id: document.source_sha256 for document in unchanged.values()}
    duplicates = _match(
        {name: digest for name, digest in hashes.items() if name not in unchanged},
        (
            record
            for record in published.duplicates
            if record.extractor_version == extractor_version and found.get(record.document_id) == record.duplicate_of
        ),
    )
    to_read = tuple(file for file in documents if file.name not in unchanged and file.name not in duplicates)
    return Survey(files, unchanged, duplicates, to_read)


def _match(hashes: Mapping[str, str | None], records: Iterable[R]) -> dict[str, R]:
    """The files that the records are about: the same hash, at the same place; of several the one at exactly that path."""
    by_hash: dict[str, list[str]] = {}
    for name, digest in sorted(hashes.items()):
        if digest:
            by_hash.setdefault(digest, []).append(name)
    matched: dict[str, R] = {}
    for record in records:
        names = [name for name in by_hash.get(record.source_sha256, ()) if name not in matched and _is_same_place(record.source_path, name)]
        if names:
            matched[min(names, key=lambda name: name != record.source_path)] = record
    return matched


def _is_same_place(recorded: str, found: str) -> bool:
    """Whether two paths can be of one file, seen from a raw folder further up or down (`113/x.docx`, `x.docx`)."""
    return recorded == found or recorded.endswith(f"/{found}") or found.endswith(f"/{recorded}")
