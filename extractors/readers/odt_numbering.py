"""Which list a paragraph of an OpenDocument text counts in, and the label that it gets there.

OpenDocument 1.3, part 3, 5.3 and 19.8 (`text:continue-list`, `text:continue-numbering`), as LibreOffice reads it: a list is what counts in
one sequence, and every `text:list` begins a new one unless it names the one that it goes on with.
"""

from dataclasses import dataclass

from lxml import etree

from extractors.readers.odt_lists import DEEPEST_LEVEL, Counters, ListStyle
from extractors.readers.odt_names import STYLE_NAME, XML_ID, text, whole
from extractors.readers.odt_styles import Styles

_START_VALUE, _CONTINUE_NUMBERING, _CONTINUE_LIST = text("start-value"), text("continue-numbering"), text("continue-list")
_STYLE_OVERRIDE, _LIST_ID, _LEVEL = text("style-override"), text("list-id"), text("level")
_OUTLINE_LEVEL, _IS_LIST_HEADER, _RESTARTS = text("outline-level"), text("is-list-header"), text("restart-numbering")
_HEADING, _LIST, _LIST_ITEM = text("h"), text("list"), text("list-item")
_PARAGRAPHS = (text("p"), _HEADING)
_OUTLINE_ID = "outline"
# What LibreOffice shows where a list names no style.
_BULLET = "•"


@dataclass(slots=True)
class OpenList:
    """A `text:list` whose items are being read.

    `list_id` is the sequence that it counts in, `level` counts from 0, `restarts` until the first paragraph has taken the new start.
    """

    list_id: str
    style_name: str | None
    level: int
    restarts: bool


