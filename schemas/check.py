"""Whether plain Python rows are what their dataset declares; nothing is converted, so nothing is coerced in silence.

It knows neither arrow nor frames: looking at one document must feel instant.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import cache
from itertools import repeat
from math import isfinite
from operator import itemgetter
from types import MappingProxyType, NoneType

from schemas.findings import Finding
from schemas.model import Dataset, Field, Type

Row = Mapping[str, object]
Values = Sequence[object]
NOTHING: Row = MappingProxyType({})

# An integer may stand for a coordinate, as it may in Python's own typing; nothing else stands for anything else.
_PYTHON_TYPES: dict[Type, tuple[type, ...]] = {
    Type.STRING: (str,),
    Type.BOOL: (bool,),
    Type.INT8: (int,),
    Type.INT16: (int,),
    Type.INT32: (int,),
    Type.INT64: (int,),
    Type.FLOAT32: (float, int),
    Type.DATE: (dt.date,),
    Type.DECIMAL6: (Decimal,),
    Type.DECIMAL2: (Decimal,),
    Type.PERCENT: (Decimal,),
}
_BITS = {Type.INT8: 8, Type.INT16: 16, Type.INT32: 32, Type.INT64: 64}
# The digits that a number may have in all, and its last decimal.
_DIGITS = {
    Type.DECIMAL6: (Context(prec=38, traps=[Inexact, InvalidOperation]), Decimal("0.000001")),
    Type.DECIMAL2: (Context(prec=38, traps=[Inexact, InvalidOperation]), Decimal("0.01")),
    Type.PERCENT: (Context(prec=9, traps=[Inexact, InvalidOperation]), Decimal("0.01")),
}


class ConformError(Exception):
    """Rows that are not what their dataset declares.

    The message is one line: dataset, column, value, where in which document, and what to do. `findings` holds one finding for
    each column or key that is wrong; the message tells the first.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(findings[0].message + more)


def check(rows: Iterable[Row], dataset: Dataset, common: Row = NOTHING) -> list[Values]:
    """The values of the rows, column by column in the declared order; an empty list where there is no row.

    `common` holds the columns that have one value in all of the rows; the rows, and what is given back, are without them.

    Raises:
        ConformError: a column is unknown or missing, a value has another type or does not fit it, a required value is null, a
            value is outside its vocabulary or range, or a key stands twice.
    """
    records = list(rows)
    if not records:
        return []
    plan = _plan(dataset, tuple(common))
    columns = _columns(records, plan, common)
    wrong = [column for column, values in zip(plan.columns, columns, strict=True) if not _allows(column, values)]
    wrong += [column for column in plan.common if not _allows(column, (common[column.field.name],))]
    if wrong:
        raise ConformError([_explain(dataset, column, [{**common, **row} for row in records]) for column in wrong])
    if dataset.is_key_unique:
        _check_key(records, columns, plan, common)
    return columns


@dataclass(frozen=True, slots=True)
class _Column:
    """A field, and what its values are held against."""

    field: Field
    python_types: frozenset[type]
    bounds: tuple[int, int] | None
    vocabulary: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the rows of a dataset are held against, worked out once."""

    dataset: Dataset
    names: tuple[str, ...]
    columns: tuple[_Column, ...]
    common: tuple[_Column, ...]
    key_positions: tuple[int, ...]


@cache
def _plan(dataset: Dataset, common: tuple[str, ...]) -> _Plan:
    names = tuple(name for name in dataset.columns if name not in common)
    columns = {field.name: _column(field) for field in dataset.fields}
    positions = tuple(names.index(name) for name in dataset.key if name not in common)
    own, shared = (tuple(columns[name] for name in of_kind if name in columns) for of_kind in (names, common))
    return _Plan(dataset, names, own, shared, positions)


def _column(field: Field) -> _Column:
    return _Column(field, frozenset(_PYTHON_TYPES[field.type]), _bounds(field), frozenset(field.vocabulary))


def _bounds(field: Field) -> tuple[int, int] | None:
    """The least and the greatest integer that both the type and the declaration allow."""
    if field.type not in _BITS:
        return None
    reach = 1 << (_BITS[field.type] - 1)
    low = -reach if field.minimum is None else max(-reach, field.minimum)
    high = reach - 1 if field.maximum is None else min(reach - 1, field.maximum)
    return low, high


def _columns(records: Sequence[Row], plan: _Plan, common: Row) -> list[Values]:
    """The values column by column, once every row has exactly the declared columns."""
    try:
        values = list(map(itemgetter(*plan.names), records))
    except KeyError:
        raise ConformError([_explain_columns(plan, records, common)]) from None
    if {len(plan.names)} != set(map(len, records)) or len(plan.common) != len(common):
        raise ConformError([_explain_columns(plan, records, common)])
    return list(zip(*values, strict=True))


def _allows(column: _Column, values: Values) -> bool:
    """Whether the column may hold these values."""
    types = set(map(type, values))
    if column.field.nullable and NoneType in types:
        types.remove(NoneType)
        values = [value for value in values if value is not None] if types else ()
    if not values:
        return True
    return _are_of_type(column, values, types) and (not column.vocabulary or column.vocabulary.issuperset(values))


def _are_of_type(column: _Column, values: Values, types: set[type]) -> bool:
    """Whether the values, none of them null, have the column's Python type and fit its arrow type and range."""
    field = column.field
    if field.type is Type.STRING:
        return _is_text(values)
    if not column.python_types.issuperset(types):
        return False
    if column.bounds is not None:
        return column.bounds[0] <= min(values) and max(values) <= column.bounds[1]  # type: ignore[type-var, operator]
    if field.type is Type.FLOAT32:
        return all(map(isfinite, values))  # type: ignore[arg-type]
    return field.type not in _DIGITS or _fits(values, *_DIGITS[field.type])  # type: ignore[arg-type]


