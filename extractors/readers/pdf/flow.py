"""How pages become the blocks of a document: paragraphs and tables run on from page to page, furniture is set apart."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractors.readers.assemble import RawBlock, RawParagraph
from extractors.readers.pdf.furniture import find_furniture
from extractors.readers.pdf.joining import goes_on, join_fragments
from extractors.readers.pdf.layout import Item, Margins, PageLayout, order_items
from extractors.readers.pdf.lines import Line
from extractors.readers.pdf.paragraphs import Habits, split_paragraphs, to_raw
from extractors.readers.pdf.tables import Fragment

# How many pages on either side are looked at for furniture and margins; no more than these are kept.
_NEIGHBOURS = 6
_LONG_FLOW_LINES = 300


@dataclass(slots=True)
class Flow:
    """The blocks of the pages added so far, their furniture, and the lines of table heads that a later page repeats."""

    blocks: list[RawBlock] = field(default_factory=list)
    furniture: dict[str, str] = field(default_factory=dict)
    furniture_counts: Counter[str] = field(default_factory=Counter)
    repeated_heads: list[str] = field(default_factory=list)
    _habits: Habits = field(default_factory=Habits)
    _margins: Margins = field(default_factory=Margins)
    _lines: list[Line] = field(default_factory=list)
    _fragments: list[Fragment] = field(default_factory=list)

    def run(self, layouts: Iterable[PageLayout]) -> None:
        """Add all pages, a few of them in memory at a time."""
        for layout, near in _with_neighbours(layouts):
            head, foot = find_furniture(layout.edges, [other.edges for other in near])
            for other in near:
                if other.number >= layout.number:
                    self._learn(other, near)
            self._add(layout, [*head, *reversed(foot)])
        self._close_table()
        self._close_paragraphs()

    def _learn(self, layout: PageLayout, near: Iterable[PageLayout]) -> None:
        if layout.is_learnt:
            return
        layout.is_learnt = True
        head, foot = find_furniture(layout.edges, [other.edges for other in near])
        self._margins.learn(layout, [*head, *foot])

    def _add(self, layout: PageLayout, furniture: list[Line]) -> None:
        for line in furniture:
            self.furniture.setdefault("".join(line.text.split()), line.text)
            self.furniture_counts["".join(line.text.split())] += 1
        self._margins.set_rooms(layout)
        for item in order_items(layout, furniture):
            self._add_item(item)
        if len(self._lines) > _LONG_FLOW_LINES:
            self._close_paragraphs(but_last=True)

    def _add_item(self, item: Item) -> None:
        if isinstance(item, Fragment):
            self._close_paragraphs()
            if self._fragments and not goes_on(self._fragments, item):
                self._close_table()
            self._fragments.append(item)
            return
        self._close_table()
        if isinstance(item, RawParagraph):
            self._close_paragraphs()
            self.blocks.append(item)
        else:
            self._lines.append(item)

    def _close_table(self) -> None:
        if self._fragments:
            table, dropped = join_fragments(self._fragments)
            self.blocks.append(table)
            self.repeated_heads += [line.text for cell in dropped for line in cell.lines]
            self._fragments = []

    def _close_paragraphs(self, *, but_last: bool = False) -> None:
        paragraphs = split_paragraphs(self._lines, habits=self._habits)
        self._lines = paragraphs.pop() if but_last and paragraphs else []
        self.blocks += [to_raw(lines) for lines in paragraphs]


def _with_neighbours(layouts: Iterable[PageLayout]) -> Iterator[tuple[PageLayout, list[PageLayout]]]:
    """Each page with those around it, itself among them."""
    source = iter(layouts)
    window: deque[PageLayout] = deque()
    place = 0
    while True:
        while len(window) - place <= _NEIGHBOURS and (upcoming := next(source, None)) is not None:
            window.append(upcoming)
        if place >= len(window):
            return
        yield window[place], list(window)
        place += 1
        if place > _NEIGHBOURS:
            window.popleft()
            place -= 1
