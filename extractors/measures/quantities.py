"""Where a text states quantities: number, unit, bound and value of each, and the numbers that nothing accounts for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from extractors.measures.bounds import bound_before, bound_behind
from extractors.measures.candidates import Candidate, find_candidates, read_candidate
from extractors.measures.exclusions import find_exclusions
from extractors.measures.matching import MatchingCopy
from extractors.measures.numbers import FIRST_GLYPH, LAST_MULTIPLIER, read_number
from extractors.measures.places import Coverage, Span
from extractors.measures.units import known_units


@dataclass(slots=True)
class Quantity:
    """A quantity by its offsets in the matching copy; `value` is in `unit`, multipliers multiplied out."""

    start: int
    end: int
    value: Decimal
    unit: str
    qualifier: str | None = None
    is_known_unit: bool = True


@dataclass(slots=True)
class Numbers:
    """What the numbers of a text are: quantities in order, and the stretches that neither a quantity nor a rule accounts for."""

    quantities: tuple[Quantity, ...] = ()
    unaccounted: tuple[Span, ...] = ()


_WORTH_READING = re.compile(FIRST_GLYPH)
_NUMBER = re.compile("[0-9](?:[0-9,.]*[0-9])?[百千萬億]*")
_DIGIT = re.compile("[0-9]")
_DIGITS = re.compile("[0-9]+")
_RANGE = frozenset("~至到—–─-")
_JOINTS = _RANGE.union("、及和與或")


def find_numbers(copy: MatchingCopy) -> Numbers:
    """The quantities of a text in order, and the digits that are left over."""
    text = copy.text
    if not _WORTH_READING.search(text):
        return Numbers()
    exclusions = find_exclusions(text)
    excluded = Coverage([(exclusion.start, exclusion.end) for exclusion in exclusions]) if exclusions else None
    quantities: list[Quantity] = []
    waiting: list[Candidate] = []
    read_to = 0
    for match in find_candidates(text):
        start, end = match.span()
        if start < read_to:
            continue
        candidate = None if excluded and excluded.meets(start, end) else read_candidate(match)
        if candidate is None:
            waiting.clear()
            continue
        if waiting and text[waiting[-1].end : candidate.start] not in _JOINTS:
            waiting.clear()
        if candidate.unit is None:
            waiting.append(candidate)
            continue
        if waiting:
            quantities += [_quantity(text, elided, candidate) for elided in _share_multiplier(text, waiting, candidate)]
            waiting.clear()
        quantities.append(_quantity(text, candidate, candidate))
        read_to = candidate.end
    _mark_ranges(text, quantities)
    return Numbers(tuple(quantities), _left_over(text, quantities, excluded))


def _quantity(text: str, candidate: Candidate, counted: Candidate) -> Quantity:
    """The quantity of a number whose unit stands behind it, or behind another number with which it shares it (3~5家, 5、6場)."""
    unit = counted.unit or ""
    is_time = unit in known_units().time
    qualifier = bound_before(text, candidate.start) or candidate.tail or bound_behind(text, counted.end, is_time=is_time)
    return Quantity(candidate.start, candidate.end, candidate.value, unit, qualifier, counted.is_known_unit)


def _share_multiplier(text: str, waiting: Sequence[Candidate], last: Candidate) -> Iterator[Candidate]:
    """3~5萬人 says 30,000 to 50,000, 1、2億元 says 100 or 200 million; 5,000~1萬人 says what it says."""
    multiplier = LAST_MULTIPLIER.search(text[last.start : last.number_end])
    scale = (read_number(multiplier[0]) if multiplier else None) or Decimal(1)
    for candidate in waiting:
        is_bare = not LAST_MULTIPLIER.search(text[candidate.start : candidate.number_end])
        shares = is_bare and candidate.value * scale < last.value
        yield replace(candidate, value=candidate.value * scale) if shares else candidate


def _mark_ranges(text: str, quantities: list[Quantity]) -> None:
    """Both ends of a range are bounds: each is qualified by the mark between them where nothing else qualifies it."""
    marks: dict[int, str] = {}
    for index, (first, second) in enumerate(pairwise(quantities)):
        if (mark := text[first.end : second.start]) in _RANGE and first.unit == second.unit:
            marks[index] = marks[index + 1] = mark
    for index, mark in marks.items():
        if quantities[index].qualifier is None:
            quantities[index].qualifier = mark


def _left_over(text: str, quantities: Sequence[Quantity], excluded: Coverage | None) -> tuple[Span, ...]:
    if _are_stated(text, quantities):
        return ()
    accounted = [excluded] if excluded else []
    accounted.append(Coverage((quantity.start, quantity.end) for quantity in quantities))
    runs = [digits.span() for digits in _DIGITS.finditer(text)]
    left = Coverage(run for run in runs if not any(spans.meets(*run) for spans in accounted))
    return tuple(number.span() for number in _NUMBER.finditer(text) if left.meets(*number.span()))


def _are_stated(text: str, quantities: Sequence[Quantity]) -> bool:
    """Whether no digit stands between the quantities, as in most texts."""
    behind, digit = 0, _DIGIT.search
    for quantity in quantities:
        if digit(text, behind, quantity.start):
            return False
        behind = quantity.end
    return not digit(text, behind)
