import pytest

from schemas.datasets import DATASETS
from schemas.mandatory import DEMANDS, answer_demands
from schemas.vocabularies import GENRES, SECTION_KINDS
from tests.schemas.rows import Row

Heading = tuple[str, str, int, int | None]


def missing(genre: str, *headings: Heading, filled: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What a book lacks that has these headings (title, kind, level, ordinal) and rows in these datasets."""
    rows: dict[str, list[Row]] = {dataset.name: [] for dataset in DATASETS}
    rows["documents"] = [{"document_id": "113-x", "genre": genre}]
    rows["sections"] = [
        {"document_id": "113-x", "section": str(number), "title": title, "kind": kind, "level": level, "ordinal": ordinal}
        for number, (title, kind, level, ordinal) in enumerate(headings, 1)
    ]
    for dataset in filled:
        rows[dataset] = [{"document_id": "113-x"}]
    return [(str(answer["demand"]), str(answer["severity"])) for answer in answer_demands(rows) if answer["found"] is None]


DUTIES = ("現行法定職掌", "statutory_duties", 1, 1)
STAFFING = ("預算員額說明表", "staffing", 2, 3)
POLICY = ("施政目標與重點", "policy", 1, 2)
RESULTS = ("以前年度計畫實施成果概述", "past_results", 1, 3)


def test_a_whole_central_book_lacks_nothing() -> None:
    assert missing("central", DUTIES, STAFFING, POLICY, RESULTS) == []


def test_each_section_of_a_central_book_is_missed() -> None:
    assert missing("central", ("其他事項", "other", 1, 1)) == [
        ("現行法定職掌", "error"),
        ("預算員額說明表", "error"),
        ("施政目標與重點", "error"),
        ("以前年度計畫實施成果概述", "warning"),
    ]


def test_an_agency_without_a_past_is_published_with_a_warning() -> None:
    # Its headings count on: 一、 二、 三、其他事項.
    assert missing("central", DUTIES, STAFFING, POLICY, ("其他事項", "other", 1, 3)) == [("以前年度計畫實施成果概述", "warning")]


def test_results_that_the_numbers_skip_have_been_lost() -> None:
    # 一、 二、 四、: what stood under 三、 is not there.
    assert missing("central", DUTIES, STAFFING, POLICY, ("其他事項", "other", 1, 4)) == [("以前年度計畫實施成果概述", "error")]


def test_two_sections_under_one_title_are_both_there() -> None:
    # 行政院人事行政總處 102
    fused = ("行政院人事行政總處現行法定職掌及102年度施政目標與重點", "statutory_duties", 1, None)
    past = ("以前年度實施狀況及成果概述", "past_results", 1, None)
    assert missing("central", fused, past, filled=("staffing",)) == []


def test_posts_that_only_a_sentence_states_are_posts() -> None:
    assert missing("central", DUTIES, POLICY, RESULTS, filled=("staffing",)) == []


def test_local_books_may_have_their_posts_in_an_annex() -> None:
    execution = ("前年度及上年度已過期間計畫實施及預算執行情形", "past_execution", 1, 2)
    highlights = ("本年度施政計畫重點及預算提要", "plan_highlights", 1, 3)
    assert missing("local", DUTIES, execution, highlights) == [("預算員額", "warning")]


@pytest.mark.parametrize("demand", DEMANDS, ids=lambda demand: f"{demand.genre}-{demand.title}")
def test_a_demand_keeps_to_the_vocabularies(demand: object) -> None:
    assert demand.genre in GENRES
    assert set(demand.kinds) <= set(SECTION_KINDS)
    assert demand.dataset in {dataset.name for dataset in DATASETS}
