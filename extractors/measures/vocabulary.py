"""How words of a vocabulary are met at a place of a matching copy: looked up by the glyph that begins or ends them.

Hundreds of words are asked for at each quantity and nearly none stands there. One look-up of a glyph says so at a fraction of what an
expression of all these words takes.
"""

import re
from collections.abc import Iterable


class Beginnings:
    """Words by the glyph that they begin with, of one or more lists, each with what must match behind its words."""

    def __init__(self, *lists: tuple[Iterable[str], re.Pattern[str] | None]) -> None:
        """A word of an earlier list goes before one of a later list."""
        self._words: dict[str, tuple[tuple[str, re.Pattern[str] | None], ...]] = {}
        for words, behind in lists:
            for word in longest_first(words):
                self._words[word[0]] = (*self._words.get(word[0], ()), (word, behind))

    def end(self, text: str, start: int, end: int) -> int | None:
        """Where the first of the words ends that begins a stretch; None where none does."""
        for word, behind in self._words.get(text[start : start + 1], ()):
            if text.startswith(word, start, end) and (behind is None or behind.match(text, start + len(word), end)):
                return start + len(word)
        return None


class Endings:
    """Words by the glyph that they end with."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        for word in longest_first(words):
            self._words[word[-1]] = (*self._words.get(word[-1], ()), word)

    def start(self, text: str, start: int, end: int) -> int | None:
        """Where the longest word begins that ends a stretch; None where none does."""
        for word in self._words.get(text[end - 1 : end], ()):
            if text.endswith(word, start, end):
                return end - len(word)
        return None


class Words:
    """Words that are read from the left, the longest at each place, and whether the last of them ends the stretch."""

    def __init__(self, words: Iterable[str]) -> None:
        declared = list(words)
        self.pattern = re.compile(any_of(declared))
        self._endings = Endings(declared)

    def close(self, text: str, start: int, end: int) -> bool:
        """Whether one of the words ends where the stretch ends: 學員 leaves no 員工 in 學員工."""
        if self._endings.start(text, start, end) is None:
            return False
        return any(match.end() == end for match in self.pattern.finditer(text, start, end))


class Chain:
    """Words one behind the other, and nothing else but one of the endings that may stand last."""

    def __init__(self, words: Iterable[str], endings: Iterable[str] = ()) -> None:
        links, last = list(words), list(endings)
        self._first_glyphs = frozenset(link[0] for link in links)
        self._last_glyphs = frozenset(word[-1] for word in (*links, *last))
        self._pattern = re.compile(rf"{any_of(links)}+{any_of(last)}?")

    def fills(self, text: str, start: int, end: int) -> bool:
        """Whether a stretch consists of such words alone."""
        if text[start : start + 1] not in self._first_glyphs or text[end - 1 : end] not in self._last_glyphs:
            return False
        return self._pattern.fullmatch(text, start, end) is not None


def longest_first(words: Iterable[str]) -> list[str]:
    """The words in the order in which an alternation must try them; words of one length stay as they are."""
    return sorted(words, key=len, reverse=True)


def any_of(words: Iterable[str]) -> str:
    """The expression of any of the words, the longest first."""
    return f"(?:{'|'.join(map(re.escape, longest_first(words)))})"
