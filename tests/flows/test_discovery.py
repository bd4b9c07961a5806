import os
import unicodedata
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


@pytest.mark.parametrize("name", ["~$x.docx", ".~lock.x.docx#", ".x.docx", "x.xlsx", "x"])
def test_what_is_no_document_is_found_and_not_read(tmp_path: Path, name: str) -> None:
    lay(tmp_path, name)
    assert [(file.name, file.is_document) for file in find_files(tmp_path)] == [(name, False)]


@pytest.mark.parametrize("name", ["errata.toml", "113/project_links.toml"])
def test_what_people_know_about_the_documents_is_no_file_to_account_for(tmp_path: Path, name: str) -> None:
    lay(tmp_path, name)
    assert find_files(tmp_path) == []


def test_hidden_folders_are_not_entered(tmp_path: Path) -> None:
    lay(tmp_path, ".git/x.docx", "x.docx")
    assert [file.name for file in find_files(tmp_path)] == ["x.docx"]


def test_a_linked_folder_is_not_entered_since_its_files_are_found_where_they_lie(tmp_path: Path) -> None:
    lay(tmp_path, "113/x.docx")
    (tmp_path / "113/loop").symlink_to(tmp_path)
    (tmp_path / "0").symlink_to(tmp_path / "113")
    assert [file.name for file in find_files(tmp_path)] == ["113/x.docx"]


def test_a_link_to_a_file_of_the_folder_is_a_file_even_where_the_folder_itself_is_a_link(tmp_path: Path) -> None:
    lay(tmp_path, "elsewhere/113/x.docx")
    (tmp_path / "raw").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/y.docx").symlink_to("113/x.docx")
    assert [(file.name, file.refusal) for file in find_files(tmp_path / "raw")] == [("113/x.docx", None), ("y.docx", None)]


def test_links_that_lead_out_are_refused_and_told(tmp_path: Path) -> None:
    lay(tmp_path, "elsewhere/x.docx", "raw/y.docx", "raw-2/x.docx")
    links = {"raw/113": "elsewhere", "raw/x.docx": "elsewhere/x.docx", "raw/z.docx": "raw-2/x.docx", "raw/notes": "elsewhere/x.docx"}
    for link, target in links.items():
        (tmp_path / link).symlink_to(tmp_path / target)
    files = {file.name: file for file in find_files(tmp_path / "raw")}
    assert files.keys() == {"113", "notes", "x.docx", "y.docx", "z.docx"}
    assert {name for name, file in files.items() if file.refusal} == {"113", "x.docx", "z.docx"}
    assert {name for name, file in files.items() if file.is_document} == {"113", "x.docx", "y.docx", "z.docx"}
    assert all(file.hash() is None for file in files.values() if file.refusal)
    assert files["y.docx"].hash()


def test_a_link_to_itself_and_a_link_in_a_circle_are_documents_that_reading_will_tell_about(tmp_path: Path) -> None:
    for link, target in {"a.docx": "a.docx", "b.docx": "c.docx", "c.docx": "b.docx", "d": "d"}.items():
        (tmp_path / link).symlink_to(target)
    assert [(file.name, file.is_document) for file in find_files(tmp_path)] == [
        ("a.docx", True),
        ("b.docx", True),
        ("c.docx", True),
        ("d", False),
    ]


def test_a_folder_that_vanishes_or_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "113/x.docx", "114/x.docx")
    scan = os.scandir

    def vanish(folder: Path) -> object:
        if Path(folder).name == "113":
            raise FileNotFoundError(2, "No such file or directory")
        return scan(folder)

    monkeypatch.setattr(os, "scandir", vanish)
    assert [(file.name, file.is_document) for file in find_files(tmp_path)] == [("113", True), ("114/x.docx", True)]


def test_folders_deeper_than_a_path_may_be_long_are_told(tmp_path: Path) -> None:
    lay(tmp_path, "x.docx")
    # PATH_MAX is 4,096 bytes; relative steps get below it.
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        deeper = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    deep, file = find_files(tmp_path)
    assert file.name == "x.docx"
    assert deep.is_document
    assert set(deep.name.split("/")) == {"d" * 200}


NAMES = [
    "預算總說明.docx".encode(),
    unicodedata.normalize("NFC", "é.docx").encode(),
    unicodedata.normalize("NFD", "é.docx").encode(),
    b"caf\xe9.docx",
    b"caf\xe8.docx",
    b"a\nb\t\x1b[31m.docx",
    "\u202edocx.txt".encode(),
    "🧾.docx".encode(),
    b"x" * 250 + b".docx",
    ("字" * 83 + ".docx").encode(),
    b" .docx",
]


def test_every_file_has_a_name_of_its_own_that_can_be_written(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    files = find_files(tmp_path)
    assert len({file.name for file in files}) == len(NAMES)
    assert files == find_files(tmp_path)
    assert all(file.is_document and file.name.encode() for file in files)
    assert {os.fsencode(file.path.name) for file in files} == set(NAMES)
    assert {file.path.read_bytes() for file in files} == set(NAMES)


def test_a_link_to_nowhere_is_a_document_that_reading_will_tell_about(tmp_path: Path) -> None:
    (tmp_path / "x.docx").symlink_to(tmp_path / "nowhere")
    assert [(file.name, file.is_document) for file in find_files(tmp_path)] == [("x.docx", True)]


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.docx")
    assert [(file.name, file.is_document) for file in find_files(tmp_path)] == [("x.docx", False)]


def test_templates_and_files_with_macros_are_documents(tmp_path: Path) -> None:
    lay(tmp_path, "a.docm", "b.dotx", "c.OTT", "d.rtf", "e.xlsx")
    assert [(file.name, file.is_document) for file in find_files(tmp_path)] == [
        ("a.docm", True),
        ("b.dotx", True),
        ("c.OTT", True),
        ("d.rtf", True),
        ("e.xlsx", False),
    ]


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
