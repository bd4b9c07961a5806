"""The .doc reader: the real document, batches, time limits, refused files; where LibreOffice would not do, a script stands in for it."""

import os
import shutil
import stat
import struct
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from extractors.conservation import Balance, weigh
from extractors.document import Document, LimitError, Source, UnreadableError, walk_paragraphs
from extractors.readers import doc, docx, libreoffice, odt
from tests.extractors.readers.odt_maker import item, list_style, lst, make_odt, p
from tests.fire.commands import is_gone

ROOT = Path(__file__).parents[3]
SAMPLE = (ROOT / "tests" / "documents" / "smesa-113.doc").read_bytes()
MADE = Source("made", "doc", "0" * 64, 1)
needs_soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


def container(*streams: str, flags: int = 0) -> bytes:
    """A compound file as far as it is looked at: a header, the head of a document, a directory with these streams."""
    head = struct.pack("<HH6xH", 0xA5EC, 0x00C1, flags).ljust(512, b"\0")
    entries = (f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return doc_magic().ljust(512, b"\0") + head + b"".join(entries)


def doc_magic() -> bytes:
    return SAMPLE[:8]


WORD = container("Root Entry", "WordDocument")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for LibreOffice, first in the path; tests write its script. It sees the files as "$@", the folder as $out."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return folder / "soffice"


def write_program(path: Path, script: str) -> None:
    """Each run adds a line to `runs` beside the program; `script` is run for each file, $1, with $name and $out."""
    path.write_text(
        f"""#!/bin/sh
echo run >> {path.parent}/runs
out=
while [ $# -gt 0 ]; do
  case $1 in
    --outdir) out=$2; shift 2; break;;
    *) shift;;
  esac
done
for file in "$@"; do
  name=$(basename "$file" .doc)
  {script}
done
""",
        encoding="utf-8",
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def run_count(program: Path) -> int:
    return len((program.parent / "runs").read_text().splitlines())


@needs_soffice
@pytest.mark.slow
def test_smesa_113_is_the_same_document_as_in_docx() -> None:
    expected = docx.read((ROOT / "raw" / "113" / "smesa-113.docx").read_bytes(), MADE)
    found = doc.read(SAMPLE, MADE)
    assert found.blocks == expected.blocks
    assert found.furniture == expected.furniture
    assert found.source == MADE
    assert weigh(found) == Balance(Counter(), Counter())
    assert found.notices == ("10 lists that were saved in two pieces (一、一、二、) count on as one (一、二、三、)",)


@needs_soffice
@pytest.mark.slow
def test_a_batch_is_converted_whatever_stands_between() -> None:
    damaged = SAMPLE[:4096] + bytes(2048) + SAMPLE[-4096:]
    rich_text = rb"{\rtf1\ansi 2026 budget\par}"
    first, second, third, fourth, last = doc.convert([SAMPLE, damaged, b"", rich_text, SAMPLE])
    assert isinstance(second, UnreadableError)
    assert isinstance(third, UnreadableError)
    assert isinstance(fourth, bytes)
    assert [paragraph.text for paragraph in walk_paragraphs(doc.read_converted(fourth, MADE).blocks)] == ["2026 budget"]
    assert isinstance(first, bytes)
    assert isinstance(last, bytes)
    assert doc.read_converted(first, MADE) == doc.read_converted(last, MADE)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no Word document in the binary format"),
        ("文字".encode(), "no Word document in the binary format"),
        (make_odt(p("甲")), "no Word document in the binary format"),
        (container("Root Entry", "WordDocument", flags=0x1300), "encrypted; open it with its password"),
        (container("Root Entry", "EncryptedPackage", "EncryptionInfo"), "encrypted; open it with its password"),
        (container("Root Entry", "Workbook"), "Excel"),
        (container("Root Entry", "PowerPoint Document"), "PowerPoint"),
        (container("Root Entry", "WordDocumentX"), "holds no Word document, or was cut short"),
        (SAMPLE[: len(SAMPLE) // 2], "holds no Word document, or was cut short"),
    ],
)
def test_what_is_no_readable_word_document_is_refused_unopened(data: bytes, message: str, program: Path) -> None:
    write_program(program, "exit 9")
    with pytest.raises(UnreadableError, match=message) as raised:
        doc.read(data, MADE)
    assert "\n" not in str(raised.value)
    assert not (program.parent / "runs").exists()


def test_the_sample_with_a_password_is_refused() -> None:
    at = SAMPLE.index(b"\xec\xa5\x01\x01")
    locked = bytearray(SAMPLE)
    locked[at + 11] |= 0x01
    with pytest.raises(UnreadableError, match="encrypted"):
        doc.read(bytes(locked), MADE)


def test_without_libreoffice_the_package_to_install_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableError, match="libreoffice-writer-nogui"):
        doc.read(WORD, MADE)


def test_files_go_through_one_process_in_their_order(program: Path) -> None:
    (program.parent / "made.odt").write_bytes(make_odt(p("甲")))
    write_program(program, f'cp {program.parent}/made.odt "$out/$name.odt"')
    results = doc.convert([WORD, b"no", WORD])
    assert [isinstance(result, bytes) for result in results] == [True, False, True]
    assert run_count(program) == 1


def test_a_file_is_there_while_those_behind_it_are_converted_but_for_the_last_which_may_not_be_whole(program: Path) -> None:
    (program.parent / "made.odt").write_bytes(make_odt(p("甲")))
    go_on = program.parent / "go_on"
    os.mkfifo(go_on)
    write_program(program, f'cp {program.parent}/made.odt "$out/$name.odt"; [ "$name" != 1 ] || read line < {go_on}')
    converted = libreoffice.convert(str(program), dict.fromkeys(range(3), WORD), ".doc", libreoffice.ODT, time_limit_seconds=30)
    first, data = next(converted)
    # Where the program no longer waits for it, this is an error.
    waiting = os.open(go_on, os.O_WRONLY | os.O_NONBLOCK)
    os.write(waiting, b"\n")
    os.close(waiting)
    assert (first, data) == (0, (program.parent / "made.odt").read_bytes())
    assert [index for index, _ in converted] == [1, 2]
    assert run_count(program) == 1


def test_the_program_ends_where_no_more_files_are_asked_for(program: Path) -> None:
    started = program.parent / "started"
    (program.parent / "made.odt").write_bytes(make_odt(p("甲")))
    write_program(program, f'echo $$ > {started}; cp {program.parent}/made.odt "$out/$name.odt"; [ "$name" != 1 ] || sleep 60')
    converted = libreoffice.convert(str(program), {0: WORD, 1: WORD}, ".doc", libreoffice.ODT)
    next(converted)
    converted.close()
    assert is_gone(int(started.read_text()))


def test_a_file_that_is_dropped_is_tried_once_more_and_said(program: Path) -> None:
    (program.parent / "made.odt").write_bytes(make_odt(p("甲")))
    write_program(program, f'[ "$name" = 1 ] || cp {program.parent}/made.odt "$out/$name.odt"')
    results = doc.convert([WORD, WORD, WORD])
    assert [isinstance(result, bytes) for result in results] == [True, False, True]
    assert str(results[1]) == "LibreOffice cannot read it: it is damaged; fetch the file again"
    assert run_count(program) == 2


def test_a_file_that_was_dropped_by_chance_is_there_the_second_time(program: Path) -> None:
    (program.parent / "made.odt").write_bytes(make_odt(p("甲")))
    write_program(program, f'[ $(wc -l < {program.parent}/runs) = 1 ] || cp {program.parent}/made.odt "$out/$name.odt"')
    assert isinstance(doc.convert([WORD])[0], bytes)


def test_a_file_that_breaks_the_program_does_not_take_the_others_with_it(program: Path) -> None:
    (program.parent / "made.odt").write_bytes(make_odt(p("甲")))
    write_program(program, f'[ "$name" != 1 ] || exit 77; cp {program.parent}/made.odt "$out/$name.odt"')
    results = doc.convert([WORD, WORD, WORD])
    assert [isinstance(result, bytes) for result in results] == [True, False, True]
    assert "broke down over it (exit code 77)" in str(results[1])


def test_a_file_that_takes_too_long_is_given_up_with_what_the_program_has_started(program: Path) -> None:
    (program.parent / "made.odt").write_bytes(make_odt(p("甲")))
    started = program.parent / "started"
    write_program(
        program, f'if [ "$name" = 0 ]; then sleep 60 & echo $! >> {started}; wait; fi; cp {program.parent}/made.odt "$out/$name.odt"'
    )
    results = doc.convert([WORD, WORD], time_limit_seconds=2)
    assert isinstance(results[0], LimitError)
    assert "took more than 2 seconds over it" in str(results[0])
    assert isinstance(results[1], bytes)
    assert len(started.read_text().split()) == 2
    for process in started.read_text().split():
        assert not Path(f"/proc/{process}/cmdline").exists() or b"sleep" not in Path(f"/proc/{process}/cmdline").read_bytes()


def test_the_program_ends_with_the_process_that_has_it_convert(program: Path) -> None:
    started = program.parent / "started"
    os.mkfifo(started)
    write_program(program, f"sleep 60 & echo $! > {started}; wait")
    code = "import sys; from extractors.readers import doc; doc.convert([sys.stdin.buffer.read()])"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, cwd=ROOT) as converter:
        assert converter.stdin
        converter.stdin.write(WORD)
        converter.stdin.close()
        # Opening it waits until the program has come so far.
        pid = int(started.read_text())
        converter.kill()
    assert is_gone(pid)


