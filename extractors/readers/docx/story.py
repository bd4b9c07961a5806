"""The blocks of one story of the document (body, header, note, text box), in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractors.readers.assemble import RawBlock, RawParagraph
from extractors.readers.docx.names import (
    NUMBERING,
    PARAGRAPH,
    PARAGRAPH_PROPERTIES,
    PARAGRAPH_STYLE,
    RUN_PROPERTIES,
    TABLE,
    A,
    M,
    W,
    value_of,
)
from extractors.readers.docx.notes import Notes
from extractors.readers.docx.numbering import Counters, Definitions
from extractors.readers.docx.package import Package
from extractors.readers.docx.runs import Anchored, Reference, RunReader, box_text, diagram_of
from extractors.readers.docx.styles import Styles
from extractors.readers.docx.tables import read_table
from extractors.readers.docx.wrappers import flatten, is_mark_removed

_EXCERPT_CHARACTERS = 24
_FORMULAS = frozenset({M + "oMath", M + "oMathPara"})
_EMBEDDED = frozenset({W + "altChunk", W + "subDoc"})
_FIELD_MARK, _FIELD_KIND = W + "fldChar", W + "fldCharType"


@dataclass(slots=True)
class Shared:
    """What all stories of a document have in common."""

    package: Package
    styles: Styles
    definitions: Definitions
    notes: Notes
    notices: list[str] = field(default_factory=list)
    endnotes: list[Reference] = field(default_factory=list)
    unknown_formats: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Line:
    """Text that goes on in the next paragraph, because its own mark was deleted or is hidden."""

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    properties: etree._Element | None = None


class Story:
    """Reads one story; the labels of its lists are counted in the order in which its paragraphs are read."""

    def __init__(self, shared: Shared, part: str, root: etree._Element, *, mark: str = "", counters: Counters | None = None) -> None:
        """Begin a story.

        Args:
            shared: the document.
            part: the name of the part that the story stands in, whose relationships it uses.
            root: the element whose children are the story's blocks.
            mark: the printed reference mark, in the story of a note.
            counters: those of the story around it, in the story of a text box.
        """
        self._shared = shared
        self._part = part
        self._root = root
        self._counters = counters or Counters(shared.definitions, shared.styles)
        kinds = [element.get(_FIELD_KIND) for element in root.iter(_FIELD_MARK)]
        is_paired = kinds.count("begin") == kinds.count("end")
        self._runs = RunReader(shared.styles, mark=mark, hides_codes=is_paired)
        self._footnotes: list[Reference] = []
        self._excerpt = ""
        if not is_paired:
            self._report("a field is begun and not ended: the codes of fields are left in the text")

    def read(self) -> list[RawBlock]:
        """The story's blocks, each followed by the footnotes that it refers to."""
        blocks: list[RawBlock] = []
        for block in self._blocks(self._root):
            blocks.append(block)
            while self._footnotes:
                blocks += read_note(self._shared, self._footnotes.pop(0))
        return blocks

    def _blocks(self, parent: etree._Element) -> Iterator[RawBlock]:
        line = _Line()
        for element in flatten(parent):
            if element.tag == PARAGRAPH:
                self._read_into(line, element)
                if not self._goes_on(line.properties):
                    yield from self._end(line)
                    line = _Line()
                continue
            # A paragraph without its mark cannot join a table.
            if line.text or line.boxes:
                yield from self._end(line)
                line = _Line()
            if element.tag == TABLE:
                yield read_table(element, lambda cell: list(self._blocks(cell)), self._report)
            elif element.tag in _FORMULAS:
                yield RawParagraph(self._runs.read(element, None)[0])
            elif element.tag in _EMBEDDED:
                self._report("another document is embedded and not read")
        if line.text or line.boxes:
            yield from self._end(line)

    def _read_into(self, line: _Line, paragraph: etree._Element) -> None:
        line.properties = paragraph.find(PARAGRAPH_PROPERTIES)
        text, anchored = self._runs.read(paragraph, value_of(line.properties, PARAGRAPH_STYLE))
        line.text += text
        line.boxes += anchored.boxes
        self._excerpt = text.strip() or self._excerpt
        self._take(anchored)

    def _take(self, anchored: Anchored) -> None:
        for message in anchored.notices:
            self._report(message)
        for reference in anchored.notes:
            (self._footnotes if reference.kind == "footnote" else self._shared.endnotes).append(reference)

    def _goes_on(self, properties: etree._Element | None) -> bool:
        mark = None if properties is None else properties.find(RUN_PROPERTIES)
        return is_mark_removed(mark) or self._shared.styles.hides(mark, value_of(properties, PARAGRAPH_STYLE))

    def _end(self, line: _Line) -> Iterator[RawBlock]:
        numbering = None if line.properties is None else line.properties.find(NUMBERING)
        label = self._counters.label(numbering, value_of(line.properties, PARAGRAPH_STYLE))
        for name in self._counters.unknown_formats - self._shared.unknown_formats:
            self._shared.unknown_formats.add(name)
            self._report(f"the list format {name} is not known; its labels are written in decimal")
        yield RawParagraph(label + line.text)
        for box in line.boxes:
            yield from self._read_box(box)

    def _read_box(self, box: etree._Element) -> list[RawBlock]:
        if box.tag == W + "txbxContent":
            return Story(self._shared, self._part, box, counters=self._counters).read()
        diagram = diagram_of(box)
        if diagram is None:
            return [RawParagraph(box_text(box))]
        relationship = self._shared.package.relationships(self._part).get(diagram)
        root = self._shared.package.parse(relationship.target) if relationship else None
        if root is None:
            self._report("a diagram is not read")
            return []
        return [RawParagraph(box_text(paragraph)) for paragraph in root.iter(A + "p")]

    def _report(self, message: str) -> None:
        excerpt = self._excerpt[:_EXCERPT_CHARACTERS]
        self._shared.notices.append(f"{message} (at “{excerpt}”)" if excerpt else f"{message} ({self._part})")


def read_note(shared: Shared, reference: Reference) -> list[RawBlock]:
    """The blocks of a footnote or endnote; its mark begins its text and is left out where the text refers to it."""
    found = shared.notes.find(reference)
    if found is None:
        shared.notices.append(f"a {reference.kind} ({reference.id}) is referred to and is not in the file")
        return []
    mark, part, note = found
    return Story(shared, part, note, mark=mark).read()
