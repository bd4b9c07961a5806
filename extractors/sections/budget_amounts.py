"""本年度預算提要及成本估計 in the books of cities and counties: amounts, and the amounts that they are broken down into.

`歲出預算數151,168千元，依經資門分：(1)經常門預算數149,358千元(佔98.80%)，包括人事費124,625千元、…。其中行政管理136,174千元、…` breaks
one amount down in two ways; the numbered items under an amount are one more (VARIATIONS §13).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile

from extractors.document import Paragraph
from extractors.items import Item
from extractors.measures.numbers import AMOUNT
from extractors.outline import Outline, Section
from extractors.rows import Row
from extractors.sections.amount_words import CLASSIFIED, SIDE, SIDES, Printed, find_printed, name_account
from extractors.sections.execution_words import fold_money

_HEAD = re.compile(r"^(?P<head>[^：:，。；]{1,40})[：:](?=.)")
_LEADS_ON = re.compile(r"(?::|如下|包括|分述)[:。]?$")


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

    def open_breakdown(self, group: str | None) -> int:
        """The number of one more breakdown of the amount."""
        self.breakdown_count += 1
        if group == "其中":
            self.open_breakdowns.add(self.breakdown_count)
        return self.breakdown_count


@dataclass(slots=True)
class Amounts:
    """The amounts in reading order, and the paragraphs whose money was left out, each with the words before it."""

    stated: list[Amount] = field(default_factory=list)
    unread: list[tuple[Paragraph, str]] = field(default_factory=list)


def read_amounts(outline: Outline) -> Amounts:
    """The amounts that the summary states, in reading order."""
    amounts = Amounts()
    for section in outline.of_kind("budget_summary"):
        _Reader(section, amounts).read()
    _put_under_totals(amounts.stated)
    return amounts


def _put_under_totals(amounts: Sequence[Amount]) -> None:
    """Accounts that stand beside their side's total, and add up to it, are its parts: 1.歲出預算數… 2.經常門… 3.資本門…."""
    tops = [amount for amount in amounts if amount.parent is None]
    for index, total in enumerate(tops):
        if total.account is not None or total.breakdown_count:
            continue
        beside = list(takewhile(lambda top: top.account is not None, tops[index + 1 :]))
        parts = [top for top in beside if top.side == total.side]
        if len(parts) > 1 and sum((part.amount_twd for part in parts), Decimal(0)) == total.amount_twd:
            total.open_breakdown(None)
            for part in parts:
                part.parent = total


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
    """Reads one section. `heads` are the first amounts of items, by anchor, which the items under them break down.

    `lead` is the amount of the last item that leads on (其明細如下：), with that item.
    """

    def __init__(self, section: Section, found: Amounts) -> None:
        self.section = section
        self.found = found
        self.side = "expenditure"
        self.heads: dict[str, Amount] = {}
        self.lead: tuple[Amount, Item] | None = None
        self.numbered: dict[tuple[int | None, str | None], int] = {}

    def read(self) -> None:
        """Add the section's amounts to what was found."""
        if self.section.run_in:
            heading = Paragraph(self.section.run_in, self.section.heading.place)
            self._read_item(Item(heading, None, self.section.run_in))
        for item in self.section.items:
            self._read_item(item)

    def _read_item(self, item: Item) -> None:
        folded = fold_money(item.text)
        head, body = _split_head(folded)
        side = SIDE.search(head if head is not None else folded)
        if side:
            self.side = SIDES[side[0]]
        printed = list(find_printed(body))
        if not printed:
            return
        first = self._read_amounts(item, head, printed)
        if first is not None:
            self.heads[item.anchor] = first
            if _LEADS_ON.search(folded):
                self.lead = (first, item)

    def _read_amounts(self, item: Item, head: str | None, printed: Sequence[Printed]) -> Amount | None:
        """Add the amounts of an item; the one that the items under it break down, None where there is no such one."""
        parent = self._parent(item)
        if parent is None:
            breakdown = 1
        elif head is not None and CLASSIFIED.search(head):
            breakdown = parent.open_breakdown(None)
        else:
            breakdown = self._numbered_breakdown(parent, item)
        return _Sentence(self, item, head, parent, breakdown).read(printed)

    def _parent(self, item: Item) -> Amount | None:
        """The first amount of the nearest item above that has one, or of the lead-in that an item without labels above it follows."""
        above = item.parent
        while above is not None:
            if above.anchor in self.heads:
                return self.heads[above.anchor]
            above = above.parent
        if self.lead is None or self.lead[0].side != self.side:
            return None
        amount, leading = self.lead
        return amount if leading.label is None or item.label is None else None

    def _numbered_breakdown(self, parent: Amount, item: Item) -> int:
        """The breakdown of the parent that the items of this list are: ① and ② under (1) one, those under (2) another."""
        key = (parent.sequence, item.parent.anchor if item.parent else None)
        if key not in self.numbered:
            self.numbered[key] = parent.open_breakdown(None)
        return self.numbered[key]

    def add(self, printed: Printed, item: Item, account: str | None, parent: Amount | None, breakdown: int) -> Amount:
        """One more amount, in the order of the text."""
        stated = self.found.stated
        amount = Amount(
            len(stated) + 1,
            self.side,
            account,
            parent,
            breakdown,
            printed.amount,
            printed.percent,
            item,
            printed.statement,
            printed.is_partial,
        )
        stated.append(amount)
        return amount


