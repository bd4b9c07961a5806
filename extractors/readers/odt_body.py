"""The blocks of an OpenDocument text in reading order: paragraphs with their labels, tables, and what hangs in frames and notes.

As from every word processor's format, text boxes and shapes follow the paragraph that they hang in, footnotes the paragraph or the
table, endnotes the text; the mark of a note stands before the note and not in the sentence that refers to it.
"""

from collections.abc import Callable, Iterable

from lxml import etree

from extractors.readers.assemble import RawBlock, RawParagraph
from extractors.readers.odt_names import STYLE_NAME, draw, office, table, text
from extractors.readers.odt_numbering import Numbering, OpenList
from extractors.readers.odt_styles import Styles
from extractors.readers.odt_tables import TableReader
from extractors.readers.odt_text import Account, plain_text, read_line

_PARAGRAPH, _HEADING, _LIST, _LIST_ITEM = text("p"), text("h"), text("list"), text("list-item")
_NOTE, _NOTE_BODY, _NOTE_CITATION, _NOTE_CLASS = text("note"), text("note-body"), text("note-citation"), text("note-class")
_DISPLAY, _IS_HIDDEN = text("display"), text("is-hidden")
# Beside the text: declarations, forms, what was deleted, comments, the templates of an index, a frame's data.
_SILENT = frozenset(
    {
        text("tracked-changes"),
        text("variable-decls"),
        text("sequence-decls"),
        text("user-field-decls"),
        text("dde-connection-decls"),
        *(
            text(f"{index}-source")
            for index in (
                "table-of-content",
                "illustration-index",
                "table-index",
                "object-index",
                "user-index",
                "alphabetical-index",
                "bibliography",
            )
        ),
        office("forms"),
        office("annotation"),
        office("event-listeners"),
        office("binary-data"),
        draw("glue-point"),
    }
)
_TEXT_BOX = draw("text-box")
_UNREAD = {
    draw("image"): "a picture is not read",
    draw("object"): "an embedded object is not read",
    draw("object-ole"): "an embedded object is not read",
    draw("plugin"): "an embedded object is not read",
    draw("applet"): "an embedded object is not read",
    draw("floating-frame"): "an embedded document is not read",
}
_EXCERPT_CHARACTERS = 20


