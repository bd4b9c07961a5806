"""Tables that lie in a file until they are asked for, so that a run over thousands of documents does not hold them all in memory."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.datasets import BY_NAME

# What arrow's format aligns buffers to: https://arrow.apache.org/docs/format/Columnar.html#buffer-alignment-and-padding
_ALIGNMENT = 64


@dataclass(frozen=True, slots=True, eq=False)
class SpilledTables(Mapping[str, pa.Table]):
    """The tables of one document by dataset, each mapped from the file when it is asked for; small to hold and to send.

    `places` says where the record batch of a dataset lies (offset and length in bytes) and how many rows it has, for those that
    have any.
    """

    path: Path
    places: Mapping[str, tuple[int, int, int]]

    def __getitem__(self, dataset: str) -> pa.Table:
        return pa.Table.from_batches(self.read_batches(dataset, {}), arrow_schema(BY_NAME[dataset]))

    def __contains__(self, dataset: object) -> bool:
        return dataset in BY_NAME

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)

    def read_batches(self, dataset: str, maps: dict[Path, pa.Buffer]) -> Iterator[pa.RecordBatch]:
        """The dataset's rows, none where there are none; `maps` takes the file, for others whose tables lie in it too."""
        place = self.places.get(dataset)
        if place is None:
            return
        offset, byte_count, _ = place
        if self.path not in maps:
            with pa.memory_map(str(self.path)) as file:
                # The map lives as long as something refers to it; the descriptor is closed here.
                maps[self.path] = file.read_buffer()
        yield pa.ipc.read_record_batch(maps[self.path].slice(offset, byte_count), arrow_schema(BY_NAME[dataset]))


class AmendedTables(Mapping[str, pa.Table]):
    """The tables of one document, others in the place of some; the rest stay where they are, which may be a file."""

    def __init__(self, tables: Mapping[str, pa.Table], others: Mapping[str, pa.Table]) -> None:
        base, former = (tables.base, tables.others) if isinstance(tables, AmendedTables) else (tables, {})
        self.base: Mapping[str, pa.Table] = base
        self.others: Mapping[str, pa.Table] = {**former, **others}

    def __getitem__(self, dataset: str) -> pa.Table:
        return self.others[dataset] if dataset in self.others else self.base[dataset]

    def __contains__(self, dataset: object) -> bool:
        return dataset in self.others or dataset in self.base

    def __iter__(self) -> Iterator[str]:
        return iter(self.base)

    def __len__(self) -> int:
        return len(self.base)


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
    maps: dict[Path, pa.Buffer] = {}
    batches = [batch for tables in documents for batch in read_batches(tables, dataset, maps)]
    return pa.Table.from_batches([pa.concat_batches(batches)] if batches else [], arrow_schema(BY_NAME[dataset]))


def _holder(tables: Mapping[str, pa.Table], dataset: str) -> Mapping[str, pa.Table]:
    """Where a document's rows of a dataset lie: with those that were read, unless others have taken their place."""
    return tables.base if isinstance(tables, AmendedTables) and dataset not in tables.others else tables


def read_batches(tables: Mapping[str, pa.Table], dataset: str, maps: dict[Path, pa.Buffer]) -> Iterable[pa.RecordBatch]:
    """The rows of a document in a dataset, as they lie; `maps` takes the file that they lie in, for other documents in it."""
    tables = _holder(tables, dataset)
    if isinstance(tables, SpilledTables):
        return tables.read_batches(dataset, maps)
    batches: list[pa.RecordBatch] = tables[dataset].to_batches()
    return batches


def count_rows(tables: Mapping[str, pa.Table], dataset: str) -> int:
    """How many rows a document has in a dataset, without reading them where they lie in a file."""
    tables = _holder(tables, dataset)
    if isinstance(tables, SpilledTables):
        return tables.places[dataset][2] if dataset in tables.places else 0
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
        places = {}
        for name, table in tables.items():
            for batch in table.combine_chunks().to_batches():
                places[name] = (*self._append(batch.serialize()), batch.num_rows)
        return SpilledTables(self._path, places)

    def _append(self, buffer: pa.Buffer) -> tuple[int, int]:
        offset = self._file.tell()
        view = memoryview(buffer)
        while view:
            view = view[self._file.write(view) :]
        self._file.write(bytes(-buffer.size % _ALIGNMENT))
        return offset, buffer.size
