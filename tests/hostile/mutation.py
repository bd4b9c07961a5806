"""Broken documents out of good ones: bytes flipped and cut, members of archives swapped, elements moved, attributes and numbers changed.

A mutant is told by its format and its seed alone, so that one that was found can be made again.
"""

import random
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path

from lxml import etree

from extractors.readers.archive import BROKEN_ARCHIVE

RAW = Path(__file__).parents[2] / "raw" / "113"
DOCUMENTS = Path(__file__).parents[1] / "documents"
SAMPLES = {
    "docx": RAW / "smesa-113.docx",
    "odt": DOCUMENTS / "smesa-113.odt",
    "doc": DOCUMENTS / "smesa-113.doc",
    "pdf": DOCUMENTS / "smesa-113.pdf",
    "txt": RAW / "smesa-113.txt",
}
# Pages of the sample that a mutant is made of: the rest is more of the same, and takes seconds.
PDF_PAGES = ((0,), (1,), (2,), (4,), (0, 1, 4))
_STRANGE_NUMBERS = ("-1", "0", "1", "2147483648", "99999999999999999999", "1e309", "NaN", "", "65536", "x")
_STRANGE_TEXTS = ("\u202e", "﷽", "9" * 5_000, "（" * 300, "１億" * 200, "0." + "3" * 60, "\t" * 50, "一、" * 100, "\x0b", "\ufffe", "𠀀")


def mutate(file_format: str, seed: int) -> bytes:
    """The mutant of that seed: the sample of the format with one to six things done to it."""
    chance = random.Random(f"{file_format} {seed}")  # noqa: S311 - a seed that can be written down
    data = sample(file_format, chance.choice(PDF_PAGES)) if file_format == "pdf" else sample(file_format)
    return change(file_format, data, chance)


def change(file_format: str, data: bytes, chance: random.Random) -> bytes:
    """Those bytes with one to a dozen things done to them that fit the format; to its bytes alone where they are of no such format."""
    if chance.random() < _STRUCTURED_SHARE:
        with suppress(*BROKEN_ARCHIVE):
            return _STRUCTURED[file_format](data, chance)
    for _ in range(chance.randint(1, 6)):
        data = chance.choice(_BYTES)(data or b"<", chance)
    return data


_STRUCTURED_SHARE = 0.85


@cache
def sample(file_format: str, pages: tuple[int, ...] = PDF_PAGES[-1]) -> bytes:
    """The bytes of the real document in that format; of the PDF these pages, counted from 0."""
    data = SAMPLES[file_format].read_bytes()
    return _cut_out(data, pages) if file_format == "pdf" else data


def _cut_out(data: bytes, pages: tuple[int, ...]) -> bytes:
    import pypdfium2 as pdfium  # noqa: PLC0415 - the other formats do without

    target = pdfium.PdfDocument.new()
    target.import_pages(pdfium.PdfDocument(data), list(pages))
    stream = BytesIO()
    target.save(stream)
    return stream.getvalue()


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 8, 64))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: max(1, chance.randrange(len(data)))]


