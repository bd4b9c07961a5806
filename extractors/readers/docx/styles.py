"""What a style says of numbering and of hidden text, its own and what it is based on; nothing else of styles.xml is read."""

from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from extractors.readers.docx.names import (
    LEVEL,
    NUMBER,
    NUMBERING,
    PARAGRAPH_PROPERTIES,
    RUN_PROPERTIES,
    RUN_STYLE,
    VALUE,
    VANISH,
    W,
    child_of,
    is_on,
    number_of,
    value_of,
)
from extractors.readers.docx.package import Pieces

# Styles of a book are based on each other five or six deep.
_LONGEST_CHAIN = 64


@dataclass(frozen=True, slots=True)
class StyleNumbering:
    """The list that a paragraph style puts its paragraphs in, None where it says nothing of one.

    `levels` are the style and those it is based on, nearest first, each with the level that it states itself, if any.
    """

    number_id: int | None = None
    levels: tuple[tuple[str, int | None], ...] = ()


class Styles:
    """The styles of one document."""

    def __init__(self, data: bytes | None, name: str) -> None:
        self._pieces = Pieces(data, name, {"style": "styleId"})
        self._numbering: dict[str | None, StyleNumbering] = {}
        self._hidden: dict[str | None, bool] = {}

    def numbering(self, style: str | None) -> StyleNumbering:
        """The numbering of a paragraph or numbering style; of the default paragraph style for None or an unknown one."""
        found = self._numbering.get(style)
        if found is None:
            found = self._numbering[style] = self._resolve_numbering(style)
        return found

    def hides(self, run_properties: etree._Element | None, paragraph_style: str | None) -> bool:
        """Whether a run, or a paragraph mark, is hidden text; a switch of its own wins over its styles.

        Between styles `vanish` is a toggle, so twice on is off (ECMA-376, 17.7.3).
        """
        run_style = None
        for item in () if run_properties is None else run_properties:
            if item.tag == VANISH:
                return is_on(item)
            if item.tag == RUN_STYLE:
                run_style = item.get(VALUE)
        return self._is_hidden(paragraph_style) != (run_style is not None and self._is_hidden(run_style))

    @cached_property
    def _default(self) -> str | None:
        for key in self._pieces.keys("style"):
            element = self._pieces.get("style", key)
            if element is not None and element.get(W + "type") == "paragraph" and element.get(W + "default") in {"1", "true", "on"}:
                return key
        return None

    def _chain(self, style: str | None) -> dict[str, etree._Element]:
        """The style and those it is based on, by id, nearest first; a circle ends where it closes."""
        chain: dict[str, etree._Element] = {}
        while style is not None and style not in chain and len(chain) < _LONGEST_CHAIN:
            element = self._pieces.get("style", style)
            if element is None:
                break
            chain[style] = element
            style = value_of(element, W + "basedOn")
        return chain

    def _resolve_numbering(self, style: str | None) -> StyleNumbering:
        chain = self._chain(style) or self._chain(self._default)
        number_id = None
        levels = []
        for name, element in chain.items():
            numbering = child_of(child_of(element, PARAGRAPH_PROPERTIES), NUMBERING)
            number_id = number_of(numbering, NUMBER) if number_id is None else number_id
            levels.append((name, number_of(numbering, LEVEL)))
        return StyleNumbering(number_id, tuple(levels))

    def _is_hidden(self, style: str | None) -> bool:
        if style not in self._hidden:
            chain = self._chain(style) or self._chain(self._default)
            switches = (child_of(child_of(element, RUN_PROPERTIES), VANISH) for element in chain.values())
            self._hidden[style] = is_on(next((switch for switch in switches if switch is not None), None))
        return self._hidden[style]
