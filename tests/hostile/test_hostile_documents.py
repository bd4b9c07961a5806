"""Documents made to do harm: each meets a limit or is read without it, none of them by luck."""

import socket
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.document import Document, LimitError, UnreadableError, walk_paragraphs
from extractors.readers import archive, assemble, registry
from extractors.readers.pdf import inflation, tables
from extractors.readers.pdf import stream as stream_module
from tests.hostile.made import docx, odt, pack, paragraph, pdf, stream
from tests.hostile.mutation import SAMPLES

SHOWN = b"BT /F1 12 Tf 72 700 Td (shown) Tj ET"


def _read(data: bytes, name: str, folder: Path) -> Document:
    path = folder / name
    path.write_bytes(data)
    return registry.read(path)


def _texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in walk_paragraphs(document.blocks)]


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection, or asks for an address, fails the test."""

    def refuse(*arguments: object, **_: object) -> None:
        raise AssertionError(f"a connection is opened: {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


_ENTITIES = "<!DOCTYPE x [<!ENTITY a0 'xxxxxxxxxx'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
_EXTERNAL = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"
_REMOTE = "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>"
_ROW_OF = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr><w:p/></w:tc></w:tr>'
_WIDE_ROW = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 1_500 + "</w:tr>"


def _odt_table(row: str = "", cell: str = "") -> bytes:
    """An .odt of one cell, with these attributes."""
    content = "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    return odt(f"<table:table><table:table-row {row}><table:table-cell {cell}>{content}")


def _forms(count: int, depth: int) -> dict[int, bytes]:
    """Forms of which each draws the next one as often."""
    return {
        10 + level: stream(
            b"/X0 Do " * count if level < depth else SHOWN,
            f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X0 {11 + level} 0 R >> /Font << /F1 5 0 R >> >>",
        )
        for level in range(depth + 1)
    }


def _endless_page_numbers(count: int) -> bytes:
    """Two pages with a number of that many digits each, which may be what counts the pages."""
    pages = [b"BT /F1 4 Tf 50 20 Td (" + digit * count + b") Tj ET" for digit in (b"8", b"9")]
    size = "/MediaBox [0 0 13000 842]"
    second = f"<< /Type /Page /Parent 2 0 R /Contents 11 0 R /Resources << /Font << /F1 5 0 R >> >> {size} >>".encode()
    both = b"<< /Type /Pages /Kids [3 0 R 10 0 R] /Count 2 >>"
    return pdf(pages[0], page=size, objects={2: both, 10: second, 11: stream(pages[1])})


LIMITED: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip-ratio.docx": (lambda: pack({"word/document.xml": b"<a>" + bytes(600_000)}), "times its size"),
    "zip-size.odt": (lambda: pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": bytes(1_000_001)}), "1 MB"),
    "zip-entries.docx": (lambda: pack({"word/document.xml": "", **{str(n): "" for n in range(101)}}), "102 members"),
    "entities.docx": (lambda: docx(paragraph("&a9;"), prolog=_ENTITIES), "amplification"),
    "entities.odt": (lambda: odt("<text:p>&a9;</text:p>", prolog=_ENTITIES), "amplification"),
    "entities-in-attribute.odt": (lambda: odt("<text:p text:style-name='&a9;'/>", prolog=_ENTITIES), "amplification"),
    "nested-tables.docx": (lambda: docx("<w:tbl><w:tr><w:tc>" * 100 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 100), "depth"),
    "nested-lists.odt": (lambda: odt("<text:list><text:list-item>" * 200 + "</text:list-item></text:list>" * 200), "depth"),
    "wide-and-tall.docx": (lambda: docx(f"<w:tbl>{_WIDE_ROW}{_ROW_OF.format(1500) * 10}</w:tbl>"), "places"),
    "million-rows.docx": (lambda: docx(f"<w:tbl>{'<w:tr><w:tc><w:p/></w:tc></w:tr>' * 10_001}</w:tbl>"), "places"),
    "repeated-rows.odt": (
        lambda: _odt_table(row='table:number-rows-repeated="1000000"'),
        "repeat",
    ),
    "repeated-cells.odt": (
        lambda: _odt_table(cell='table:number-columns-repeated="999999999"'),
        "repeat",
    ),
    "spanned.odt": (
        lambda: _odt_table(cell='table:number-columns-spanned="999999999"'),
        "places",
    ),
    "digits.txt": (lambda: b"\xe5\x90\x88\xe8\xa8\x88\t" + b"9" * 5_000, "4000 digits"),
    "numerals.docx": (lambda: docx(paragraph("一" * 5_000)), "4000 digits"),
    "digits-at-the-foot.pdf": (lambda: _endless_page_numbers(5_000), "4000 digits"),
    "long.txt": (lambda: ("預算" * 50 + "\n").encode() * 1_100, "100000 characters"),
    "stream.pdf": (
        lambda: pdf(b"", objects={4: stream(zlib.compress(bytes(1_500_000), 9), "/Filter /FlateDecode")}),
        "unpacks to more than 1 MB",
    ),
    "twice-deflated.pdf": (
        lambda: pdf(
            b"",
            objects={4: stream(zlib.compress(zlib.compress(bytes(1_500_000), 9), 9), "/Filter [/FlateDecode /FlateDecode]")},
        ),
        "unpacks to more than 1 MB",
    ),
    "forms.pdf": (lambda: pdf(b"/X0 Do", objects=_forms(10, 9)), "forms"),
    "huge-page.pdf": (lambda: pdf(SHOWN, page="/MediaBox [0 0 1000000 1000000]"), "larger than 14400 points"),
}


@pytest.mark.parametrize("name", LIMITED)
def test_what_costs_too_much_meets_a_limit(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A hundredth of what is allowed, so that the test is quick.
    monkeypatch.setattr(assemble, "PLACE_LIMIT", 10_000)
    monkeypatch.setattr(assemble, "CHARACTER_LIMIT", 100_000)
    monkeypatch.setattr(inflation, "STREAM_LIMIT_BYTES", 1_000_000)
    monkeypatch.setattr(archive, "MEMBER_LIMIT_BYTES", 1_000_000)
    monkeypatch.setattr(archive, "MEMBER_COUNT_LIMIT", 100)
    monkeypatch.setattr(archive, "UNSUSPICIOUS_BYTES", 100_000)
    monkeypatch.setattr(stream_module, "FORM_LIMIT", 200)
    make, message = LIMITED[name]
    with pytest.raises(LimitError, match=message):
        _read(make(), name, tmp_path)


_OLE_ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage\0".encode("utf-16-le") + bytes(94)
UNREADABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "external-entity.docx": (lambda: docx(paragraph("&e;"), prolog=_EXTERNAL), "document type"),
    "external-entity.odt": (lambda: odt("<text:p>&e;</text:p>", prolog=_EXTERNAL), "document type"),
    "remote-type.odt": (lambda: odt("<text:p>x</text:p>", prolog=_REMOTE), "content.xml"),
    "nul.docx": (lambda: docx(paragraph("x\0y")), "not well-formed"),
    "encrypted.docx": (lambda: _OLE_ENCRYPTED, "encrypted"),
    "encrypted.odt": (
        lambda: pack(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": b"\x01\x02",
                "META-INF/manifest.xml": "<manifest:encryption-data/>",
            }
        ),
        "encrypted",
    ),
    "page.doc": (lambda: b"<html><body>x</body></html>", "web page"),
    "text.pdf": (lambda: b"plain", "name it .txt"),
    "nul.txt": (lambda: b"a\0b", "NUL"),
    "cut.txt": (lambda: "預算".encode()[:-1], "UTF-8"),
    "cut-utf16.txt": (lambda: "預算".encode("utf-16")[:-1], "UTF-16"),
    "gb18030.txt": (lambda: SAMPLES["txt"].read_text(encoding="utf-8").encode("gb18030"), "UTF-8"),
    "pages-in-a-circle.pdf": (lambda: pdf(SHOWN, objects={2: b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>"}), "page 2 .* damaged"),
    "no-pages.pdf": (lambda: b"%PDF-1.7\n", "damaged"),
    "cut.docx": (lambda: SAMPLES["docx"].read_bytes()[:5_000], "damaged"),
    "cut.odt": (lambda: SAMPLES["odt"].read_bytes()[:5_000], "damaged"),
}


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_says_why_in_one_line(name: str, tmp_path: Path) -> None:
    make, message = UNREADABLE[name]
    with pytest.raises(UnreadableError, match=message) as caught:
        _read(make(), name, tmp_path)
    assert len(str(caught.value).splitlines()) == 1


_LIST = '<w:numPr><w:numId w:val="1"/></w:numPr>'
_CIRCLE = (
    '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
)
_SELF_NUMBERED = (
    '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="n"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_SELF_STYLE = '<w:style w:type="numbering" w:styleId="n"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
_ROMAN = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="2000000000"/><w:numFmt w:val="upperRoman"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_REMOTE_RELATIONSHIPS = (
    '<Relationship Id="p" Type="x/image" Target="http://127.0.0.1:9/x.png" TargetMode="External"/>'
    '<Relationship Id="t" Type="x/attachedTemplate" Target="http://127.0.0.1:9/x.dotm" TargetMode="External"/>'
    '<Relationship Id="u" Type="x/styles" Target="../../../etc/passwd"/>'
)
_DRAWN = '<w:p><w:r><w:drawing><a:blip xmlns:a="a" r:link="p"/></w:drawing></w:r></w:p>'
_REFERENCE = '<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:{}Reference w:id="2"/></w:r></w:p>'
_DERIVED = (
    '<style:style style:family="paragraph" style:name="a" style:parent-style-name="b"/>'
    '<style:style style:family="paragraph" style:name="b" style:parent-style-name="a"/>'
)
READ: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "styles-in-a-circle.docx": (lambda: docx(paragraph("在", '<w:pStyle w:val="a"/>'), styles=_CIRCLE), ["在"]),
    "styles-in-a-circle.odt": (lambda: odt('<text:p text:style-name="a">在</text:p>', styles=_DERIVED), ["在"]),
    "numbering-of-itself.docx": (lambda: docx(paragraph("在", _LIST), numbering=_SELF_NUMBERED, styles=_SELF_STYLE), ["在"]),
    "two-billion.docx": (lambda: docx(paragraph("在", _LIST), numbering=_ROMAN), ["2000000000.在"]),
    "deep-level.odt": (
        lambda: odt('<text:numbered-paragraph text:level="999999999"><text:p>在</text:p></text:numbered-paragraph>'),
        ["•在"],
    ),
    "footnote-of-itself.docx": (
        lambda: docx(
            _REFERENCE.format("在", "footnote"), footnotes=f'<w:footnote w:id="2">{_REFERENCE.format("註", "footnote")}</w:footnote>'
        ),
        ["在", "註"],
    ),
    "endnote-of-itself.docx": (
        lambda: docx(_REFERENCE.format("在", "endnote"), endnotes=f'<w:endnote w:id="2">{_REFERENCE.format("註", "endnote")}</w:endnote>'),
        ["在", "註"],
    ),
    "remote.docx": (lambda: docx(paragraph("在") + _DRAWN, relationships=_REMOTE_RELATIONSHIPS), ["在"]),
    "remote.odt": (
        lambda: odt('<text:p>在<draw:frame><draw:image xlink:href="http://127.0.0.1:9/x.png"/></draw:frame></text:p>'),
        ["在"],
    ),
    "path.odt": (lambda: odt("<text:p>在</text:p>", **{"../../../../tmp/budgetbook-was-here": "x"}), ["在"]),
    "macros.odt": (lambda: odt("<text:p>在</text:p>", **{"Basic/Standard/Module1.xml": "<script/>"}), ["在"]),
    "span-beyond-the-grid.docx": (
        lambda: docx(
            f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{paragraph("在")}</w:tc></w:tr></w:tbl>',
        ),
        ["在"],
    ),
    "references-in-a-circle.pdf": (lambda: pdf(SHOWN, objects={5: b"6 0 R", 6: b"5 0 R"}), ["shown"]),
    "form-of-itself.pdf": (
        lambda: pdf(
            SHOWN + b" /X0 Do",
            objects={10: stream(b"/X0 Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X0 10 0 R >> >>")},
        ),
        ["shown"],
    ),
    "no-table-of-objects.pdf": (lambda: pdf(SHOWN).replace(b"xref\n0", b"xxxx\n9"), ["shown"]),
    "images-without-end.pdf": (lambda: pdf(SHOWN + b" BI ID" * 50_000), ["shown"]),
    "pdf.DOCX": (lambda: pdf(SHOWN), ["shown"]),
    "pdf.pdf.docx": (lambda: pdf(SHOWN), ["shown"]),
}


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", READ)
def test_what_does_no_harm_is_read_without_it(name: str, tmp_path: Path) -> None:
    make, texts = READ[name]
    assert [text.lstrip("1i") for text in _texts(_read(make(), name, tmp_path))] == texts


def test_the_bytes_decide_what_a_file_is(tmp_path: Path) -> None:
    assert _read(pdf(SHOWN), "x.docx", tmp_path).source.format == "pdf"
    assert _read(docx(paragraph("在")), "x.odt", tmp_path).source.format == "docx"
    assert _read(odt("<text:p>在</text:p>"), "x.docx.PDF", tmp_path).source.format == "odt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp950"])
def test_a_text_is_read_in_every_encoding_that_is_certain(encoding: str, tmp_path: Path) -> None:
    text = SAMPLES["txt"].read_text(encoding="utf-8").replace("｢", "「").replace("｣", "」")
    written = text.encode(encoding)
    assert _texts(_read(written, "x.txt", tmp_path)) == _texts(_read(text.encode(), "y.txt", tmp_path))


@pytest.mark.parametrize("limit", ["RULE_LIMIT", "PAIR_LIMIT", "MEETING_LIMIT"])
def test_a_map_on_a_page_does_not_hold_its_text_up(limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, limit, 100)
    lines = b"".join(f"{n} 0 m {n} 842 l S 0 {n} m 595 {n} l S ".encode() for n in range(0, 600, 10))
    document = _read(pdf(SHOWN + b" " + lines), "map.pdf", tmp_path)
    assert _texts(document) == ["shown"]
    assert any("more lines than any table" in notice for notice in document.notices)


def test_a_ligature_is_read_as_its_letters(tmp_path: Path) -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    codes = b"2 beginbfchar <61> <00660069> <62> <D800> endbfchar"
    document = _read(pdf(b"BT /F1 12 Tf 72 700 Td (xab) Tj ET", objects={5: font, 6: stream(codes)}), "x.pdf", tmp_path)
    assert _texts(document) == ["xfib"]
