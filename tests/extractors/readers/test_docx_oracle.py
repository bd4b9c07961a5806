"""The labels of the .docx reader against LibreOffice's own text export, which prints every label.

What LibreOffice 7.4 writes otherwise than the standard is left out here and tested beside: formats that it does not have (it
writes `taiwaneseDigital` or `decimalFullWidth` as 1), `lvlRestart`, `isLgl`, bullets of symbol fonts, and tracked deletions, which
its text export prints.
"""

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from extractors.document import Source, Table, walk_paragraphs
from extractors.readers.docx import read
from tests.extractors.readers.docx_notation import docx

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"),
]
SAMPLE = Path(__file__).parents[3] / "raw" / "113" / "smesa-113.docx"
# Where both follow the standard, and up to the number from which LibreOffice goes its own way (㉑, 万).
FORMATS = {
    "decimal": 120,
    "decimalZero": 120,
    "upperRoman": 120,
    "lowerRoman": 120,
    "upperLetter": 60,
    "lowerLetter": 60,
    "taiwaneseCountingThousand": 1111,
    "chineseCountingThousand": 1111,
    "taiwaneseCounting": 99,
    "chineseCounting": 99,
    "japaneseCounting": 99,
    "ideographLegalTraditional": 1111,
    "chineseLegalSimplified": 1111,
    "ideographTraditional": 13,
    "ideographZodiac": 14,
    "decimalEnclosedCircle": 20,
    "decimalHalfWidth": 30,
    "none": 3,
}
NUMBERS = (1, 2, 9, 10, 11, 12, 13, 14, 19, 20, 21, 26, 27, 53, 60, 99, 100, 101, 110, 111, 120, 1000, 1001, 1010, 1111)


def _level(index: int, text: str, form: str = "decimal", more: str = "start=1") -> str:
    return f"lvl@ilvl={index}[{more} numFmt={form} lvlText='{text}']"


def _item(text: str, number: int, level: int = 0, style: str = "") -> str:
    return f"p[pPr[{style} numPr[ilvl={level} numId={number}]] '{text}']"


OUTLINE = f"abstractNum@abstractNumId=1[{_level(0, '%1.')} {_level(1, '%1.%2')} {_level(2, '%1.%2.%3')}] num@numId=1[abstractNumId=1]"
CHINESE = (
    f"abstractNum@abstractNumId=1[{_level(0, '%1、', 'taiwaneseCountingThousand')} {_level(1, '(%2)', 'taiwaneseCountingThousand')} "
    f"{_level(2, '%3、', 'ideographTraditional')} {_level(3, '%1-%2-%4')}] num@numId=1[abstractNumId=1] "
    f"num@numId=2[abstractNumId=1 lvlOverride@ilvl=0[startOverride=1]] num@numId=3[abstractNumId=1 lvlOverride@ilvl=0[startOverride=20]] "
    f"num@numId=4[abstractNumId=1 lvlOverride@ilvl=0[{_level(0, '第%1條', 'ideographLegalTraditional')}]]"
)
STYLES = (
    "style@type=paragraph@default=1@styleId=N[name=Normal] style@type=paragraph@styleId=A[name=A basedOn=N pPr[numPr[numId=1]]] "
    "style@type=paragraph@styleId=B[name=B basedOn=A pPr[numPr[ilvl=1]]] style@type=paragraph@styleId=C[name=C basedOn=B] "
    "style@type=paragraph@styleId=D[name=D basedOn=A pPr[numPr[numId=0]]] style@type=numbering@styleId=L[name=L pPr[numPr[numId=2]]]"
)


def _formats() -> bytes:
    numbering, numbers, body = [], [], []
    for form, limit in FORMATS.items():
        for number in (number for number in NUMBERS if number <= limit):
            key = len(numbers) + 1
            numbering.append(f"abstractNum@abstractNumId={key}[{_level(0, '〔%1〕', form, f'start={number}')}]")
            numbers.append(f"num@numId={key}[abstractNumId={key}]")
            body.append(_item(f"{form} {number}", key))
    return docx(" ".join(body), numbering=" ".join((*numbering, *numbers)))


