"""The names of ECMA-376 that the reader looks for, each with its namespace, and how a yes or no is written in it."""

from lxml import etree

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{TRANSITIONAL}}}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart",
)
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
V = "{urn:schemas-microsoft-com:vml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

BODY, PARAGRAPH, TABLE, ROW, CELL = W + "body", W + "p", W + "tbl", W + "tr", W + "tc"
RUN, TEXT, MATH_TEXT = W + "r", W + "t", M + "t"
PARAGRAPH_PROPERTIES, RUN_PROPERTIES = W + "pPr", W + "rPr"
PARAGRAPH_STYLE, RUN_STYLE, VANISH = W + "pStyle", W + "rStyle", W + "vanish"
NUMBERING, NUMBER, LEVEL = W + "numPr", W + "numId", W + "ilvl"
ALTERNATE = MC + "AlternateContent"
VALUE = W + "val"

_NO = frozenset({"0", "false", "off"})


def is_on(element: etree._Element | None) -> bool:
    """Whether a property that is a switch (ST_OnOff) is there and not switched off."""
    return element is not None and element.get(VALUE) not in _NO


def child_of(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name; five times as fast as lxml's `find`, which is most of what reading would take."""
    if element is not None:
        for child in element:
            if child.tag == name:
                return child
    return None


def first_of(element: etree._Element, name: str) -> etree._Element | None:
    """The first child, if it is of that name: where the standard has properties stand, before everything else."""
    if not len(element):
        return None
    first = element[0]
    return first if first.tag == name else None


def value_of(element: etree._Element | None, name: str) -> str | None:
    """The `val` of the child of that name, None where either is missing."""
    child = child_of(element, name)
    return None if child is None else child.get(VALUE)


def number_of(element: etree._Element | None, name: str) -> int | None:
    """The same as a whole number; None where it is none."""
    return whole(value_of(element, name))


def whole(text: str | None) -> int | None:
    """The whole number that an attribute holds; None where there is none, or one with more digits than any count in a document."""
    try:
        return None if text is None or len(text) > _LONGEST_NUMBER else int(text)
    except ValueError:
        return None


_LONGEST_NUMBER = 10
