"""Where a paragraph ends and the next begins, in the flow of a page and in a cell alike.

Word processors break lines greedily: a line that had room for what the next one begins with ended its paragraph. Where a
line was full, a label, the indents and the distance of the lines decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extractors.document import Box
from extractors.labels import Label, split_label
from extractors.readers.assemble import RawParagraph
from extractors.readers.pdf.lines import Line
from extractors.text import is_cjk

_FULL_EMS = 0.45
# Excel breaks lines by the screen's metrics: up to this much room can be left in a line that goes on.
_LOOSE_EMS = 2.6
_INDENT_EMS = 0.6
_GAP_RATIO = 1.5
_SIZE_RATIO = 1.18
_SENTENCE_ENDS = "。！？"
_TERMINATORS = "。；：:;？！?!"
_OPENINGS = "（(「『《〈【｢"
_CLOSINGS = "）)」』》〉】｣"


@dataclass(slots=True)
class Habits:
    """How the paragraphs so far were set, in a cell or in a document's flow.

    The last number of each label style, whether paragraphs of the style are headings, and the indents whose other lines hang.
    """

    in_cell: bool = False
    ordinals: dict[str, int] = field(default_factory=dict)
    headings: dict[str, bool] = field(default_factory=dict)
    hanging: dict[int, bool] = field(default_factory=dict)

    def learn(self, paragraph: Sequence[Line]) -> None:
        """Take a paragraph that is over into account."""
        label, _ = split_label(paragraph[0].text)
        if label is not None:
            self.ordinals[label.style] = label.ordinal
            self.headings[label.style] = len(paragraph) == 1 and paragraph[0].text[-1] not in _TERMINATORS
        if len(paragraph) > 1:
            indent = paragraph[0].indent
            self.hanging[round(indent)] = paragraph[1].indent - indent > _INDENT_EMS * paragraph[0].em


def split_paragraphs(lines: Sequence[Line], *, pitch: float | None = None, habits: Habits | None = None) -> list[list[Line]]:
    """The lines, whose `indent` and `room` are set, by paragraph.

    Args:
        lines: the lines of one column of text in reading order; they may come from several pages.
        habits: how the paragraphs of this flow were set before, which is added to; None for a cell.
        pitch: the usual distance of baselines in points, where too few lines stand here to tell.
    """
    distance = line_pitch(lines) or pitch
    habits = habits or Habits(in_cell=True)
    paragraphs: list[list[Line]] = []
    for line in lines:
        label, _ = split_label(line.text)
        if not paragraphs or _begins(line, label, paragraphs[-1], habits, distance):
            if paragraphs:
                habits.learn(paragraphs[-1])
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs


def _starts_alike(line: Line, label: Label | None, paragraph: Sequence[Line], habits: Habits) -> bool:
    """Whether the line, after a full one, stands where its neighbours' first lines stand, and what is before it can be over.

    Units without a number can fill their one line to the margin: `公務統計科：…等事項。` (VARIATIONS §13), and so can the
    paragraphs of a flow that is not indented. A heading can fill its line too. What goes on seldom fills the next line as well.
    """
    first, last = paragraph[0], paragraph[-1]
    if label is not None or abs(line.indent - first.indent) > _INDENT_EMS * line.em:
        return False
    before, _ = split_label(first.text)
    if last.text[-1] in _SENTENCE_ENDS:
        hangs = len(paragraph) == 1 and habits.hanging.get(round(line.indent), False)
        return hangs or (not habits.in_cell and before is None and line.room < _LOOSE_EMS * line.em)
    is_heading = before is not None and len(paragraph) == 1 and habits.headings.get(before.style, False)
    return is_heading and not habits.in_cell and line.room < _LOOSE_EMS * line.em and last.text[-1] not in "、，"


def line_pitch(lines: Sequence[Line]) -> float | None:
    """The usual distance of two baselines that follow each other on a page, in points."""
    distances = [after.baseline - before.baseline for before, after in pairwise(lines) if before.page == after.page]
    distances = [distance for distance in distances if distance > 0]
    return median(distances) if distances else None


def _begins(line: Line, label: Label | None, paragraph: Sequence[Line], habits: Habits, pitch: float | None) -> bool:
    """Whether the line begins a paragraph after this one."""
    last = paragraph[-1]
    same_page = line.page == last.page
    if same_page and pitch and line.baseline - last.baseline > _GAP_RATIO * pitch:
        return True
    spare = (last.room - line.head_width) / line.em
    if spare > _LOOSE_EMS or (spare > _FULL_EMS and _could_end(last, paragraph, line)):
        return True
    if label is not None and _is_label(label, paragraph, habits.ordinals):
        return True
    if _starts_alike(line, label, paragraph, habits):
        return True
    return _is_set_off(line, paragraph)


def _could_end(last: Line, paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a line with a little room left can be its paragraph's last.

    Without a mark of its end it is not where a bracket is open, in an enumeration, or where the next line stands as a
    second or later line of this paragraph would.
    """
    if last.text[-1] in _TERMINATORS:
        return True
    if last.text[-1] in "、，," or is_bracket_open(paragraph):
        return False
    shift = (line.indent - last.indent) / line.em
    return not (abs(shift) < _INDENT_EMS if len(paragraph) > 1 else shift > _INDENT_EMS)


