"""How a page is laid out: its lines, tables and boxes in reading order, and the margins that its text keeps."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.document import Box
from extractors.readers.assemble import RawParagraph
from extractors.readers.pdf.characters import PageContent
from extractors.readers.pdf.charts import split_chart
from extractors.readers.pdf.furniture import Edges, page_edges
from extractors.readers.pdf.lines import Line, build_lines, printed_glyphs
from extractors.readers.pdf.paragraphs import join_lines
from extractors.readers.pdf.tables import Fragment, Rectangle, find_tables
from extractors.readers.pdf.unruled import split_rows

# What stands on a page, in the order in which it is read.
Item = Line | Fragment | RawParagraph


@dataclass(slots=True)
class PageLayout:
    """A page's lines outside tables, its table fragments, and the lines in its boxes.

    `glyphs` are all that the page prints; `is_overdrawn` says that tables were not looked for;
    `is_learnt` says that the margins have taken the page into account.
    """

    number: int
    width: float
    height: float
    lines: list[Line]
    fragments: list[Fragment]
    boxes: list[tuple[Rectangle, list[Line]]]
    character_count: int
    glyphs: str
    is_overdrawn: bool = False
    edges: Edges = field(init=False)
    is_learnt: bool = False

    def __post_init__(self) -> None:
        tops = [fragment.ys[0] for fragment in self.fragments] + [rectangle[1] for rectangle, _ in self.boxes]
        bottoms = [fragment.ys[-1] for fragment in self.fragments] + [rectangle[3] for rectangle, _ in self.boxes]
        self.edges = page_edges(self.number, self.height, self.lines, tops, bottoms)


def lay_out(page: PageContent) -> PageLayout:
    """The layout of a page; nothing of its characters is kept but lines of text."""
    tables = find_tables(page)
    boxes = [(box.rectangle, build_lines(box.characters, page.number)) for box in tables.boxes]
    return PageLayout(
        page.number,
        page.width,
        page.height,
        build_lines(tables.others, page.number),
        [split_rows(fragment) for fragment in tables.fragments],
        [(rectangle, lines) for rectangle, lines in boxes if lines],
        len(page.characters),
        printed_glyphs(page.characters),
        tables.is_overdrawn,
    )


def order_items(layout: PageLayout, furniture: Iterable[Line]) -> list[Item]:
    """What stands on the page but its furniture, from top to bottom."""
    taken = {id(line) for line in furniture}
    lines, charted = split_chart([line for line in layout.lines if id(line) not in taken])
    charted += [_boxed(rectangle, lines) for rectangle, lines in layout.boxes]
    items: list[tuple[float, float, Item]] = [(line.baseline - line.em / 2, line.x0, line) for line in lines]
    items += [(fragment.ys[0], fragment.xs[0], fragment) for fragment in layout.fragments]
    items += [(paragraph.box.top, paragraph.box.x0, paragraph) for paragraph in charted if paragraph.box]
    return [item for _, _, item in sorted(items, key=lambda item: item[:2])]


def _boxed(rectangle: Rectangle, lines: Sequence[Line]) -> RawParagraph:
    is_vertical = all(len(line.text) == 1 for line in lines)
    text = "".join(line.text for line in lines) if is_vertical else join_lines(lines)
    return RawParagraph(text, lines[0].page, Box(*rectangle))


@dataclass(slots=True)
class Margins:
    """The left and right margins of the running text, told by the pages seen so far.

    Left and right pages of a book are counted apart: their margins mirror each other (VARIATIONS §10).
    """

    _lefts: dict[tuple[int, int], float] = field(default_factory=dict)
    _rights: dict[tuple[int, int], Counter[int]] = field(default_factory=dict)

    def learn(self, layout: PageLayout, furniture: Iterable[Line]) -> None:
        """Take a page into account."""
        taken = {id(line) for line in furniture}
        lines = [line for line in layout.lines if id(line) not in taken]
        if not lines:
            return
        key = _kind(layout)
        self._lefts[key] = min([self._lefts.get(key, layout.width), *(line.x0 for line in lines)])
        self._rights.setdefault(key, Counter()).update(round(line.x1) for line in lines)

    def set_rooms(self, layout: PageLayout) -> None:
        """Give the page's lines their indent and their room."""
        key = self._like(_kind(layout))
        left, right = self._lefts.get(key, 0.0), self._right(key)
        if self._rights.get(key, Counter()).total() < _FEWEST_LINES:
            right = max(right, layout.width - left)
        for line in layout.lines:
            line.indent, line.room = line.x0 - left, right - line.x1

    def _like(self, key: tuple[int, int]) -> tuple[int, int]:
        """The other side's margins where both sides begin at the same place and the other side's text is wider."""
        other = (key[0], 1 - key[1])
        if key not in self._lefts or other not in self._lefts or abs(self._lefts[key] - self._lefts[other]) > _ALIGNED_POINTS:
            return key
        return max(key, other, key=self._right)

    def _right(self, key: tuple[int, int]) -> float:
        """Where full lines end; a few lines that stick out beyond where several others end exactly are left out."""
        counts = self._rights.get(key, Counter())
        outliers = round(_OUTLIER_SHARE * counts.total())
        passed = 0
        for right in sorted(counts, reverse=True):
            if passed > outliers:
                break
            if sum(counts[right - shift] for shift in range(_ALIGNED_POINTS + 1)) >= _ALIGNED_LINES:
                return float(right)
            passed += counts[right]
        return float(max(counts, default=0))


_ALIGNED_POINTS = 3
_ALIGNED_LINES = 4
# Fewer lines than these do not tell where the right margin is; it is then taken to be as wide as the left.
_FEWEST_LINES = 6
_OUTLIER_SHARE = 0.03


def _kind(layout: PageLayout) -> tuple[int, int]:
    return round(layout.width), layout.number % 2
