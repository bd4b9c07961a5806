import zipfile
from io import BytesIO

import pytest

from extractors.document import UnreadableError
from extractors.readers import archive
from extractors.readers.archive import open_archive, parse_xml


def _zip(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def test_members_are_read_by_name() -> None:
    package = open_archive(_zip({"content.xml": b"<a/>", "b/c.xml": b"<c/>"}))
    assert package.names == ("content.xml", "b/c.xml")
    assert "b/c.xml" in package
    assert "d.xml" not in package
    assert package.read("b/c.xml") == b"<c/>"


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04 and nothing of a directory", b"no zip at all"])
def test_bytes_that_are_no_zip_are_said_to_be_damaged(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="archive is damaged"):
        open_archive(data)


def test_a_missing_member_is_named() -> None:
    with pytest.raises(UnreadableError, match=r"no content\.xml"):
        open_archive(_zip({"a": b""})).read("content.xml")


def test_a_member_with_a_wrong_checksum_is_said_to_be_damaged() -> None:
    data = bytearray(_zip({"content.xml": b"the text of it"}, zipfile.ZIP_STORED))
    place = data.index(b"the text")
    data[place] ^= 0xFF
    with pytest.raises(UnreadableError, match=r"content\.xml is damaged"):
        open_archive(bytes(data)).read("content.xml")


def test_an_encrypted_member_is_said_to_be_encrypted() -> None:
    data = bytearray(_zip({"content.xml": b"x"}))
    for mark, flag_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flag_at] |= 0x1
    with pytest.raises(UnreadableError, match="encrypted"):
        open_archive(bytes(data)).read("content.xml")


def test_a_member_that_unpacks_beyond_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MEMBER_LIMIT_BYTES", 1_000_000)
    package = open_archive(_zip({"small.xml": bytes(1_000_000), "bomb.xml": bytes(1_000_001)}))
    assert len(package.read("small.xml")) == 1_000_000
    with pytest.raises(UnreadableError, match=r"bomb\.xml unpacks to more than 1 MB"):
        package.read("bomb.xml")


def test_too_many_members_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MEMBER_COUNT_LIMIT", 2)
    with pytest.raises(UnreadableError, match="3 members"):
        open_archive(_zip({"a": b"", "b": b"", "c": b""}))


def test_comments_and_processing_instructions_are_not_in_the_text() -> None:
    assert parse_xml("<p>年<!-- no -->度<?no?>預算</p>".encode(), "x.xml").text == "年度預算"


def test_broken_xml_is_named_with_its_place() -> None:
    with pytest.raises(UnreadableError, match=r"content\.xml is not well-formed XML .*line 1"):
        open_archive(_zip({"content.xml": b"<a><b></a>"})).parse("content.xml")


def test_an_identifier_that_is_there_twice_is_borne_with() -> None:
    assert len(parse_xml(b'<a><b xml:id="q"/><b xml:id="q"/></a>', "x.xml")) == 2


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE p [<!ENTITY e "agency">]>',
        '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_a_document_type_is_refused_whatever_it_declares(prolog: str) -> None:
    with pytest.raises(UnreadableError, match="document type"):
        parse_xml(f"{prolog}<p>&e;</p>".encode(), "x.xml")
