"""A .docx that cannot be read: one line that says what is wrong and what to do, and never another error."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Document, Source, UnreadableError
from extractors.readers import archive
from extractors.readers.docx import read
from tests.extractors.readers.docx_notation import archive as make_archive
from tests.extractors.readers.docx_notation import docx

SAMPLE = (Path(__file__).parents[3] / "raw" / "113" / "smesa-113.docx").read_bytes()
GOOD = docx("p['文']", numbering="num@numId=1")
ENTITIES = b'<!DOCTYPE w:document [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def _read(data: bytes) -> Document:
    return read(data, Source("made.docx", "docx", "0" * 64, len(data)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no .docx"),
        ("一、現行法定職掌".encode(), "no .docx"),
        (b"PK\x03\x04 and no more", "damaged"),
        (SAMPLE[: len(SAMPLE) // 2], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old binary file"),
        (make_archive({"mimetype": b"x"}), "has no word/document.xml"),
        (make_archive({"word/document.xml": b"<a"}), "word/document.xml is not well-formed"),
        (make_archive({"word/document.xml": b"<w:document xmlns:w='urn:x'/>"}), "no word-processing document"),
        (docx("p['x']", extra={"word/document.xml": ENTITIES + b"<a>&b;</a>"}), "document type"),
        (docx("p['x']", extra={"word/document.xml": b"<a>" * 300 + b"</a>" * 300}), "exceeds what any document holds"),
        (docx("p['x']", extra={"_rels/.rels": b"no XML"}), "_rels/.rels is not well-formed"),
        (docx("p['x']", extra={"word/styles.xml": b"<broken"}, styles="style@styleId=A"), "word/styles.xml is not well-formed"),
        (docx("p r"), "holds no text"),
        (docx("p[r[drawing[pic:pic]]]"), "a scan"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_unreadable_files_say_what_to_do_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        _read(data)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert ";" in str(caught.value) or ":" in str(caught.value)


def test_a_file_that_unpacks_to_more_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MEMBER_LIMIT_BYTES", 1_000_000)
    with pytest.raises(UnreadableError, match="unpacks to more"):
        _read(docx("p['x']", extra={"word/numbering.xml": bytes(2_000_000)}, numbering="num"))
    monkeypatch.setattr(archive, "MEMBER_LIMIT_BYTES", 100_000_000)
    monkeypatch.setattr(archive, "TOTAL_LIMIT_BYTES", 1_000)
    with pytest.raises(UnreadableError, match="unpacks to more"):
        _read(GOOD)


def test_a_document_of_another_program_is_named() -> None:
    rels = b'<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    rels = rels.replace(b"<Relationships>", b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">')
    with pytest.raises(UnreadableError, match=r"xl/workbook\.xml is no word-processing document"):
        _read(make_archive({"_rels/.rels": rels, "xl/workbook.xml": b"<workbook/>"}))


@given(place=st.integers(0, len(GOOD) - 1), value=st.integers(0, 255))
def test_a_byte_that_is_wrong_is_read_or_refused(place: int, value: int) -> None:
    _read_or_refuse(GOOD[:place] + bytes([value]) + GOOD[place + 1 :])


@given(start=st.integers(0, len(GOOD)), count=st.integers(1, 200))
def test_bytes_that_are_missing_are_read_or_refused(start: int, count: int) -> None:
    _read_or_refuse(GOOD[:start] + GOOD[start + count :])


def _read_or_refuse(data: bytes) -> None:
    blocks: object = "refused"
    with contextlib.suppress(UnreadableError):
        blocks = _read(data).blocks
    assert blocks
