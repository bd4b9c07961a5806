"""Which plan or result of an earlier book is the same project: one partner at most, and never one where a better one exists."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import cast

from extractors.link_overrides import LinkOverride
from extractors.project_names import is_same, likeness, name_words
from extractors.rows import Row
from extractors.text import fold

Rows = Mapping[str, Sequence[Row]]

_NUMBERS = re.compile(r"\d+")
_LAST_DIGIT = Decimal("0.0001")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A plan (`period` None) or a result of a book; `project` is its work plan's name where it names no project."""

    period: str | None
    sequence: int | None
    work_plan: str
    project: str
    anchor: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry, and the one of an earlier book that is the same project; `relation` is what that one is."""

    entry: Entry
    linked: Entry
    linked_year: int
    relation: str
    score: Decimal
    method: str


# What is linked, with what, how many years before, and what that is: 前年度 and 上年度已過期間 are two years and one before the book.
_RELATIONS = (
    ("prior_year", None, 2, "plan"),
    ("prior_year", "current_year", 1, "half_year"),
    ("prior_year", "prior_year", 1, "full_year"),
    ("current_year", None, 1, "plan"),
    (None, None, 1, "plan"),
)


def link_projects(document: Rows, earlier: Mapping[int, Rows], overrides: Iterable[LinkOverride]) -> Iterator[Link]:
    """The links of a document to the earlier books of its agency, by fiscal year."""
    own = document["documents"][0]
    overrides = [override for override in overrides if override.document_id == own["document_id"]]
    for period, linked_period, years_before, relation in _RELATIONS:
        year = cast("int", own["fiscal_year"]) - years_before
        if year not in earlier:
            continue
        book_id = earlier[year]["documents"][0]["document_id"]
        settled = [override for override in overrides if override.linked_document_id == book_id]
        pairs = _pair(_entries(document, period), _entries(earlier[year], linked_period), settled)
        for entry, linked, score, method in sorted(pairs, key=lambda pair: _order(pair[0])):
            yield Link(entry, linked, year, relation, score, method)


def _entries(rows: Rows, period: str | None) -> list[Entry]:
    """The plans, or the results of a period, in the order of the book."""
    source = rows["plans"] if period is None else [row for row in rows["results"] if row["period"] == period]
    entries = [
        Entry(
            period,
            cast("int | None", row.get("sequence")),
            str(row["work_plan"]),
            str(row["project"] or row["work_plan"]),
            str(row["anchor"]),
            cast("int | None", row["page"]),
        )
        for row in source
    ]
    return sorted(entries, key=_order)


def _order(entry: Entry) -> tuple[int, list[int]]:
    return entry.sequence or 0, natural(entry.anchor)


def natural(anchor: str) -> list[int]:
    """The numbers of an anchor: b2 stands before b10."""
    return [int(number) for number in _NUMBERS.findall(anchor)]


_Pair = tuple[Entry, Entry, Decimal, str]


def _pair(entries: list[Entry], others: list[Entry], overrides: Sequence[LinkOverride]) -> Iterator[_Pair]:
    for override in overrides:
        named = [entry for entry in entries if fold(entry.project) == fold(override.project)]
        partners = [other for other in others if override.linked_project and fold(other.project) == fold(override.linked_project)]
        yield from ((*pair, Decimal(1), "override") for pair in _zip_by_work_plan(named, partners))
        entries = [entry for entry in entries if entry not in named]
        others = [other for other in others if other not in partners]
    taken: list[tuple[Entry, Entry]] = []
    for method, is_equal in (("exact", _is_exact), ("normalised", _is_normalised)):
        left = [entry for entry in entries if entry not in {pair[0] for pair in taken}]
        free = [other for other in others if other not in {pair[1] for pair in taken}]
        found = list(_match(left, free, [(entry, other) for entry, other in product(left, free) if is_equal(entry, other)]))
        taken += found
        yield from ((*pair, Decimal(1), method) for pair in found)
    for entry, other in _renamed(entries, others, taken):
        yield entry, other, Decimal(likeness(entry.project, other.project)).quantize(_LAST_DIGIT), "similar"


def _is_exact(entry: Entry, other: Entry) -> bool:
    return entry.project == other.project


def _is_normalised(entry: Entry, other: Entry) -> bool:
    return is_same(entry.project, other.project)


def _zip_by_work_plan(entries: Sequence[Entry], others: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    return _match(entries, others, list(product(entries, others)))


def _match(entries: Sequence[Entry], others: Sequence[Entry], candidates: list[tuple[Entry, Entry]]) -> Iterator[tuple[Entry, Entry]]:
    """Candidates one to one: those of the same work plan first, then in the order of the books."""
    place = {entry: number for number, entry in enumerate(entries)}
    other_place = {other: number for number, other in enumerate(others)}
    candidates.sort(key=lambda pair: (-_alike_plans(*pair), place[pair[0]], other_place[pair[1]]))
    used: set[tuple[str, Entry]] = set()
    for entry, other in candidates:
        if ("own", entry) not in used and ("other", other) not in used:
            used |= {("own", entry), ("other", other)}
            yield entry, other


def _renamed(entries: Sequence[Entry], others: Sequence[Entry], taken: Sequence[tuple[Entry, Entry]]) -> Iterator[tuple[Entry, Entry]]:
    """Renamed projects: each the other's best partner among all, those that have one included, and like enough."""
    weights = {(entry, other): _weight(entry, other) for entry, other in product(entries, others)}
    best = {entry: max((weights[entry, other] for other in others), default=0.0) for entry in entries}
    best_of_other = {other: max((weights[entry, other] for entry in entries), default=0.0) for other in others}
    gone, gone_others = {pair[0] for pair in taken}, {pair[1] for pair in taken}
    # Two partners as good as each other, of which one has its own: 第2期 and 第1期 are equally like 第3期.
    blocked = {entry for (entry, other), weight in weights.items() if other in gone_others and weight == best[entry]}
    blocked_others = {other for (entry, other), weight in weights.items() if entry in gone and weight == best_of_other[other]}
    candidates = [
        (entry, other)
        for (entry, other), weight in weights.items()
        if entry not in gone | blocked
        and other not in gone_others | blocked_others
        and weight == best[entry] == best_of_other[other]
        and _is_like(entry, other)
    ]
    return _match(entries, others, candidates)


