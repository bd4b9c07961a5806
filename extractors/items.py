"""Paragraphs as list items: the label split off, and the item that each one lies under, within its scope.

A scope is the body of a section, or a cell: labels nest within it and begin anew in the next one.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extractors.document import Paragraph
from extractors.labels import Label, nest, split_label


class Item(NamedTuple):
    """A paragraph with its label apart. `level` is None where it has no label; `parent` is the item it lies under."""

    paragraph: Paragraph
    label: Label | None
    text: str
    level: int | None = None
    parent: "Item | None" = None

    @property
    def anchor(self) -> str:
        """Anchor of the paragraph."""
        return self.paragraph.place.anchor

    @property
    def page(self) -> int | None:
        """Page of the paragraph."""
        return self.paragraph.place.page

    @property
    def ordinal(self) -> int | None:
        """The number that the label stands for."""
        return self.label.ordinal if self.label else None

    @property
    def printed_label(self) -> str | None:
        """The label as printed."""
        return self.label.printed if self.label else None


def split_items(paragraphs: Iterable[Paragraph]) -> list[Item]:
    """The items of one scope, in order, paragraphs without a label included."""
    return nest_items([(paragraph, *split_label(paragraph.text)) for paragraph in paragraphs])


def nest_items(split: Sequence[tuple[Paragraph, Label | None, str]]) -> list[Item]:
    """The items of one scope whose labels are split off already."""
    if len(split) == 1:
        paragraph, label, text = split[0]
        return [Item(paragraph, label, text, 1 if label else None)]
    items: list[Item] = []
    if all(label is None for _, label, _ in split):
        return [Item(paragraph, None, paragraph.text) for paragraph, _, _ in split]
    for (paragraph, label, text), nesting in zip(split, nest([label for _, label, _ in split]), strict=True):
        if nesting is None:
            items.append(Item(paragraph, None, paragraph.text))
        else:
            parent = None if nesting.parent is None else items[nesting.parent]
            items.append(Item(paragraph, label, text, nesting.level, parent))
    return items


def sibling_lists(items: Iterable[Item]) -> list[list[Item]]:
    """The numbered lists of one scope, in the order of their first items; a list begins anew where 1 comes again."""
    lists: list[list[Item]] = []
    open_lists: dict[str | None, list[Item]] = {}
    for item in items:
        if item.label is None:
            continue
        key = item.parent.anchor if item.parent else None
        siblings = open_lists.get(key)
        if siblings is None or item.label.ordinal == 1:
            siblings = open_lists[key] = []
            lists.append(siblings)
        siblings.append(item)
    return lists
