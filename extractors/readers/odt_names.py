"""The names of OpenDocument 1.3 (OASIS, part 3) that the reader looks at, as lxml writes them: `{namespace}local`."""

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def office(local: str) -> str:
    """A name of the office namespace."""
    return f"{{{_OASIS}office:1.0}}{local}"


def style(local: str) -> str:
    """A name of the style namespace."""
    return f"{{{_OASIS}style:1.0}}{local}"


def text(local: str) -> str:
    """A name of the text namespace."""
    return f"{{{_OASIS}text:1.0}}{local}"


def table(local: str) -> str:
    """A name of the table namespace."""
    return f"{{{_OASIS}table:1.0}}{local}"


def draw(local: str) -> str:
    """A name of the drawing namespace."""
    return f"{{{_OASIS}drawing:1.0}}{local}"


def fo(local: str) -> str:
    """A name of the namespace of properties taken from XSL."""
    return f"{{{_OASIS}xsl-fo-compatible:1.0}}{local}"


def svg(local: str) -> str:
    """A name of the namespace of properties taken from SVG."""
    return f"{{{_OASIS}svg-compatible:1.0}}{local}"


def number(local: str) -> str:
    """A name of the namespace of number formats."""
    return f"{{{_OASIS}datastyle:1.0}}{local}"


def loext(local: str) -> str:
    """A name of LibreOffice's own namespace."""
    return f"{{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}}{local}"


def whole(value: str | None) -> int | None:
    """A count as an attribute gives it; None where it is missing, or no count of anything in a document."""
    return int(value) if value is not None and value.isdecimal() and len(value) <= _LONGEST_COUNT else None


_LONGEST_COUNT = 9
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
STYLE_NAME = text("style-name")
STYLE_NAME_OF_TABLE = table("style-name")
