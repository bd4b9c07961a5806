"""The last number of every list against the number of its items: a gap, a double or a lost item shows."""

import re
from collections.abc import Iterable, Iterator, Sequence

from extractors.columns import Entry, Name
from extractors.items import Item, sibling_lists
from extractors.labels import split_label
from extractors.outline import Outline, Section
from extractors.reconcile.row import reconcile
from extractors.rows import Row

_COLON = re.compile("[：:]")
Numbered = tuple[int, str, str, int | None]
"""Ordinal, what is printed, anchor and page of one item."""


def sequences(outline: Outline, tables: Iterable[Sequence[Entry]]) -> Iterator[Row]:
    """Every list of two items or more: headings, the items of each section, those of each cell, work plans and projects."""
    yield from _headings(outline)
    for scope in (*(section.items for section in outline.sections), *outline.cells):
        if len(scope) > 1:
            yield from _items(scope)
    for entries in tables:
        yield from _names(entry.work_plan for entry in entries)
        yield from _projects(entries)


def _headings(outline: Outline) -> Iterator[Row]:
    by_parent: dict[str | None, list[Section]] = {}
    for section in outline.sections:
        by_parent.setdefault(section.parent.section if section.parent else None, []).append(section)
    for sections in by_parent.values():
        labelled = [(section.label, section.heading) for section in sections if section.label]
        yield from _check((label.ordinal, heading.text, heading.place.anchor, heading.place.page) for label, heading in labelled)


def _items(scope: Sequence[Item]) -> Iterator[Row]:
    for siblings in sibling_lists(scope):
        if len(siblings) == 1 and siblings[0].parent is None:
            continue
        numbered = [(item.ordinal or 0, item.paragraph.text, item.anchor, item.page) for item in siblings]
        yield from _check([*_run_in(siblings[0]), *numbered])


def _run_in(first: Item) -> Iterator[Numbered]:
    """The first item of a list that begins on the line above it, behind a colon: (1)歲計：①完成…, then ② on a line of its own."""
    if first.parent is None or first.label is None or first.label.ordinal == 1:
        return
    for part in _COLON.split(first.parent.text)[1:]:
        label = split_label(part)[0]
        if label is not None and label.style == first.label.style and label.ordinal < first.label.ordinal:
            yield label.ordinal, part, first.parent.anchor, first.parent.page


def _names(names: Iterable[Name | None]) -> Iterator[Row]:
    seen: dict[str, Name] = {}
    for name in names:
        if name is not None and name.ordinal is not None:
            seen.setdefault(name.cell.place.anchor, name)
    for numbered in _restarting(seen.values()):
        yield from _check((name.ordinal or 0, name.printed, name.cell.place.anchor, name.cell.place.page) for name in numbered)


def _projects(entries: Sequence[Entry]) -> Iterator[Row]:
    by_plan: dict[str | None, list[Name | None]] = {}
    for entry in entries:
        by_plan.setdefault(entry.work_plan.text if entry.work_plan else None, []).append(entry.project)
    for projects in by_plan.values():
        yield from _names(projects)


def _restarting(names: Iterable[Name]) -> list[list[Name]]:
    """The lists of names, each begun anew where 1 comes again."""
    lists: list[list[Name]] = []
    for name in names:
        if not lists or name.ordinal == 1:
            lists.append([])
        lists[-1].append(name)
    return lists


def _check(items: Iterable[Numbered]) -> Iterator[Row]:
    numbered = list(items)
    if len(numbered) > 1:
        ordinal, printed, anchor, page = numbered[-1]
        yield reconcile("lists.sequence", printed, ordinal, len(numbered), anchor, page)
