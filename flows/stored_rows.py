"""The rows of a published file, document by document: however many it holds, a few thousand of them are in memory at a time."""

import errno
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

# Some 0.7 MB of the dataset with the longest rows.
_BATCH_ROWS = 1 << 11
_ID = "document_id"


class StoredRows:
    """The rows of a dataset and year, by document, in today's columns; none where there is no file.

    Documents that are asked for in the order of the file, by their ids as files are sorted, are read in one go through it; going back
    costs as much as reading a row group again.

    Raises:
        OSError, pa.ArrowException, KeyError: the file cannot be read, or lacks a column that cannot be null.
    """

    def __init__(self, path: Path | None, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._file = pq.ParquetFile(path) if path else None
        self._batches: Iterator[pa.RecordBatch] = iter(())
        # Before the first row.
        self._first, self._batch = -1, _empty(schema)
        metadata = self._file.metadata if self._file else None
        groups = (metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)) if metadata else ()
        self._group_starts = list(accumulate(groups, initial=0))
        if self._file:
            modernise(self._file.schema_arrow.empty_table(), schema)
        self._ids, self._starts, self._counts = self._index()

    @property
    def is_current(self) -> bool:
        """Whether the file was written with today's columns."""
        return self._file is None or bool(self._file.schema_arrow.equals(self._schema, check_metadata=True))

    @property
    def document_ids(self) -> set[str]:
        """The documents that have rows here."""
        return set(self._ids.to_pylist())

    def read(self, document_id: str) -> pa.Table:
        """The rows of a document, none where it has none.

        Raises:
            OSError: the file cannot be read any more.
        """
        return self.read_between(document_id, document_id)

    def read_between(self, first_id: str, last_id: str) -> pa.Table:
        """The rows of the documents from the one to the other, by their ids and in that order, whether there are rows of those two or not.

        Raises:
            OSError: the file cannot be read any more.
        """
        pieces: list[pa.RecordBatch] = []
        place = bisect_left(self._ids, first_id, key=lambda value: str(value.as_py()))
        while place < len(self._ids) and self._ids[place].as_py() <= last_id:
            pieces += self._slice(self._starts[place].as_py(), self._counts[place].as_py())
            place += 1
        return pa.Table.from_batches(pieces, self._schema)

    def scan(self, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """All rows, in all columns or in those, as they follow one another in the file."""
        if self._file is None:
            return
        schema = pa.schema([self._schema.field(name) for name in columns]) if columns else self._schema
        for batch in self._file.iter_batches(_BATCH_ROWS, columns=columns, use_threads=False):
            yield from modernise(pa.Table.from_batches([batch]), schema).to_batches()

    def verify(self) -> None:
        """Read everything once.

        Raises:
            OSError, pa.ArrowException, KeyError: something cannot be read.
        """
        for _ in self.scan():
            pass

    def _index(self) -> tuple[pa.StringArray, pa.Int64Array, pa.Int64Array]:
        """The documents' ids in their order, where rows of each begin, and how many there are; one may have several such places."""
        ids, starts, counts = [pa.array([], pa.string())], [pa.array([], pa.int64())], [pa.array([], pa.int64())]
        first = 0
        for batch in self.scan([_ID]):
            runs = pc.run_end_encode(batch[_ID], run_end_type=pa.int64())
            ends = runs.run_ends
            begins = pa.concat_arrays([pa.array([0], pa.int64()), ends[:-1]])
            ids.append(runs.values)
            starts.append(pc.add(begins, first))
            counts.append(pc.subtract(ends, begins))
            first += batch.num_rows
        joined = pa.table([pa.concat_arrays(ids), pa.concat_arrays(starts), pa.concat_arrays(counts)], names=["id", "start", "count"])
        joined = joined.sort_by([("id", "ascending"), ("start", "ascending")]).combine_chunks()
        return tuple(column.combine_chunks() if column.num_chunks != 1 else column.chunk(0) for column in joined.columns)

    def _slice(self, start: int, count: int) -> Iterator[pa.RecordBatch]:
        while count:
            batch = self._find(start)
            piece = batch.slice(start - self._first, count)
            yield piece
            start, count = start + piece.num_rows, count - piece.num_rows

    def _find(self, row: int) -> pa.RecordBatch:
        """The batch that holds a row: this one or one behind it, but where the row lies before it, or row groups are between."""
        try:
            group = bisect_right(self._group_starts, row) - 1
            if self._file and (row < self._first or self._first + self._batch.num_rows < self._group_starts[group]):
                groups = range(group, self._file.num_row_groups)
                self._batches = self._file.iter_batches(_BATCH_ROWS, row_groups=groups, use_threads=False)
                self._first, self._batch = self._group_starts[group], _empty(self._schema)
            while row >= self._first + self._batch.num_rows:
                self._first += self._batch.num_rows
                (self._batch,) = modernise(pa.Table.from_batches([next(self._batches)]), self._schema).to_batches()
        except pa.ArrowException as error:
            raise OSError(errno.EIO, f"cannot be read ({error})", str(self._path)) from error
        return self._batch


def modernise(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with today's columns: one that is new since it was written is null."""
    if table.schema.equals(schema, check_metadata=True):
        return table
    columns = [
        table[declared.name].cast(declared.type)
        if declared.name in table.column_names or not declared.nullable
        else pa.nulls(table.num_rows, declared.type)
        for declared in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema)
