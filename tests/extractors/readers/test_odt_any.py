"""Whatever stands in an .odt, and whatever damage it has taken, it is read or refused."""

from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.document import Source, UnreadableError, walk_paragraphs
from extractors.readers import odt
from tests.extractors.readers.odt_maker import list_style, make_odt, p

SAMPLE = Path(__file__).parents[3] / "tests" / "documents" / "smesa-113.odt"
MADE = Source("made", "odt", "0" * 64, 1)
TEXT = ("p", "h", "span", "s", "tab", "a", "note", "note-body", "note-citation", "list", "list-item", "list-header", "section")
MORE_TEXT = ("numbered-paragraph", "hidden-paragraph", "table-of-content", "index-body", "ruby-text")
TABLE = ("table", "table-row", "table-cell", "covered-table-cell", "table-header-rows", "table-column")
TAGS = (
    *(f"t:{name}" for name in (*TEXT, *MORE_TEXT)),
    *(f"b:{name}" for name in TABLE),
    *("d:frame", "d:text-box", "d:custom-shape", "d:image", "o:annotation"),
)
ATTRIBUTES = (
    *('t:style-name="L"', 't:continue-numbering="true"', 't:continue-numbering="false"', 't:continue-list="q"', 'xml:id="q"'),
    *('t:start-value="0"', 't:outline-level="99"', 't:c="7"', 't:display="none"', 't:is-hidden="true"', 't:restart-numbering="true"'),
    *('t:list-id="q"', 't:level="12"', 't:is-list-header="true"', 't:style-override="L"', 'b:is-sub-table="true"'),
    *('b:number-columns-repeated="3"', 'b:number-rows-repeated="2"', 'b:number-columns-spanned="2"', 'b:number-rows-spanned="4"'),
)
LIST = list_style("L", 's:num-format="1"', 's:num-format="1" t:display-levels="9"')
OUTLINE = '<t:outline-style s:name="Outline"><t:outline-level-style t:level="1" s:num-format="1"/></t:outline-style>'


@st.composite
def trees(draw: st.DrawFn, depth: int = 5) -> str:
    """Elements of OpenDocument in any order, most of them where they may not stand."""
    tag = draw(st.sampled_from(TAGS))
    attributes = {attribute.partition("=")[0]: attribute for attribute in draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=3))}
    inner = "".join(draw(st.lists(trees(depth - 1), max_size=3))) if depth else ""
    return f"<{tag} {' '.join(attributes.values())}>{draw(st.sampled_from(('', '文 字', '  12')))}{inner}</{tag}>"


@settings(deadline=None, max_examples=50)
@given(trees(), st.booleans())
def test_no_arrangement_of_elements_breaks_the_reader(tree: str, joins_split_lists: bool) -> None:
    document = odt.read(make_odt(p("甲") + tree, LIST, OUTLINE), MADE, joins_split_lists=joins_split_lists)
    anchors = [paragraph.place.anchor for paragraph in walk_paragraphs(document.blocks)]
    assert len(anchors) == len(set(anchors))


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    damaged = bytearray(SAMPLE.read_bytes())
    start = data.draw(st.integers(0, len(damaged) - 1))
    damaged[start : start + data.draw(st.integers(0, 2_000))] = data.draw(st.binary(max_size=20))
    with suppress(UnreadableError):
        assert odt.read(bytes(damaged), MADE).blocks
