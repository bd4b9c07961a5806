"""The blocks of one story of the document (body, header, note, text box), in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from extractors.readers.assemble import RawBlock, RawParagraph
from extractors.readers.docx.names import (
    PARAGRAPH,
    TABLE,
    TEXT,
    A,
    M,
    V,
    W,
)
from extractors.readers.docx.notes import Notes
from extractors.readers.docx.numbering import Counters, Definitions
from extractors.readers.docx.package import Package
from extractors.readers.docx.runs import Account, Anchored, Line, Reference, RunReader, box_text, diagram_of
from extractors.readers.docx.styles import Styles
from extractors.readers.docx.tables import read_table
from extractors.readers.docx.wrappers import HANDLED, unwrap

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
    account: Account = field(default_factory=Account)
    read_notes: set[tuple[str, str]] = field(default_factory=set)


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
        self._runs = RunReader(shared.styles, shared.account, root, mark=mark, hides_codes=is_paired)
        self._footnotes: list[Reference] = []
        self._excerpt = ""
        if not is_paired:
            self._report("a field is begun and not ended: what stands in its code cannot be told from text and is read as such")

    def read(self) -> list[RawBlock]:
        """The story's blocks, each followed by the footnotes that it refers to."""
        return self._blocks(self._root)

    def _blocks(self, parent: etree._Element) -> list[RawBlock]:
        blocks: list[RawBlock] = []
        unended: list[Line] = []
        self._add(parent, blocks, unended, is_outermost=parent is self._root)
        if unended:
            self._end(None, unended, blocks)
        return blocks

    def _add(self, elements: Iterable[etree._Element], blocks: list[RawBlock], unended: list[Line], *, is_outermost: bool) -> None:
        for element in elements:
            tag = element.tag
            if tag == PARAGRAPH:
                line = self._runs.read(element)
                if line.goes_on:
                    unended.append(line)
                else:
                    self._end(line, unended, blocks)
            elif tag == TABLE:
                # A table cannot be joined: the text before it ends here.
                self._end(None, unended, blocks)
                blocks.append(read_table(element, self._blocks, self._report))
            elif tag in HANDLED:
                self._add(unwrap(element), blocks, unended, is_outermost=is_outermost)
            elif tag in _FORMULAS:
                blocks.append(RawParagraph(self._runs.read(element).text))
            elif tag in _EMBEDDED:
                self._report("another document is embedded and not read")
            if is_outermost and self._footnotes:
                self._read_footnotes(blocks)

    def _end(self, line: Line | None, unended: list[Line], blocks: list[RawBlock]) -> None:
        """Add a paragraph behind those that go on in it, its label before it and its text boxes after it.

        The properties are those of the mark that is left, the last one. What was deleted whole is no paragraph.
        """
        if unended:
            line = _join([*unended, line] if line else unended)
            unended.clear()
        if line is None:
            return
        text, properties, anchored, _ = line
        label = self._counters.label(properties.numbering, properties.style)
        if label:
            text = label + text
        if text:
            self._excerpt = text
            blocks.append(RawParagraph(text, automatic=label))
        if label and self._counters.unknown_formats:
            self._report_formats()
        if anchored is not None:
            self._read_anchored(anchored, blocks)

    def _read_anchored(self, anchored: Anchored, blocks: list[RawBlock]) -> None:
        for message in anchored.notices:
            self._report(message)
        for reference in anchored.notes:
            (self._footnotes if reference.kind == "footnote" else self._shared.endnotes).append(reference)
        for box in anchored.boxes:
            blocks += self._read_box(box)

    def _read_footnotes(self, blocks: list[RawBlock]) -> None:
        while self._footnotes:
            blocks += read_note(self._shared, self._footnotes.pop(0))

    def _read_box(self, box: etree._Element) -> list[RawBlock]:
        if box.tag == W + "txbxContent":
            return Story(self._shared, self._part, box, counters=self._counters).read()
        diagram = diagram_of(box)
        if diagram is None:
            self._shared.account.generated += [box_text(box)] if box.tag == V + "textpath" else []
            return [RawParagraph(box_text(box))]
        relationship = self._shared.package.relationships(self._part).get(diagram)
        root = self._shared.package.parse(relationship.target) if relationship else None
        if root is None:
            self._report("a diagram is not read")
            return []
        texts = [box_text(paragraph) for paragraph in root.iter(A + "p")]
        self._shared.account.generated += texts
        return [RawParagraph(text) for text in texts]

    def _report_formats(self) -> None:
        for name in sorted(self._counters.unknown_formats - self._shared.unknown_formats):
            self._report(f"the list format {name} is not known; its labels are written in decimal")
        self._shared.unknown_formats |= self._counters.unknown_formats

    def _report(self, message: str, unprinted: Sequence[str] = ()) -> None:
        self._shared.account.unprinted += unprinted
        excerpt = self._excerpt[:_EXCERPT_CHARACTERS]
        self._shared.notices.append(f"{message} (at “{excerpt}”)" if excerpt else f"{message} ({self._part})")


def read_note(shared: Shared, reference: Reference) -> list[RawBlock]:
    """The blocks of a footnote or endnote; its mark begins its text and is left out where the text refers to it."""
    found = shared.notes.find(reference)
    if found is None:
        shared.notices.append(f"a {reference.kind} ({reference.id}) is referred to and is not in the file")
        return []
    mark, part, note = found
    if (reference.kind, reference.id) in shared.read_notes:
        # Word gives each reference a note of its own; one could otherwise refer to itself.
        shared.notices.append(f"a {reference.kind} ({reference.id}) is referred to more than once and is read once")
        return []
    shared.read_notes.add((reference.kind, reference.id))
    shared.account.generated += [text.text or "" for text in note.iter(TEXT)]
    return Story(shared, part, note, mark=mark).read()


def _join(lines: list[Line]) -> Line | None:
    """The one paragraph that these are; None where nothing is left of those that have no end."""
    anchored = Anchored()
    for line in lines:
        if line.anchored is not None:
            anchored.boxes += line.anchored.boxes
            anchored.notes += line.anchored.notes
            anchored.notices += line.anchored.notices
    text, last = "".join(line.text for line in lines), lines[-1]
    is_nothing = last.goes_on and not (text or anchored.boxes or anchored.notes or anchored.notices)
    return None if is_nothing else Line(text, last.properties, anchored, goes_on=False)
