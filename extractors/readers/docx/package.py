"""What the parts of a .docx package are and how they refer to each other (ECMA-376 part 2), and which are read in pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, normpath
from posixpath import join as join_path

from lxml import etree

from extractors.document import UnreadableError
from extractors.readers.archive import open_archive, parse_xml
from extractors.readers.docx.names import TRANSITIONAL, W

# Where a part's root element, with the namespaces of all parts that Word writes, has ended.
_DECLARATIONS_BYTES = 8_000
# Below this a part is parsed as a whole: that takes less than looking for its pieces.
WHOLE_LIMIT_BYTES = 32_000
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# [MS-OFFCRYPTO] 2.3.2: the stream that an encrypted package is stored in, as OLE directories write it.
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# ISO/IEC 29500 strict documents use names of their own for the same elements.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": TRANSITIONAL.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: the last word of the relationship's type (`styles`, `header`, …) and the part's name."""

    kind: str
    target: str


class Package:
    """The parts of one .docx, by name, read when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Open the package.

        Raises:
            UnreadableError: the bytes are no zip archive, are encrypted, or hold no word-processing document.
        """
        if data.startswith(_OLE_MAGIC):
            if _OLE_ENCRYPTED in data:
                raise UnreadableError("the document is encrypted; open it with its password and save it without one")
            raise UnreadableError("this is an old binary file, not a .docx; save it as .docx, or name it .doc")
        if not data.startswith(b"PK"):
            raise UnreadableError("this is no .docx (it does not begin as a zip archive); name it by what it is, or save it as .docx")
        self._archive = open_archive(data)
        # Part names are compared without regard to case (ECMA-376 part 2, 9.1.1).
        self._names = {name.lower(): name for name in self._archive.names}
        self.main = self._main()

    def read(self, name: str) -> bytes | None:
        """A part's bytes, strict names made transitional; None where the package has no such part."""
        found = self._names.get(name.lower())
        if found is None:
            return None
        data = self._archive.read(found)
        if data.find(b"purl.oclc.org", 0, _DECLARATIONS_BYTES) >= 0:
            for strict, transitional in _STRICT.items():
                data = data.replace(strict, transitional)
        return data

    def parse(self, name: str) -> etree._Element | None:
        """The root of a part that is XML; None where the package has no such part."""
        data = self.read(name)
        return None if data is None else parse_xml(data, name)

    def relationships(self, name: str) -> dict[str, Relationship]:
        """What a part refers to inside the package, by the id that it uses; of the package itself for the name ''."""
        folder = dirname(name)
        root = self.parse(join_path(folder, "_rels", f"{name[len(folder) :].lstrip('/')}.rels"))
        if root is None:
            return {}
        found = {}
        for element in root.iter(_RELATIONSHIP):
            target = element.get("Target", "")
            if element.get("TargetMode") != "External":
                path = target[1:] if target.startswith("/") else normpath(join_path(folder, target))
                found[element.get("Id", "")] = Relationship(element.get("Type", "").rpartition("/")[2], path)
        return found

    def _main(self) -> str:
        for relationship in self.relationships("").values():
            if relationship.kind == "officeDocument":
                name = relationship.target
                break
        else:
            name = "word/document.xml"
        if name.lower() not in self._names:
            raise UnreadableError(f"the archive has no {name}: it is no .docx, or was cut short; fetch the file again")
        return name


class Pieces:
    """The children of a part's root element by an identifier, parsed only when asked for where the part is large.

    A `styles.xml` of 350 kB takes 10 ms to parse as a whole, and a document uses a handful of its styles. The bytes are
    searched for `<w:style …` only where that is sound: UTF-8, the usual prefix, no comment and no CDATA section.
    """

    def __init__(self, data: bytes | None, name: str, keys: dict[str, str]) -> None:
        """Find the pieces of a part.

        Args:
            data: the part's bytes, None where the package does not have it.
            name: its name, for messages.
            keys: the children wanted, by their local names, each with the local name of the attribute that identifies it.
        """
        self._name = name
        self._data = data or b""
        self._opening = b""
        self._places: dict[tuple[str, str], int] = {}
        self._unseen: dict[str, Iterator[tuple[str, int]]] = {}
        self._elements: dict[tuple[str, str], etree._Element] = {}
        if data is None:
            return
        opening = _ROOT.match(data) if len(data) > WHOLE_LIMIT_BYTES else None
        if opening and _USUAL_PREFIX in opening[1] and not (b"!" in data and b"<!" in data):
            self._opening = opening[1]
            self._unseen = {tag: _places(data, tag, attribute) for tag, attribute in keys.items()}
        else:
            root = parse_xml(data, name)
            self._elements = {(tag, child.get(W + key, "")): child for tag, key in keys.items() for child in root.iterchildren(W + tag)}

    def get(self, tag: str, key: str) -> etree._Element | None:
        """The child of that tag with that identifier.

        Raises:
            UnreadableError: it is not well-formed.
        """
        found = (tag, key)
        if found not in self._elements:
            start = self._find(tag, key)
            if start is None:
                return None
            end = self._data.find(f"</w:{tag}>".encode(), start)
            piece = self._data[start : end if end >= 0 else None] + f"</w:{tag}>".encode()
            closing = b"</" + self._opening[1:].split(None, 1)[0] + b">"
            self._elements[found] = parse_xml(self._opening + piece + closing, self._name)[0]
        return self._elements[found]

    def keys(self, tag: str) -> Iterator[str]:
        """The identifiers of the children of that tag, in the order of the part; only as far as they are asked for."""
        yield from [key for name, key in self._places or self._elements if name == tag]
        for key, place in self._unseen.get(tag, ()):
            self._places[tag, key] = place
            yield key

    def _find(self, tag: str, key: str) -> int | None:
        if (tag, key) not in self._places:
            for seen, place in self._unseen.get(tag, ()):
                self._places[tag, seen] = place
                if seen == key:
                    break
        return self._places.get((tag, key))


# The first element's opening tag, behind a declaration that says UTF-8 or nothing.
_ROOT = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml(?:(?!encoding)[^>])*(?:encoding=["'](?i:utf-8)["'][^>]*)?\?>)?\s*(<w:\w+\s[^>]*[^/]>)"""
)
_USUAL_PREFIX = f'xmlns:w="{TRANSITIONAL}"'.encode()


def _places(data: bytes, tag: str, attribute: str) -> Iterator[tuple[str, int]]:
    """Where each child begins; one without content is none (a style or list that says nothing)."""
    identifier = re.compile(rf"""\sw:{attribute}=(["'])(.*?)\1""".encode())
    for match in re.finditer(rf"<w:{tag}\s[^<>]*[^<>/]>".encode(), data):
        found = identifier.search(match[0])
        if found:
            yield found[2].decode("utf-8", "replace"), match.start()
