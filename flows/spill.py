"""Tables that lie in a file until they are asked for, so that a run over thousands of documents does not hold them all in memory."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Self

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.datasets import BY_NAME

# What arrow's format aligns buffers to: https://arrow.apache.org/docs/format/Columnar.html#buffer-alignment-and-padding
_ALIGNMENT = 64
# The number of a dataset, offset and length in bytes, rows: all that many documents need to keep of each.
_PLACE = Struct("<BQQI")
_NUMBERS = {name: number for number, name in enumerate(BY_NAME)}


@dataclass(frozen=True, slots=True, eq=False)
class SpilledTables(Mapping[str, pa.Table]):
    """The tables of one document by dataset, each read from the file when it is asked for; small to hold and to send.

    `places` says where the record batch of a dataset lies and how many rows it has, for those that have any, packed as `_PLACE`.
    """

    path: Path
    places: bytes

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (str(self.path), self.places)

    def __getitem__(self, dataset: str) -> pa.Table:
        return pa.Table.from_batches(self.read_batches(dataset), arrow_schema(BY_NAME[dataset]))

    def __contains__(self, dataset: object) -> bool:
        return dataset in BY_NAME

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)

    def count_rows(self, dataset: str) -> int:
        """How many rows there are in a dataset."""
        place = self._find(dataset)
        return place[2] if place else 0

    def read_batches(self, dataset: str) -> Iterator[pa.RecordBatch]:
        """The dataset's rows, none where there are none.

        They are read and not mapped: a map holds the pages around each place in memory as long as there is any, and a process may have
        some 65,000 maps (`vm.max_map_count`).
        """
        if place := self._find(dataset):
            offset, byte_count, _ = place
            with pa.OSFile(str(self.path)) as file:
                file.seek(offset)
                yield pa.ipc.read_record_batch(file.read_buffer(byte_count), arrow_schema(BY_NAME[dataset]))

    def _find(self, dataset: str) -> tuple[int, int, int] | None:
        number = _NUMBERS[dataset]
        return next(((offset, size, rows) for of, offset, size, rows in _PLACE.iter_unpack(self.places) if of == number), None)


@lru_cache(maxsize=64)
def _share(path: str) -> Path:
    """One object for a file that many documents lie in."""
    return Path(path)


def _restore(path: str, places: bytes) -> SpilledTables:
    return SpilledTables(_share(path), places)


class AmendedTables(Mapping[str, pa.Table]):
    """The tables of one document, others in the place of some; the rest stay where they are, which may be a file."""

    def __init__(self, tables: Mapping[str, pa.Table], others: Mapping[str, pa.Table]) -> None:
        base, former = (tables.base, tables.others) if isinstance(tables, AmendedTables) else (tables, {})
        self.base: Mapping[str, pa.Table] = base
        # By dataset, the tables that its own is one of.
        self.others: Mapping[str, Mapping[str, pa.Table]] = {**former, **dict.fromkeys(others, others)}

    def __getitem__(self, dataset: str) -> pa.Table:
        return self.others.get(dataset, self.base)[dataset]

    def __contains__(self, dataset: object) -> bool:
        return dataset in self.others or dataset in self.base

    def __iter__(self) -> Iterator[str]:
        return iter(self.base)

    def __len__(self) -> int:
        return len(self.base)

    def lay_down(self, spill: "Spill") -> "AmendedTables":
        """The same, what has taken the place of some in a file."""
        laid = AmendedTables(self.base, {})
        laid.others = dict.fromkeys(self.others, spill.write({dataset: self[dataset] for dataset in self.others}))
        return laid


class JoinedTables(Mapping[str, pa.Table]):
    """The tables of documents put together by dataset, each when it is asked for."""

    def __init__(self, documents: Sequence[Mapping[str, pa.Table]]) -> None:
        self.documents = documents

    def __getitem__(self, dataset: str) -> pa.Table:
        return join_tables(self.documents, dataset)

    def __contains__(self, dataset: object) -> bool:
        return dataset in BY_NAME

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)

    def cut(self, document_count: int) -> Iterator[Self]:
        """The same, so many documents at a time."""
        for first in range(0, len(self.documents), document_count):
            yield type(self)(self.documents[first : first + document_count])


def join_tables(documents: Iterable[Mapping[str, pa.Table]], dataset: str) -> pa.Table:
    """The rows of documents in one dataset, in their order, in one piece."""
    batches = [batch for tables in documents for batch in read_batches(tables, dataset)]
    return pa.Table.from_batches([pa.concat_batches(batches)] if batches else [], arrow_schema(BY_NAME[dataset]))


def _holder(tables: Mapping[str, pa.Table], dataset: str) -> Mapping[str, pa.Table]:
    """Where a document's rows of a dataset lie: with those that were read, unless others have taken their place."""
    return tables.others.get(dataset, tables.base) if isinstance(tables, AmendedTables) else tables


def read_batches(tables: Mapping[str, pa.Table], dataset: str) -> Iterable[pa.RecordBatch]:
    """The rows of a document in a dataset, as they lie."""
    tables = _holder(tables, dataset)
    if isinstance(tables, SpilledTables):
        return tables.read_batches(dataset)
    batches: list[pa.RecordBatch] = tables[dataset].to_batches()
    return batches


def count_rows(tables: Mapping[str, pa.Table], dataset: str) -> int:
    """How many rows a document has in a dataset, without reading them where they lie in a file."""
    tables = _holder(tables, dataset)
    if isinstance(tables, SpilledTables):
        return tables.count_rows(dataset)
    row_count: int = tables[dataset].num_rows
    return row_count


class Spill:
    """A file in `folder` that takes the tables of documents, one after the other."""

    def __init__(self, folder: Path) -> None:
        descriptor, name = tempfile.mkstemp(".arrow", dir=folder)
        self._path = Path(name)
        self._file = os.fdopen(descriptor, "wb", buffering=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def write(self, tables: Mapping[str, pa.Table]) -> SpilledTables:
        """Write tables that conform to their datasets.

        Raises:
            OSError: the file cannot be written.
        """
        places = [
            _PLACE.pack(_NUMBERS[name], *self._append(batch.serialize()), batch.num_rows)
            for name, table in tables.items()
            for batch in table.combine_chunks().to_batches()
        ]
        return SpilledTables(self._path, b"".join(places))

    def _append(self, buffer: pa.Buffer) -> tuple[int, int]:
        offset = self._file.tell()
        view = memoryview(buffer)
        while view:
            view = view[self._file.write(view) :]
        self._file.write(bytes(-buffer.size % _ALIGNMENT))
        return offset, buffer.size
