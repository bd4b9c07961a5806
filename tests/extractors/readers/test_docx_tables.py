"""Tables: every cell once, at its top left, on the grid that is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Source, Table, walk_tables
from extractors.readers.docx import read
from tests.extractors.readers.docx_notation import docx


def _tables(body: str) -> tuple[list[Table], tuple[str, ...]]:
    data = docx(f"{body} p['尾']")
    document = read(data, Source("made.docx", "docx", "0" * 64, len(data)))
    return list(walk_tables(document.blocks)), document.notices


def _cells(table: Table) -> str:
    """`text@row.column`, with `x rows.columns` where a cell spans more than one."""
    return " ".join(
        f"{cell.text}@{cell.row}.{cell.column}"
        + (f"x{cell.row_span}.{cell.column_span}" if (cell.row_span, cell.column_span) != (1, 1) else "")
        for cell in table.cells
    )


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ("tr[tc['a'] tc['b']] tr[tc['c'] tc]", "a@0.0 b@0.1 c@1.0 @1.1"),
        ("tr[tc[tcPr[gridSpan=2] p['a']] tc['b']] tr[tc['c'] tc['d'] tc['e']]", "a@0.0x1.2 b@0.2 c@1.0 d@1.1 e@1.2"),
        (
            "tr[tc[tcPr[vMerge=restart] p['a']] tc['b']] tr[tc[tcPr[vMerge] p] tc['c']] tr[tc[tcPr[vMerge] p] tc['d']]",
            "a@0.0x3.1 b@0.1 c@1.1 d@2.1",
        ),
        (
            "tr[tc[tcPr[gridSpan=2 vMerge=restart] p['a']] tc['b']] tr[tc[tcPr[gridSpan=2 vMerge]] tc['c']] tr[tc['d'] tc['e'] tc['f']]",
            "a@0.0x2.2 b@0.2 c@1.2 d@2.0 e@2.1 f@2.2",
        ),
        # Merged anew: a second restart is a second cell.
        ("tr[tc[tcPr[vMerge=restart] p['a']]] tr[tc[tcPr[vMerge=restart] p['b']]] tr[tc[tcPr[vMerge]]]", "a@0.0 b@1.0x2.1"),
        # Nothing above goes on here: a cell of its own.
        ("tr[tc['a'] tc['b']] tr[tc[tcPr[vMerge] p['c']] tc['d']]", "a@0.0 b@0.1 c@1.0 d@1.1"),
        ("tr[tc[tcPr[vMerge=restart] p['a']] tc['b']] tr[tc[tcPr[gridSpan=2 vMerge] p['c']]]", "a@0.0 b@0.1 c@1.0x1.2"),
        ("tr[tc[tcPr[vMerge=restart] p['a']]] tr[tc['b']] tr[tc[tcPr[vMerge] p['c']]]", "a@0.0 b@1.0 c@2.0"),
        # The merge of older writers, cell by cell.
        ("tr[tc[tcPr[hMerge=restart] p['a']] tc[tcPr[hMerge] p] tc['b']] tr[tc['c'] tc['d'] tc['e']]", "a@0.0x1.2 b@0.2 c@1.0 d@1.1 e@1.2"),
        ("tr[tc[tcPr[hMerge] p['a']] tc['b']]", "a@0.0 b@0.1"),
        # Gaps before and after a row are no cells.
        ("tr[trPr[gridBefore=1 gridAfter=1] tc['a']] tr[tc['b'] tc['c'] tc['d']]", "a@0.1 b@1.0 c@1.1 d@1.2"),
        ("tr[tblPrEx trPr[gridBefore=2] tc['a']] tr[tc['b'] tc['c'] tc['d']]", "a@0.2 b@1.0 c@1.1 d@1.2"),
        ("tr[tc['a']] tr[tc['b'] tc['c']]", "a@0.0 b@1.0 c@1.1"),
        # Columns that no row uses are none.
        ("tr[tc[tcPr[gridSpan=3] p['a']] tc[tcPr[gridSpan=2] p['b']]] tr[tc[tcPr[gridSpan=5] p['c']]]", "a@0.0 b@0.1 c@1.0x1.2"),
        ("tr[tc[tcPr[gridSpan=0] p['a']] tc[tcPr[gridSpan=x] p['b']]]", "a@0.0 b@0.1"),
        # Rows and cells in wrappers, and of tracked changes.
        ("sdt[sdtContent[tr[tc['a'] sdt[sdtContent[tc['b']]]]]] customXml[tr[tc['c'] tc['d']]]", "a@0.0 b@0.1 c@1.0 d@1.1"),
        ("tr[trPr[ins@id=1] tc['a']] tr[trPr[del@id=2] tc['b']] tr[tc['c']]", "a@0.0 c@1.0"),
        ("tr[tc[tcPr[vMerge=restart] p['a']]] tr[trPr[del@id=2] tc[tcPr[vMerge]]] tr[tc[tcPr[vMerge] p]]", "a@0.0x2.1"),
        ("tr[tc[tcPr[cellDel@id=1] p['a']] tc[tcPr[cellIns@id=2] p['b']] tc['c']]", "b@0.0 c@0.1"),
        ("tr[tc[tcPr[cellMerge@id=1@vMerge=rest] p['a']]] tr[tc[tcPr[cellMerge@id=2@vMerge=cont] p]]", "a@0.0x2.1"),
    ],
)
def test_cells_stand_once_at_their_top_left(rows: str, cells: str) -> None:
    tables, _ = _tables(f"tbl[{rows}]")
    assert [_cells(table) for table in tables] == [cells]


def test_what_is_merged_to_the_right_keeps_all_its_text() -> None:
    tables, _ = _tables("tbl[tr[tc[tcPr[hMerge=restart] p['a']] tc[tcPr[hMerge] p['b']]]]")
    assert tables[0].cells[0].text == "a\nb"


def test_text_under_a_vertical_merge_is_noticed() -> None:
    tables, notices = _tables("p['前'] tbl[tr[tc[tcPr[vMerge=restart] p['a']]] tr[tc[tcPr[vMerge] p['蓋']]]]")
    assert _cells(tables[0]) == "a@0.0x2.1"
    assert notices == ("the text “蓋” lies under a cell that is merged downwards and is not printed (at “蓋”)",)


def test_edges_that_are_a_hair_apart_are_one() -> None:
    grid = "tblGrid[gridCol@w=2000 gridCol@w=30 gridCol@w=2000]"
    upper = "tr[tc['a'] tc[tcPr[gridSpan=2] p['b']]]"
    lower = "tr[tc[tcPr[gridSpan=2] p['c']] tc['d']]"
    tables, _ = _tables(f"tbl[{grid} {upper} {lower}]")
    assert _cells(tables[0]) == "a@0.0 b@0.1 c@1.0 d@1.1"


def test_merges_hold_over_edges_that_are_a_hair_apart() -> None:
    grid = "tblGrid[gridCol@w=2000 gridCol@w=30 gridCol@w=2000]"
    upper = "tr[tc[tcPr[vMerge=restart] p['a']] tc[tcPr[gridSpan=2] p['b']]]"
    lower = "tr[tc[tcPr[gridSpan=2 vMerge] p] tc['d']]"
    tables, _ = _tables(f"tbl[{grid} {upper} {lower}]")
    assert _cells(tables[0]) == "a@0.0x2.1 b@0.1 d@1.1"


def test_a_narrow_column_with_a_cell_of_its_own_is_a_column() -> None:
    tables, _ = _tables("tbl[tblGrid[gridCol@w=2000 gridCol@w=30] tr[tc['a'] tc['b']]]")
    assert _cells(tables[0]) == "a@0.0 b@0.1"


def test_tables_in_cells_are_tables_of_the_cell() -> None:
    tables, _ = _tables("tbl[tr[tc[p['外'] tbl[tr[tc['內'] tc['內二']]] p] tc['右']]]")
    assert [table.place.anchor for table in tables] == ["b0", "b0.r0.c0.p1"]
    assert [_cells(table) for table in tables] == ["外@0.0 右@0.1", "內@0.0 內二@0.1"]


def test_a_table_whose_rows_are_all_deleted_is_none() -> None:
    assert _tables("tbl[tr[trPr[del@id=1] tc['a']]]")[0] == []


@st.composite
def _layouts(draw: st.DrawFn) -> list[list[tuple[int, int, int, int]]]:
    """A full grid cut into cells (row, column, row span, column span), as rows of the cells that begin or go on in them."""
    row_count, column_count = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    owner: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for row in range(row_count):
        for column in range(column_count):
            if (row, column) in owner:
                continue
            free = next((end for end in range(column, column_count) if (row, end) in owner), column_count)
            cell = (row, column, draw(st.integers(1, row_count - row)), draw(st.integers(1, free - column)))
            owner |= {(row + down, column + right): cell for down in range(cell[2]) for right in range(cell[3])}
    return [list(dict.fromkeys(owner[row, column] for column in range(column_count))) for row in range(row_count)]


@given(layout=_layouts())
def test_any_grid_cut_into_cells_comes_back(layout: list[list[tuple[int, int, int, int]]]) -> None:
    def cell(shape: tuple[int, int, int, int], row: int) -> str:
        merge = "" if shape[2] == 1 else "vMerge=restart" if shape[0] == row else "vMerge"
        return f"tc[tcPr[gridSpan={shape[3]} {merge}] p['{'.'.join(map(str, shape)) if shape[0] == row else ''}']]"

    rows = " ".join(f"tr[{' '.join(cell(shape, index) for shape in shapes)}]" for index, shapes in enumerate(layout))
    table = _tables(f"tbl[{rows}]")[0][0]
    edges = sorted({edge for shapes in layout for shape in shapes for edge in (shape[1], shape[1] + shape[3])})
    seen = {edge: place for place, edge in enumerate(edges)}
    assert {(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells} == {
        (".".join(map(str, shape)), shape[0], seen[shape[1]], shape[2], seen[shape[1] + shape[3]] - seen[shape[1]])
        for shapes in layout
        for shape in shapes
    }
    covered = [
        (cell.row + down, cell.column + right) for cell in table.cells for down in range(cell.row_span) for right in range(cell.column_span)
    ]
    assert sorted(covered) == [(row, column) for row in range(table.row_count) for column in range(table.column_count)]
