"""Tables that lie in a file until they are asked for, so that a run over thousands of documents does not hold them all in memory."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
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

    `places` says where the record batch of a dataset lies (offset and length in bytes), for those that have rows.
    """

    path: Path
    places: Mapping[str, tuple[int, int]]

    def __getitem__(self, dataset: str) -> pa.Table:
        schema = arrow_schema(BY_NAME[dataset])
        place = self.places.get(dataset)
        if place is None:
            return schema.empty_table()
        with pa.memory_map(str(self.path)) as file:
            file.seek(place[0])
            # The map lives as long as something refers to it; the descriptor is closed here.
            buffer = file.read_buffer(place[1])
        return pa.Table.from_batches([pa.ipc.read_record_batch(buffer, schema)])

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)


class JoinedTables(Mapping[str, pa.Table]):
    """The tables of documents put together by dataset, each when it is asked for."""

    def __init__(self, documents: Sequence[Mapping[str, pa.Table]]) -> None:
        self._documents = documents

    def __getitem__(self, dataset: str) -> pa.Table:
        return pa.concat_tables([arrow_schema(BY_NAME[dataset]).empty_table(), *(tables[dataset] for tables in self._documents)])

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)

    def cut(self, document_count: int) -> Iterator[Self]:
        """The same, so many documents at a time."""
        for first in range(0, len(self._documents), document_count):
            yield type(self)(self._documents[first : first + document_count])


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
                places[name] = self._append(batch.serialize())
        return SpilledTables(self._path, places)

    def _append(self, buffer: pa.Buffer) -> tuple[int, int]:
        offset = self._file.tell()
        view = memoryview(buffer)
        while view:
            view = view[self._file.write(view) :]
        self._file.write(bytes(-buffer.size % _ALIGNMENT))
        return offset, buffer.size
