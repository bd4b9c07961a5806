"""配合組織改造移撥: the posts and funds that a reorganisation moves between agencies.

`移出上年度預算員額4人至經濟部` · `移出「一般行政」科目3,604千元，列入經濟部「一般行政」科目項下` · `由司法院「一般行政」科目移入1,132千元`.
"""

import re
from collections.abc import Iterator

from extractors.clauses import SENTENCE_ENDS, split_clauses
from extractors.items import Item
from extractors.numerals import AMOUNT, parse_amount
from extractors.outline import Outline
from extractors.rows import Row
from extractors.text import fold

_ACCOUNT = r"[「｢\"](?P<{0}>[^」｣\"]+)[」｣\"](?:業務)?(?:計畫)?(?:科目)?(?:項下)?"
_MOVED = re.compile(r"移出|移入|移撥|移列|撥入")
_OUT_ACCOUNT = re.compile(r"移(?:出|列|撥)" + _ACCOUNT.format("account"))
_INTO = re.compile(r"(?:列入|移列|移撥至|移出至|至)(?P<agency>[^「」｢｣\d，；、]+?)(?:" + _ACCOUNT.format("account") + r"|$|[，；、。])")
_FROM = re.compile(r"由(?P<agency>[^「」｢｣\d，；]+?)(?:" + _ACCOUNT.format("account") + r")?(?:移入|移撥|撥入|移列)")
_OWN_ACCOUNT = re.compile(r"列入(?:本[部會署局處院府所])?" + _ACCOUNT.format("account"))
_POSTS = re.compile(r"(?P<posts>\d[\d,]*)[人名](?!次)")
_RUN_IN = re.compile(r"^[^，；。「]{1,20}[：:]")


def read_transfers(outline: Outline) -> Iterator[Row]:
    """The rows of `transfers`, in reading order."""
    sequence = 0
    for section in outline.of_kind("reorganization"):
        for item in section.items:
            for row in _sentences(item):
                sequence += 1
                yield {"sequence": sequence, **row}


def _sentences(item: Item) -> Iterator[Row]:
    text = _RUN_IN.sub("", item.text)
    for clause in split_clauses(text, SENTENCE_ENDS):
        folded = fold(clause.text)
        if _MOVED.search(folded):
            yield from _sentence(folded, clause.text, item)


def _sentence(folded: str, statement: str, item: Item) -> Iterator[Row]:
    source = _FROM.search(folded)
    into = _INTO.search(folded)
    if source:
        own = _OWN_ACCOUNT.search(folded)
        agency, direction, account, other = source["agency"], "in", own["account"] if own else None, source["account"]
    elif into:
        own = _OUT_ACCOUNT.search(folded)
        agency, direction, account, other = into["agency"], "out", own["account"] if own else None, into["account"]
    else:
        return
    common: Row = {"direction": direction, "counterparty": agency, "statement": statement, "anchor": item.anchor, "page": item.page}
    amount = AMOUNT.search(folded)
    posts = _POSTS.search(folded)
    if posts:
        count = int(posts["posts"].replace(",", ""))
        yield common | {"kind": "posts", "account": None, "counterparty_account": None, "posts": count, "amount_twd": None}
    if amount:
        money = parse_amount(amount[0])
        yield common | {"kind": "funds", "account": account, "counterparty_account": other, "posts": None, "amount_twd": money}
