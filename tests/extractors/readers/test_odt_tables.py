"""Tables of OpenDocument texts: repetitions, spans, covered cells, wrappers, and tables in cells."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.conservation import Balance, weigh
from extractors.document import Source, Table, UnreadableError, walk_tables
from extractors.readers import odt
from tests.extractors.readers.odt_maker import make_odt, p, row, table, td
from tests.notation import document
from tests.notation import table as drawn

MADE = Source("made", "odt", "0" * 64, 1)
COLUMN = '<s:style s:name="{}" s:family="table-column"><s:table-column-properties s:column-width="{}"/></s:style>'


def read(body: str, automatic: str = "") -> Table:
    return next(walk_tables(odt.read(make_odt(body, automatic), MADE).blocks))


def test_text_under_a_merged_cell_is_said_not_to_be_printed() -> None:
    covered = f"<b:covered-table-cell>{p('隱')}</b:covered-table-cell>"
    document = odt.read(make_odt(table(row(td("a", columns=2), covered, "b"))), MADE)
    assert document.notices == ("the text “隱” lies under a cell that is merged and is not printed",)
    assert weigh(document) == Balance(Counter(), Counter())


def grid(notation: str) -> Table:
    return next(walk_tables(document(drawn(notation), front=()).blocks))


@pytest.mark.parametrize(
    ("body", "notation"),
    [
        (table(row("a", "b"), row("c", "d")), "a|b / c|d"),
        (table(row(td("a", columns=2), "=", "b"), row("c", "d", "e")), "a|<|b / c|d|e"),
        (table(row(td("a", rows=2), "b"), row("=", "c")), "a|b / ^|c"),
        (table(row(td("a", 2, 2), "=", "b"), row("=", "=", "c"), row("d", "e", "f")), "a|<|b / ^|^|c / d|e|f"),
        (table(row(td("a", columns=2), "c"), row("d", "e", "f")), "a|<|c / d|e|f"),
        (table(row(td("a", rows=2), "b"), row("c")), "a|b / ^|c"),
        (table(row(td("a", rows=9), "b"), row("=", "c")), "a|b / ^|c"),
        (table(row(td("a", columns=2), "=", "b"), row("c", td("d", columns=2), "=")), "a|<|b / c|d|<"),
        (table(row("a", td("b", rows=2)), row(td("c", columns=2), "=")), "a|b / c|^"),
        (table(row(td("", attributes='b:number-columns-repeated="2"'), "c"), row("d", "e", "f")), "||c / d|e|f"),
        (table(row("a", "b", attributes='b:number-rows-repeated="2"')), "a|b / a|b"),
        (f"<b:table><b:table-header-rows>{row('a')}</b:table-header-rows><b:table-rows>{row('b')}</b:table-rows></b:table>", "a / b"),
        (f"<b:table><b:table-row-group><b:table-row-group>{row('a')}</b:table-row-group></b:table-row-group></b:table>", "a"),
        (f"<b:table><t:soft-page-break/>{row('a')}<t:soft-page-break/>{row('b')}</b:table>", "a / b"),
        (table(row(td(p("a") + p() + p("b")), td(p()))), "a;;b|"),
        (table(row("a", td("b", columns=2), "="), row("c", td("d", columns=2), "=")), "a|b / c|d"),
        (table(row("a", "=", "c"), row("d", "e", "f")), "a|c / d|e|f"),
    ],
)
def test_cells_on_the_grid(body: str, notation: str) -> None:
    assert read(body) == grid(notation)


def test_a_place_that_a_row_does_not_reach_is_no_cell() -> None:
    assert [(cell.row, cell.column, cell.text) for cell in read(table(row("a", "b"), row("c"))).cells] == [
        (0, 0, "a"),
        (0, 1, "b"),
        (1, 0, "c"),
    ]


def test_columns_that_end_a_hair_beside_each_other_are_one() -> None:
    columns = "".join(f'<b:table-column b:style-name="{name}"/>' for name in "WNW")
    rows = row("a", td("b", columns=2), "=") + row(td("c", columns=2), "=", "d")
    widths = COLUMN.format("W", "2.5cm") + COLUMN.format("N", "{}")
    assert read(f"<b:table><b:table-columns>{columns}</b:table-columns>{rows}</b:table>", widths.format("1mm")) == grid("a|b / c|d")
    assert read(f"<b:table><b:table-columns>{columns}</b:table-columns>{rows}</b:table>", widths.format("5mm")) == grid("a|b|< / c|<|d")


def test_a_table_in_a_cell_is_in_its_content() -> None:
    outer = read(table(row(td(p("a") + table(row("b", "c")) + p("d")), "e")))
    assert [paragraph.text for paragraph in outer.cells[0].paragraphs] == ["a", "d"]
    inner = outer.cells[0].content[1]
    assert isinstance(inner, Table)
    assert [(cell.place.anchor, cell.text) for cell in inner.cells] == [("b0.r0.c0.p1.r0.c0", "b"), ("b0.r0.c0.p1.r0.c1", "c")]


def divided(*rows: str) -> str:
    """A cell that a table divides, as old programs wrote split cells."""
    return f"<b:table-cell>{table(*rows)}</b:table-cell>".replace("<b:table>", '<b:table b:is-sub-table="true">', 1)


@pytest.mark.parametrize(
    ("body", "notation"),
    [
        (table(row("a", divided(row("b"), row("c")), "d"), row("e", "f", "g")), "a|b|d / ^|c|^ / e|f|g"),
        (table(row("a", divided(row("b", "c"))), row("d", "e")), "a|b|c / d|e|<"),
        (table(row(divided(row("a"), row("b")), divided(row("c"), row("d"), row("e")))), "a|c / b|d / ^|e"),
        (table(row(td("a", rows=2), "b"), row("=", divided(row("c"), row("d")))), "a|b / ^|c / ^|d"),
        (table(row("a", divided(row("b", divided(row("c"), row("d")))))), "a|b|c / ^|^|d"),
    ],
)
def test_a_table_that_divides_a_cell_is_part_of_the_grid(body: str, notation: str) -> None:
    assert read(body) == grid(notation)


@st.composite
def tilings(draw: st.DrawFn) -> list[list[tuple[int, int] | None]]:
    """Rows of cells as they are written: the spans of a cell, None for a covered place."""
    row_count, column_count = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    taken: set[tuple[int, int]] = set()
    rows: list[list[tuple[int, int] | None]] = []
    for index in range(row_count):
        rows.append([])
        for column in range(column_count):
            if (index, column) in taken:
                rows[-1].append(None)
                continue
            end = next((to for to in range(column, column_count) if (index, to) in taken), column_count)
            spans = draw(st.integers(1, row_count - index)), draw(st.integers(1, end - column))
            taken |= {(index + down, column + right) for down in range(spans[0]) for right in range(spans[1])}
            rows[-1].append(spans)
    return rows


@settings(deadline=None)
@given(tilings())
def test_every_tiling_comes_back(rows: list[list[tuple[int, int] | None]]) -> None:
    made = (row(*("=" if spans is None else td("x", *spans) for spans in cells)) for cells in rows)
    found = read(table(*made, columns=len(rows[0])))
    starts = [(index, column, *spans) for index, cells in enumerate(rows) for column, spans in enumerate(cells) if spans]
    # A boundary between columns that no cell has is none.
    edges = sorted({edge for _, column, _, width in starts for edge in (column, column + width)})
    assert [(cell.row, edges[cell.column], cell.row_span, edges[cell.column + cell.column_span]) for cell in found.cells] == [
        (index, column, height, column + width) for index, column, height, width in starts
    ]


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_place_is_covered_twice_whatever_spans_are_claimed(rows: list[list[tuple[int, int, bool]]]) -> None:
    body = table(*(row(*("=" if is_covered else td("x", down, right) for down, right, is_covered in cells)) for cells in rows), row("end"))
    found = read(body)
    places = [
        (cell.row + down, cell.column + right) for cell in found.cells for down in range(cell.row_span) for right in range(cell.column_span)
    ]
    assert len(places) == len(set(places))
    assert len(found.cells) == sum(not is_covered for cells in rows for _, _, is_covered in cells) + 1
    assert found.row_count <= len(rows) + 1


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ('b:number-columns-repeated="10002"', "repeat more than 10000"),
        ('b:number-columns-spanned="1000" b:number-rows-spanned="1"', ""),
        ('b:number-columns-spanned="1000001"', "more than 1000000 places"),
        ('b:number-columns-spanned="9999999999999999"', ""),
    ],
)
def test_repetitions_and_spans_are_bounded(attributes: str, message: str) -> None:
    body = f"<b:table><b:table-row><b:table-cell {attributes}>{p('a')}</b:table-cell></b:table-row></b:table>"
    if message:
        with pytest.raises(UnreadableError, match=message):
            read(body)
    else:
        assert read(body) == grid("a")
