"""Whether a row goes on over a page break: what the columns of a table are like, and what the two sides of the break say.

A row that was cut leaves its first cells empty on the next page, or goes on in each of them in mid-word. A new row begins
with its key, its label, or with text where the line before the break had room for it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.labels import Label, split_label
from extractors.readers.pdf.lines import Line
from extractors.readers.pdf.paragraphs import is_bracket_open, split_paragraphs

_FULL_EMS = 0.45
_TERMINATORS = "。；？！"
_MOSTLY = 0.8
_KEY_SHARE = 0.95

# Weights of evidence; what is above zero says that the row goes on.
_CERTAIN = 6.0
_STRONG = 4.0
_FAIR = 2.5
_WEAK = 1.0


@dataclass(slots=True)
class Column:
    """What the cells of a column below the head have in common; of a cell that a page break cuts, the part that is known."""

    filled: int = 0
    empty: int = 0
    merged: int = 0
    labelled: int = 0
    finished: int = 0
    ended: int = 0
    single: int = 0
    several: int = 0
    labelled_single: int = 0
    labelled_several: int = 0
    first_labels: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, lines: Sequence[Line], row_span: int, *, is_opened: bool, is_closed: bool) -> None:
        """Count a cell; `is_opened` where it may have begun on an earlier page, `is_closed` where it may go on on a later one."""
        self.merged += row_span > 1
        if not is_opened:
            self.filled += bool(lines)
            self.empty += not lines
        if not lines:
            return
        label = None if is_opened else _label(lines[0])
        if label:
            self.labelled += 1
            self.first_labels[label.style, label.ordinal] += 1
        if not is_closed:
            self.finished += 1
            self.ended += lines[-1].text[-1] in _TERMINATORS
        if len(split_paragraphs(lines)) > 1:
            self.several += 1
            self.labelled_several += label is not None
        elif not is_opened and not is_closed:
            self.single += 1
            self.labelled_single += label is not None

    @property
    def is_key(self) -> bool:
        """Whether every row prints something here."""
        return self.filled > 0 and self.filled >= _KEY_SHARE * (self.filled + self.empty)

    @property
    def is_merged(self) -> bool:
        """Whether cells here stand for several rows."""
        return self.merged > 0

    @property
    def is_single(self) -> bool:
        """Whether a cell here is one paragraph."""
        return _is_most(self.single, self.single + self.several)

    @property
    def is_labelled(self) -> bool:
        """Whether every text here begins with a label."""
        return _is_most(self.labelled, self.filled)

    @property
    def is_ended(self) -> bool:
        """Whether every text here ends a sentence."""
        return _is_most(self.ended, self.finished)

    @property
    def counts_rows(self) -> bool:
        """Whether the labels here count rows rather than the items in a cell."""
        if self.is_merged and not self.several:
            return True
        later = sum(count for (_, ordinal), count in self.first_labels.items() if ordinal > 1)
        alone = _is_most(self.labelled_single, self.labelled_single + self.labelled_several)
        return later > 0 and (alone or later >= self.labelled / 4)

    @property
    def outermost_style(self) -> str | None:
        """The style that cells here begin with."""
        return self.first_labels.most_common(1)[0][0][0] if self.first_labels else None


def _is_most(count: int, total: int) -> bool:
    return total > 0 and count >= _MOSTLY * total


@dataclass(slots=True)
class Side:
    """A cell at a page break: its lines, whether it stands for several rows, and its column."""

    lines: list[Line]
    row_span: int
    column: Column


def row_goes_on(pairs: Iterable[tuple[Side, Side]]) -> bool:
    """Whether the first row after a break is the rest of the last row before it; a pair is one column's cell before and after."""
    return sum(_weigh(before, after) for before, after in pairs) > 0


def _weigh(before: Side, after: Side) -> float:
    column = after.column
    spans = column.is_merged or after.row_span > 1
    if not after.lines:
        return _CERTAIN if column.is_key and not spans else 0.0
    if not before.lines:
        return -_WEAK if column.is_key and not spans else 0.0
    weight = weigh_text(before.lines, after.lines, column)
    return min(weight, 0.0) if spans else weight


def weigh_text(before: Sequence[Line], after: Sequence[Line], column: Column) -> float:
    """How much the text after a break reads as the rest of the text before it (above zero) or as another cell's (below)."""
    label = _label(after[0])
    if label is not None:
        return _weigh_label(label, before, column)
    if is_bracket_open(before) or (column.counts_rows and column.is_labelled):
        return _STRONG
    last, first = before[-1], after[0]
    if (last.room - first.head_width) / first.em > _FULL_EMS:
        return -_STRONG if column.is_single or column.is_labelled else -_FAIR
    if column.is_labelled or last.text[-1] in "，、":
        return _STRONG
    if last.text[-1] in _TERMINATORS:
        return -_WEAK
    return _STRONG if column.is_ended else _FAIR


def _weigh_label(label: Label, before: Sequence[Line], column: Column) -> float:
    if column.counts_rows:
        return -_CERTAIN
    labels = [found for line in before if (found := _label(line))]
    of_style = [found.ordinal for found in labels if found.style == label.style]
    if label.ordinal > 1:
        return _CERTAIN if of_style and of_style[-1] == label.ordinal - 1 else _FAIR
    leads_in = before[-1].text[-1] in "：:"
    if label.style == column.outermost_style:
        return _WEAK if leads_in and not of_style else -_CERTAIN
    return _STRONG if labels or leads_in else -_WEAK


def _label(line: Line) -> Label | None:
    """The label that a line begins with; a number that is all there is (`二`, in a column of its own) is one too."""
    label, _ = split_label(line.text)
    return label or (None if line.text.isascii() else split_label(f"{line.text}、")[0])


def cell_goes_on(before: Sequence[Line], after: Sequence[Line], column: Column) -> bool:
    """Whether text beside a new row is the rest of a merged cell's; a full line that ends a sentence does not speak against it."""
    return weigh_text(before, after, column) >= -_WEAK
