"""A one-line notation for the XML of a .docx, and the .docx around it.

`p[pPr[numPr[ilvl=0 numId=5]] 'text']` is a paragraph in list 5: an element is a name, then `=value` for its `w:val`, `@name=value`
for its other attributes, and its children in brackets. Names without a prefix are of WordprocessingML; a value with blanks is
quoted. A quoted string among the children is text, in the elements that text needs at that place: `tc['a']` is
`tc[p[r[t['a']]]]`, and `del['a']` is `del[r[delText['a']]]`.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "new": "urn:made:for-readers-to-come",
    "v": "urn:schemas-microsoft-com:vml",
}
# What text needs around it, by the element it stands in; where nothing is said, a run.
_AROUND = {
    **dict.fromkeys(("body", "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment"), ("p", "r", "t")),
    **dict.fromkeys(("r", "fldSimple/r"), ("t",)),
    **dict.fromkeys(("t", "delText", "instrText", "m:t", "a:t"), ()),
    "del": ("r", "delText"),
    "m:r": ("m:t",),
    "a:p": ("a:r", "a:t"),
}
_TOKEN = re.compile(r"\s*(?:(?P<text>'[^']*')|(?P<name>[\w:?.-]+)|(?P<mark>[\[\]=@]))")
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = {
    "styles": "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml",
    "numbering": "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml",
    "footnotes": "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
    "endnotes": "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml",
    "settings": "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml",
    "header": "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
    "footer": "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
    "diagramData": "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
    "document": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
}


def element(notation: str) -> etree._Element:
    """The one element that the notation is of."""
    root = etree.Element(_qualify("w:root"), nsmap=NAMESPACES)
    tokens = list(_tokens(notation))
    rest = _children(root, "root", tokens, 0)
    if rest != len(tokens) or len(root) != 1:
        raise ValueError(f"not one element: {notation}")
    return root[0]


def docx(body: str, *, header: str = "", footer: str = "", extra: Mapping[str, bytes] | None = None, **parts: str) -> bytes:
    """A .docx of these parts, each in the notation of its children: `styles`, `numbering`, `footnotes`, `endnotes`, `settings`.

    `rId1` refers to the header, `rId2` to the footer, `rId3` to the data of a diagram (`diagramData`). `extra` are members as they are.
    """
    roots = {"header": "hdr", "footer": "ftr", "diagramData": "dgm:dataModel"}
    wanted = {"header": header, "footer": footer, "diagramData": parts.pop("diagram", ""), **parts}
    kept = {kind: notation for kind, notation in wanted.items() if notation}
    ids = {"header": "rId1", "footer": "rId2", "diagramData": "rId3"}
    members = {f"word/{kind}.xml": _xml(f"{roots.get(kind, kind)}[{notation}]") for kind, notation in kept.items()}
    members["word/document.xml"] = _xml(f"document[body[{body}]]")
    members["_rels/.rels"] = _relationships({"rId1": ("officeDocument", "word/document.xml")})
    members["word/_rels/document.xml.rels"] = _relationships({ids.get(kind, f"id-{kind}"): (kind, f"{kind}.xml") for kind in kept})
    members["[Content_Types].xml"] = _content_types(("document", *kept))
    return archive(members | dict(extra or {}))


def archive(members: Mapping[str, bytes]) -> bytes:
    """A zip archive of these members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return stream.getvalue()


def _tokens(notation: str) -> Iterator[tuple[str, str]]:
    place = 0
    notation = notation.rstrip()
    while place < len(notation):
        match = _TOKEN.match(notation, place)
        if match is None:
            raise ValueError(f"not understood at {place}: {notation[place : place + 30]}")
        yield str(match.lastgroup), match[match.lastgroup or 0]
        place = match.end()


def _children(parent: etree._Element, name: str, tokens: list[tuple[str, str]], place: int) -> int:
    while place < len(tokens) and tokens[place] != ("mark", "]"):
        kind, token = tokens[place]
        place += 1
        if kind == "text":
            _add_text(parent, name, token[1:-1])
            continue
        child = etree.SubElement(parent, _qualify(token))
        while place < len(tokens) and tokens[place] in {("mark", "="), ("mark", "@")}:
            attribute = "val"
            if tokens[place][1] == "@":
                attribute = tokens[place + 1][1]
                place += 2
            child.set(
                _qualify(attribute) if ":" in attribute or token.partition(":")[0] in {token, "w"} else attribute,
                tokens[place + 1][1].strip("'"),
            )
            place += 2
        if place < len(tokens) and tokens[place] == ("mark", "["):
            place = _children(child, token, tokens, place + 1) + 1
    return place


def _add_text(parent: etree._Element, name: str, text: str) -> None:
    for tag in _AROUND.get(name, ("r", "t")):
        parent = etree.SubElement(parent, _qualify(tag))
    parent.text = text
    parent.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _qualify(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix or 'w']}}}{local}"


def _xml(notation: str) -> bytes:
    return etree.tostring(element(notation), xml_declaration=True, encoding="UTF-8", standalone=True)


def _relationships(targets: Mapping[str, tuple[str, str]]) -> bytes:
    items = "".join(
        f'<Relationship Id="{key}" Type="{_RELATIONSHIPS}/{kind}" Target="{target}"/>' for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'.encode()


def _content_types(kinds: tuple[str, ...]) -> bytes:
    items = "".join(f'<Override PartName="/word/{kind}.xml" ContentType="{_TYPES[kind]}"/>' for kind in kinds)
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{items}</Types>'.encode()
