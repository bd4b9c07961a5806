"""Which lines belong to a table of contents: they name sections, and would be taken for their headings."""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.document import Block, Paragraph
from extractors.labels import split_label
from extractors.text import fold
from extractors.titles import kind_of_title

# VARIATIONS §2: leaders are dots, dashes or ellipses of many kinds, and the page is one number or a range.
_PAGES = r"(?:第)?[\d]{1,4}(?:[-~至]+(?:第)?[\d]{1,4})?(?:頁)?"
_LED = re.compile(rf".*(?:[.…‥·•‧⋯∙・。,_]{{2,}}|-{{3,}}){_PAGES}")
# 4.第一預備金27: leaders may be missing, and the blank before the page goes with the repair of the text.
_BARE = re.compile(rf"(?P<title>.{{2,40}}?[^\d年月日第,、.~-])(?P<page>{_PAGES})")
_HEAD = re.compile(r"(?:總|預算|單位預算)*(?:目次|目錄)(?:\d{1,3}年度)?(?:頁次)?|頁次|書表名稱(?:頁次)?")
_SENTENCE_MARK = re.compile("[，。；;]")
_LONGEST_LINE = 60
_LONGEST_GAP = 3


def is_contents_line(text: str) -> bool:
    """Whether the line has leaders and a page, however spaced."""
    return (text[-1:].isdigit() or text.endswith("頁")) and bool(_LED.fullmatch(fold(text)))


def find_contents(blocks: Sequence[Block]) -> frozenset[int]:
    """The positions of the lines of tables of contents.

    A line with leaders is one wherever it stands, and so is a known title with a page behind it; a labelled line that only ends with
    a number is one between or next to such lines, and a short line without a page is one between two of them (二、主要表).
    """
    ending = [index for index, block in enumerate(blocks) if isinstance(block, Paragraph) and _may_end_with_page(block.text)]
    if not ending:
        return frozenset()
    sure: set[int] = set()
    maybe: set[int] = set()
    for index in ending:
        text = _text(blocks[index])
        if is_contents_line(text) or _names_kind(text):
            sure.add(index)
        elif _BARE.fullmatch(fold(text)) and split_label(text)[0] and not _SENTENCE_MARK.search(text):
            maybe.add(index)
    heads = {index for index, block in enumerate(blocks[: max(ending)]) if isinstance(block, Paragraph) and _is_head(block.text)}
    return _join(blocks, sure, maybe, heads)


def _join(blocks: Sequence[Block], sure: set[int], maybe: set[int], heads: set[int]) -> frozenset[int]:
    """The sure lines with what is near them."""
    found = set(sure)
    for near in (sorted(maybe), sorted(maybe, reverse=True)):
        for index in near:
            if any(other in found or other in heads for other in range(index - _LONGEST_GAP, index + _LONGEST_GAP + 1)):
                found.add(index)
    lines = sorted(found)
    for first, second in pairwise(lines):
        between = range(first + 1, second)
        if len(between) <= _LONGEST_GAP and all(_is_short(blocks[index]) for index in between):
            found.update(between)
    return frozenset(found | (heads if found else set()))


def _may_end_with_page(text: str) -> bool:
    return len(text) <= _LONGEST_LINE * 2 and (text[-1:].isdigit() or text.endswith("頁"))


def _names_kind(text: str) -> bool:
    """Whether the line is a known title and a page: 一、現行法定職掌1."""
    match = _BARE.fullmatch(fold(split_label(text)[1]))
    return match is not None and kind_of_title(match["title"]) is not None


def _is_head(text: str) -> bool:
    return bool(_HEAD.fullmatch(fold(text)))


def _is_short(block: Block) -> bool:
    return isinstance(block, Paragraph) and len(block.text) <= _LONGEST_LINE and not _SENTENCE_MARK.search(block.text)


def _text(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""
