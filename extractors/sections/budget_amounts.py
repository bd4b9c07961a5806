"""本年度預算提要及成本估計 in the books of cities and counties: amounts, and the amounts that they are broken down into.

`歲出預算數151,168千元，依經資門分：(1)經常門預算數149,358千元(佔98.80%)，包括人事費124,625千元、…。其中行政管理136,174千元、…` breaks
one amount down in two ways; the numbered items under an amount are one more (VARIATIONS §13).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.items import Item
from extractors.numerals import AMOUNT, parse_amount
from extractors.outline import Outline, Section
from extractors.rows import Row
from extractors.text import fold

_SIDES = {"歲入": "revenue", "歲出": "expenditure"}
_SIDE = re.compile("歲入|歲出")
_SHARE = re.compile(r"\(?,?(?:約)?[佔占][^,。;)%]*?(?P<percent>\d+(?:\.\d+)?)%\)?")
_GROUP = re.compile(r"包括|包含|其中|計有|分為|分別為|內含|含")
_PARTIAL = re.compile(r"^等")
_LEADING = re.compile(
    r"^(?:本[處局府會所館區室科隊]|本機關)?(?:本年度|\d{2,3}年度|其中|包括|包含|內含|含|計有|分別為|分為|及|與|和|以及|、|,|。|;|:|\(|\)|係|為|單位預算|預算)*"
)
# 計 closes the words before an amount, but not in 公務統計, 會計, 主計, 歲計, 審計, 設計, 估計.
_TRAILING = re.compile(r"(?:預算)?(?:數|額)?(?:共計|合計|總計|共列|編列|計列|共|列|為|約|需用|需|(?<![統會主歲審設估累])計)*$")
_TAIL = re.compile(r"(?:業務|工作)?計畫$|科目$|部分$|項下$|預算$|經費$")
_HEAD = re.compile(r"^(?P<head>[^：:，。；]{1,40})[：:](?=.)")
_LEADS_ON = re.compile(r"(?::|如下|:|分述)[:。]?$")


@dataclass(frozen=True, slots=True)
class _Printed:
    """An amount of money in a folded text: the words since the last one, and the share that follows it."""

    before: str
    money: str
    share: str
    percent: Decimal | None
    end: int

    @property
    def statement(self) -> str:
        """The words from the last mark before the amount to its share."""
        return re.split("[,。;:、]", self.before)[-1].lstrip("()") + self.money + self.share


def _find_amounts(folded: str) -> Iterator[_Printed]:
    start = 0
    for match in AMOUNT.finditer(folded):
        if match.start() < start:
            continue
        share = _SHARE.match(folded, match.end())
        end = share.end() if share else match.end()
        yield _Printed(
            folded[start : match.start()], match[0], share[0] if share else "", Decimal(share["percent"]) if share else None, end
        )
        start = end


@dataclass(slots=True)
class Amount:
    """One stated amount.

    `is_partial` is True where it ends a list that leaves something out (其中…等); `open_breakdowns` are its own breakdowns that
    need not be whole (其中, 含).
    """

    sequence: int
    side: str
    account: str | None
    parent: "Amount | None"
    breakdown: int
    amount_twd: Decimal
    share_percent: Decimal | None
    item: Item
    statement: str
    is_partial: bool = False
    breakdown_count: int = 0
    open_breakdowns: set[int] = field(default_factory=set)


def read_amounts(outline: Outline) -> list[Amount]:
    """The amounts that the summary states, in reading order."""
    amounts: list[Amount] = []
    for section in outline.of_kind("budget_summary"):
        _Reader(section, amounts).read()
    return amounts


def amount_rows(amounts: list[Amount]) -> Iterator[Row]:
    """The rows of `budget_amounts`."""
    for amount in amounts:
        yield {
            "sequence": amount.sequence,
            "side": amount.side,
            "account": amount.account,
            "parent_sequence": amount.parent.sequence if amount.parent else None,
            "breakdown": amount.breakdown,
            "amount_twd": amount.amount_twd,
            "share_percent": amount.share_percent,
            "statement": amount.statement,
            "anchor": amount.item.anchor,
            "page": amount.item.page,
        }


class _Reader:
    """Reads one section. `heads` are the first amounts of items, by anchor, which the items under them break down."""

    def __init__(self, section: Section, amounts: list[Amount]) -> None:
        self.section = section
        self.amounts = amounts
        self.side = "expenditure"
        self.heads: dict[str, Amount] = {}
        self.lead: Amount | None = None
        self.numbered: dict[tuple[int | None, str | None], int] = {}

    def read(self) -> None:
        for item in self.section.items:
            self._read_item(item)

    def _read_item(self, item: Item) -> None:
        folded = fold(item.text)
        head = _HEAD.match(folded)
        side = _SIDE.search(folded)
        if side:
            self.side = _SIDES[side[0]]
        body = folded[head.end() :] if head and not AMOUNT.search(head["head"]) else folded
        opened = self._head(item, body, head["head"] if head and body != folded else None)
        if opened is None:
            return
        first, rest = opened
        self.heads[item.anchor] = first
        if item.label is None and _LEADS_ON.search(folded):
            self.lead = first
        self._groups(first, rest, item)

    def _head(self, item: Item, body: str, head: str | None) -> tuple[Amount, str] | None:
        """The item's first amount and the text behind it."""
        printed = next(_find_amounts(body), None)
        if printed is None:
            return None
        named = self._account(printed.before)
        account = named if named is not None or head is None else self._account(head)
        parent = self._parent(item)
        breakdown = self._numbered_breakdown(parent, item) if parent else 1
        return self._add(account, parent, breakdown, printed, item), body[printed.end :]

    def _parent(self, item: Item) -> Amount | None:
        """The first amount of the nearest item above that has one; a lead-in without a label leads the items behind it."""
        above = item.parent
        while above is not None:
            if above.anchor in self.heads:
                return self.heads[above.anchor]
            above = above.parent
        return self.lead if item.label is not None and self.lead is not None and self.lead.side == self.side else None

    def _numbered_breakdown(self, parent: Amount, item: Item) -> int:
        key = (parent.sequence, item.parent.anchor if item.parent else None)
        if key not in self.numbered:
            parent.breakdown_count += 1
            self.numbered[key] = parent.breakdown_count
        return self.numbered[key]

    def _groups(self, whole: Amount, text: str, item: Item) -> None:
        """The breakdowns within one item: each 包括, 其中 or 含 begins one; one in brackets breaks down the amount before it."""
        last: Amount | None = None
        bracketed: Amount | None = None
        parent, breakdown = whole, 0
        for printed in _find_amounts(text):
            before = printed.before
            if bracketed is not None and ")" in before:
                bracketed, parent, breakdown = None, whole, whole.breakdown_count
            group = _GROUP.search(before)
            if group and before[: group.start()].endswith("(") and last is not None:
                bracketed = parent = last
                breakdown = _open_breakdown(parent, group[0])
            elif group or breakdown == 0:
                if not group and _starts_other(before):
                    continue
                breakdown = _open_breakdown(parent, group[0] if group else "")
            added = self._add(self._account(before), parent, breakdown, printed, item)
            added.is_partial = bool(_PARTIAL.match(text[printed.end :]))
            last = last if bracketed is not None else added

    def _account(self, before: str) -> str | None:
        """The account that the words before an amount name; None for a side's total."""
        group = list(_GROUP.finditer(before))
        words = before[group[-1].end() :] if group else re.split("[,。;:)]", before.rstrip("(,"))[-1]
        words = _TRAILING.sub("", _LEADING.sub("", words))
        words = _TAIL.sub("", _TRAILING.sub("", words))
        return None if not words or _SIDE.search(words) else words

    def _add(self, account: str | None, parent: Amount | None, breakdown: int, printed: _Printed, item: Item) -> Amount:
        value = parse_amount(printed.money) or Decimal(0)
        amount = Amount(len(self.amounts) + 1, self.side, account, parent, breakdown, value, printed.percent, item, printed.statement)
        self.amounts.append(amount)
        return amount


_WHOLE = frozenset({"包括", "包含", "計有", "分為", "分別為", ""})


def _open_breakdown(parent: Amount, word: str) -> int:
    parent.breakdown_count += 1
    if word not in _WHOLE:
        parent.open_breakdowns.add(parent.breakdown_count)
    return parent.breakdown_count


def _starts_other(before: str) -> bool:
    """Whether an amount is no part of the one before it: it explains or compares (較上年度增加…)."""
    return bool(re.search("較|增加|減少|增列|減列|係", before))