def is_bracket_open(paragraph: Iterable[Line]) -> bool:
    """Whether a bracket that opens in these lines is still open at their end."""
    depth = 0
    for line in paragraph:
        for character in line.text:
            if character in _OPENINGS:
                depth += 1
            elif character in _CLOSINGS and depth:
                depth -= 1
    return depth > 0


def _is_label(label: Label, paragraph: Sequence[Line], ordinals: dict[str, int]) -> bool:
    """Whether what looks like a label after a full line is one: the sentence before is over, or the numbers follow on."""
    if paragraph[-1].text[-1] in _TERMINATORS:
        return True
    own, _ = split_label(paragraph[0].text)
    before = own.ordinal if own and own.style == label.style else ordinals.get(label.style)
    return before == label.ordinal - 1


def _is_set_off(line: Line, paragraph: Sequence[Line]) -> bool:
    """Whether the line's indent or size is not that of the paragraph's next line.

    The second line may hang or come back from a first-line indent; from then on the indent stays.
    """
    last = paragraph[-1]
    if max(line.em, last.em) > _SIZE_RATIO * min(line.em, last.em) and _has_cjk(line) and _has_cjk(last):
        return True
    return len(paragraph) > 1 and abs(line.indent - last.indent) > _INDENT_EMS * line.em


def _has_cjk(line: Line) -> bool:
    """Whether the line's size is known: that of Latin letters alone differs with the font."""
    return any(map(is_cjk, line.text))


def join_lines(lines: Sequence[Line]) -> str:
    """The text of a paragraph's lines: nothing between CJK, a blank between Latin words."""
    text = lines[0].text
    for before, after in pairwise(lines):
        text += _joint(before, after) + after.text
    return text


def _joint(before: Line, after: Line) -> str:
    """What stands for a line break: a blank between Latin words, which producers seldom print at the end of a line."""
    left, right = before.text[-1], after.text[0]
    if is_cjk(left) or is_cjk(right):
        return ""
    if before.ends_with_blank:
        return " "
    if before.is_one_word or left in _JOINING_LEFT or right in _JOINING_RIGHT or (left.isdigit() and right.isdigit()):
        return ""
    return " "


# `8/3,890`, `7/,903` (VARIATIONS §8), and what words are broken behind.
_JOINING_LEFT = '-/–—([{<"&,.'
_JOINING_RIGHT = ",.;:!?)]}>%'\""


def raw_paragraphs(lines: Sequence[Line], *, pitch: float | None = None) -> list[RawParagraph]:
    """The paragraphs of these lines; page and box are those of where each begins."""
    return [to_raw(paragraph) for paragraph in split_paragraphs(lines, pitch=pitch)]


def to_raw(lines: Sequence[Line]) -> RawParagraph:
    """One paragraph of these lines."""
    page = lines[0].page
    here = [line for line in lines if line.page == page]
    box = Box(min(line.x0 for line in here), here[0].top, max(line.x1 for line in here), max(line.bottom for line in here))
    return RawParagraph(join_lines(lines), page, box)
