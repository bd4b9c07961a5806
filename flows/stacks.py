"""How rows are put before the expectations: their distinct values, and those of many columns one below the other.

A value passes or fails alike wherever it stands, and expectations that differ in their columns alone ask the same of each value. So a
dozen expectations over a few thousand values decide what three hundred would over a million rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas.derived import derive, sources_of
from schemas.findings import Finding
from schemas.model import ForeignKey
from schemas.suites import SUITES, Expectation, Resolved, Suite

Numbers = npt.NDArray[np.integer[Any]]

_NOT_NULL = "ExpectColumnValuesToNotBeNull"
_UNIQUE = "ExpectColumnValuesToBeUnique"
_IN_SET = "ExpectColumnValuesToBeInSet"
_BETWEEN = "ExpectColumnValuesToBeBetween"
_EQUAL = "ExpectColumnPairValuesToBeEqual"
# What an expectation says of the columns that it is about; all else must be the same where expectations are put together.
_ABOUT = frozenset({"column", "column_A", "column_B", "column_list"})
# The text repair leaves no control character in a value.
_SEPARATOR = "\x1f"
# Wide enough for every decimal there is.
_WIDE = pa.decimal256(40, 6)
# What fits 64 bits.
_MOST_KEYS = 1 << 62


class Numbered:
    """Rows by number: rows that are equal have the same one, from 0 to below `count`."""

    def __init__(self, numbers: Numbers, count: int, find: Callable[[], pa.Table]) -> None:
        self.numbers = numbers
        self.count = count
        self._find = find

    @cached_property
    def distinct(self) -> pa.Table:
        """The row of each number."""
        return self._find()


class Rows:
    """The rows that a suite is about."""

    def __init__(self, table: pa.Table, suite: Suite) -> None:
        self.table = table
        self._derived = {each.name: each for each in suite.derived if not isinstance(each, Resolved)}
        self._references = {each.name: each.key for each in suite.derived if isinstance(each, Resolved)}
        self._numbered: dict[tuple[str, ...], Numbered] = {}

    def number(self, columns: tuple[str, ...]) -> Numbered:
        """The rows numbered by what they hold in these columns; nulls are equal."""
        if columns not in self._numbered:
            self._numbered[columns] = self._number(columns)
        return self._numbered[columns]

    def complete(self, rows: pa.Table, columns: Iterable[str]) -> pa.Table:
        """Some of the rows, with those of the named columns that are worked out from the row itself."""
        for name in columns:
            if name in self._derived:
                rows = rows.append_column(name, derive(rows, self._derived[name]))
        return rows

    def take(self, positions: Numbers, columns: Iterable[str]) -> pa.Table:
        """The rows at these places, with those of the named columns that are derived; references have been resolved."""
        rows = self.complete(self.table.take(pa.array(positions)), columns)
        for name in columns:
            if name in self._references:
                resolved = self._numbered[name,]
                rows = rows.append_column(name, resolved.distinct[name].take(pa.array(resolved.numbers[positions])))
        return rows

    def resolve(self, name: str, all_rows: Mapping[str, "Rows"]) -> Numbered | None:
        """The rows numbered by whether what they refer to is there; None where that column tells nothing of the kind."""
        if name not in self._references:
            return None
        key = self._references[name]
        numbers, values = _encode(pa.array(self._find_references(key, all_rows[key.dataset])))
        self._numbered[name,] = Numbered(numbers, len(values), lambda: pa.table({name: values}))
        return self._numbered[name,]

    def _find_references(self, key: ForeignKey, target: "Rows") -> npt.NDArray[np.bool_]:
        """Whether each row's key is one of the target's, or has a null in it and refers to nothing."""
        own, there = (np.zeros(rows.table.num_rows, np.int64) for rows in (self, target))
        refers_to_nothing = np.zeros(len(own), np.bool_)
        size = 1
        for column, reference in zip(key.columns, key.references, strict=True):
            mine, theirs = self.number((column,)), target.number((reference,))
            values, known = mine.distinct[column], theirs.distinct[reference].combine_chunks()
            # One that is not there is none of theirs.
            places = pc.fill_null(pc.index_in(values, value_set=known), theirs.count).to_numpy()
            if size > _MOST_KEYS // (theirs.count + 1):
                size, (own, there) = _renumber(own, there)
            own = own * (theirs.count + 1) + places[mine.numbers]
            there = there * (theirs.count + 1) + theirs.numbers
            size *= theirs.count + 1
            refers_to_nothing |= pc.is_null(values).to_numpy()[mine.numbers]
        is_there: npt.NDArray[np.bool_] = pc.is_in(pa.array(own), value_set=pa.array(there)).to_numpy(zero_copy_only=False)
        return refers_to_nothing | is_there

    def sources(self, expectation: Expectation) -> tuple[str, ...]:
        """The columns of the dataset that the expectation looks at, through derived ones too."""
        named = (*expectation.columns, *(expectation.where or ())[:1])
        return tuple(dict.fromkeys(source for name in named for source in self._sources_of(name)))

    def _sources_of(self, name: str) -> tuple[str, ...]:
        return sources_of(self._derived[name]) if name in self._derived else (name,)

    def _number(self, columns: tuple[str, ...]) -> Numbered:
        *others, last = columns
        if not others:
            numbers, values = _encode(self.table[last].combine_chunks())
            return Numbered(numbers, len(values), lambda: pa.table({last: values}))
        before, added = self.number(tuple(others)), self.number((last,))
        numbers, pairs = _encode(pa.array(before.numbers.astype(np.int64) * added.count + added.numbers))

        def find() -> pa.Table:
            old, new = map(pa.array, np.divmod(pairs.to_numpy(), added.count))
            return before.distinct.take(old).append_column(last, added.distinct[last].take(new))

        return Numbered(numbers, len(pairs), find)


def _renumber(*keys: Numbers) -> tuple[int, list[Numbers]]:
    """How many different keys there are, and each by a number below that."""
    values, numbers = np.unique(np.concatenate(keys), return_inverse=True)
    return len(values), np.split(numbers, np.cumsum([len(each) for each in keys])[:-1])


def _encode(values: pa.Array) -> tuple[Numbers, pa.Array]:
    """Values by number, and the value of each number.

    What rows of a document have in common stands in long runs, and to tell those takes a third of looking each value up.
    """
    runs = pc.run_end_encode(values)
    encoded = runs.values.dictionary_encode(null_encoding="encode")
    return np.repeat(encoded.indices.to_numpy(), np.diff(runs.run_ends.to_numpy(), prepend=0)), encoded.dictionary


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """A finding and its place: that of the suite among all, of the expectation in it, and of the row among those that were checked."""

    suite: int
    number: int
    position: int
    finding: Finding = field(compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """What one expectation has in a stack: its place among the suites and in its suite, the rows, and which stand there for them.

    `kept` are the numbers of the distinct rows that do, in that order; where rows are not numbered, the places of those that do.
    """

    suite: int
    number: int
    rows: Rows
    kept: Numbers
    numbered: Numbered | None = None

    def locate(self, indices: Numbers) -> Numbers:
        """The places, among the rows, of all those for which something stands at these places of the part."""
        kept = self.kept[indices]
        return np.sort(kept) if self.numbered is None else np.flatnonzero(np.isin(self.numbered.numbers, kept))


@dataclass(slots=True)
class Stack:
    """What is asked of values in the same words, and the values: columns by name, parts one below the other.

    `type` and `arguments` are those of an expectation over the columns.
    """

    name: str
    type: str
    arguments: dict[str, Any]
    parts: list[Part] = field(default_factory=list)
    pieces: dict[str, list[pa.ChunkedArray]] = field(default_factory=dict)

    def add(self, part: Part, columns: Mapping[str, pa.ChunkedArray]) -> None:
        """Put a part below the others."""
        self.parts.append(part)
        for name, column in columns.items():
            self.pieces.setdefault(name, []).append(column)

    @property
    def length(self) -> int:
        """How many rows it has."""
        return sum(len(part.kept) for part in self.parts)

    def column(self, name: str) -> pa.ChunkedArray:
        """A column of the stack."""
        return pa.chunked_array([chunk for piece in self.pieces[name] for chunk in piece.chunks])

    def locate(self, indices: Sequence[int]) -> Iterator[tuple[Part, Numbers]]:
        """The parts that these places of the stack lie in, and the places of the rows that are meant."""
        wanted = np.sort(np.array(indices, np.int64))
        ends = np.cumsum([len(part.kept) for part in self.parts])
        for part, end in zip(self.parts, ends, strict=True):
            start = end - len(part.kept)
            inside = wanted[(wanted >= start) & (wanted < end)] - start
            if len(inside):
                yield part, part.locate(inside)


def stack(tables: Mapping[str, pa.Table], suites: Iterable[tuple[int, Suite]]) -> list[Stack]:
    """The stacks in which the expectations of these suites, each with its place among all of them, are put to the rows of `tables`.

    A suite that has no rows asks nothing.
    """
    stacks: dict[tuple[object, ...], Stack] = {}
    all_rows = {suite.name: Rows(tables[suite.name], suite) for suite in SUITES if suite.name in tables}
    for place, suite in suites:
        if tables[suite.name].num_rows:
            for number, expectation in enumerate(suite.expectations):
                _put(stacks, place, number, expectation, all_rows)
    return list(stacks.values())


def _put(stacks: dict[tuple[object, ...], Stack], place: int, number: int, expectation: Expectation, all_rows: Mapping[str, Rows]) -> None:
    """Put what one expectation asks below what the others ask that say the same of their columns."""
    rows = all_rows[SUITES[place].name]
    kind = expectation.type
    says = {name: value for name, value in expectation.arguments.items() if name not in _ABOUT}
    if kind in {_UNIQUE, "ExpectCompoundColumnsToBeUnique"}:
        found = _find(stacks, _UNIQUE, {"column": "key"})
        positions, keys = _find_keys(rows, expectation)
        # No two suites have a key's number in common.
        offset = len(found.parts) << 40
        found.add(Part(place, number, rows, positions), {"key": pc.add(keys, offset)})
        return
    distinct, numbered, kept = _distinguish(rows, expectation, all_rows)
    part = Part(place, number, rows, kept, numbered)
    first, *second = (distinct[name] for name in expectation.columns)
    if kind == _NOT_NULL:
        _find(stacks, kind, {"column": "value", **says}).add(part, {"value": pc.if_else(pc.is_valid(first), 1.0, None)})
    elif kind == _IN_SET:
        # Whose words they are stands before each, so that one expectation does for all vocabularies.
        subject = f"{place} {expectation.columns[0]}"
        found = _find(stacks, kind, {"column": "value", "value_set": []})
        found.arguments["value_set"] += _name(subject, pa.chunked_array([says["value_set"]], first.type)).to_pylist()
        found.add(part, {"value": _name(subject, first)})
    elif second:
        convert = _as_text if kind == _EQUAL else _as_number
        found = _find(stacks, kind, {"column_A": "one", "column_B": "other", **says})
        found.add(part, {"one": convert(first), "other": convert(second[0])})
    else:
        value = _as_number(first) if kind == _BETWEEN else _as_text(first)
        _find(stacks, kind, {"column": "value", **says}).add(part, {"value": value})


def _find(stacks: dict[tuple[object, ...], Stack], kind: str, arguments: dict[str, Any]) -> Stack:
    """The stack of that kind, a new one where there is none yet."""
    says = (kind, *sorted((name, value) for name, value in arguments.items() if name != "value_set"))
    if says not in stacks:
        stacks[says] = Stack(" ".join(map(str, says)), kind, arguments)
    return stacks[says]


def _distinguish(rows: Rows, expectation: Expectation, all_rows: Mapping[str, Rows]) -> tuple[pa.Table, Numbered | None, Numbers]:
    """The distinct rows that the expectation means, with derived columns, and by which numbers they go."""
    if expectation.type == _NOT_NULL and expectation.where is None and not rows.table[expectation.columns[0]].null_count:
        # Values of which none is null are alike, and need not be numbered.
        return rows.table.slice(0, 1), None, np.zeros(1, np.int64)
    resolved = rows.resolve(expectation.columns[0], all_rows)
    if resolved:
        return resolved.distinct, resolved, np.arange(resolved.count)
    numbered = rows.number(rows.sources(expectation))
    distinct = rows.complete(numbered.distinct, dict.fromkeys((*expectation.columns, *(expectation.where or ())[:1])))
    kept = np.arange(distinct.num_rows)
    if expectation.where is not None:
        column, value = expectation.where
        kept = np.flatnonzero(pc.equal(distinct[column], value).fill_null(fill_value=False).to_numpy())
        distinct = distinct.take(pa.array(kept))
    return distinct, numbered, kept


def _find_keys(rows: Rows, expectation: Expectation) -> tuple[Numbers, pa.ChunkedArray]:
    """Rows whose key stands more than once, and one of all others, which are alike; with the number of each one's key.

    Where the expectation is about one column alone, a null is no key.
    """
    numbered = rows.number(expectation.columns)
    numbers = numbered.numbers
    if numbered.count == len(numbers):
        positions = np.zeros(1, np.int64)
    else:
        is_repeated = np.bincount(numbers)[numbers] > 1
        positions = np.concatenate([np.flatnonzero(is_repeated), np.flatnonzero(~is_repeated)[:1]])
    keys = pa.chunked_array([numbers[positions].astype(np.int64)])
    if expectation.type != _UNIQUE:
        return positions, keys
    (column,) = expectation.columns
    return positions, pc.if_else(pc.is_valid(rows.table[column].take(pa.array(positions))), keys, None)


def _name(subject: str, values: pa.ChunkedArray) -> pa.ChunkedArray:
    named: pa.ChunkedArray = pc.binary_join_element_wise(subject, _as_text(values), _SEPARATOR)
    return named


def _as_number(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Integers and dates as the library compares them without calling Python for each."""
    numbers: pa.ChunkedArray = (values.cast(pa.int32()) if pa.types.is_date(values.type) else values).cast(pa.float64())
    return numbers


def _as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values of any type as texts that are equal where the values are."""
    texts: pa.ChunkedArray = (values.cast(_WIDE) if pa.types.is_decimal(values.type) else values).cast(pa.string())
    return texts
