"""What the styles of an OpenDocument text say about lists, headings and visibility; how text looks is not read."""

import re
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from extractors.readers.odt_names import fo, office, style, svg, text, whole
from extractors.readers.odt_part import StylesPart, hides_text

_STYLE, _NAME, _FAMILY, _PARENT = style("style"), style("name"), style("family"), style("parent-style-name")
_LIST_STYLE, _OUTLINE_STYLE = text("list-style"), text("outline-style")
_AUTOMATIC, _COMMON = office("automatic-styles"), office("styles")
_LIST_STYLE_NAME, _OUTLINE_LEVEL = style("list-style-name"), style("default-outline-level")
_TEXT_PROPERTIES, _DISPLAY = style("text-properties"), text("display")
_FONT_FAMILY, _FACE_FAMILY = fo("font-family"), svg("font-family")
_COLUMN_PROPERTIES, _COLUMN_WIDTH = style("table-column-properties"), style("column-width")
_LENGTH = re.compile(r"(\d*\.?\d+)(in|cm|mm|pt|pc)")
_TWIPS = {"in": 1440.0, "cm": 1440 / 2.54, "mm": 144 / 2.54, "pt": 20.0, "pc": 240.0}
_OUTLINE_DEFAULT_NAME = "Outline"
# Styles of a book are derived from each other five or six deep.
_LONGEST_CHAIN = 64


class Styles:
    """The styles of a document by name: those of styles.xml, and over them the automatic ones of content.xml."""

    def __init__(self, content: etree._Element, part: StylesPart | None) -> None:
        """The styles of a document; `part` is its styles.xml, if it has one."""
        self._content = content
        self._part = part
        self._automatic = _index(content.find(_AUTOMATIC))
        self.hides_text = hides_text(content) or (part is not None and part.hides_text)
        self.outline_style = None if part is None else part.lists.find(f"{_COMMON}/{_OUTLINE_STYLE}")

    @cached_property
    def _common(self) -> dict[tuple[str | None, str], etree._Element]:
        """Styles of styles.xml: most documents are read without one of them."""
        root = None if self._part is None else self._part.whole
        return {} if root is None else _index(root.find(_AUTOMATIC)) | _index(root.find(_COMMON))

    @cached_property
    def _list_styles(self) -> dict[str, etree._Element]:
        roots = [] if self._part is None else [self._part.lists]
        containers = [*(root.find(name) for root in roots for name in (_AUTOMATIC, _COMMON)), self._content.find(_AUTOMATIC)]
        found = (container.iterchildren(_LIST_STYLE) for container in containers if container is not None)
        return {element.get(_NAME, ""): element for elements in found for element in elements}

    def list_style(self, name: str) -> etree._Element | None:
        """The list style of this name; the outline style goes by its own name."""
        found = self._list_styles.get(name)
        if found is None and self.outline_style is not None and name == self.outline_style.get(_NAME, _OUTLINE_DEFAULT_NAME):
            return self.outline_style
        return found

    def paragraph_list_style_name(self, name: str) -> str | None:
        """The list style that a paragraph style names, itself or by inheritance: '' takes it away, None says nothing."""
        return next(
            (value for element in self._chain("paragraph", name) if (value := element.get(_LIST_STYLE_NAME)) is not None),
            None,
        )

    def outline_level(self, name: str, heading_level: int | None) -> int | None:
        """The level, from 1, at which the outline style numbers a paragraph of this style; None where it does not.

        Args:
            name: the paragraph's style.
            heading_level: `text:outline-level` of a heading, None for a paragraph that is none.

        LibreOffice numbers by outline level only what is set in a style that stands for the level itself
        (`style:default-outline-level`); a common style derived from one, or a list style named on the way, ends it.
        """
        chain = list(self._chain("paragraph", name))
        if self.outline_style is None or any(element.get(_LIST_STYLE_NAME) is not None for element in chain):
            return None
        if ("paragraph", name) in self._automatic:
            chain = chain[1:]
        levels = [whole(element.get(_OUTLINE_LEVEL)) for element in chain]
        if levels and levels[0]:
            return heading_level or levels[0]
        return None if any(levels) else heading_level

    def is_hidden(self, family: str, name: str | None) -> bool:
        """Whether text of this style is hidden (`text:display="none"`), in the style or one that it is derived from."""
        if not self.hides_text or name is None:
            return False
        properties = (element.find(_TEXT_PROPERTIES) for element in self._chain(family, name))
        displays = (found.get(_DISPLAY) for found in properties if found is not None)
        return next((display for display in displays if display is not None), None) == "none"

    def column_width_twips(self, name: str) -> int:
        """The width that a table column's style gives, in 1/20 points; 0 where it gives none."""
        for element in self._chain("table-column", name):
            for properties in element.iterchildren(_COLUMN_PROPERTIES):
                width = _LENGTH.fullmatch(properties.get(_COLUMN_WIDTH, ""))
                if width:
                    return round(float(width[1]) * _TWIPS[width[2]])
        return 0

    def text_font(self, name: str | None) -> str:
        """The font family of a span's style, '' where it names none."""
        fonts = (self.font_of(element) for element in self._chain("text", name or ""))
        return next((font for font in fonts if font), "")

    def font_of(self, element: etree._Element) -> str:
        """The font family that the text properties in a style, or in a level of a list style, name."""
        properties = element.find(_TEXT_PROPERTIES)
        if properties is None:
            return ""
        face = properties.get(style("font-name"))
        return properties.get(_FONT_FAMILY, "") if face is None else self._font_families.get(face, face)

    @cached_property
    def _font_families(self) -> dict[str, str]:
        roots = [self._content] if self._part is None else [self._part.whole, self._content]
        faces = (face for root in roots for face in root.iterfind(f"{office('font-face-decls')}/{style('font-face')}"))
        return {face.get(_NAME, ""): face.get(_FACE_FAMILY, "").strip("'\"") for face in faces}

    def running_elements(self) -> Iterator[etree._Element]:
        """Headers and footers of the master pages, left and first pages' too, but for those that are not displayed."""
        masters = [] if self._part is None else self._part.lists.iterfind(f"{office('master-styles')}/{style('master-page')}")
        for master in masters:
            for element in master:
                if element.get(style("display")) != "false":
                    yield element

    def _chain(self, family: str, name: str) -> Iterator[etree._Element]:
        """A style and those that it is derived from."""
        seen: set[str] = set()
        current: str | None = name
        while current is not None and current not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(current)
            element = self._automatic.get((family, current))
            if element is None:
                element = self._common.get((family, current))
            if element is None:
                return
            yield element
            current = element.get(_PARENT)


def _index(container: etree._Element | None) -> dict[tuple[str | None, str], etree._Element]:
    """Styles by family and name."""
    found = () if container is None else container.iterchildren(_STYLE)
    return {(element.get(_FAMILY), element.get(_NAME, "")): element for element in found}
