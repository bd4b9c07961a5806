"""Where footnotes and endnotes stand, and by which mark each is printed."""

from lxml import etree

from extractors.readers.docx.names import W, value_of
from extractors.readers.docx.package import Package, Relationship
from extractors.readers.docx.runs import Reference
from extractors.readers.number_formats import format_number

# Unless a section or the settings say otherwise (ECMA-376, 17.11.17 and 17.11.18).
_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}


class Notes:
    """The notes of one document; they are counted in the order in which they are asked for."""

    def __init__(self, package: Package, relationships: dict[str, Relationship], document: etree._Element) -> None:
        self._package = package
        self._parts = {item.kind: item.target for item in relationships.values()}
        self._document = document
        self._counts: dict[str, int] = {}
        self._texts: dict[str, dict[str, etree._Element]] = {}
        self._formats: dict[str, str] = {}

    def find(self, reference: Reference) -> tuple[str, str, etree._Element] | None:
        """The mark that is printed for a reference, the part that holds the note, and the note; None where it is not there."""
        kind = reference.kind
        part = self._parts.get(f"{kind}s", "")
        if kind not in self._texts:
            root = self._package.parse(part)
            self._texts[kind] = {} if root is None else {note.get(W + "id", ""): note for note in root.iterchildren(W + kind)}
        note = self._texts[kind].get(reference.id)
        mark = ""
        if not reference.has_own_mark:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            mark = format_number(self._counts[kind], self._format(kind))
        return None if note is None else (mark, part, note)

    def _format(self, kind: str) -> str:
        if kind not in self._formats:
            settings = self._package.parse(self._parts.get("settings", ""))
            roots = [self._document] if settings is None else [self._document, settings]
            stated = (value_of(item, W + "numFmt") for root in roots for item in root.iter(f"{W}{kind}Pr"))
            self._formats[kind] = next((style for style in stated if style), _FORMATS[kind])
        return self._formats[kind]
