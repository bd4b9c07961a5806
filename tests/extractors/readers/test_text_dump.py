import pytest

from extractors.document import Paragraph, Source, Table, UnreadableError
from extractors.readers.text_dump import read

SOURCE = Source("made.txt", "txt", "0" * 64, 1)


def blocks(text):
    return read(text.encode(), SOURCE).blocks


def grid(table):
    assert isinstance(table, Table)
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


def test_a_lone_tab_only_indents():
    assert [block.text for block in blocks("\t某署\n預算總說明\n中華民國113年度\n")] == ["某署", "預算總說明", "中華民國113年度"]


def test_automatic_labels_come_out_as_the_word_processor_shows_them():
    assert [block.text for block in blocks("1、 協助某事。\n二、發展某事。\n12、 完成。\n1、typed\n")] == [
        "一、協助某事。",
        "二、發展某事。",
        "十二、完成。",
        "1、typed",
    ]


def test_bookmark_marks_are_dropped():
    assert [block.text for block in blocks("[bookmark: _GoBack]某計畫\n2、 [bookmark: _Hlk1]辦理\n")] == ["某計畫", "二、辦理"]


def test_a_head_with_merged_cells_is_told_by_the_blanks_below_it():
    text = "\t區分\n\t預算員額\n\t說明\n\n\t\n\t112年度\n\t113年度\n\t\n\n\t職員\n\t93\n\t93\n\t無增減。\n\n\t聘用\n\t\n\t2\n\t\n\n"
    assert grid(blocks(text)[0]) == [
        (0, 0, 2, 1, "區分"),
        (0, 1, 1, 2, "預算員額"),
        (0, 3, 2, 1, "說明"),
        (1, 1, 1, 1, "112年度"),
        (1, 2, 1, 1, "113年度"),
        (2, 0, 1, 1, "職員"),
        (2, 1, 1, 1, "93"),
        (2, 2, 1, 1, "93"),
        (2, 3, 2, 1, "無增減。"),
        (3, 0, 1, 1, "聘用"),
        (3, 1, 1, 1, ""),
        (3, 2, 1, 1, "2"),
    ]


def test_a_column_of_bare_numbers_shares_the_head_of_the_next_one():
    text = "\t工作計畫名稱\n\t重要計畫項目\n\t實施內容\n\n\t一、甲\n\n\t一\n\t乙\n\t丙\n\n\t\n\t二\n\t丁\n\t戊\n\n"
    assert grid(blocks(text)[0])[:5] == [
        (0, 0, 1, 1, "工作計畫名稱"),
        (0, 1, 1, 2, "重要計畫項目"),
        (0, 3, 1, 1, "實施內容"),
        (1, 0, 2, 1, "一、甲"),
        (1, 1, 1, 1, "一"),
    ]


def test_a_blank_line_in_a_cell_does_not_end_the_row():
    text = "\t工作計畫\n\t實施概況\n\t實施成果\n\n\t一、甲\n\t乙計畫\n\n\t一、丙\n二、丁\n\n\t\n\n\t戊計畫\n\t己\n\n\n後文\n"
    table, after = blocks(text)
    assert grid(table)[3:] == [
        (1, 0, 2, 1, "一、甲"),
        (1, 1, 1, 1, "乙計畫"),
        (1, 2, 1, 1, "一、丙\n二、丁"),
        (2, 1, 1, 1, "戊計畫"),
        (2, 2, 1, 1, "己"),
    ]
    assert isinstance(after, Paragraph)
    assert after.text == "後文"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read(encoding):
    assert [block.text for block in read("某署\n".encode(encoding), SOURCE).blocks] == ["某署"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [("某署".encode("big5"), "not UTF-8 (byte 0)"), (b"a\0b", "NUL"), (b" \n\t\n", "empty")],
)
def test_bytes_that_are_no_text_are_refused_with_a_reason(data, reason):
    with pytest.raises(UnreadableError, match=reason.replace("(", r"\(").replace(")", r"\)")):
        read(data, SOURCE)
