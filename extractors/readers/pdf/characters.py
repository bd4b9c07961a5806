"""What a page is once it is read: its visible characters and its ruling lines, upright, in points from its top left corner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
Rectangle = tuple[float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Type smaller than this is not there to be read.
INVISIBLE_EM = 0.7
WHITE = 0.98
_QUARTERS = 4
# A rectangle thinner than this is a line that some producers fill instead of stroking.
_LINE_WIDTH = 3.0
_MINIMUM_RULE = 4.0
# Taipei's books print ① in a font of symbols that gives a bare 1 for it (VARIATIONS §13).
_CIRCLED = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))


@dataclass(slots=True)
class Character:
    """A glyph: its advance from `x0` to `x1`, its line's baseline, and its font's height in points (`em`)."""

    text: str
    x0: float
    x1: float
    baseline: float
    top: float
    bottom: float
    em: float


@dataclass(slots=True, frozen=True)
class Rule:
    """A ruling line, level or upright: the side of a rectangle, a stroke, or a rectangle thin enough to be one."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_level(self) -> bool:
        """Whether the line runs from left to right."""
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(slots=True)
class PageContent:
    """A page, upright: `number` counts from 1, sizes are in points."""

    number: int
    width: float
    height: float
    characters: list[Character]
    rules: list[Rule]


class View:
    """The turn from a page's own coordinates (y upwards) to those of a reader who holds its text upright.

    `box` is the page's crop box (left, bottom, right, top), `quarter` how many quarters its text is turned anticlockwise.
    """

    def __init__(self, box: Rectangle, quarter: int) -> None:
        left, bottom, right, top = box
        width, height = right - left, top - bottom
        self.width, self.height = (height, width) if quarter % 2 else (width, height)
        self.matrix: Matrix = (
            (1.0, 0.0, 0.0, -1.0, -left, top),
            (0.0, 1.0, 1.0, 0.0, -bottom, -left),
            (-1.0, 0.0, 0.0, 1.0, right, -bottom),
            (0.0, -1.0, -1.0, 0.0, top, right),
        )[quarter % _QUARTERS]

    def point(self, x: float, y: float) -> Point:
        """Where a point of the page is seen."""
        return apply(self.matrix, x, y)

    def rectangle(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """Where a rectangle of the page is seen."""
        ax, ay = apply(self.matrix, left, bottom)
        bx, by = apply(self.matrix, right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is on the page; half of a spread is drawn outside (VARIATIONS §10)."""
        return -1.0 <= x <= self.width + 1.0 and -1.0 <= y <= self.height + 1.0


def symbol_of(text: str, font_name: str) -> str:
    """What a font of symbols prints for this character."""
    return _CIRCLED.get(text, text) if "Wingdings" in font_name else text


def stroked_rules(points: Sequence[Point]) -> Iterator[Rule]:
    """The level and upright sides of a stroked outline; slanted ones are no rules."""
    for (ax, ay), (bx, by) in pairwise(points):
        width, height = abs(ax - bx), abs(ay - by)
        if height <= 1.0 and width >= _MINIMUM_RULE:
            yield Rule(min(ax, bx), (ay + by) / 2, max(ax, bx), (ay + by) / 2)
        elif width <= 1.0 and height >= _MINIMUM_RULE:
            yield Rule((ax + bx) / 2, min(ay, by), (ax + bx) / 2, max(ay, by))


def bounds(points: Sequence[Point]) -> Rectangle:
    """The rectangle around these points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def filled_rule(rectangle: Rectangle) -> Rule | None:
    """The rule that a filled rectangle is, None where it is an area."""
    x0, top, x1, bottom = rectangle
    if min(x1 - x0, bottom - top) > _LINE_WIDTH or max(x1 - x0, bottom - top) < _MINIMUM_RULE:
        return None
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    return Rule(x0, y, x1, y) if x1 - x0 >= bottom - top else Rule(x, top, x, bottom)


def multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """What applying `inner`, then `outer` does."""
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od,
        c * oa + d * oc, c * ob + d * od,
        e * oa + f * oc + oe, e * ob + f * od + of,
    )  # fmt: skip


def apply(matrix: Matrix, x: float, y: float) -> Point:
    """Where a matrix takes a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
