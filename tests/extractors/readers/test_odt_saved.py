"""The same document from .docx and from what LibreOffice saves of it as .odt and .doc, for whatever a .docx can hold."""

import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.conservation import Balance, weigh
from extractors.document import Document, Source
from extractors.readers import doc, docx, odt
from tests.extractors.readers.docx_notation import docx as make_docx

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"),
]
MADE = Source("made", "made", "0" * 64, 1)


def level(index: int, form: str, text: str, more: str = "start=1") -> str:
    return f"lvl@ilvl={index}[{more} numFmt={form} lvlText='{text}']"


def li(text: str, number: int = 1, index: int = 0) -> str:
    return f"p[pPr[numPr[ilvl={index} numId={number}]] '{text}']"


def tbl(*rows: str, columns: int = 3) -> str:
    """A table between two paragraphs: LibreOffice saves one that begins or ends the text as .doc without its rows."""
    return f"p['前'] tbl[tblGrid[{'gridCol@w=2000 ' * columns}] {' '.join(rows)}] p['後']"


FORMATS = (
    ("taiwaneseCountingThousand", "%1、"),
    ("taiwaneseCountingThousand", "(%2)"),
    ("decimal", "%3."),
    ("decimal", "%1-%3-%4"),
    ("ideographTraditional", "%5、"),
    ("ideographLegalTraditional", "%6、"),
    ("decimalEnclosedCircleChinese", "%7"),
    ("decimalFullWidth", "%8."),
    ("ideographZodiac", "%9)"),
)
LETTERS = (("upperLetter", "%1."), ("lowerLetter", "%2."), ("upperRoman", "%3."), ("lowerRoman", "%4."), ("japaneseCounting", "%5、"))
WINGDINGS = "lvl@ilvl=1[start=1 numFmt=bullet lvlText='\uf06c' rPr[rFonts@ascii=Wingdings@hAnsi=Wingdings]]"
NUMBERING = " ".join(
    (
        f"abstractNum@abstractNumId=1[{' '.join(level(index, *item) for index, item in enumerate(FORMATS))}]",
        f"abstractNum@abstractNumId=2[{' '.join(level(index, *item, more='start=3') for index, item in enumerate(LETTERS))}]",
        f"abstractNum@abstractNumId=3[{level(0, 'bullet', '■')} {WINGDINGS}]",
        "num@numId=1[abstractNumId=1] num@numId=2[abstractNumId=1 lvlOverride@ilvl=0[startOverride=1]]",
        "num@numId=3[abstractNumId=2] num@numId=4[abstractNumId=3]",
    )
)
ALL_LEVELS = " ".join(li(f"x{index}", 1, index) for index in range(len(FORMATS)))
MERGED = "tc[tcPr[vMerge=restart] 'b'] tc['c']] tr[tc['d'] tc[tcPr[vMerge] p] tc['e']"
BOX = (
    "r[mc:AlternateContent[mc:Choice@Requires=wps[drawing[wp:anchor@simplePos=0@relativeHeight=2@behindDoc=0@locked=0@layoutInCell=1@allowOverlap=1["
    "wp:simplePos@x=0@y=0 wp:positionH@relativeFrom=column[wp:posOffset] wp:positionV@relativeFrom=paragraph[wp:posOffset] "
    "wp:extent@cx=1800000@cy=900000 wp:wrapSquare@wrapText=bothSides wp:docPr@id=1@name=T a:graphic[a:graphicData"
    "@uri='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'[wps:wsp[wps:cNvSpPr@txBox=1 wps:spPr["
    "a:xfrm[a:off@x=0@y=0 a:ext@cx=1800000@cy=900000] a:prstGeom@prst=rect] wps:txbx[txbxContent['盒' p['盒二']]] wps:bodyPr]]]]]]]]"
)
INNER = tbl("tr[tc['i'] tc['j']] tr[tc[tcPr[gridSpan=2] 'k']]", columns=2)
NOTED = tbl("tr[tc[p[r[t['n']] r[footnoteReference@id=3]]] tc['o']]", columns=2)
FOOTNOTES = (
    "footnote@type=separator@id=0[p[r[separator]]] footnote@id=2[p[r[footnoteRef] r[t[' 註一']]] p['續']] "
    "footnote@id=3[p[r[footnoteRef] r[t['註二']]]]"
)
DOCUMENTS = {
    "levels": make_docx(f"{ALL_LEVELS} {li('y')} {li('y1', 1, 1)} p['z'] {li('w')} {ALL_LEVELS}", numbering=NUMBERING),
    "restarts": make_docx(f"{li('a')} {li('b')} {li('c', 2)} {li('d', 2)} {li('e', 3)} {li('f', 3, 1)} {li('g', 3)}", numbering=NUMBERING),
    "bullets": make_docx(f"{li('a', 4)} {li('b', 4, 1)} {li('c', 4)}", numbering=NUMBERING),
    "lists in cells": make_docx(
        tbl(f"tr[tc[{li('a')} {li('b')}] tc[{li('c')}] tc['t']]", f"tr[tc[{li('d', 2)} {li('e', 2)}] tc['q'] tc[{li('f', 2)}]]"),
        numbering=NUMBERING,
    ),
    "merges": make_docx(tbl(f"tr[tc[tcPr[gridSpan=2] 'a'] tc['x']] tr[tc['y'] {MERGED}] tr[tc['f'] tc[tcPr[gridSpan=2] 'g']]")),
    "nested tables": make_docx(tbl(f"tr[tc['a' {INNER} 'b'] tc['c'] tc['d']]")),
    "text boxes": make_docx(f"p['甲'] p[{BOX} '乙'] p['丙']"),
    "footnotes": make_docx(f"p['甲' r[footnoteReference@id=2] '乙'] {NOTED} p['丙']", footnotes=FOOTNOTES),
    "revisions": make_docx("p['甲' del@id=1@author=x['刪'] ins@id=2@author=x[r[t['增']]]] p['乙']"),
    "text": make_docx(
        "p[r[t['甲 A  B'] tab t['乙'] br t['丙'] rPr] hyperlink@anchor=x['連結'] r[rPr[vanish] t['隱']] sdt[sdtContent['控']] "
        "r[ruby[rubyPr rt[r[t['ㄏㄢ']]] rubyBase[r[t['漢']]]]]]"
    ),
    "running heads": make_docx(
        "p['甲'] sectPr[headerReference@type=default@r:id=rId1 footerReference@type=default@r:id=rId2]",
        header="'某署' 'A書'",
        footer="'機密'",
    ),
}


