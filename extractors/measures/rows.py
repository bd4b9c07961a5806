"""The rows of `measures`: every quantity of plans.content and result_items.text, and the findings about numbers that are none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.measures.matching import MatchingCopy, copy_to_match
from extractors.measures.parts import find_wholes
from extractors.measures.places import Places, Span
from extractors.measures.quantities import Numbers, find_numbers
from extractors.measures.subjects import find_subjects
from extractors.measures.units import DOLLARS
from extractors.rows import Row
from schemas.findings import Finding

UNACCOUNTED = "measures.unaccounted_number"
UNKNOWN_UNIT = "measures.unknown_unit"
_DATASET = "measures"


@dataclass(slots=True)
class _Statement:
    """A text that states quantities, and the columns that say where it stands."""

    text: str
    columns: Row


@dataclass(slots=True)
class _Read:
    """A statement that has numbers, what they are, where its clauses are, and the clause of each quantity."""

    statement: _Statement
    copy: MatchingCopy
    numbers: Numbers
    places: Places
    clauses: Sequence[Span]


def measure_rows(plans: Sequence[Row], result_items: Sequence[Row]) -> tuple[list[Row], list[Finding]]:
    """The rows of `measures` without the common columns, and a warning for each number or unit that is not understood.

    Offsets count code points of `plans.content` and of `result_items.text`; `value` is in `unit`, money in 元.
    """
    statements = [*map(_of_plan, plans), *map(_of_item, result_items)]
    # One step for all texts and then the next: each has large tables, which a processor would fetch anew for every text.
    copies = [copy_to_match(statement.text) for statement in statements]
    found = [find_numbers(copy) for copy in copies]
    texts = [
        _read(statement, copy, numbers)
        for statement, copy, numbers in zip(statements, copies, found, strict=True)
        if numbers.quantities or numbers.unaccounted
    ]
    subjects = [find_subjects(each.copy.text, each.numbers.quantities, each.clauses) for each in texts]
    wholes = [find_wholes(each.copy.text, each.numbers.quantities) for each in texts]
    rows: list[Row] = []
    for each in zip(texts, subjects, wholes, strict=True):
        rows += _rows(*each)
    return rows, [finding for each in texts for finding in _findings(each)]


def _read(statement: _Statement, copy: MatchingCopy, numbers: Numbers) -> _Read:
    places = Places(copy.text)
    return _Read(statement, copy, numbers, places, [places.clause(quantity.start) for quantity in numbers.quantities])


def _of_plan(plan: Row) -> _Statement:
    columns: Row = {
        "dataset": "plans",
        "period": None,
        "work_plan": plan["work_plan"],
        "project": plan["project"],
        "result_sequence": None,
        "item_sequence": None,
        "anchor": plan["anchor"],
        "page": plan["page"],
    }
    return _Statement(str(plan["content"]), columns)


def _of_item(item: Row) -> _Statement:
    columns: Row = {
        "dataset": "result_items",
        "period": item["period"],
        "work_plan": item["work_plan"],
        "project": item["project"],
        "result_sequence": item["result_sequence"],
        "item_sequence": item["sequence"],
        "anchor": item["anchor"],
        "page": item["page"],
    }
    return _Statement(str(item["text"]), columns)


def _rows(read: _Read, subjects: Sequence[Span | None], wholes: Sequence[int | None]) -> list[Row]:
    copy, columns = read.copy, read.statement.columns
    rows: list[Row] = []
    for quantity, clause, subject, whole in zip(read.numbers.quantities, read.clauses, subjects, wholes, strict=True):
        start, end = copy.span(quantity.start, quantity.end)
        rows.append(
            {
                **columns,
                "sequence": len(rows) + 1,
                "raw": copy.source[start:end],
                "value": quantity.value,
                "unit": quantity.unit,
                "amount_twd": quantity.value if quantity.unit == DOLLARS else None,
                "qualifier": quantity.qualifier,
                "subject": copy.cut(*subject) if subject else None,
                "clause": copy.cut(*clause),
                "part_of": None if whole is None else whole + 1,
                "start": start,
                "end": end,
            }
        )
    return rows


def _findings(read: _Read) -> Iterator[Finding]:
    copy, places = read.copy, read.places
    for start, end in read.numbers.unaccounted:
        message = f"a number that is neither a quantity nor a known kind of date, ordinal or name: {copy.cut(start, end)}"
        yield _finding(UNACCOUNTED, message, copy.cut(*places.clause(start)), read.statement)
    for quantity, clause in zip(read.numbers.quantities, read.clauses, strict=True):
        if not quantity.is_known_unit:
            message = f"a unit that is not in the vocabulary: {quantity.unit} in {copy.cut(quantity.start, quantity.end)}"
            yield _finding(UNKNOWN_UNIT, message, copy.cut(*clause), read.statement)


def _finding(check: str, message: str, clause: str, statement: _Statement) -> Finding:
    anchor, page = statement.columns["anchor"], statement.columns["page"]
    return Finding(
        check=check,
        severity="warning",
        message=message,
        dataset=_DATASET,
        statement=clause,
        anchor=str(anchor) if anchor else None,
        page=page if isinstance(page, int) else None,
    )
