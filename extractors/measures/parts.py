"""Which quantity is a part of which: 519家，其中400家 · 500人（男300人、女200人） · 88場講習及3場交流會，合計91場."""

import re
from collections.abc import Sequence
from decimal import Decimal

from extractors.measures.quantities import Quantity
from extractors.measures.subject_words import subject_words
from extractors.measures.units import known_units

_PART = re.compile("其中|內含|包含|包括|[(，,、：:](?:分別為|計有|含)")
_SENTENCE_END = re.compile("[。；;\n]")
_CLAUSE_END = re.compile("[，,：:]")
_TOTAL = re.compile(r"(?:合計|總計|共計|總共|計|共)\Z")
_NEW_STATEMENT = re.compile("並|另|同時|此外|且|又|亦|再")


def find_wholes(text: str, quantities: Sequence[Quantity]) -> list[int | None]:
    """For each quantity of a matching copy the index of the quantity that it is a part of; None where it is no part."""
    wholes: list[int | None] = [None] * len(quantities)
    for index in range(1, len(quantities)):
        if quantities[index].unit in known_units().shares:
            continue
        named = _named_whole(text, quantities, wholes, index)
        wholes[index] = _bracketing(text, quantities, index) if named is None else named
        if wholes[index] is None:
            for part in _summed(text, quantities, wholes, index):
                wholes[part] = index
    return wholes


def _named_whole(text: str, quantities: Sequence[Quantity], wholes: Sequence[int | None], index: int) -> int | None:
    """The whole of a part behind 其中 or 包括, or of one that goes on with the parts of the quantity before it."""
    quantity, previous = quantities[index], quantities[index - 1]
    between = text[previous.end : quantity.start]
    if _SENTENCE_END.search(between):
        return None
    if _PART.search(text, quantities[_last_apart(quantities, index)].end, quantity.start):
        return next((whole for whole in reversed(range(index)) if _holds(text, quantities, wholes, whole, index)), None)
    whole = wholes[index - 1]
    if whole is None or whole > index or previous.unit not in (quantity.unit, quantities[whole].unit):
        return None
    begins = [mark.end() for mark in _CLAUSE_END.finditer(between)]
    clause = between[begins[-1] :] if begins else ""
    if quantity.unit != quantities[whole].unit or _NEW_STATEMENT.match(clause) or (begins and subject_words().opening.match(clause)):
        return None
    parts = [quantities[part].value for part in range(index) if wholes[part] == whole]
    return whole if sum(parts, quantity.value) <= quantities[whole].value else None


def _last_apart(quantities: Sequence[Quantity], index: int) -> int:
    """The last quantity in front of those that stand side by side with this one: 246家 in 246家，包含13國31家."""
    before = index - 1
    while before and quantities[before].end == quantities[before + 1].start:
        before -= 1
    return before


def _holds(text: str, quantities: Sequence[Quantity], wholes: Sequence[int | None], whole: int, part: int) -> bool:
    """Whether a quantity can hold another: the same unit, no less, in the same sentence, and no part itself."""
    larger, smaller = quantities[whole], quantities[part]
    is_near = not _SENTENCE_END.search(text, larger.end, smaller.start)
    return is_near and wholes[whole] is None and larger.unit == smaller.unit and larger.value >= smaller.value


_ASIDE = re.compile(r"[^(，,；;。、\n]{0,12}\([^()]*\Z")


def _bracketing(text: str, quantities: Sequence[Quantity], index: int) -> int | None:
    """The quantity that a bracket with this one in it stands behind: 15億元（中央3億元、地方2億元）."""
    quantity = quantities[index]
    for whole in reversed(range(index)):
        larger = quantities[whole]
        if larger.unit == quantity.unit and _ASIDE.fullmatch(text, larger.end, quantity.start):
            return whole if larger.value >= quantity.value else None
    return None


def _summed(text: str, quantities: Sequence[Quantity], wholes: Sequence[int | None], index: int) -> list[int]:
    """The quantities in front of a total that add up to it: two or more in its unit and sentence, the nearest first."""
    total = quantities[index]
    if not _TOTAL.search(text, max(total.start - len("合計"), 0), total.start):
        return []
    parts: list[int] = []
    added = Decimal(0)
    for part in reversed(range(index)):
        if _SENTENCE_END.search(text, quantities[part].end, total.start):
            break
        if quantities[part].unit != total.unit or wholes[part] is not None:
            continue
        parts.append(part)
        added += quantities[part].value
        if added >= total.value:
            break
    return parts if added == total.value and len(parts) > 1 else []