def _take_out(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return (data[:start] + data[start + chance.choice((1, 16, 1024, 20_000)) :]) or data[:1]


def _double(data: bytes, chance: random.Random) -> bytes:
    start, size = chance.randrange(len(data)), chance.choice((1, 16, 1024, 20_000))
    return data[: start + size] + data[start:]


def _put_in(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    strange = chance.choice((b"\0" * 16, b"\xff\xfe", b"\xff" * 40, b"<!DOCTYPE a>", b"endstream", b"\xf0\x9f", b"]]>", b"(((("))
    return data[:start] + strange + data[start:]


_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _flip, _flip, _cut, _take_out, _double, _put_in)


def _mutate_archive(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    parts = [name for name in members if name.endswith((".xml", ".rels"))]
    main = [name for name in parts if name in _MAIN_PARTS] or parts
    for _ in range(chance.randint(1, 6)):
        kind = chance.random()
        name = chance.choice(main if chance.random() < _MAIN_SHARE else parts)
        if kind < _XML_SHARE:
            members[name] = _mutate_xml(members[name], chance)
        elif kind < _XML_SHARE + 0.02:
            members[name] = chance.choice(_BYTES)(members[name] or b"<", chance)
        elif kind < _XML_SHARE + 0.04:
            other = chance.choice(parts)
            members[name], members[other] = members[other], members[name]
        elif len(members) > 1:
            del members[name]
            parts = [part for part in parts if part in members]
            main = [part for part in main if part in members] or parts
            if not parts:
                break
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


_MAIN_PARTS = frozenset({"word/document.xml", "word/numbering.xml", "word/styles.xml", "content.xml", "styles.xml"})
_MAIN_SHARE, _XML_SHARE = 0.85, 0.94


def _mutate_xml(data: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return _flip(data or b"<", chance)
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for _ in range(chance.randint(1, 12)):
        element, other = chance.choice(elements), chance.choice(elements)
        chance.choice(_XML)(element, other, chance)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _move(element: etree._Element, other: etree._Element, _: random.Random) -> None:
    if element.getparent() is not None and element is not other and element not in other.iterancestors():
        other.append(element)


def _copy(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 3))):
        copied = etree.fromstring(etree.tostring(element, with_tail=False))
        if sum(1 for _ in copied.iter()) < _LARGEST_COPY:
            other.append(copied)


_LARGEST_COPY = 400


def _remove(element: etree._Element, _: etree._Element, __: random.Random) -> None:
    parent = element.getparent()
    if parent is not None and len(list(element.iter())) < _LARGEST_COPY:
        parent.remove(element)


def _rename(element: etree._Element, other: etree._Element, _: random.Random) -> None:
    element.tag = other.tag


def _change_attribute(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    names = list(element.attrib) or list(other.attrib)
    if names:
        value = chance.choice((*_STRANGE_NUMBERS, *map(str, other.attrib.values()), str(chance.randrange(100))))
        element.set(chance.choice(names), value)


def _change_text(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    value = chance.choice((*_STRANGE_TEXTS, *_STRANGE_NUMBERS, other.text or ""))
    element.text = "".join(character for character in (element.text or "") + value if character >= " " and character != "\ufffe")


def _nest(element: etree._Element, _: etree._Element, chance: random.Random) -> None:
    for _level in range(chance.choice((1, 5, 40))):
        inner = etree.SubElement(element, element.tag)
        for name, value in element.attrib.items():
            inner.set(name, value)
        element = inner


_XML: tuple[Callable[[etree._Element, etree._Element, random.Random], None], ...] = (
    _move, _move, _copy, _remove, _rename, _change_attribute, _change_attribute, _change_text, _nest,
)  # fmt: skip
_PDF_NUMBER = re.compile(rb"(?<=[\s\[])-?\d+(?:\.\d+)?(?=[\s\]/>])")
_PDF_NAME = re.compile(rb"/[A-Z][A-Za-z0-9]+")


def _mutate_pdf(data: bytes, chance: random.Random) -> bytes:
    """Numbers (references, sizes, places in the file), names and whole objects changed."""
    for _ in range(chance.randint(1, 8)):
        pattern = chance.choice((_PDF_NUMBER, _PDF_NUMBER, _PDF_NAME))
        found = [match.span() for match in pattern.finditer(data)]
        if not found:
            break
        start, end = chance.choice(found)
        other_start, other_end = chance.choice(found)
        strange = (*(value.encode() for value in _STRANGE_NUMBERS), str(chance.randrange(40)).encode(), data[other_start:other_end])
        data = data[:start] + chance.choice(strange) + data[end:]
    if chance.random() < _RAW_SHARE:
        data = chance.choice(_BYTES)(data, chance)
    return data


_RAW_SHARE = 0.3


def _mutate_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.decode(errors="replace").splitlines() or [""]
    for _ in range(chance.randint(1, 12)):
        index, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = chance.randrange(6)
        if kind == 0:
            lines.insert(other, lines.pop(index))
        elif kind == 1:
            lines[index] += chance.choice((*_STRANGE_TEXTS, *_STRANGE_NUMBERS))
        elif kind == 2:
            lines[index] = "\t" * chance.choice((1, 2, 50)) + lines[index]
        elif kind == 3:
            lines[index] = re.sub(r"\d+", lambda _: chance.choice((*_STRANGE_NUMBERS, "9" * 5_000)), lines[index])
        elif kind == 4:
            lines[index:index] = lines[other : other + chance.choice((1, 40))]
        elif len(lines) > 1:
            del lines[index : index + chance.choice((1, 40))]
            lines = lines or [""]
    return "\n".join(lines).encode(chance.choice(("utf-8", "utf-8", "utf-8", "cp950", "utf-16")), "replace")


def _mutate_compound(data: bytes, chance: random.Random) -> bytes:
    """Numbers of the header, the tables of sectors, the directory and the document's head changed; sectors moved ([MS-CFB] 2.1)."""
    changed = bytearray(data)
    sectors = len(data) // _SECTOR_SIZE
    for _ in range(chance.randint(1, 8) if sectors > 1 else 0):
        start, other = (chance.randrange(sectors) * _SECTOR_SIZE for _ in range(2))
        kind = chance.random()
        if kind < _NUMBER_SHARE:
            # The header, the document's own first sector and the last ones, in which LibreOffice keeps the tables and the directory.
            start = chance.choice((0, _SECTOR_SIZE, start, (sectors - chance.randint(1, min(sectors, 12))) * _SECTOR_SIZE))
            place = start + 4 * chance.randrange(_SECTOR_SIZE // 4)
            changed[place : place + 4] = chance.choice((0, 1, 2**31, 2**32 - 1, 2**32 - 2, chance.randrange(sectors))).to_bytes(4, "little")
        elif kind < _NUMBER_SHARE + 0.2:
            changed[start : start + _SECTOR_SIZE] = data[other : other + _SECTOR_SIZE]
        else:
            changed[start : start + _SECTOR_SIZE] = bytes(_SECTOR_SIZE)
    return bytes(changed)


_SECTOR_SIZE, _NUMBER_SHARE = 512, 0.7
_STRUCTURED: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "docx": _mutate_archive, "odt": _mutate_archive, "doc": _mutate_compound, "pdf": _mutate_pdf, "txt": _mutate_lines,
}  # fmt: skip
