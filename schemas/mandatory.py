"""Which sections a book must have, by its genre, and which of them a document lacks.

What every real book has, and no more, is mandatory: a good book must not be kept out. Titles vary by year and agency, and two
sections can stand under one title (102: 現行法定職掌及102年度施政目標與重點), so a demand is met by any of several kinds, by a word in
a title, or by rows of the dataset that the section fills. Books of cities and counties state their posts in a table without a
heading, in a sentence, or in an annex: there they are looked for, not demanded. An agency in its first years has no past to tell,
and a part of a book ends before it does: their outermost headings count 一、二、三、 without a gap, and the missing section is a
warning; where the numbers have a gap (一、二、四、) it has been lost, and that is an error.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from schemas.check import Row


@dataclass(frozen=True, slots=True)
class Demand:
    """One section that books of a genre have: the printed title, and what meets the demand.

    `kinds` are kinds of section, `words` parts of a title, `dataset` one whose rows come from such a section alone.
    `severity_without_gap` is what its lack costs where the outermost headings are numbered without a gap.
    """

    genre: str
    title: str
    kinds: tuple[str, ...]
    words: tuple[str, ...]
    dataset: str
    severity: str = "error"
    severity_without_gap: str = "error"


_DUTIES = ("statutory_duties", "agency_functions", "internal_units")
_RESULTS = ("past_results", "prior_year_results", "current_year_results")
_EXECUTION = ("past_execution", "prior_year_execution", "current_year_execution")
_GOALS = ("policy", "annual_goals", "annual_plans", "key_performance_indicators")
_HIGHLIGHTS = ("plan_highlights", "expected_performance", "budget_summary")

DEMANDS = (
    Demand("central", "現行法定職掌", _DUTIES, ("法定職掌", "主要職掌"), "duties"),
    Demand("central", "預算員額說明表", ("staffing",), ("員額",), "staffing"),
    Demand("central", "施政目標與重點", _GOALS, ("施政目標", "施政計畫", "施政重點"), "plans"),
    Demand(
        "central",
        "以前年度計畫實施成果概述",
        _RESULTS,
        ("以前年度", "實施成果", "施政績效"),
        "results",
        severity_without_gap="warning",
    ),
    Demand("local", "現行法定職掌", _DUTIES, ("法定職掌", "主要職掌"), "duties"),
    Demand("local", "預算員額", ("staffing",), ("員額",), "staffing", severity="warning", severity_without_gap="warning"),
    Demand(
        "local",
        "前年度及上年度已過期間計畫實施及預算執行情形",
        (*_EXECUTION, *_RESULTS),
        ("已過期間", "執行情形", "決算辦理"),
        "budget_execution",
        severity_without_gap="warning",
    ),
    Demand("local", "本年度施政計畫重點及預算提要", (*_HIGHLIGHTS, *_GOALS), ("計畫重點", "預算提要", "施政計畫"), "budget_amounts"),
)


def answer_demands(rows: Mapping[str, Sequence[Row]]) -> list[Row]:
    """One row for each demand on each of the documents in `rows` (rows of any number of documents, by dataset).

    Columns: `document_id`, `demand` (the printed title), `severity` (of its lack in this document), and `found`: the section that
    meets the demand, the dataset whose rows do, or None.
    """
    sections: dict[object, list[Row]] = {}
    for section in rows["sections"]:
        sections.setdefault(section["document_id"], []).append(section)
    present = {demand.dataset: {row["document_id"] for row in rows[demand.dataset]} for demand in DEMANDS}
    return [answer for document in rows["documents"] for answer in _answers(document, sections.get(document["document_id"], []), present)]


def _answers(document: Row, sections: Sequence[Row], present: Mapping[str, set[object]]) -> Iterator[Row]:
    document_id = document["document_id"]
    has_gap = _has_gap(sections)
    for demand in DEMANDS:
        if demand.genre != document["genre"]:
            continue
        found = next((section["section"] for section in sections if _meets(section["kind"], section["title"], demand)), None)
        if found is None and document_id in present[demand.dataset]:
            found = demand.dataset
        severity = demand.severity if has_gap else demand.severity_without_gap
        yield {"document_id": document_id, "demand": demand.title, "severity": severity, "found": found}


@lru_cache(maxsize=10_000)
def _meets(kind: object, title: object, demand: Demand) -> bool:
    return kind in demand.kinds or any(word in str(title) for word in demand.words)


def _has_gap(sections: Sequence[Row]) -> bool:
    """Whether the outermost headings skip a number, from 1."""
    ordinals = {section["ordinal"] for section in sections if section["level"] == 1 and section["ordinal"] is not None}
    return ordinals != set(range(1, len(ordinals) + 1))
