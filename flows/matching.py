"""Which row of one book is which row of another: what identifies a row across years and versions, dataset by dataset.

Places, list numbers and sequences say where a row stands, and shift when something is put in before it: they neither identify a row
nor count as a change.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from schemas.datasets import BY_NAME, COMMON
from schemas.model import Dataset

Row = Mapping[str, Any]
# A row of the one book and the row of the other that it is; None where there is no such row.
Pair = tuple[Row | None, Row | None]

# Two wordings of one text share most of their characters; different texts of one section share fewer.
_REWORDED = 0.6

_STANDS_AT = frozenset(
    [
        "anchor",
        "page",
        "x0",
        "top",
        "x1",
        "bottom",
        "section",
        "parent",
        "table",
        "row",
        "column",
        "label",
        "ordinal",
        "parent_ordinal",
        "work_plan_ordinal",
        "sequence",
        "parent_sequence",
        "result_sequence",
        "item_sequence",
        "part_of",
        "start",
        "end",
        "linked_anchor",
        "linked_result_sequence",
    ]
)
_SOURCE = frozenset(["source_path", "source_format", "source_sha256", "source_bytes", "page_count", "extractor_version"])
# What is another in every year's book.
_OF_THE_YEAR = frozenset(["year", "period_start", "period_end", "as_of", "linked_document_id", "linked_fiscal_year"])


@dataclass(frozen=True, slots=True)
class Identity:
    """Rows are the same whose `keys` agree, the first key first; else those in one `scope` whose `text` reads nearly the same."""

    keys: tuple[tuple[str, ...], ...] = ()
    text: str | None = None
    scope: tuple[str, ...] = ()


IDENTITIES = {
    "documents": Identity(((),)),
    "sections": Identity((("kind", "title"), ("title",)), "title"),
    "paragraphs": Identity((), "text", ("is_heading",)),
    "table_cells": Identity((("table", "row", "column"),)),
    "duties": Identity((), "text", ("scope", "unit")),
    "staffing": Identity((("unit", "category"),)),
    "staffing_changes": Identity((("kind", "category", "counterparty"), ("kind", "category")), "statement"),
    "plans": Identity((("work_plan", "project"), ("project",)), "project"),
    "results": Identity((("period", "work_plan", "project"),), "outcome", ("period",)),
    "result_items": Identity((), "text", ("period",)),
    "measures": Identity((("dataset", "period", "project", "subject", "unit"),), "clause", ("dataset", "period", "unit")),
    "budget_execution": Identity((("period", "side", "account"),)),
    "budget_amounts": Identity((("side", "account"),)),
    "transfers": Identity((("kind", "direction", "account", "counterparty"), ("kind", "direction", "counterparty"))),
    "legal_references": Identity((("law", "instrument"), ("law",))),
    "reconciliations": Identity((("rule", "statement"),), "statement", ("rule",)),
    "project_links": Identity((("period", "work_plan", "project", "linked_period", "linked_project", "relation"),)),
}


def list_compared(dataset: Dataset, *, is_same_year: bool) -> tuple[str, ...]:
    """The columns whose difference is a change of the row."""
    common = {field.name for field in COMMON}
    left_out = _STANDS_AT | common | (frozenset() if is_same_year else _OF_THE_YEAR) | (_SOURCE if dataset.name == "documents" else set())
    return tuple(name for name in dataset.columns if name not in left_out)


def match_rows(dataset: str, old: Sequence[Row], new: Sequence[Row], *, is_same_year: bool) -> Iterator[Pair]:
    """Every row of both once, each with its like in the other where it has one; rows that are equal come in pairs too.

    Swapping `old` and `new` swaps the pairs.
    """
    columns = list_compared(BY_NAME[dataset], is_same_year=is_same_year)
    identity = IDENTITIES[dataset]
    left, right = list(old), list(new)
    for key in (columns, *identity.keys):
        pairs, left, right = _pair_by_key(key, left, right)
        yield from pairs
    if identity.text:
        pairs, left, right = _pair_by_text(identity, left, right)
        yield from pairs
    yield from ((row, None) for row in left)
    yield from ((None, row) for row in right)


def _pair_by_key(key: Sequence[str], left: Sequence[Row], right: Sequence[Row]) -> tuple[list[Pair], list[Row], list[Row]]:
    """Pair the rows whose key is the same, in their order."""
    counts = Counter(_take(row, key) for row in left) & Counter(_take(row, key) for row in right)
    old, old_rest = _split(key, left, Counter(counts))
    new, new_rest = _split(key, right, Counter(counts))
    partners: dict[object, list[Row]] = defaultdict(list)
    for row in reversed(new):
        partners[_take(row, key)].append(row)
    return [(row, partners[_take(row, key)].pop()) for row in old], old_rest, new_rest


def _split(key: Sequence[str], rows: Iterable[Row], counts: Counter[tuple[object, ...]]) -> tuple[list[Row], list[Row]]:
    taken: list[Row] = []
    rest: list[Row] = []
    for row in rows:
        value = _take(row, key)
        counts[value] -= 1
        (taken if counts[value] >= 0 else rest).append(row)
    return taken, rest


def _pair_by_text(identity: Identity, left: Sequence[Row], right: Sequence[Row]) -> tuple[list[Pair], list[Row], list[Row]]:
    """Pair the rows whose texts are most alike; of pairs that are equally alike the one nearest to the beginning."""
    scopes: dict[object, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((left, right)):
        for number, row in enumerate(rows):
            scopes[_take(row, identity.scope)][side].append(number)
    candidates = []
    for old, new in scopes.values():
        texts = [[rows[number][identity.text or ""] for number in numbers] for rows, numbers in ((left, old), (right, new))]
        scores = cdist(*texts, scorer=Indel.normalized_similarity, score_cutoff=_REWORDED)
        for i, j in zip(*scores.nonzero(), strict=True):
            a, b = old[i], new[j]
            candidates.append((-float(scores[i, j]), a + b, abs(a - b), a, b))
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs: list[Pair] = []
    for *_, a, b in sorted(candidates):
        if a not in taken[0] and b not in taken[1]:
            taken[0].add(a)
            taken[1].add(b)
            pairs.append((left[a], right[b]))
    old_rest, new_rest = ([row for n, row in enumerate(rows) if n not in gone] for rows, gone in zip((left, right), taken, strict=True))
    return pairs, old_rest, new_rest


def _take(row: Row, columns: Iterable[str]) -> tuple[object, ...]:
    return tuple(row[column] for column in columns)