class Numbering:
    """The lists of one document; every label is asked for once, in the order of the text."""

    def __init__(self, styles: Styles, *, joins_split_lists: bool) -> None:
        """Begin a document; `joins_split_lists` where it comes out of a .doc, see `_join`."""
        self._styles = styles
        self._joins_split_lists = joins_split_lists
        self._previous: tuple[etree._Element, OpenList] | None = None
        self.joined_count = 0
        self._counters = Counters()
        self._list_styles: dict[str, ListStyle | None] = {}
        self._continued: dict[str, str] = {}
        self._last_of_style: dict[str | None, str] = {}
        self._anonymous_count = 0
        outline = None if styles.outline_style is None else ListStyle(styles.outline_style, styles.font_of)
        self._outline = None if outline is None or outline.is_silent else outline
        self.numbers_outline = self._outline is not None

    def open_list(self, element: etree._Element, parent: OpenList | None, *, is_further: bool) -> OpenList:
        """Begin a `text:list`; `is_further` where its item has held another list before it, whose numbers it does not go on with."""
        style_name = element.get(STYLE_NAME)
        continues = element.get(_CONTINUE_NUMBERING)
        if parent is not None:
            restarts = continues == "false" if continues else parent.restarts or is_further
            return OpenList(parent.list_id, style_name or parent.style_name, parent.level + 1, restarts)
        own_id = element.get(XML_ID)
        if own_id is None:
            self._anonymous_count += 1
            own_id = f"anonymous {self._anonymous_count}"
        list_id = self._continued.get(element.get(_CONTINUE_LIST, ""))
        if list_id is None and continues == "true":
            # LibreOffice looks at the list just before; Word writes every list so, whatever stands between its items.
            list_id = self._last_of_style.get(style_name)
        if list_id is None:
            list_id = self._continued.get(own_id, own_id)
        self._continued.setdefault(own_id, list_id)
        self._last_of_style[style_name] = list_id
        opened = OpenList(list_id, style_name, 0, continues == "false")
        if self._joins_split_lists:
            self._join(element, opened)
            self._previous = element, opened
        return opened

    def _join(self, element: etree._Element, opened: OpenList) -> None:
        """Let a list count on from the item before it that was cut off from it.

        LibreOffice saves a list as .doc with each item that gives its own start (一、) in a list of its own, a copy of the one that the
        items after it stay in; these then begin anew (一、一、二、 for 一、二、三、).
        """
        if self._previous is None or self._previous[0] is not element.getprevious():
            return
        split, other = self._previous
        paragraphs = list(split.iter(*_PARAGRAPHS))
        first = next(element.iter(*_PARAGRAPHS), None)
        if len(paragraphs) != 1 or first is None or any(item.get(_START_VALUE) for item in first.iterancestors(_LIST_ITEM)):
            return
        style, other_style = self._list_style(opened.style_name), self._list_style(other.style_name)
        if style is not None and other_style is not None and style is not other_style and style.appearance == other_style.appearance:
            self._counters.carry(other.list_id, sum(1 for _ in paragraphs[0].iterancestors(_LIST)) - 1, opened.list_id)
            self.joined_count += 1

    def item_label(self, opened: OpenList, item: etree._Element, paragraph: etree._Element) -> str:
        """The label of the paragraph that is the first of its item."""
        list_style = self._find(item.get(_STYLE_OVERRIDE) or opened.style_name, paragraph)
        restart_at = whole(item.get(_START_VALUE))
        if list_style is None:
            return _BULLET
        if restart_at is None and opened.restarts:
            restart_at = list_style.level(opened.level).start
        opened.restarts = False
        return self._counters.label(opened.list_id, list_style, opened.level, restart_at=restart_at)

    def pass_uncounted(self, opened: OpenList, paragraph: etree._Element) -> None:
        """A further paragraph of an item, or one of a list header: it has no label."""
        list_style = self._find(opened.style_name, paragraph)
        if list_style is not None:
            self._counters.pass_uncounted(opened.list_id, list_style, opened.level)

    def numbered_label(self, element: etree._Element, paragraph: etree._Element) -> str:
        """The label of the paragraph in a `text:numbered-paragraph`."""
        name = element.get(STYLE_NAME)
        list_style = self._find(name, paragraph)
        if list_style is None:
            return _BULLET
        level = min(max((whole(element.get(_LEVEL)) or 1) - 1, 0), DEEPEST_LEVEL)
        list_id = f"numbered {element.get(_LIST_ID, name)}"
        return self._counters.label(list_id, list_style, level, restart_at=whole(element.get(_START_VALUE)))

    def outline_label(self, paragraph: etree._Element) -> str:
        """The label of a paragraph that stands in no list: a heading's, or one's whose style stands for an outline level."""
        if self._outline is None:
            return ""
        heading_level = (whole(paragraph.get(_OUTLINE_LEVEL)) or 1) if paragraph.tag == _HEADING else None
        level = self._styles.outline_level(paragraph.get(STYLE_NAME, ""), heading_level)
        if level is None:
            return ""
        level = min(level, DEEPEST_LEVEL)
        if paragraph.get(_IS_LIST_HEADER) == "true":
            self._counters.pass_uncounted(_OUTLINE_ID, self._outline, level - 1)
            return ""
        restart_at = None
        if paragraph.get(_RESTARTS) == "true":
            start = whole(paragraph.get(_START_VALUE))
            restart_at = self._outline.level(level - 1).start if start is None else start
        return self._counters.label(_OUTLINE_ID, self._outline, level - 1, restart_at=restart_at)

    @property
    def unknown_formats(self) -> set[str]:
        """Number formats of the lists read that are not known here."""
        used = [*self._list_styles.values(), self._outline]
        return {name for found in used if found is not None for name in found.unknown_formats}

    def _find(self, name: str | None, paragraph: etree._Element) -> ListStyle | None:
        """The list style of that name; where there is none, that of the paragraph's own style (19.880)."""
        found = self._list_style(name)
        return found or self._list_style(self._styles.paragraph_list_style_name(paragraph.get(STYLE_NAME, "")))

    def _list_style(self, name: str | None) -> ListStyle | None:
        if not name:
            return None
        if name not in self._list_styles:
            element = self._styles.list_style(name)
            self._list_styles[name] = None if element is None else ListStyle(element, self._styles.font_of)
        return self._list_styles[name]