def save(folder: Path, target: str) -> list[bytes]:
    """The documents as LibreOffice saves them in another format."""
    files = [folder / f"{index}.docx" for index in range(len(DOCUMENTS))]
    for file, data in zip(files, DOCUMENTS.values(), strict=True):
        file.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [file.with_suffix(f".{target}").read_bytes() for file in files]


@pytest.fixture(scope="module")
def as_odt(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    saved = save(tmp_path_factory.mktemp("odt"), "odt")
    return {name: odt.read(data, MADE) for name, data in zip(DOCUMENTS, saved, strict=True)}


@pytest.fixture(scope="module")
def as_doc(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    converted = doc.convert(save(tmp_path_factory.mktemp("doc"), "doc"))
    return {name: doc.read_converted(data, MADE) for name, data in zip(DOCUMENTS, converted, strict=True) if isinstance(data, bytes)}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_saved_odt_is_the_same_document(name: str, as_odt: dict[str, Document]) -> None:
    assert replace(as_odt[name], printed=()) == replace(docx.read(DOCUMENTS[name], MADE), printed=())
    assert weigh(as_odt[name]) == Balance(Counter(), Counter())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_saved_doc_has_the_same_blocks(name: str, as_doc: dict[str, Document]) -> None:
    expected = docx.read(DOCUMENTS[name], MADE)
    assert weigh(as_doc[name]) == Balance(Counter(), Counter())
    assert (as_doc[name].blocks, as_doc[name].furniture) == (expected.blocks, expected.furniture)