def _is_text(values: Values) -> bool:
    """Whether these are strings that can be written; half of a surrogate pair cannot."""
    try:
        "".join(values).encode()  # type: ignore[arg-type]
    except (TypeError, UnicodeEncodeError):
        return False
    return True


def _fits(numbers: Sequence[Decimal], context: Context, last_decimal: Decimal) -> bool:
    """Whether the numbers have no more digits than that, idle zeros not counted."""
    try:
        list(map(context.quantize, numbers, repeat(last_decimal)))
    except (Inexact, InvalidOperation):
        return False
    return all(map(Decimal.is_finite, numbers))


def _check_key(records: Sequence[Row], columns: Sequence[Values], plan: _Plan, common: Row) -> None:
    keys = list(zip(*(columns[position] for position in plan.key_positions), strict=True)) or [()] * len(records)
    if len(set(keys)) == len(keys):
        return
    seen: dict[tuple[object, ...], int] = {}
    position = next(position for position, key in enumerate(keys) if seen.setdefault(key, position) != position)
    first, again = ({**common, **records[place]} for place in (seen[keys[position]], position))
    named = ", ".join(f"{name} {again[name]!r}" for name in plan.dataset.key)
    fault = f"{plan.dataset.name}: the key {named} stands twice, first{_place(first)}, again"
    raise ConformError([finding_of(plan.dataset, again, "keys.unique", fault, "give one row for each, or number them")])


def _explain_columns(plan: _Plan, records: Sequence[Row], common: Row) -> Finding:
    """The first row that lacks a declared column, or has one that is not declared or common to all."""
    dataset = plan.dataset
    own = set(plan.names)
    row = next((row for row in records if row.keys() != own), records[0])
    whole = {**common, **row}
    missing = [name for name in dataset.columns if name not in whole]
    if missing:
        fault, remedy = "the row has no such column", "give it, None where nothing is printed"
        return finding_of(dataset, whole, "columns.missing", f"{dataset.name}.{missing[0]}: {fault}", remedy)
    unknown = next((name for name in whole if name not in dataset.columns), None)
    if unknown is None:
        twice = next(name for name in row if name in common)
        fault, remedy = "is common to all rows and stands in one", "leave it out of the row"
        return finding_of(dataset, whole, "columns.unknown", f"{dataset.name}.{twice}: {fault}", remedy)
    fault, remedy = "no such column is declared", "declare it in schemas/datasets.py or leave it out"
    return finding_of(dataset, whole, "columns.unknown", f"{dataset.name}.{unknown}: {fault}", remedy)


def _explain(dataset: Dataset, column: _Column, records: Sequence[Row]) -> Finding:
    """The first value that the column refuses, and why."""
    name = column.field.name
    row = next(row for row in records if not _allows(column, (row[name],)))
    fault, (verdict, remedy) = _fault(row[name], column)
    return finding_of(dataset, row, fault, f"{dataset.name}.{name}: {verdict}", remedy)


def _fault(value: object, column: _Column) -> tuple[str, tuple[str, str]]:
    """The check that fails; what is wrong and what to do."""
    field = column.field
    if value is None:
        return "columns.required", ("is required but None", "give the value, or no row where the document prints none")
    shown = _shorten(repr(value))
    expected = " or ".join(kind.__name__ for kind in _PYTHON_TYPES[field.type])
    if not (isinstance(value, str) if field.type is Type.STRING else type(value) in column.python_types):
        wrong = f"{shown} is {type(value).__name__}, not {expected} ({field.type})"
        return "columns.type", (wrong, f"make it {expected} where the row is made")
    if column.vocabulary and value not in column.vocabulary:
        wrong = f"{shown} is none of {', '.join(field.vocabulary)}"
        return "columns.vocabulary", (wrong, "use one of them, or add the word to the declared vocabulary")
    if column.bounds is not None:
        low, high = column.bounds
        return "columns.range", (f"{shown} is not between {low} and {high}", "read the figure again where it is printed")
    return "columns.type", (f"{shown} does not fit {field.type}", "round or repair the value where the row is made")


def finding_of(dataset: Dataset, row: Row, check_name: str, fault: str, remedy: str) -> Finding:
    """A finding of severity `error` about a row that is not as declared."""
    document_id, anchor, page = row.get("document_id"), row.get("anchor"), row.get("page")
    return Finding(
        check=check_name,
        severity="error",
        message=f"{fault}{_place(row)}: {remedy}",
        document_id=document_id if isinstance(document_id, str) else None,
        dataset=dataset.name,
        anchor=anchor if isinstance(anchor, str) else None,
        page=page if type(page) is int else None,
    )


def _place(row: Row) -> str:
    """Where the row was read: ` in 113-…, b40.r3.c2`."""
    parts = [str(row[name]) for name in ("document_id", "anchor") if row.get(name) is not None]
    return f" in {', '.join(parts)}" if parts else ""


def _shorten(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
