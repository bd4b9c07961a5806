from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from extractors.conservation import Balance, conservation_findings, weigh
from extractors.document import walk_paragraphs
from extractors.text import strip_blanks
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


# Long enough for stretches of both texts to be left aside, with glyphs that are repaired.
PIECES = st.lists(
    st.sampled_from(["一、現行法定職掌", "112", "合計 94", "⻑", "\ue020", "職員", "（一）", "人" * 300]), min_size=1, max_size=60
)


@given(PIECES, PIECES, st.data())
def test_the_balance_is_that_of_all_glyphs_counted_one_by_one(first, second, data):
    shared = first + second if data.draw(st.booleans()) else first
    made = replace(document(*shared), printed=tuple(data.draw(st.permutations(first)) + second), left_out=("職員",))
    printed = Counter(strip_blanks("".join(made.printed)))
    printed.subtract(strip_blanks("職員"))
    held = Counter(strip_blanks("".join(paragraph.text for paragraph in walk_paragraphs(made.blocks))))
    assert weigh(made) == Balance(printed - held, held - printed)
