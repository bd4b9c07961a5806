"""What a quantity counts: the noun phrase behind it, the one in front of it, what people do, or what was counted before it."""

import re
from collections.abc import Sequence

from extractors.measures.phrases import COMPARED, phrase_before, phrase_behind
from extractors.measures.places import Span, are_in_one_sentence
from extractors.measures.quantities import Quantity
from extractors.measures.subject_words import subject_words
from extractors.measures.units import known_units

_ADJACENT = re.compile(
    "(?:共計|合計|總計|共|計|約|逾)*|(?:由|原)?(?:增加|提高|提升|成長|減少|降低|調整|調升|調降|擴大|縮短|增|減|降|升)(?:為|至|到)"
)
_JOINED = re.compile("[~至到—–─、及和與或-]")


def find_subjects(text: str, quantities: Sequence[Quantity], clauses: Sequence[Span]) -> list[Span | None]:
    """The offsets of each quantity's subject in a matching copy, where the clause of each is known; None where no noun is printed."""
    subjects: list[Span | None] = []
    last_in_unit: dict[str, tuple[Quantity, Span]] = {}
    measuring = known_units().measuring
    previous: Quantity | None = None
    for index, quantity in enumerate(quantities, 1):
        following = quantities[index] if index < len(quantities) else None
        start, end = clauses[index - 1]
        if following and following.start < end:
            end = following.start
        if previous and previous.end > start:
            taken = subjects[-1]
            start = max(previous.end, taken[1] if taken and taken[1] <= quantity.start else 0)
        subject = _find_subject(text, quantity, start, end, following)
        if subject is None and previous and are_in_one_sentence(text, previous.start, quantity.start):
            subject = _handed_on(text, previous, quantity, subjects[-1])
            if subject is None and (last := last_in_unit.get(quantity.unit)) and are_in_one_sentence(text, last[0].start, quantity.start):
                subject = last[1]
        if subject and quantity.unit not in measuring:
            last_in_unit[quantity.unit] = quantity, subject
        subjects.append(subject)
        previous = quantity
    return _hand_back(text, quantities, subjects) if None in subjects else subjects


def _find_subject(text: str, quantity: Quantity, start: int, end: int, following: Quantity | None) -> Span | None:
    """Of the phrases in front of and behind a quantity, between a start and an end, the one that it counts.

    A count counts what stands behind it, unless that is only what is done (圖根點2,213點補建) or belongs to the quantity that follows at
    once. The other phrase is looked for only where the first does not settle it.
    """
    words, units = subject_words(), known_units()
    before = None
    is_measure = quantity.unit in units.people or quantity.unit in units.measuring
    if is_measure:
        before = phrase_before(text, start, quantity)
        if before and _is_measured(text, quantity, before):
            return before
    behind = phrase_behind(text, quantity, end)
    is_of_next = behind is not None and following is not None and behind[1] == following.start
    if is_measure:
        return before if before and (behind is None or is_of_next) else behind
    if behind and not is_of_next and not words.only_deeds.fills(text, *behind):
        return behind
    return phrase_before(text, start, quantity) or behind


def _is_measured(text: str, quantity: Quantity, before: Span) -> bool:
    """Whether a quantity is that of the phrase in front of it.

    People without a noun are counted by what they do; an amount, a size or a share measures what stands in front of it.
    """
    words = subject_words()
    if quantity.unit in known_units().people:
        return words.person.close(text, *before)
    return not (words.verb.close(text, *before) or words.only_deeds.fills(text, *before))


def _handed_on(text: str, previous: Quantity, quantity: Quantity, subject: Span | None) -> Span | None:
    """The subject of the quantity before, where this one has no noun of its own.

    It has it where it adjoins that one (24件計5億7,100萬元, 3~5萬元), and where it is a share or a change (2,738件，較去年增加5%).
    """
    adjoins = _ADJACENT.fullmatch(text, previous.end, quantity.start) or _are_joined(text, previous, quantity)
    is_change = quantity.unit in known_units().shares or COMPARED.search(text, previous.end, quantity.start)
    return subject if adjoins or is_change else None


def _are_joined(text: str, first: Quantity, second: Quantity) -> bool:
    """Whether nothing but the mark of a range or a list stands between two numbers: 3~5家, 5、6場."""
    return first.unit == second.unit and bool(_JOINED.fullmatch(text, first.end, second.start))


def _hand_back(text: str, quantities: Sequence[Quantity], subjects: list[Span | None]) -> list[Span | None]:
    """13國31家國際團隊, 3~5家業者: both count what follows the second."""
    for index in reversed(range(len(subjects) - 1)):
        if subjects[index] is not None:
            continue
        quantity, following = quantities[index], quantities[index + 1]
        if quantity.end == following.start or _are_joined(text, quantity, following):
            subjects[index] = subjects[index + 1]
    return subjects
