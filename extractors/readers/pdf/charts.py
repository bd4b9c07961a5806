"""What is printed in charts: glyphs one under the other and words side by side, each a paragraph of its own.

VARIATIONS §10: an organization chart is vertical text in boxes; in lines it reads as a soup of glyphs.
"""

from collections.abc import Sequence

from extractors.document import Box
from extractors.readers.assemble import RawParagraph
from extractors.readers.pdf.lines import Line, Segment

_SAME_COLUMN_EMS = 0.4
_NEXT_GLYPH_EMS = 3.2
_SHORTEST_RUN = 3
_PAIR = 2
_WIDE_GAP_EMS = 2.0

Glyph = tuple[Line, Segment]


def split_chart(lines: Sequence[Line]) -> tuple[list[Line], list[RawParagraph]]:
    """The lines that are ordinary text, and the paragraphs of the page's charts: vertical words, and words beside each other."""
    runs = _vertical_runs(lines)
    if not runs:
        return list(lines), []
    used = {(id(line), segment.x0) for run in runs for line, segment in run}
    top = min(line.top for run in runs for line, _ in run)
    bottom = max(line.bottom for run in runs for line, _ in run)
    charted = [_paragraph(run) for run in runs]
    rest: list[Line] = []
    for line in lines:
        left = [segment for segment in _segments(line) if (id(line), segment.x0) not in used]
        if len(left) < len(_segments(line)) or (line.segments and top - _reach(line) <= line.baseline <= bottom + _reach(line)):
            charted += [_paragraph([(line, segment)]) for segment in _join_near(left, line.em)]
        else:
            rest.append(line)
    return rest, charted


def _reach(line: Line) -> float:
    return 12 * line.em


def _segments(line: Line) -> tuple[Segment, ...]:
    return line.segments or (Segment(line.text, line.x0, line.x1),)


def _vertical_runs(lines: Sequence[Line]) -> list[list[Glyph]]:
    """Single glyphs that stand under each other: three or more, or two where other such pairs stand beside them."""
    runs: list[list[Glyph]] = []
    for line in lines:
        for segment in _segments(line):
            if len(segment.text) != 1:
                continue
            run = next((run for run in runs if _stands_under(line, segment, run[-1])), None)
            if run is None:
                runs.append([(line, segment)])
            else:
                run.append((line, segment))
    pairs = [run for run in runs if len(run) >= _PAIR]
    return [run for run in pairs if len(run) >= _SHORTEST_RUN or sum(other[0][0] is run[0][0] for other in pairs) >= _PAIR]


def _stands_under(line: Line, segment: Segment, above: Glyph) -> bool:
    other, glyph = above
    return (
        0 < line.baseline - other.baseline <= _NEXT_GLYPH_EMS * line.em
        and abs((segment.x0 + segment.x1) - (glyph.x0 + glyph.x1)) / 2 <= _SAME_COLUMN_EMS * line.em
    )


def _join_near(segments: Sequence[Segment], em: float) -> list[Segment]:
    joined: list[Segment] = []
    for segment in segments:
        if joined and segment.x0 - joined[-1].x1 <= _WIDE_GAP_EMS * em:
            joined[-1] = Segment(f"{joined[-1].text} {segment.text}", joined[-1].x0, segment.x1)
        else:
            joined.append(segment)
    return joined


def _paragraph(glyphs: Sequence[Glyph]) -> RawParagraph:
    text = "".join(segment.text for _, segment in glyphs)
    box = Box(
        min(segment.x0 for _, segment in glyphs),
        glyphs[0][0].top,
        max(segment.x1 for _, segment in glyphs),
        glyphs[-1][0].bottom,
    )
    return RawParagraph(text, glyphs[0][0].page, box)
