"""Which other kind of book a document is that carries no 預算總說明 of one agency, from `data/other_books.toml`."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from extractors.document import Block, Document, Paragraph
from extractors.text import fold

FIRST_PARAGRAPHS = 60
_LONGEST_LINE = 60


@lru_cache(maxsize=1)
def _books() -> tuple[tuple[str, re.Pattern[str]], ...]:
    declared = tomllib.loads(files("extractors.data").joinpath("other_books.toml").read_text(encoding="utf-8"))
    return tuple((book["name"], re.compile("|".join(book["lines"]))) for book in declared["book"])


def name_other_book(document: Document, blocks: Sequence[Block]) -> tuple[str, str] | None:
    """What the document is taken for, and the line that says so: a running head or one of the first blocks; None where none does."""
    lines = [*document.furniture, *(block.text for block in blocks[:FIRST_PARAGRAPHS] if isinstance(block, Paragraph))]
    for line in lines:
        folded = fold(line) if len(line) <= _LONGEST_LINE else ""
        for name, pattern in _books():
            if folded and pattern.fullmatch(folded):
                return name, line
    return None
