"""OpenDocument texts made from a line or two of notation, for tests.

Bodies are XML with short prefixes, which are written out: `t` text, `b` table, `s` style, `d` draw, `o` office, `x` xlink.
"""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = {
    "office": f"{_OASIS}office:1.0",
    "style": f"{_OASIS}style:1.0",
    "text": f"{_OASIS}text:1.0",
    "table": f"{_OASIS}table:1.0",
    "draw": f"{_OASIS}drawing:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())
_SHORT = {"o": "office", "s": "style", "t": "text", "b": "table", "d": "draw", "x": "xlink"}
_SHORT_NAME = re.compile(r"(?<=[\s</])([ostbdx]):(?=[a-z])")
_MIME = "application/vnd.oasis.opendocument.text"
_MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" m:version="1.3">'
    f'<m:file-entry m:full-path="/" m:media-type="{_MIME}"/>'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>'
    '<m:file-entry m:full-path="styles.xml" m:media-type="text/xml"/>'
    "</m:manifest>"
)


def make_odt(
    body: str, automatic: str = "", styles: str = "", master: str = "", *, members: Mapping[str, bytes | None] | None = None
) -> bytes:
    """An .odt with this body, automatic styles, common styles and master styles; `members` replace (None: leave out) parts of it."""
    parts: dict[str, bytes | None] = {
        "mimetype": _MIME.encode(),
        "content.xml": _root("content", f"<o:automatic-styles>{automatic}</o:automatic-styles><o:body><o:text>{body}</o:text></o:body>"),
        "styles.xml": _root(
            "styles",
            f"<o:styles>{styles}</o:styles><o:automatic-styles><s:page-layout s:name='L'/></o:automatic-styles>"
            f"<o:master-styles>{master}</o:master-styles>",
        ),
        "META-INF/manifest.xml": _MANIFEST.encode(),
        **(members or {}),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            if data is not None:
                package.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _root(kind: str, inner: str) -> bytes:
    made = f'<?xml version="1.0" encoding="UTF-8"?><o:document-{kind} {_DECLARED} o:version="1.3">{inner}</o:document-{kind}>'
    return _SHORT_NAME.sub(lambda match: f"{_SHORT[match[1]]}:", made).encode()


def p(inner: str = "", style: str = "") -> str:
    """A paragraph."""
    return f'<t:p t:style-name="{style}">{inner}</t:p>' if style else f"<t:p>{inner}</t:p>"


def h(inner: str, level: int = 1, attributes: str = "") -> str:
    """A heading."""
    return f'<t:h t:outline-level="{level}" {attributes}>{inner}</t:h>'


def lst(items: str, attributes: str = 't:style-name="L"') -> str:
    """A list."""
    return f"<t:list {attributes}>{items}</t:list>"


def item(*contents: str, attributes: str = "", tag: str = "list-item") -> str:
    """A list item; what does not begin as an element becomes a paragraph."""
    return f"<t:{tag} {attributes}>{''.join(part if part.startswith('<') else p(part) for part in contents)}</t:{tag}>"


def list_style(name: str, *levels: str) -> str:
    """A list style; each level is the attributes of its `text:list-level-style-number`."""
    numbered = "".join(f'<t:list-level-style-number t:level="{level}" {attributes}/>' for level, attributes in enumerate(levels, 1))
    return f'<t:list-style s:name="{name}">{numbered}</t:list-style>'


def table(*rows: str, columns: int | None = None) -> str:
    """A table of rows; columns are counted in the first."""
    count = columns or rows[0].count("<b:table-cell") + rows[0].count("<b:covered-table-cell")
    return f'<b:table><b:table-column b:number-columns-repeated="{count}"/>{"".join(rows)}</b:table>'


def row(*cells: str, attributes: str = "") -> str:
    """A row; what does not begin as an element becomes a cell, and `=` one that is covered."""
    made = (cell if cell.startswith("<") else ("<b:covered-table-cell/>" if cell == "=" else td(cell)) for cell in cells)
    return f"<b:table-row {attributes}>{''.join(made)}</b:table-row>"


def td(inner: str, rows: int = 1, columns: int = 1, attributes: str = "") -> str:
    """A cell; what does not begin as an element becomes a paragraph."""
    content = inner if inner.startswith("<") else p(inner)
    return f'<b:table-cell b:number-rows-spanned="{rows}" b:number-columns-spanned="{columns}" {attributes}>{content}</b:table-cell>'