def _documents() -> dict[str, bytes]:
    levels = (("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 2), ("f", 0), ("g", 2), ("h", 1), ("i", 2))
    shared = ((1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (3, 0), (3, 1), (3, 3), (1, 0), (4, 0), (4, 1), (4, 0), (2, 0))
    styled = ("A", "B", "B", "C", "A", "D", "B")
    linked = (
        f"abstractNum@abstractNumId=1[numStyleLink=L] abstractNum@abstractNumId=2[styleLink=L {_level(0, '%1、', 'ideographZodiac')}] "
        "num@numId=1[abstractNumId=1] num@numId=2[abstractNumId=2]"
    )
    grid = "tblGrid[gridCol@w=2000 gridCol@w=2000]"
    table = f"tbl[{grid} tr[tc[{_item('b', 1)} {_item('c', 1, 1)}] tc[{_item('d', 1)}]] tr[tc[{_item('e', 1)}] tc['x']]]"
    merged = f"tbl[{grid} tr[tc[tcPr[vMerge=restart] {_item('b', 1)}] tc[{_item('c', 1)}]] tr[tc[tcPr[vMerge] p] tc[{_item('d', 1)}]]]"
    pstyle = OUTLINE.replace("start=1", "start=1 pStyle=A", 1)
    return {
        "sample": SAMPLE.read_bytes(),
        "formats": _formats(),
        "levels": docx(" ".join(_item(text, 1, level) for text, level in levels), numbering=OUTLINE),
        "first level late": docx(
            " ".join(_item(text, 1, level) for text, level in (("a", 1), ("b", 1), ("c", 0), ("d", 1))), numbering=OUTLINE
        ),
        "overrides": docx(" ".join(_item(f"x{place}", *item) for place, item in enumerate(shared)), numbering=CHINESE),
        "styles": docx(
            " ".join(f"p[pPr[pStyle={style}] 'x{place}']" for place, style in enumerate(styled)), numbering=OUTLINE, styles=STYLES
        ),
        "linked styles": docx(
            " ".join(f"p[pPr[pStyle={style}] 'x{place}']" for place, style in enumerate(styled)), numbering=pstyle, styles=STYLES
        ),
        "numbering styles": docx(_item("a", 1) + _item("b", 2) + _item("c", 1), numbering=linked, styles=STYLES),
        "tables": docx(f"{_item('a', 1)} {table} {_item('f', 1)}", numbering=CHINESE),
        "no start": docx(
            _item("a", 1) + _item("b", 1),
            numbering=f"abstractNum@abstractNumId=1[{_level(0, '%1.', more='')}] num@numId=1[abstractNumId=1]",
        ),
        "empty paragraphs": docx(f"{_item('a', 1)} p[pPr[numPr[ilvl=0 numId=1]]] {_item('b', 1)}", numbering=OUTLINE),
        "list 0": docx(f"{_item('a', 1)} {_item('b', 0)} {_item('c', 1)}", numbering=OUTLINE),
        "merged cells": docx(f"{_item('a', 1)} {merged} {_item('e', 1)}", numbering=OUTLINE),
    }


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The lines that LibreOffice prints of each document, without the blanks behind its labels."""
    folder = tmp_path_factory.mktemp("oracle")
    names = {name: f"{name.replace(' ', '-')}" for name in _documents()}
    for name, data in _documents().items():
        (folder / f"{names[name]}.docx").write_bytes(data)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "txt:Text",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, *(str(folder / f"{name}.docx") for name in names.values())], check=True, capture_output=True, timeout=180)
    return {name: _plain((folder / f"{stem}.txt").read_text(encoding="utf-8-sig").splitlines()) for name, stem in names.items()}


def _plain(lines: list[str]) -> list[str]:
    return [plain for line in lines if (plain := "".join(line.split()))]


@pytest.mark.parametrize("name", list(_documents()))
def test_every_line_is_printed_as_by_libreoffice(name: str, exported: dict[str, list[str]]) -> None:
    data = _documents()[name]
    document = read(data, Source("made.docx", "docx", "0" * 64, len(data)))
    assert _plain([paragraph.text for paragraph in walk_paragraphs(document.blocks)]) == exported[name]


def test_the_sample_has_tables_and_automatic_labels_to_compare() -> None:
    data = SAMPLE.read_bytes()
    document = read(data, Source("made.docx", "docx", "0" * 64, len(data)))
    assert sum(isinstance(block, Table) for block in document.blocks) == 4
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.read("word/document.xml").count(b"<w:numPr>") == 29
