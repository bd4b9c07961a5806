"""The notation that the tests of the .docx reader are written in."""

import pytest
from lxml import etree

from tests.extractors.readers.docx_notation import element


def _plain(notation: str) -> str:
    text = etree.tostring(element(notation), encoding="unicode")
    head, _, rest = text.partition(">")
    return (head.split(" xmlns:")[0] + ("/" if head.endswith("/") else "") + ">" + rest).replace(' xml:space="preserve"', "")


def test_values_attributes_and_children() -> None:
    assert _plain("p[pPr[numPr[ilvl=0 numId=5]]]") == '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr></w:p>'
    assert _plain("lvl[start=2 lvlText='%1、 ']") == '<w:lvl><w:start w:val="2"/><w:lvlText w:val="%1、 "/></w:lvl>'


def test_text_gets_the_elements_that_it_needs() -> None:
    assert _plain("p['a' r[b 'c']]") == "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:b/><w:t>c</w:t></w:r></w:p>"
    assert _plain("tc['a']") == "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
    assert _plain("del['a']") == "<w:del><w:r><w:delText>a</w:delText></w:r></w:del>"


@pytest.mark.parametrize("notation", ["p", "p[]"])
def test_an_element_may_be_empty(notation: str) -> None:
    assert _plain(notation) == "<w:p/>"


@pytest.mark.parametrize("notation", ["p p", "p]", "p[!]", "nowhere:p"])
def test_what_is_not_the_notation_is_refused(notation: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        element(notation)
