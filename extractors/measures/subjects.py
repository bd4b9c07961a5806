"""What a quantity counts: the noun phrase behind it, the one in front of it, what people do, or what was counted before it."""

import re
from collections.abc import Sequence

from extractors.measures.phrases import COMPARED, phrase_before, phrase_behind
from extractors.measures.places import Places, Span
from extractors.measures.quantities import Quantity
from extractors.measures.subject_words import subject_words
from extractors.measures.units import known_units

_ADJACENT = re.compile(
    "(?:共計|合計|總計|共|計|約|逾)*|(?:由|原)?(?:增加|提高|提升|成長|減少|降低|調整|調升|調降|擴大|縮短|增|減|降|升)(?:為|至|到)"
)
_JOINED = re.compile("[~至到—–─、及和與或-]")


def find_subjects(text: str, quantities: Sequence[Quantity], places: Places) -> list[Span | None]:
    """The offsets of each quantity's subject in a matching copy; None where no noun is printed."""
    subjects: list[Span | None] = []
    last_in_unit: dict[tuple[int, str], Span] = {}
    measuring = known_units().measuring
    previous, previous_sentence = None, -1
    for quantity, following in zip(quantities, (*quantities[1:], None), strict=False):
        start, end = places.clause(quantity.start)
        if previous and previous.end > start:
            taken = subjects[-1]
            start = max(previous.end, taken[1] if taken and taken[1] <= quantity.start else 0)
        before = phrase_before(text, start, quantity)
        behind = phrase_behind(text, quantity, min(end, following.start) if following else end)
        is_of_next = behind and following and behind[1] == following.start
        subject = before if before and is_of_next else _choose(text, quantity, before, behind)
        sentence = places.sentence(quantity.start)
        if subject is None and previous and previous_sentence == sentence:
            subject = _handed_on(text, previous, quantity, subjects[-1]) or last_in_unit.get((sentence, quantity.unit))
        if subject and quantity.unit not in measuring:
            last_in_unit[sentence, quantity.unit] = subject
        subjects.append(subject)
        previous, previous_sentence = quantity, sentence
    return _hand_back(text, quantities, subjects)


def _choose(text: str, quantity: Quantity, before: Span | None, behind: Span | None) -> Span | None:
    """Of the phrases in front of and behind a quantity the one that it counts.

    People without a noun are counted by what they do; an amount, a size or a share measures what stands in front of it, a count
    counts what stands behind it, unless that is only what is done (圖根點2,213點補建).
    """
    words, units = subject_words(), known_units()
    if before is None or behind is None:
        return before or behind
    if quantity.unit in units.people:
        return before if words.person.close(text, *before) else behind
    if quantity.unit in units.measuring:
        return behind if words.verb.close(text, *before) or words.only_deeds.fills(text, *before) else before
    return before if words.only_deeds.fills(text, *behind) else behind


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
        quantity, following = quantities[index], quantities[index + 1]
        if subjects[index] is None and (quantity.end == following.start or _are_joined(text, quantity, following)):
            subjects[index] = subjects[index + 1]
    return subjects