class _Sentence:
    """Reads the amounts of one item.

    `tops` are those that stand side by side under the item's own parent; `whole` is the one whose parts are read now, under
    `breakdown`; `bracketed` the one that an open bracket breaks down.
    """

    def __init__(self, reader: _Reader, item: Item, head: str | None, parent: Amount | None, breakdown: int) -> None:
        self.reader = reader
        self.item = item
        self.head = head
        self.parent = parent
        self.top_breakdown = breakdown
        self.tops: list[Amount] = []
        self.whole: Amount | None = None
        self.breakdown = 0
        self.last: Amount | None = None
        self.bracketed: Amount | None = None
        self.bracket_breakdown = 0
        self.is_comparing = False

    def read(self, printed: Sequence[Printed]) -> Amount | None:
        """Add the amounts; the item's own one, None where the item is only a list of parts (依經資門分：經常門…、資本門…)."""
        for index, amount in enumerate(printed):
            self._read(amount, printed[index + 1 :])
        return self.tops[0] if len(self.tops) == 1 and not self._is_list() else None

    def _is_list(self) -> bool:
        return self.head is not None and bool(CLASSIFIED.search(self.head))

    def _read(self, printed: Printed, following: Sequence[Printed]) -> None:
        if printed.begins_sentence:
            self.is_comparing = False
        if self.bracketed is not None and ")" in printed.before:
            self.bracketed = None
        group = printed.group
        if group is None and (printed.is_compared or self.is_comparing):
            self.is_comparing = True
            if not printed.is_compared:
                self.reader.found.unread.append((self.item.paragraph, printed.statement))
        elif not self.tops or (printed.side is not None and printed.side != self.reader.side and printed.account is None):
            self._top(printed, following)
        elif printed.is_sum and printed.account is None:
            self._sum(printed)
        elif printed.is_bracketed or self.bracketed is not None:
            self._bracket(printed, group)
        elif group is not None:
            self._group(printed, group)
        else:
            self._go_on(printed, following)

    def _go_on(self, printed: Printed, following: Sequence[Printed]) -> None:
        """An amount that no word opens a breakdown for: the next part, or one more beside the first."""
        if printed.is_explained and self.breakdown == 0:
            self._explain(printed, following)
        elif self.whole is not None and (self.breakdown or self.whole.account is None or self._adds_up(printed, following)):
            self._part(printed)
        else:
            self._top(printed, following)

    def _top(self, printed: Printed, following: Sequence[Printed]) -> None:
        """An amount under the item's own parent: the item's own one, one of several side by side, or a side's total."""
        is_other_side = printed.side is not None and printed.side != self.reader.side
        if printed.side is not None:
            self.reader.side = printed.side
        parent, breakdown = (None, 1) if is_other_side else (self.parent, self.top_breakdown)
        account = printed.account
        if account is None and self.head is not None and not self._is_list() and not self.tops:
            account = name_account(self.head)
        added = self.reader.add(printed, self.item, account, parent, breakdown)
        names_itself = self.head is not None and printed.account is not None and not self._is_parted(following)
        self.tops.append(added)
        self.last = added
        self.breakdown = 0
        self.whole = None if self._is_list() or (names_itself and not following) else added

    def _is_parted(self, following: Sequence[Printed]) -> bool:
        return bool(following) and following[0].group is not None

    def _adds_up(self, printed: Printed, following: Sequence[Printed]) -> bool:
        """Whether the amounts up to the end of the sentence come to the whole that they follow."""
        return self.whole is not None and self._rest(printed, following) == self.whole.amount_twd

    def _rest(self, printed: Printed, following: Sequence[Printed]) -> Decimal:
        """The sum of this amount and those behind it in its sentence, without comparisons and what stands in brackets."""
        total = printed.amount
        for other in following:
            if other.begins_sentence or other.is_compared or other.group is not None:
                break
            total += other.amount
        return total

    def _group(self, printed: Printed, group: str) -> None:
        """包括, 其中 or 依用途別分 begins a breakdown of the item's own amount, or of the last of several that stand side by side."""
        whole = self.whole or (self.tops[-1] if not self._is_list() else None)
        if whole is None:
            self._add(printed, self.parent, self.top_breakdown)
            return
        self.whole = whole
        self.is_comparing = False
        self.breakdown = whole.open_breakdown(group)
        self._part(printed)

    def _bracket(self, printed: Printed, group: str | None) -> None:
        """An amount in brackets is a part of the amount before them: 業務費100千元(含委辦費20千元)."""
        if self.bracketed is None:
            self.bracketed = self.last or self.tops[-1]
            self.bracket_breakdown = self.bracketed.open_breakdown(group or "其中")
        self._add(printed, self.bracketed, self.bracket_breakdown)

    def _explain(self, printed: Printed, following: Sequence[Printed]) -> None:
        """係購置電腦20千元及印表機30千元: parts where they add up to the whole, else only words about it."""
        if self._adds_up(printed, following):
            self._part(printed)
            return
        self.is_comparing = True
        self.reader.found.unread.append((self.item.paragraph, printed.statement))

    def _part(self, printed: Printed) -> None:
        if self.whole is None:
            return
        if not self.breakdown:
            self.breakdown = self.whole.open_breakdown(None)
        self.last = self._add(printed, self.whole, self.breakdown)

    def _sum(self, printed: Printed) -> None:
        """合計200千元 behind its parts is the amount that they break down; one that repeats the whole is no other amount."""
        if sum((top.amount_twd for top in self.tops), Decimal(0)) == printed.amount and len(self.tops) > 1:
            account = name_account(self.head) if self.head is not None and not self._is_list() else None
            total = self.reader.add(printed, self.item, account, self.parent, self.top_breakdown)
            breakdown = total.open_breakdown(None)
            for top in self.tops:
                top.parent, top.breakdown = total, breakdown
            self.tops = [total]
            self.whole, self.breakdown = total, 0
        elif all(top.amount_twd != printed.amount for top in self.tops):
            self.reader.found.unread.append((self.item.paragraph, printed.statement))

    def _add(self, printed: Printed, parent: Amount | None, breakdown: int) -> Amount:
        return self.reader.add(printed, self.item, printed.account, parent, breakdown)


def _split_head(folded: str) -> tuple[str | None, str]:
    """The words before an item's colon and what follows it; None and the whole text where money stands before the colon."""
    match = _HEAD.match(folded)
    if match is None or AMOUNT.search(match["head"]):
        return None, folded
    return match["head"], folded[match.end() :]
