"""What sections are called: which kind of section a printed title names, from `data/section_titles.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from extractors.text import fold


@dataclass(frozen=True, slots=True)
class TitleKind:
    """A kind of section, and the level of a heading of that kind that is printed without a label; 0 where none is."""

    name: str
    bare_level: int


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], TitleKind], ...]:
    declared = tomllib.loads(files("extractors.data").joinpath("section_titles.toml").read_text(encoding="utf-8"))
    return tuple((re.compile("|".join(kind["titles"])), TitleKind(kind["name"], kind.get("bare_level", 0))) for kind in declared["kind"])


LONGEST_TITLE = 60


def kind_of_title(title: str) -> TitleKind | None:
    """The kind of section that a title without its label names; None where no wording is known."""
    if len(title) > LONGEST_TITLE:
        return None
    folded = fold(title).rstrip(":。.")
    if not _any_title().fullmatch(folded):
        return None
    return next((kind for pattern, kind in _patterns() if pattern.fullmatch(folded)), None)


@lru_cache(maxsize=1)
def _any_title() -> re.Pattern[str]:
    """All wordings in one pattern: most lines are no title, and one match says so."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _patterns()))


# VARIATIONS §2: leaders are dots, dashes or ellipses of many kinds, and the page is one number or a range.
_CONTENTS_LINE = re.compile(r".*(?:[.．…‥·•‧⋯]{2,}|-{4,}|─{3,})\s*(?:第)?\s*[\d０-９]+\s*(?:[-~～－—─]\s*[\d０-９]+)?\s*(?:頁)?")


def is_contents_line(text: str) -> bool:
    """Whether the line belongs to a table of contents: leaders and a page, however spaced."""
    return (text[-1:].isdigit() or text.endswith("頁")) and bool(_CONTENTS_LINE.fullmatch(text))