def _is_like(entry: Entry, other: Entry) -> bool:
    words = name_words()
    return likeness(entry.project, other.project) >= (words.similar_in_work_plan if _in_one_plan(entry, other) else words.similar_elsewhere)


def _weight(entry: Entry, other: Entry) -> float:
    return likeness(entry.project, other.project) + (name_words().work_plan_bonus if _in_one_plan(entry, other) else 0)


def _in_one_plan(entry: Entry, other: Entry) -> bool:
    return _alike_plans(entry, other) >= name_words().same_work_plan


def _alike_plans(entry: Entry, other: Entry) -> float:
    return _likeness_of_plans(entry.work_plan, other.work_plan)


@lru_cache(maxsize=4096)
def _likeness_of_plans(work_plan: str, other: str) -> float:
    return 1.0 if is_same(work_plan, other) else min(likeness(work_plan, other), 0.99)


def link_row(link: Link, linked_document_id: str) -> Row:
    """The row of `project_links`, without the common columns."""
    return {
        "period": link.entry.period,
        "work_plan": link.entry.work_plan,
        "project": link.entry.project,
        "result_sequence": link.entry.sequence,
        "linked_document_id": linked_document_id,
        "linked_fiscal_year": link.linked_year,
        "linked_period": link.linked.period,
        "linked_work_plan": link.linked.work_plan,
        "linked_project": link.linked.project,
        "linked_result_sequence": link.linked.sequence,
        "relation": link.relation,
        "score": link.score,
        "method": link.method,
        "anchor": link.entry.anchor,
        "page": link.entry.page,
        "linked_anchor": link.linked.anchor,
    }
