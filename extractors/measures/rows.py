"""The rows of `measures`: every quantity of plans.content and result_items.text, and the findings about numbers that are none."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.measures.matching import MatchingCopy, copy_to_match
from extractors.measures.parts import find_wholes
from extractors.measures.places import Places
from extractors.measures.quantities import Numbers, Quantity, find_numbers
from extractors.measures.subjects import find_subjects
from extractors.rows import Row
from schemas.findings import Finding

UNACCOUNTED = "measures.unaccounted_number"
UNKNOWN_UNIT = "measures.unknown_unit"
_DATASET = "measures"


class _Statement(NamedTuple):
    """A text that states quantities, and the columns that say where it stands."""

    text: str
    columns: Row
    anchor: str | None
    page: int | None


def measure_rows(plans: Sequence[Row], result_items: Sequence[Row]) -> tuple[list[Row], list[Finding]]:
    """The rows of `measures` without the common columns, and a warning for each number or unit that is not understood.

    Offsets count code points of `plans.content` and of `result_items.text`; `value` is in `unit`, money in 元.
    """
    rows: list[Row] = []
    findings: list[Finding] = []
    for statement in (*map(_of_plan, plans), *map(_of_item, result_items)):
        copy = copy_to_match(statement.text)
        numbers = find_numbers(copy)
        if not numbers.quantities and not numbers.unaccounted:
            continue
        places = Places(copy.text)
        if numbers.quantities:
            rows += _rows(copy, numbers.quantities, places, statement)
        findings += _findings(copy, numbers, places, statement)
    return rows, findings


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
    return _statement(plan["content"], columns)


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
    return _statement(item["text"], columns)


def _statement(text: object, columns: Row) -> _Statement:
    anchor, page = columns["anchor"], columns["page"]
    return _Statement(str(text), columns, str(anchor) if anchor else None, page if isinstance(page, int) else None)


def _rows(copy: MatchingCopy, quantities: Sequence[Quantity], places: Places, statement: _Statement) -> Iterator[Row]:
    subjects = find_subjects(copy.text, quantities, places)
    wholes = find_wholes(copy.text, quantities, places)
    for index, quantity in enumerate(quantities):
        start, end = copy.span(quantity.start, quantity.end)
        subject, whole = subjects[index], wholes[index]
        yield {
            **statement.columns,
            "sequence": index + 1,
            "raw": copy.source[start:end],
            "value": quantity.value,
            "unit": quantity.unit,
            "amount_twd": quantity.value if quantity.is_dollars else None,
            "qualifier": quantity.qualifier,
            "subject": copy.cut(*subject) if subject else None,
            "clause": copy.cut(*places.clause(quantity.start)),
            "part_of": None if whole is None else whole + 1,
            "start": start,
            "end": end,
        }


def _findings(copy: MatchingCopy, numbers: Numbers, places: Places, statement: _Statement) -> Iterator[Finding]:
    for start, end in numbers.unaccounted:
        message = f"a number that is neither a quantity nor a known kind of date, ordinal or name: {copy.cut(start, end)}"
        yield _finding(UNACCOUNTED, message, copy.cut(*places.clause(start)), statement)
    for quantity in numbers.quantities:
        if not quantity.is_known_unit:
            message = f"a unit that is not in the vocabulary: {quantity.unit} in {copy.cut(quantity.start, quantity.end)}"
            yield _finding(UNKNOWN_UNIT, message, copy.cut(*places.clause(quantity.start)), statement)


def _finding(check: str, message: str, clause: str, statement: _Statement) -> Finding:
    return Finding(
        check=check,
        severity="warning",
        message=message,
        dataset=_DATASET,
        statement=clause,
        anchor=statement.anchor,
        page=statement.page,
    )
