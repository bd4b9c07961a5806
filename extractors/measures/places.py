"""Where in a text something stands: its clause, its sentence, and whether a stretch is taken already."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from extractors.clauses import CLAUSE_ENDS, clause_spans

Span = tuple[int, int]

_LINE_CLAUSE_ENDS = CLAUSE_ENDS + "\n"
_SENTENCE_END = re.compile("[。；;\n]")


class Places:
    """The clauses of a matching copy, each line on its own, found by offset."""

    def __init__(self, text: str) -> None:
        self._clauses = clause_spans(text, _LINE_CLAUSE_ENDS)
        self._length = len(text)

    def clause(self, offset: int) -> Span:
        """The clause that an offset stands in."""
        # What stands in front of the first clause belongs to it.
        return self._clauses[max(bisect_right(self._clauses, (offset, self._length)) - 1, 0)]


def are_in_one_sentence(text: str, first: int, second: int) -> bool:
    """Whether no sentence ends between two offsets of a matching copy."""
    return _SENTENCE_END.search(text, first, second) is None


class Coverage:
    """Stretches of a text, merged, to ask whether another one meets any of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meets(self, start: int, end: int) -> bool:
        """Whether any character of the stretch is covered."""
        index = bisect_right(self._ends, start)
        return index < len(self._starts) and self._starts[index] < end
