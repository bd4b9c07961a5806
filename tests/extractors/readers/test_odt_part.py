"""styles.xml read without its common styles: what is found is what the whole has, however the part is written."""

import re
from pathlib import Path

import pytest
from lxml import etree

from extractors.document import UnreadableError
from extractors.readers.archive import open_archive
from extractors.readers.odt_names import style, text
from extractors.readers.odt_part import StylesPart
from tests.extractors.readers.odt_maker import list_style, make_odt, p

SAMPLE = Path(__file__).parents[3] / "tests" / "documents" / "smesa-113.odt"
LAYOUT = '<s:list-level-properties t:mode="x"><s:list-level-label-alignment t:followed-by="listtab"/></s:list-level-properties>'
COMMON = '<s:style s:name="P" s:family="paragraph"><s:text-properties t:display="none"/></s:style>'
LISTS = (
    '<t:outline-style s:name="Outline"><t:outline-level-style t:level="1" s:num-format="I"/></t:outline-style>'
    f'<t:list-style s:name="A"><t:list-level-style-number t:level="1" s:num-format="1">{LAYOUT}</t:list-level-style-number></t:list-style>'
    f'<t:list-style s:name="B"><t:list-level-style-number t:level="1" s:num-format="a"/></t:list-style>'
)
MASTER = f'<s:master-page s:name="Standard" s:page-layout-name="L"><s:header>{p("某署")}</s:header></s:master-page>'
WRITTEN = open_archive(make_odt("", "", COMMON + LISTS, MASTER)).read("styles.xml")
WAYS = {
    "as usual": WRITTEN,
    "with a byte order mark": b"\xef\xbb\xbf" + WRITTEN,
    "without a declaration": WRITTEN.split(b"?>", 1)[1],
    "in UTF-16": WRITTEN.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "with a comment": WRITTEN.replace(b"<office:styles>", b"<office:styles><!-- <text:list-style style:name='A'> -->"),
    "with other prefixes": re.sub(rb"(?<=[</\s])(text|style|office)(?=:[a-z])|(?<=xmlns:)(text|style|office)(?==)", rb"my\1\2", WRITTEN),
    "with apostrophes": WRITTEN.replace(b'"none"', b"'none'"),
    "with lists first": open_archive(make_odt("", "", LISTS + COMMON, MASTER)).read("styles.xml"),
    "with a list in a style": open_archive(
        make_odt(
            "", "", f'<s:style s:name="G"><s:graphic-properties>{list_style("X")}</s:graphic-properties></s:style>{COMMON}{LISTS}', MASTER
        )
    ).read("styles.xml"),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_gives_the_same(way: str) -> None:
    part = StylesPart(WAYS[way], "styles.xml")
    assert part.hides_text
    assert [element.get(style("name")) for element in part.lists.iter(text("list-style"), text("outline-style")) if len(element)] == [
        "Outline",
        "A",
        "B",
    ]
    assert [element.get(style("name")) for element in part.lists.iter(style("master-page"))] == ["Standard"]
    assert [element.get(style("name")) for element in part.whole.iter(style("style"))][-1] == "P"


def test_common_styles_and_layout_are_left_out_where_that_is_sound() -> None:
    lists = StylesPart(WRITTEN, "styles.xml").lists
    assert not list(lists.iter(style("style"), style("list-level-properties")))


def test_a_part_without_lists_is_read() -> None:
    part = StylesPart(open_archive(make_odt("", "", "", MASTER)).read("styles.xml"), "styles.xml")
    assert not part.hides_text
    assert len(list(part.lists.iter(style("master-page")))) == 1


def test_the_lists_of_smesa_113_are_those_of_the_whole() -> None:
    data = open_archive(SAMPLE.read_bytes()).read("styles.xml")
    part = StylesPart(data, "styles.xml")
    found, whole = (
        [dict(level.attrib) for one in root.iter(text("list-style")) for level in one] for root in (part.lists, etree.fromstring(data))
    )
    assert len(found) == 210
    assert found == whole


def test_a_part_that_is_cut_off_is_said() -> None:
    with pytest.raises(UnreadableError, match=r"styles\.xml is not well-formed"):
        _ = StylesPart(WRITTEN[: WRITTEN.index(b"</text:list-style>")], "styles.xml").lists
