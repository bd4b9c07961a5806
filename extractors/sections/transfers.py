"""配合組織改造移撥: the posts and funds that a reorganisation moves between agencies.

`移出上年度預算員額4人至經濟部` · `移出「一般行政」科目3,604千元，列入經濟部「一般行政」科目項下` · `由司法院「一般行政」科目移入1,132千元`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.clauses import SENTENCE_ENDS, split_clauses
from extractors.document import Paragraph
from extractors.items import Item
from extractors.measures.numbers import AMOUNT, parse_amount
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
_SUMMED = re.compile(r"(?:合計|共計|總計|計)(?P<posts>\d[\d,]*)[人名]")
_COUNTED = re.compile(r"\d[人名]|元")
_FROM_AFTER = re.compile(r"(?:移入|撥入|移列)[^，；]*?[自由](?P<agency>[^「」｢｣\d，；、]+?)(?:" + _ACCOUNT.format("account") + r"|$)")
_NAMED_AMOUNT = re.compile(_ACCOUNT.format("account") + r"(?:經費|預算|計|為)*(?=\d)")
_RUN_IN = re.compile(r"^[^，；。「]{1,20}[：:]")


@dataclass(slots=True)
class Transfers:
    """The rows in reading order, and the paragraphs that state posts or money which gave none, each with the sentence."""

    rows: list[Row] = field(default_factory=list)
    unread: list[tuple[Paragraph, str]] = field(default_factory=list)


def read_transfers(outline: Outline) -> Transfers:
    """The rows of `transfers`, in reading order."""
    found = Transfers()
    for section in outline.of_kind("reorganization"):
        for item in section.items:
            for statement in _statements(_RUN_IN.sub("", item.text)):
                folded = fold(statement)
                rows = list(_sentence(folded, statement, item))
                if not rows and (_POSTS.search(folded) or AMOUNT.search(folded)):
                    found.unread.append((item.paragraph, statement))
                found.rows += [{"sequence": len(found.rows) + index, **row} for index, row in enumerate(rows, 1)]
    return found


def _statements(text: str) -> Iterator[str]:
    """The sentences, and the clauses of one that states two movements: 移出4人至經濟部，移入2人自財政部."""
    for sentence in split_clauses(text, SENTENCE_ENDS):
        clauses = [clause.text for clause in split_clauses(sentence.text, "，,")]
        moving = [clause for clause in clauses if _MOVED.search(fold(clause)) and _COUNTED.search(fold(clause))]
        yield from moving if len(moving) > 1 else [sentence.text]


def _sentence(folded: str, statement: str, item: Item) -> Iterator[Row]:
    if not _MOVED.search(folded):
        return
    source = _FROM.search(folded) or _FROM_AFTER.search(folded)
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
    posts = _count_posts(folded)
    if posts is not None:
        yield common | {"kind": "posts", "account": None, "counterparty_account": None, "posts": posts, "amount_twd": None}
    for name, money in _funds(folded):
        own_account = name if name is not None and direction == "out" else account
        amount = parse_amount(money)
        yield common | {"kind": "funds", "account": own_account, "counterparty_account": other, "posts": None, "amount_twd": amount}


def _count_posts(folded: str) -> int | None:
    """The posts of a sentence: those that it adds up itself (合計4人), else the sum of its categories."""
    counts = [int(match["posts"].replace(",", "")) for match in _POSTS.finditer(folded)]
    summed = _SUMMED.search(folded)
    return int(summed["posts"].replace(",", "")) if summed else sum(counts) if counts else None


def _funds(folded: str) -> Iterator[tuple[str | None, str]]:
    """Each amount with the account that is named right before it; a sum behind its parts is none."""
    accounts = {match.end(): match["account"] for match in _NAMED_AMOUNT.finditer(folded)}
    for match in AMOUNT.finditer(folded):
        if not re.search("(?:合計|共計|計)$", folded[: match.start()]) or not accounts:
            yield accounts.get(match.start()), match[0]
