import hashlib
import os
import re
import shutil
from pathlib import PurePath

import pytest

from extractors.document import UnreadableError
from extractors.readers import registry
from tests.conftest import ROOT
from tests.hostile.made import pack

READS = re.compile(r"(?m)^def read\(data: bytes, source: Source[,)]")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.docx", b"", "empty"),
        ("text.docx", "某署\n預算總說明\n".encode(), "name it .txt"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n", "of no format that is read"),
        ("broken.docx", pack({"a": "b"})[:40], "damaged"),
        ("other.docx", pack({"a": "b"}), "zip archive without a document"),
        ("locked.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "EncryptedPackage\0".encode("utf-16-le"), "encrypted"),
        ("nul.txt", b"\0\1\2", "NUL"),
    ],
)
def test_bytes_that_cannot_be_read_say_why(tmp_path, name, data, reason):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableError, match=reason):
        registry.read(path)


@pytest.mark.parametrize(("suffix", "format_name"), [("docx", "docx"), ("txt", "txt")])
def test_the_bytes_decide_whatever_the_suffix(tmp_path, suffix, format_name):
    path = tmp_path / ("renamed.txt" if suffix == "txt" else "renamed.odt")
    path.write_bytes((ROOT / "raw" / "113" / f"smesa-113.{suffix}").read_bytes())
    assert registry.read(path).source.format == format_name


@pytest.mark.parametrize("suffix", ["docm", "dotx", "DOTM"])
def test_templates_and_files_with_macros_are_read_as_what_they_are(tmp_path, suffix):
    path = tmp_path / f"book.{suffix}"
    path.write_bytes((ROOT / "raw" / "113" / "smesa-113.docx").read_bytes())
    document = registry.read(path)
    assert document.source.format == "docx"
    assert document.blocks == registry.read(ROOT / "raw" / "113" / "smesa-113.docx").blocks


def test_a_source_is_named_below_the_raw_folder():
    source = registry.read(ROOT / "raw" / "113" / "smesa-113.docx", ROOT / "raw").source
    assert (source.path, source.byte_count, len(source.sha256)) == ("113/smesa-113.docx", 48778, 64)


def test_every_reader_module_is_in_the_registry():
    """A reader that nobody registers would never read anything."""
    modules = {reader.module.rsplit(".", 1)[1] for reader in registry.READERS}
    folder = ROOT / "extractors" / "readers"
    readers = {path.stem for path in folder.glob("*.py") if READS.search(path.read_text(encoding="utf-8"))}
    readers |= {path.parent.name for path in folder.glob("*/__init__.py") if READS.search(path.read_text(encoding="utf-8"))}
    assert readers == modules


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("預算 總說明\n\u202e🧾.docx".encode(), "預算 總說明\n\u202e🧾.docx"),
        (b"113/caf\xe9.txt", r"113/caf\xe9.txt"),
        (rb"113/caf\xe9.txt", r"113/caf\\xe9.txt"),
        (b"a\\\xe9.txt", r"a\\\xe9.txt"),
        (rb"a\b.txt", r"a\b.txt"),
    ],
)
def test_a_path_is_named_so_that_the_name_can_be_written_and_no_other_path_has_it(raw, name):
    assert registry.name_path(PurePath(os.fsdecode(raw))) == name


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice (libreoffice-writer-nogui) is not installed")
def test_files_that_are_converted_are_converted_together(tmp_path):
    paths = [tmp_path / "good.doc", tmp_path / "bad.doc", tmp_path / "other.docx"]
    paths[0].write_bytes((ROOT / "tests" / "documents" / "smesa-113.doc").read_bytes())
    paths[1].write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000)
    paths[2].write_bytes((ROOT / "raw" / "113" / "smesa-113.docx").read_bytes())
    converted = registry.convert_all(paths)
    assert list(converted) == [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths[:2]]
    assert registry.read(paths[0], converted=converted).blocks == registry.read(paths[2]).blocks
    with pytest.raises(UnreadableError):
        registry.read(paths[1], converted=converted)
    paths[1].write_bytes(paths[0].read_bytes())
    assert registry.read(paths[1], converted=converted).blocks == registry.read(paths[0], converted=converted).blocks
