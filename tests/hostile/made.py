"""Small packages and files that are made to do harm, or are broken on purpose."""

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = " ".join(f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "text", "table", "style")) + (
    f' xmlns:draw="{_ODF}drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def pack(members: dict[str, bytes | str]) -> bytes:
    """A zip archive of these members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def docx(body: str, *, prolog: str = "", relationships: str = "", **parts: str) -> bytes:
    """A .docx with this in its body; `parts` (numbering, styles, footnotes, endnotes) are contents of their root elements."""
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes"}
    related = "".join(f'<Relationship Id="{name}" Type="x/{name}" Target="{name}.xml"/>' for name in parts) + relationships
    return pack(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'{prolog}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}</Relationships>',
            **{f"word/{name}.xml": f'<w:{roots[name]} xmlns:w="{W}">{content}</w:{roots[name]}>' for name, content in parts.items()},
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of a .docx."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(body: str, *, styles: str = "", prolog: str = "", **members: str) -> bytes:
    """An .odt with this in its text, and these in its automatic styles."""
    content = (
        f"{prolog}<office:document-content {_NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **members})


def pdf(content: bytes, *, page: str = "", objects: dict[int, bytes] | None = None, catalog: str = "") -> bytes:
    """A PDF of one page with this content stream and Helvetica as F1; `objects` from number 10 on, or in place of those below."""
    made: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: (
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X0 10 0 R >> >> "
            f"{page or '/MediaBox [0 0 595 842]'} >>"
        ).encode(),
        4: stream(content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        **(objects or {}),
    }
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in made.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {max(made) + 1}\n".encode()
    for number in range(max(made) + 1):
        out += f"{places[number]:010} 00000 n \n".encode() if number in places else b"0000000000 65535 f \n"
    out += f"trailer << /Size {max(made) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def stream(content: bytes, dictionary: str = "") -> bytes:
    """A stream object of a PDF."""
    return f"<< /Length {len(content)} {dictionary} >>\nstream\n".encode() + content + b"\nendstream"
