from dataclasses import replace

from extractors.conservation import conservation_findings, weigh
from tests.notation import document, table

BLOCKS = ("一、現行法定職掌", table("職員|93 / 工友|1"))
PRINTED = ("某署", "預算總說明", "中華民國 113年度", "一、現行法定職掌", "職員", "93", "工友", "1")


def found(*printed):
    made = replace(document(*BLOCKS), printed=printed)
    return [(finding.check, finding.severity, finding.statement) for finding in conservation_findings(made, weigh(made), "113-某署")]


def test_what_is_printed_once_is_conserved_however_it_is_spaced():
    assert found(*PRINTED) == []


def test_a_lost_number_is_an_error_and_quoted():
    assert found(*PRINTED, "合計 94") == [("conservation.numbers", "error", "合計 94"), ("conservation.text", "warning", "合計 94")]


def test_a_lost_text_is_a_warning():
    assert found(*PRINTED, "二、施政目標") == [("conservation.text", "warning", "二、施政目標")]


def test_a_doubled_number_shows():
    assert found(*PRINTED[:-1]) == [("conservation.numbers", "error", "1")]
