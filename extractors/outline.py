"""Which paragraphs are headings, how they nest, and which section every block stands in."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import count
from string import ascii_lowercase

from extractors.contents import find_contents
from extractors.document import Block, Document, Paragraph, Table, walk_tables
from extractors.grid import Grid
from extractors.items import Item, nest_items, split_items
from extractors.labels import Label, split_label
from extractors.titles import TitleKind, kind_of_title

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
    """An open heading on the way down to the current place; `style` is None where it has no label.

    `beside` is then the style of the labels of its siblings before it, which those behind it go on with: (三), 組織系統圖, (五).
    """

    style: str | None
    ordinal: int
    section: Section
    beside: str | None


def read_outline(document: Document) -> Outline:
    """The outline of a document; headings are told by their titles, and unknown ones by the numbering they continue.

    A table of contents without pages names the sections once more, without text: where all headings come again, the first are no headings.
    """
    contents = find_contents(document.blocks)
    outline = _read(document, contents)
    listed = _listed_before(outline.sections)
    if not listed:
        return outline
    anchors = {section.heading.place.anchor for section in listed}
    return _read(document, contents | {index for index, block in enumerate(document.blocks) if block.place.anchor in anchors})


_CONTENTS_TAIL = 6


def _listed_before(sections: Sequence[Section]) -> Sequence[Section]:
    """The sections that only a table of contents lists: they come again, and have no text."""
    if not sections:
        return ()
    first = sections[0]
    again = next((index for index, other in enumerate(sections) if index and _is_same_heading(first, other)), 0)
    listed = sections[:again]
    if any(section.run_in for section in listed) or any(section.blocks for section in listed[:-1]):
        return ()
    tail = listed[-1].blocks if listed else []
    return listed if len(tail) <= _CONTENTS_TAIL and not any(isinstance(block, Table) for block in tail) else ()


def _is_same_heading(first: Section, other: Section) -> bool:
    return (first.kind, first.level, first.title.rstrip("：:")) == (other.kind, other.level, other.title.rstrip("：:"))


def _read(document: Document, contents: AbstractSet[int]) -> Outline:
    sections: list[Section] = []
    front: list[Block] = []
    scopes: list[list[Split]] = [[]]
    path: list[_Open] = []
    styles: set[str] = set()
    listed: dict[str, int] = {}
    for index, block in enumerate(document.blocks):
        split = (block, *split_label(block.text)) if isinstance(block, Paragraph) else None
        heading = _heading(document.blocks, index, split, path, styles, listed) if split and index not in contents else None
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
    title, run_in = _split_run_in(text)
    kind = kind_of_title(title)
    if kind is None:
        if label is None or not _continues(blocks, index, label, title, run_in, path, styles, listed):
            return None
        kind = _UNKNOWN
    else:
        kind = _in_context(kind, path)
        if label is None and (run_in or not _may_be_bare(kind, path)):
            return None
        if label is not None and not _fits(kind, label, path):
            return None
    return _Heading(paragraph, label, title, run_in, kind)


_BARE_AMONG_LABELS = frozenset({"staffing", "organization_chart"})


def _may_be_bare(kind: TitleKind, path: Sequence[_Open]) -> bool:
    """Whether a title without a label is a heading here: over its own chart or table, or next under its own section."""
    if not kind.bare_level or any(step.section.kind == kind.name for step in path):
        return False
    if kind.name == "organization_chart" and any(step.section.kind == "staffing" and "組織" in step.section.title for step in path):
        return False
    if kind.bare_level == 1 or kind.name in _BARE_AMONG_LABELS or all(step.style is None for step in path):
        return True
    above = [step for step in path if step.style is not None][-1].section.kind
    return above == _UNDER.get(kind.name) and not any(step.style or step.beside for step in path[1:])


# 前年度計畫實施成果 under 前年度及上年度已過期間… is the execution of a city's book, and the other way round.
_PAST = {
    "past_execution": {"prior_year_results": "prior_year_execution", "current_year_results": "current_year_execution"},
    "past_results": {"prior_year_execution": "prior_year_results", "current_year_execution": "current_year_results"},
}


def _in_context(kind: TitleKind, path: Sequence[_Open]) -> TitleKind:
    """The kind under the headings that are open."""
    for step in path:
        name = _PAST.get(step.section.kind, {}).get(kind.name)
        if name:
            return TitleKind(name, kind.bare_level)
    return kind


# The kinds of section that stand under another one, and which; all others stand under none.
_UNDER = {
    "agency_functions": "statutory_duties",
    "internal_units": "statutory_duties",
    "subordinate_budgets": "statutory_duties",
    "organization_chart": "statutory_duties",
    "staffing": "statutory_duties",
    "annual_goals": "policy",
    "annual_plans": "policy",
    "key_performance_indicators": "policy",
    "prior_year_results": "past_results",
    "current_year_results": "past_results",
    "prior_year_execution": "past_execution",
    "current_year_execution": "past_execution",
    "expected_performance": "plan_highlights",
    "budget_summary": "plan_highlights",
}


def _fits(kind: TitleKind, label: Label, path: Sequence[_Open]) -> bool:
    """Whether a title is a heading where it stands, and no item of a text that is called so (a unit's 2.本年度施政目標).

    A label in a style that no open heading has opens a deeper level: none lies under a section that holds text alone.
    """
    if not path or any(label.style in {step.style, step.beside} for step in path):
        return True
    return path[-1].section.kind not in _UNDER or _sibling_depth(kind.name, label, path) is not None


def _sibling_depth(kind: str, label: Label, path: Sequence[_Open]) -> int | None:
    """The depth at which a title goes on in another style than its siblings': (一)機關主要職掌, then 2.內部分層業務."""
    under = _UNDER.get(kind)
    for depth, step in enumerate(path):
        if step.section.kind not in {kind, "other"} and _UNDER.get(step.section.kind) == under and step.ordinal + 1 == label.ordinal:
            return depth
    return None


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
        found = next((depth for depth, step in enumerate(path) if style in {step.style, step.beside}), None)
        if found is None:
            found = _sibling_depth(heading.kind.name, heading.label, path)
        if found is None:
            found = len(path) - 1 if path and path[-1].style is None else len(path)
        depth = found
    beside = path[depth].style or path[depth].beside if heading.label is None and depth < len(path) else None
    del path[depth:]
    parent = path[-1].section if path else None
    name = _name(heading.label, parent, sections)
    section = Section(name, parent, depth + 1, heading.label, heading.title, heading.kind.name, heading.paragraph, heading.run_in)
    path.append(_Open(heading.label.style if heading.label else None, heading.label.ordinal if heading.label else 0, section, beside))
    return section


def _name(label: Label | None, parent: Section | None, sections: Sequence[Section]) -> str:
    """Dotted ordinals; one without goes by its place, or where siblings have numbers by the one before and a letter (`1.2a`)."""
    prefix = f"{parent.section}." if parent else ""
    siblings = [section.section for section in sections if section.parent is parent]
    if label and f"{prefix}{label.ordinal}" not in siblings:
        return f"{prefix}{label.ordinal}"
    if label is None and all(sibling.label is None for sibling in sections if sibling.parent is parent):
        return f"{prefix}{len(siblings) + 1}"
    base = siblings[-1].rstrip(ascii_lowercase)
    return next(name for letters in _letters() if (name := base + letters) not in siblings)


def _letters() -> Iterator[str]:
    """The letters from a to z, then za to zz, and so on."""
    return ("z" * turn + letter for turn in count() for letter in ascii_lowercase)