class Body:
    """Reads the blocks of one document; lists count in the order in which its parts are read."""

    def __init__(self, styles: Styles, *, joins_split_lists: bool = False) -> None:
        """Begin a document; `joins_split_lists` where it comes out of a .doc."""
        self.account = Account()
        self._styles = styles
        self._numbering = Numbering(styles, joins_split_lists=joins_split_lists)
        self._numbers_nothing = not self._numbering.numbers_outline
        self._hides_text = styles.hides_text
        self._notices: list[str] = []
        self._tables = TableReader(self.blocks, styles.column_width_twips, self._notices.append)
        self._table_depth = 0
        self._footnotes: list[RawBlock] = []
        self._endnotes: list[RawBlock] = []
        self._handlers: dict[str, Callable[[etree._Element, list[RawBlock]], None]] = {
            _PARAGRAPH: self._read_paragraph,
            _HEADING: self._read_paragraph,
            _LIST: self._read_list,
            text("numbered-paragraph"): self._read_numbered,
            table("table"): self._read_table,
            text("section"): self._read_section,
            draw("frame"): self._read_frame,
            _NOTE: self._read_note,
        }

    @property
    def endnotes(self) -> list[RawBlock]:
        """The endnotes of what has been read."""
        return self._endnotes

    @property
    def notices(self) -> list[str]:
        """What has been read and could not be rendered as the word processor would."""
        formats = sorted(self._numbering.unknown_formats)
        joined_count = self._numbering.joined_count
        joined = (
            [f"{joined_count} lists that were saved in two pieces (一、一、二、) count on as one (一、二、三、)"] if joined_count else []
        )
        return [*self._notices, *joined, *(f"the list format “{name}” is not known; its labels are written in decimal" for name in formats)]

    def blocks(self, container: etree._Element) -> list[RawBlock]:
        """The blocks in a body, cell, section, text box or header."""
        blocks: list[RawBlock] = []
        self._read_all(container, blocks)
        return blocks

    def _read_all(self, elements: Iterable[etree._Element], blocks: list[RawBlock]) -> None:
        handler_of = self._handlers.get
        for element in elements:
            handler = handler_of(element.tag)
            if handler is not None:
                handler(element, blocks)
            elif element.tag not in _SILENT:
                self._read_all(element, blocks)

    def _read_paragraph(self, element: etree._Element, blocks: list[RawBlock]) -> None:
        self._add_paragraph(element, "" if self._numbers_nothing else self._numbering.outline_label(element), blocks)

    def _add_paragraph(self, element: etree._Element, label: str, blocks: list[RawBlock]) -> None:
        if self._hides_text and self._styles.is_hidden("paragraph", element.get(STYLE_NAME)):
            self.account.hide(element)
            return
        if not len(element):
            blocks.append(RawParagraph(label + plain_text(element), automatic=label))
            return
        line = read_line(element, self._styles, self.account)
        if line.is_hidden:
            self.account.hide(element)
            return
        blocks.append(RawParagraph(label + line.text, automatic=label))
        if line.anchored:
            self._read_all(line.anchored, blocks)
            self._end_block(blocks)

    def _read_list(
        self, element: etree._Element, blocks: list[RawBlock], parent: OpenList | None = None, *, is_further: bool = False
    ) -> None:
        opened = self._numbering.open_list(element, parent, is_further=is_further)
        for item in element:
            self._read_item(opened, item, blocks)
        if parent is not None:
            parent.restarts = opened.restarts

    def _read_item(self, opened: OpenList, item: etree._Element, blocks: list[RawBlock]) -> None:
        """A list item or list header: the label goes to an item's first paragraph, and to none behind a list in it."""
        is_counted = item.tag == _LIST_ITEM
        has_list = False
        for child in item:
            if child.tag in {_PARAGRAPH, _HEADING}:
                label = ""
                if is_counted:
                    label = self._numbering.item_label(opened, item, child)
                else:
                    self._numbering.pass_uncounted(opened, child)
                is_counted = False
                self._add_paragraph(child, label, blocks)
            elif child.tag == _LIST:
                self._read_list(child, blocks, opened, is_further=has_list)
                has_list, is_counted = True, False
            else:
                self._read_all((child,), blocks)

    def _read_numbered(self, element: etree._Element, blocks: list[RawBlock]) -> None:
        for child in element.iterchildren(_PARAGRAPH, _HEADING):
            self._add_paragraph(child, self._numbering.numbered_label(element, child), blocks)

    def _read_section(self, element: etree._Element, blocks: list[RawBlock]) -> None:
        if element.get(_DISPLAY) == "none" or element.get(_IS_HIDDEN) == "true":
            self.account.hide(element)
        else:
            self._read_all(element, blocks)

    def _read_frame(self, element: etree._Element, blocks: list[RawBlock]) -> None:
        """A frame shows the first of its children that can be shown; the others stand in for it elsewhere (10.4.2)."""
        box = element.find(_TEXT_BOX)
        unread = next((_UNREAD[child.tag] for child in element if child.tag in _UNREAD), None)
        if box is not None or unread is None:
            self._read_story(element if box is None else box, blocks)
        else:
            self.account.hide(element)
            before = next((block.text for block in reversed(blocks) if isinstance(block, RawParagraph) and block.text), "")
            self._notices.append(f"{unread} (at “{before[:_EXCERPT_CHARACTERS]}”)" if before else unread)

    def _read_story(self, element: etree._Element, blocks: list[RawBlock]) -> None:
        """What has footnotes and tables of its own: a text box, wherever it hangs."""
        outer = self._table_depth, self._footnotes
        self._table_depth, self._footnotes = 0, []
        self._read_all(element, blocks)
        self._end_block(blocks)
        self._table_depth, self._footnotes = outer

    def _end_block(self, blocks: list[RawBlock]) -> None:
        if not self._table_depth:
            blocks += self._footnotes
            self._footnotes = []

    def _read_table(self, element: etree._Element, blocks: list[RawBlock]) -> None:
        self._table_depth += 1
        blocks.append(self._tables.read(element))
        self._table_depth -= 1
        self._end_block(blocks)

    def _read_note(self, element: etree._Element, _blocks: list[RawBlock]) -> None:
        """A footnote or endnote, its first paragraph with the mark that is printed before it."""
        body = element.find(_NOTE_BODY)
        if body is None:
            return
        note: list[RawBlock] = []
        self._read_story(body, note)
        citation = element.find(_NOTE_CITATION)
        if note and isinstance(note[0], RawParagraph) and citation is not None:
            note[0].text = (citation.text or "") + note[0].text
        (self._endnotes if element.get(_NOTE_CLASS) == "endnote" else self._footnotes).extend(note)
