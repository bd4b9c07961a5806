"""Counts of the whole year against those of its half, as the book before printed them: a count that adds up does not go down.

Only what is surely the same count is compared: one project, one unit, one subject, one wording, once in either text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import cast

from extractors.measures.units import known_units
from extractors.project_links import Link
from extractors.project_names import across_years_data
from extractors.reconcile.row import reconcile
from extractors.rows import Row
from extractors.text import fold

Rows = Mapping[str, Sequence[Row]]
_DIGITS = re.compile(r"\d[\d,.]*")
# Where the number stands; another number is a #.
_HERE = "\x01"
_PIECES = re.compile(f"、|[及與](?=[^、]*[#{_HERE}])")
_MARKS = re.compile(r"[^\w#]|_")


@dataclass(frozen=True, slots=True)
class _CountWords:
    not_cumulative: re.Pattern[str]
    light: re.Pattern[str]
    units: dict[str, str]


@lru_cache(maxsize=1)
def _count_words() -> _CountWords:
    declared = across_years_data()
    not_cumulative, light = (re.compile("|".join(declared["counts"][kind])) for kind in ("not_cumulative", "light"))
    return _CountWords(not_cumulative, light, declared["count_units"])


@dataclass(frozen=True, slots=True)
class _Count:
    """A count, where it stands, its unit and subject, and its wording (輔導#家中小企業) without the number and without light verbs."""

    row: Row
    item: int
    key: tuple[str, str, str]

    @property
    def value(self) -> Decimal:
        return cast("Decimal", self.row["value"])


def cumulative(document: Rows, before: Rows, links: Sequence[Link]) -> Iterator[Row]:
    """Each count of a linked result of the prior year against the larger of it and the half-year count of the earlier book."""
    wholes, halves = _read_results(document, "prior_year"), _read_results(before, "current_year")
    for link in links:
        whole, half = wholes.get(link.entry.sequence), halves.get(link.linked.sequence)
        if whole is not None and half is not None:
            yield from _compare(whole, half)


def _compare(whole: "_Result", half: "_Result") -> Iterator[Row]:
    for key, counts in whole.counts.items():
        formers = half.counts.get(key, [])
        is_one = len(counts) == len(formers) == 1
        for count, former in product(counts, formers):
            if not _are_same_items(whole, count, half, former, is_one=is_one):
                continue
            row = count.row
            yield reconcile(
                "history.cumulative",
                str(row["clause"]),
                count.value,
                max(count.value, former.value),
                str(row["anchor"]),
                cast("int | None", row["page"]),
                str(row["unit"]),
            )


def _read_results(rows: Rows, period: str) -> dict[object, "_Result"]:
    """The results of a period by their sequence."""
    items: dict[object, list[Row]] = {}
    measures: dict[object, list[Row]] = {}
    for row in rows["result_items"]:
        if row["period"] == period:
            items.setdefault(row["result_sequence"], []).append(row)
    for row in rows["measures"]:
        if row["period"] == period and row["dataset"] == "result_items":
            measures.setdefault(row["result_sequence"], []).append(row)
    return {sequence: _Result(items[sequence], stated) for sequence, stated in measures.items()}


class _Result:
    """A result: the texts of its items without numbers, and its counts; a wording that stands twice in one item counts for nothing."""

    def __init__(self, items: Sequence[Row], measures: Sequence[Row]) -> None:
        self.items = {cast("int", row["sequence"]): _DIGITS.sub("", fold(str(row["text"]))) for row in items}
        found: dict[tuple[str, str, str], list[_Count]] = {}
        printed: Counter[tuple[object, ...]] = Counter()
        for row in sorted(measures, key=lambda row: (cast("int", row["item_sequence"]), cast("int", row["sequence"]))):
            number = (row["item_sequence"], row["clause"], row["raw"])
            count = _count(row, printed[number])
            printed[number] += 1
            if count is not None:
                found.setdefault(count.key, []).append(count)
        self.counts = {key: list(_alone(counts)) for key, counts in found.items()}


def _alone(counts: Sequence[_Count]) -> Iterator[_Count]:
    in_item = Counter(count.item for count in counts)
    return (count for count in counts if in_item[count.item] == 1)


def _count(row: Row, before: int) -> _Count | None:
    """The measure as a count that adds up over the year, None where it is, or may be, something else.

    `before` says how many like it stand before it in its clause.
    """
    if row["part_of"] is not None or row["qualifier"] is not None or row["unit"] in known_units().measuring:
        return None
    words = _count_words()
    clause = fold(str(row["clause"]))
    if words.not_cumulative.search(clause):
        return None
    unit = str(row["unit"])
    wording = _wording(clause, fold(str(row["raw"])), before)
    subject = _bare(fold(str(row["subject"] or "")))
    if wording is None or not (subject or wording):
        return None
    # 輔導企業120家 and 輔導100家企業 count the same.
    return _Count(row, cast("int", row["item_sequence"]), (words.units.get(unit, unit), subject, wording.replace(subject, "", 1)))


def _wording(clause: str, raw: str, before: int) -> str | None:
    """What is said about the number, its part of a list alone (甲3家、乙2家); None where the number is not found again."""
    places = [match.start() for match in re.finditer(rf"(?<![\d,.]){re.escape(raw)}", clause)]
    if before >= len(places):
        return None
    place = places[before]
    marked = _DIGITS.sub("#", f"{clause[:place]}{_HERE}{clause[place + len(raw) :]}")
    return _bare(next(piece for piece in _PIECES.split(marked) if _HERE in piece))


def _bare(text: str) -> str:
    """The words alone; 並 and 共 only once there are no marks between them."""
    return _count_words().light.sub("", _MARKS.sub("", text))


def _are_same_items(whole: "_Result", count: _Count, half: "_Result", former: _Count, *, is_one: bool) -> bool:
    """Whether no other item of either result is more like the other's: the same words may count another thing elsewhere.

    Where the words stand in one item each (`is_one`), another item may be as like.
    """
    # Looking at one document needs no likeness, and must feel instant.
    from rapidfuzz import fuzz  # noqa: PLC0415

    own, other = whole.items[count.item], half.items[former.item]
    likeness = fuzz.ratio(own, other)
    others = [fuzz.ratio(own, text) for number, text in half.items.items() if number != former.item]
    others += [fuzz.ratio(text, other) for number, text in whole.items.items() if number != count.item]
    best = max(others, default=-1.0)
    return likeness >= best if is_one else likeness > best
