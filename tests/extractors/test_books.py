import pytest

from extractors.records import UnsupportedError
from tests.notation import records, table


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        (("監察院主管 114 年度施政及預算重點說明", "壹、監察院部分"), "主管 book"),
        (("某部", "單位決算", "中華民國113年度", "甲、總說明", "一、預算執行概況"), "決算 book"),
        (("某基金附屬單位預算", "中華民國113年度", "業務計畫及預算說明"), "附屬單位預算 book"),
        (("某署", "中華民國113年度", "歲出機關別預算表"), "no title 預算總說明"),
        (("某署", "預算總說明", "中華民國113年度"), "none of its sections"),
    ],
)
def test_other_books_are_refused_with_what_they_were_taken_for(front, reason):
    with pytest.raises(UnsupportedError, match=reason):
        records(table("款|項|名稱|金額 / 1|2|一般行政|100"), front=front)


@pytest.mark.parametrize(
    ("front", "reason"), [(("預算總說明", "中華民國113年度"), "names no agency"), (("某署", "預算總說明"), "names no year")]
)
def test_a_title_block_that_leaves_something_out_is_refused(front, reason):
    with pytest.raises(UnsupportedError, match=reason):
        records("一、現行法定職掌", "(一)機關主要職掌：某事。", front=front)
