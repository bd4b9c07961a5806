import pytest

from schemas.check import ConformError
from schemas.references import check_references, unresolved
from tests.schemas.rows import Row, document


def test_references_of_a_whole_document_are_found() -> None:
    check_references(document())


@pytest.mark.parametrize(
    ("dataset", "changed", "told"),
    [
        ("paragraphs", {"section": "9"}, "paragraphs.section: (113-經濟部中小及新創企業署, 9) is no (document_id, section) of sections"),
        ("paragraphs", {"parent": "b99"}, "is no (document_id, anchor) of paragraphs in 113-經濟部中小及新創企業署, b0"),
        ("result_items", {"result_sequence": 2}, "is no (document_id, period, sequence) of results"),
        ("measures", {"item_sequence": 2}, "is no (document_id, period, result_sequence, sequence) of result_items"),
        ("measures", {"part_of": 7}, "of measures in 113-經濟部中小及新創企業署, b5"),
        ("staffing", {"document_id": "112-審計部"}, "staffing.document_id: (112-審計部) is no (document_id) of documents"),
    ],
)
def test_a_reference_to_nothing_is_refused(dataset: str, changed: Row, told: str) -> None:
    rows = document()
    first, *others = rows[dataset]
    with pytest.raises(ConformError) as refused:
        check_references({**rows, dataset: [{**first, **changed}, *others]})
    assert told in str(refused.value)
    assert {finding.check for finding in refused.value.findings} == {"keys.foreign"}


def test_a_dataset_that_is_not_given_has_no_rows() -> None:
    with pytest.raises(ConformError, match=r"paragraphs\.document_id"):
        check_references({"paragraphs": document()["paragraphs"]})


def test_a_key_with_a_null_refers_to_nothing() -> None:
    assert unresolved([["a", "a", "b"], ["1", None, "1"]], [["a"], ["1"]]) == [2]