def test_what_was_written_in_part_is_not_taken(program: Path) -> None:
    write_program(program, 'printf "PK half" > "$out/$name.odt"')
    assert isinstance(doc.convert([WORD])[0], UnreadableError)


CHINESE = 's:num-format="一, 二, 三, ..." s:num-suffix="、"'
SUB = 's:num-format="1" s:num-prefix="(" s:num-suffix=")"'
STYLES = list_style("A", CHINESE, SUB) + list_style("B", CHINESE, SUB) + list_style("C", 's:num-format="1" s:num-suffix="."', SUB)


def in_(style: str, *items: str) -> str:
    return lst("".join(items), f't:style-name="{style}"')


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (in_("A", item("a")) + in_("B", item("b"), item("c")), "一、a 二、b 三、c"),
        (in_("B", item("a"), item("b")) + p("x") + in_("A", item("c")) + in_("B", item("d")), "一、a 二、b x 一、c 二、d"),
        (in_("A", item("a")) + in_("B", item("b", attributes='t:start-value="1"')), "一、a 一、b"),
        (in_("A", item("a")) + p("x") + in_("B", item("b")), "一、a x 一、b"),
        (in_("A", item("a"), item("b")) + in_("B", item("c")), "一、a 二、b 一、c"),
        (in_("A", item("a")) + in_("C", item("b")), "一、a 1.b"),
        (in_("A", item("a")) + in_("A", item("b")), "一、a 一、b"),
        (in_("A", item(lst(item("a"), ""))) + in_("B", item(lst(item("b"), "")), item("c")), "(1)a (2)b 二、c"),
    ],
)
def test_lists_that_were_split_when_saved_are_joined(body: str, shown: str) -> None:
    document = doc.read_converted(make_odt(body, STYLES), MADE)
    assert " ".join(texts(document)) == shown


def test_lists_of_an_odt_are_left_as_they_are() -> None:
    body = in_("A", item("a")) + in_("B", item("b"))
    assert texts(odt.read(make_odt(body, STYLES), MADE)) == ["一、a", "一、b"]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in walk_paragraphs(document.blocks)]
