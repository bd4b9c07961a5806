import os
from pathlib import Path

import pytest

from flows.discovery import find_files, folder_year, hash_file


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())


def test_files_are_found_to_the_bottom_in_the_order_of_their_names(tmp_path: Path) -> None:
    lay(tmp_path, "114/b.docx", "113/deep/er/a.TXT", "113/z.docx", "c.docx")
    assert [file.name for file in find_files(tmp_path)] == ["113/deep/er/a.TXT", "113/z.docx", "114/b.docx", "c.docx"]
    assert all(file.is_document for file in find_files(tmp_path))


@pytest.mark.parametrize("name", ["~$x.docx", ".~lock.x.docx#", ".x.docx", "x.xlsx", "x", "errata.toml"])
def test_what_is_no_document_is_found_and_not_read(tmp_path: Path, name: str) -> None:
    lay(tmp_path, name)
    assert [(file.name, file.is_document) for file in find_files(tmp_path)] == [(name, False)]


def test_hidden_folders_are_not_entered(tmp_path: Path) -> None:
    lay(tmp_path, ".git/x.docx", "x.docx")
    assert [file.name for file in find_files(tmp_path)] == ["x.docx"]


def test_a_folder_is_entered_once_however_links_lead_to_it(tmp_path: Path) -> None:
    lay(tmp_path, "113/x.docx")
    (tmp_path / "113/loop").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "113")
    assert [file.name for file in find_files(tmp_path)] == ["113/x.docx"]


def test_a_linked_folder_outside_is_read(tmp_path: Path) -> None:
    lay(tmp_path, "elsewhere/x.docx", "raw/y.docx")
    (tmp_path / "raw/113").symlink_to(tmp_path / "elsewhere")
    assert [file.name for file in find_files(tmp_path / "raw")] == ["113/x.docx", "y.docx"]


def test_a_link_to_nowhere_is_a_document_that_reading_will_tell_about(tmp_path: Path) -> None:
    (tmp_path / "x.docx").symlink_to(tmp_path / "nowhere")
    assert [(file.name, file.is_document) for file in find_files(tmp_path)] == [("x.docx", True)]


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.docx")
    assert [(file.name, file.is_document) for file in find_files(tmp_path)] == [("x.docx", False)]


def test_a_single_file_is_a_document_whatever_its_suffix(tmp_path: Path) -> None:
    lay(tmp_path, "113/x.bin")
    assert [(file.name, file.is_document) for file in find_files(tmp_path / "113/x.bin")] == [("x.bin", True)]


def test_the_output_folder_is_not_looked_at(tmp_path: Path) -> None:
    lay(tmp_path, "output/x.docx", "y.docx")
    assert [file.name for file in find_files(tmp_path, tmp_path / "output")] == ["y.docx"]


def test_the_hash_is_that_of_the_bytes_and_none_where_there_are_none(tmp_path: Path) -> None:
    lay(tmp_path, "abc")
    assert hash_file(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert hash_file(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("113/x.docx", 113),
        ("a/98年度/b/x.docx", 98),
        ("112/113年/x.docx", 113),
        ("x.docx", None),
        ("2024/x.docx", None),
        ("113.docx", None),
    ],
)
def test_the_year_of_a_folder_is_that_of_the_nearest(name: str, year: int | None) -> None:
    assert folder_year(name) == year
