"""Which paragraphs are headings, how they nest, and which section every block stands in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from string import ascii_lowercase

from extractors.document import Block, Document, Paragraph, Table, walk_tables
from extractors.grid import Grid
from extractors.items import Item, nest_items, split_items
from extractors.labels import Label, split_label
from extractors.titles import TitleKind, is_contents_line, kind_of_title

Split = tuple[Paragraph, Label | None, str]
"""A paragraph, its label, and its text without the label."""

LONGEST_UNKNOWN_TITLE = 40
_RUN_IN_AT_MOST = 8
_UNKNOWN = TitleKind("other", 0)
_COLON = re.compile("[：:]")
_SENTENCE_MARK = re.compile("[。；，;]")


@dataclass(slots=True)
class Section:
    """A heading and what stands directly under it, up to the next heading.

    `run_in` is the text that is printed on the heading's own line behind a colon (`（一）機關主要職掌：本部掌理…`).
    `items` are the paragraphs under the heading as list items; `tables` the tables.
    """

    section: str
    parent: "Section | None"
    level: int
    label: Label | None
    title: str
    kind: str
    heading: Paragraph
    run_in: str
    blocks: list[Block] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def tables(self) -> list[Table]:
        """The tables that stand directly under the heading, in reading order."""
        return [block for block in self.blocks if isinstance(block, Table)]


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections in order; the blocks before the first heading; every paragraph as an item of its own scope, by its anchor.

    `cells` are the scopes of the table cells, in reading order.
    """

    sections: tuple[Section, ...]
    front: tuple[Block, ...]
    items: dict[str, Item]
    cells: tuple[list[Item], ...]
    _grids: dict[str, Grid] = field(default_factory=dict)

    def grid(self, table: Table) -> Grid:
        """The grid of a table of this document, laid out once."""
        anchor = table.place.anchor
        if anchor not in self._grids:
            self._grids[anchor] = Grid(table)
        return self._grids[anchor]

    def of_kind(self, *kinds: str) -> Iterator[Section]:
        """The sections of these kinds, in reading order."""
        return (section for section in self.sections if section.kind in kinds)


@dataclass(frozen=True, slots=True)
class _Open:
    """An open heading on the way down to the current place; `style` is None where it has no label."""

    style: str | None
    ordinal: int
    section: Section


def read_outline(document: Document) -> Outline:
    """The outline of a document; headings are told by their titles, and unknown ones by the numbering they continue."""
    sections: list[Section] = []
    front: list[Block] = []
    scopes: list[list[Split]] = [[]]
    path: list[_Open] = []
    styles: set[str] = set()
    listed: dict[str, int] = {}
    for index, block in enumerate(document.blocks):
        split = (block, *split_label(block.text)) if isinstance(block, Paragraph) else None
        heading = _heading(document.blocks, index, split, path, styles, listed) if split else None
        if heading is not None:
            sections.append(_open(heading, path, sections))
            scopes.append([])
            if heading.label:
                styles.add(heading.label.style)
            listed.clear()
            continue
        (sections[-1].blocks if sections else front).append(block)
        if split:
            scopes[-1].append(split)
            if split[1]:
                listed[split[1].style] = split[1].ordinal
    front_items, *section_items = map(nest_items, scopes)
    for section, of_section in zip(sections, section_items, strict=True):
        section.items = of_section
    cells = tuple(split_items(cell.paragraphs) for table in walk_tables(document.blocks) for cell in table.cells if cell.paragraphs)
    items = {item.anchor: item for scope in (front_items, *section_items, *cells) for item in scope}
    return Outline(tuple(sections), tuple(front), items, cells)


@dataclass(frozen=True, slots=True)
class _Heading:
    paragraph: Paragraph
    label: Label | None
    title: str
    run_in: str
    kind: TitleKind


def _heading(
    blocks: Sequence[Block], index: int, split: Split, path: Sequence[_Open], styles: set[str], listed: dict[str, int]
) -> _Heading | None:
    paragraph, label, text = split
    if is_contents_line(paragraph.text):
        return None
    title, run_in = _split_run_in(text)
    kind = kind_of_title(title)
    if kind is None:
        if label is None or not _continues(blocks, index, label, title, run_in, path, styles, listed):
            return None
        kind = _UNKNOWN
    elif label is None and (run_in or not kind.bare_level or any(step.section.kind == kind.name for step in path)):
        return None
    return _Heading(paragraph, label, title, run_in, kind)


def _split_run_in(text: str) -> tuple[str, str]:
    """The title, and the text that runs in behind its colon."""
    match = _COLON.search(text)
    return (text[: match.start()].strip(), text[match.end() :].strip()) if match else (text, "")


def _continues(
    blocks: Sequence[Block],
    index: int,
    label: Label,
    title: str,
    run_in: str,
    path: Sequence[_Open],
    styles: set[str],
    listed: dict[str, int],
) -> bool:
    """Whether an unknown title is a heading: short, no sentence, and next in the numbering of headings rather than of a list."""
    if not title or len(title) > LONGEST_UNKNOWN_TITLE or len(run_in) > _RUN_IN_AT_MOST or _SENTENCE_MARK.search(title):
        return False
    if label.ordinal > 1 and listed.get(label.style) == label.ordinal - 1:
        return False
    if any(step.style == label.style for step in path):
        return any(step.style == label.style and step.ordinal + 1 == label.ordinal for step in path)
    return label.style in styles and label.ordinal == 1 and path[-1:] != [] and not run_in and _has_body(blocks, index, label)


def _has_body(blocks: Sequence[Block], index: int, label: Label) -> bool:
    """Whether something else than the next item of the same list follows."""
    if index + 1 >= len(blocks):
        return False
    following = blocks[index + 1]
    if isinstance(following, Table):
        return True
    next_label = split_label(following.text)[0]
    return next_label is None or next_label.style != label.style


def _open(heading: _Heading, path: list[_Open], sections: Sequence[Section]) -> Section:
    """The section of a heading, put at its place in the path: a style that is open goes on there, a new one opens deeper."""
    if heading.label is None:
        depth = min(heading.kind.bare_level - 1, len(path))
    else:
        style = heading.label.style
        depth = next((depth for depth, step in enumerate(path) if step.style == style), -1)
        if depth < 0:
            depth = len(path) - 1 if path and path[-1].style is None else len(path)
    del path[depth:]
    parent = path[-1].section if path else None
    name = _name(heading.label, parent, sections)
    section = Section(name, parent, depth + 1, heading.label, heading.title, heading.kind.name, heading.paragraph, heading.run_in)
    path.append(_Open(heading.label.style if heading.label else None, heading.label.ordinal if heading.label else 0, section))
    return section


def _name(label: Label | None, parent: Section | None, sections: Sequence[Section]) -> str:
    """Dotted ordinals; a heading without a number of its own goes by the sibling before it and a letter (`1.2a`)."""
    prefix = f"{parent.section}." if parent else ""
    siblings = [section.section for section in sections if section.parent is parent]
    if label and f"{prefix}{label.ordinal}" not in siblings:
        return f"{prefix}{label.ordinal}"
    base = siblings[-1].rstrip(ascii_lowercase) if siblings else f"{prefix}0"
    return next(name for letters in _letters() if (name := base + letters) not in siblings)


def _letters() -> Iterator[str]:
    """The letters from a to z, then za to zz, and so on."""
    return ("z" * turn + letter for turn in count() for letter in ascii_lowercase)
