"""Which quantity is a part of which: 519家，其中400家 · 500人（男300人、女200人） · 88場講習及3場交流會，合計91場."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from extractors.measures.places import are_in_one_sentence
from extractors.measures.quantities import Quantity
from extractors.measures.subject_words import subject_words
from extractors.measures.units import known_units

_PART = re.compile("其中|內含|包含|包括|[(，,、：:](?:分別為|計有|含)")
# What every way of naming parts, brackets and totals has one of.
_MAY_HAVE_PARTS = re.compile("[(含括計共其分](?:(?<![其分])|(?<=其)中|(?<=分)別為)")
_CLAUSE_END = re.compile("[，,：:]")
_TOTAL = re.compile(r"(?:合計|總計|共計|總共|計|共)\Z")
_NEW_STATEMENT = re.compile("並|另|同時|此外|且|又|亦|再")
_UP_TO_BRACKET = re.compile(r"[^(，,；;。、\n]{0,12}")


def find_wholes(text: str, quantities: Sequence[Quantity]) -> list[int | None]:
    """For each quantity of a matching copy the index of the quantity that it is a part of; None where it is no part.

    A whole has the unit of its parts, stands in their sentence and is no part itself, and they do not add up to more.
    """
    if len(quantities) < 2 or not _MAY_HAVE_PARTS.search(text):  # noqa: PLR2004
        return [None] * len(quantities)
    finder = _Finder(text, quantities, _sentences(text, quantities))
    for index, quantity in enumerate(quantities):
        if quantity.unit not in known_units().shares:
            finder.place(index)
    return finder.wholes


def _sentences(text: str, quantities: Sequence[Quantity]) -> list[int]:
    """The number of the sentence that each quantity stands in."""
    sentences = [0]
    for first, second in pairwise(quantities):
        sentences.append(sentences[-1] + (not are_in_one_sentence(text, first.start, second.start)))
    return sentences


@dataclass(slots=True)
class _Finder:
    text: str
    quantities: Sequence[Quantity]
    sentences: Sequence[int]
    wholes: list[int | None] = field(init=False)
    parts_sums: dict[int, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wholes = [None] * len(self.quantities)

    def place(self, index: int) -> None:
        """Finds the whole of a quantity, or where it is a total its parts."""
        if not index or self.sentences[index - 1] != self.sentences[index]:
            return
        whole = self._named(index)
        whole = self._before_bracket(index) if whole is None else whole
        if whole is not None:
            self._add(index, whole)
            return
        for part in self._summed(index):
            self.wholes[part] = index

    def _add(self, part: int, whole: int) -> None:
        added = self.parts_sums.get(whole, Decimal(0)) + self.quantities[part].value
        if added <= self.quantities[whole].value:
            self.wholes[part], self.parts_sums[whole] = whole, added

    def _named(self, index: int) -> int | None:
        """The whole of a part behind 其中 or 包括, or of one that goes on with the parts of the quantity before it."""
        quantity = self.quantities[index]
        if _PART.search(self.text, self.quantities[self._last_apart(index)].end, quantity.start):
            return next((whole for whole in reversed(range(index)) if self._can_hold(whole, index)), None)
        whole = self.wholes[index - 1]
        if whole is None or whole > index or self.quantities[whole].unit != quantity.unit:
            return None
        between = self.text[self.quantities[index - 1].end : quantity.start]
        marks = list(_CLAUSE_END.finditer(between))
        clause = between[marks[-1].end() :] if marks else ""
        is_new = _NEW_STATEMENT.match(clause) or (marks and subject_words().opening.end(clause, 0, len(clause)) is not None)
        return None if is_new else whole

    def _last_apart(self, index: int) -> int:
        """The last quantity in front of those that stand side by side with this one: 246家 in 246家，包含13國31家."""
        before = index - 1
        while before and self.quantities[before].end == self.quantities[before + 1].start:
            before -= 1
        return before

    def _can_hold(self, whole: int, part: int) -> bool:
        larger, smaller = self.quantities[whole], self.quantities[part]
        is_alike = larger.unit == smaller.unit and larger.value >= smaller.value
        return is_alike and self.sentences[whole] == self.sentences[part] and self.wholes[whole] is None

    def _before_bracket(self, index: int) -> int | None:
        """The quantity that a bracket with this one in it stands behind: 15億元（中央3億元、地方12億元）."""
        start = self.quantities[index].start
        bracket = self.text.rfind("(", self.quantities[0].end, start)
        if bracket < 0 or self.text.find(")", bracket, start) >= 0:
            return None
        whole = bisect_right(self.quantities, bracket, key=lambda quantity: quantity.end) - 1
        is_near = whole >= 0 and _UP_TO_BRACKET.fullmatch(self.text, self.quantities[whole].end, bracket)
        return whole if is_near and self._can_hold(whole, index) else None

    def _summed(self, index: int) -> list[int]:
        """The quantities in front of a total that add up to it: two or more in its unit and sentence, the nearest first."""
        total = self.quantities[index]
        if not _TOTAL.search(self.text, max(total.start - len("合計"), 0), total.start):
            return []
        parts: list[int] = []
        added = Decimal(0)
        for part in reversed(range(index)):
            if self.sentences[part] != self.sentences[index] or added >= total.value:
                break
            if self.quantities[part].unit == total.unit and self.wholes[part] is None:
                parts.append(part)
                added += self.quantities[part].value
        return parts if added == total.value and len(parts) > 1 else []
