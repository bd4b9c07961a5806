"""前年度 and 上年度已過期間 in the books of cities and counties: budget, allocation and actual figures of each side and account.

`歲出部分：預算數136,731千元，決算數130,806千元，執行率95.67%。` · `歲出預算數1億308萬9千元。…歲出決算數1億204萬9千元` ·
`(1)行政管理：上年度預算數172,802,795元，實際執行數85,959,310元，占預算分配數91,698,156元之93.74%。`
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from extractors.clauses import CLAUSE_ENDS, Clause, split_clauses
from extractors.document import Paragraph
from extractors.items import Item
from extractors.measures.numbers import AMOUNT, parse_amount
from extractors.outline import Outline, Section
from extractors.periods import last_day_named
from extractors.rows import Row
from extractors.sections.execution_words import (
    CUMULATIVE,
    NOTHING_USED,
    OF_OTHERS,
    PLANS_ONLY,
    RANKS,
    REVISED,
    SIDE,
    SIDES,
    SUMMED,
    Rate,
    find_rate,
    fold_money,
    name_account,
    name_of_head,
    read_role,
    split_head,
)
from extractors.text import fold

_PERIODS = {"prior_year_execution": "prior_year", "current_year_execution": "current_year"}
_RATE_ALONE = re.compile("(?:執行|達成|收繳|支用)率")
_ENDS = CLAUSE_ENDS.replace(":", "").replace("：", "")


@dataclass(slots=True)
class Execution:
    """One stated account, and the clauses that state it, each with its paragraph; `ranks` say how good each figure's word is."""

    period: str
    as_of: date | None
    side: str
    account: str | None
    paragraph: Paragraph
    figures: dict[str, Decimal] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    rate: Decimal | None = None
    rate_base: str | None = None
    clauses: list[tuple[str, Clause]] = field(default_factory=list)

    @property
    def statement(self) -> str:
        """The printed text from the first clause to the last, of each paragraph that states it."""
        texts: list[str] = []
        for text in dict.fromkeys(text for text, _ in self.clauses):
            stated = [clause for other, clause in self.clauses if other == text]
            texts.append(text[stated[0].start : stated[-1].start + len(stated[-1].text)])
        return "\n".join(texts)


@dataclass(slots=True)
class Executions:
    """The accounts in reading order, and the paragraphs that state money which no account took."""

    stated: list[Execution] = field(default_factory=list)
    unread: list[tuple[Paragraph, str]] = field(default_factory=list)


def read_executions(outline: Outline, fiscal_year: int) -> Executions:
    """The accounts that the two execution sections state in sentences."""
    found = Executions()
    for section in outline.of_kind(*_PERIODS):
        _Reader(section, fiscal_year, found).read()
    return found


def execution_rows(executions: list[Execution]) -> Iterator[Row]:
    """The rows of `budget_execution`."""
    for execution in executions:
        yield {
            "period": execution.period,
            "as_of": execution.as_of,
            "side": execution.side,
            "account": execution.account,
            "budget_twd": execution.figures.get("budget"),
            "allocated_twd": execution.figures.get("allocated"),
            "actual_twd": execution.figures.get("actual"),
            "rate_percent": execution.rate,
            "rate_base": execution.rate_base,
            "statement": execution.statement,
            "anchor": execution.paragraph.place.anchor,
            "page": execution.paragraph.place.page,
        }


class _Reader:
    """Reads the items of one section; the side holds until another is named, and begins as expenditure.

    `named` is the account that each item's head names, by anchor, for the items under it; `last` the role of the last figure.
    """

    def __init__(self, section: Section, fiscal_year: int, found: Executions) -> None:
        self.section = section
        self.period = _PERIODS[section.kind]
        self.year = fiscal_year - 1
        self.as_of = last_day_named(fold(section.title), self.year) if self.period == "current_year" else None
        self.found = found
        self.side = "expenditure"
        self.own: list[Execution] = []
        self.open: Execution | None = None
        self.last: str | None = None
        self.named: dict[str, str | None] = {}
        self.of_plans: dict[str, bool] = {}
        self.heading: str | None = None

    def read(self) -> None:
        """Add the section's accounts to what was found."""
        if self.section.run_in:
            heading = self.section.heading
            self._read(Item(Paragraph(self.section.run_in, heading.place), None, self.section.run_in))
        for item in self.section.items:
            self._read(item)

    def _read(self, item: Item) -> None:
        self.open, self.last = None, None
        head, body = split_head(item.text)
        self.of_plans[item.anchor] = self._is_of_plans(item, fold(head or item.text))
        account = self._account(item, head, body)
        if self.of_plans[item.anchor]:
            return
        self._note_date(fold(head or ""))
        offset = len(item.text) - len(body)
        for clause in split_clauses(body, _ENDS):
            self._read_clause(Clause(clause.text, clause.start + offset), account, item)

    def _is_of_plans(self, item: Item, folded: str) -> bool:
        """Whether the item tells what was done (計畫實施成果), not what was spent; what lies under such an item does as well."""
        if PLANS_ONLY.search(folded[:40]) and not re.search("預算執行|決算|經費執行", folded[:40]):
            return True
        above = item.parent
        if above is not None:
            return self.of_plans.get(above.anchor, False)
        return item.label is None and next(reversed(self.of_plans.values()), False)

    def _account(self, item: Item, head: str | None, body: str) -> str | None:
        """The account that the item's own head, or that of an item above it, names; a side (歲入部分) names none."""
        if head is None:
            parent = item.parent
            inherited = self.named.get(parent.anchor) if parent else None if item.label else self.heading
            self.named[item.anchor] = inherited
            return inherited
        folded = fold(head)
        side = SIDE.search(folded)
        if side:
            self.side = SIDES[side[0]]
        account = name_of_head(folded)
        if account is None and not side and item.parent is not None:
            account = self.named.get(item.parent.anchor)
        self.named[item.anchor] = account
        self.heading = account if not body.strip() else None
        return account

    def _read_clause(self, clause: Clause, account: str | None, item: Item) -> None:
        folded = fold_money(clause.text)
        self._note_date(folded)
        start, took = 0, False
        for match in AMOUNT.finditer(folded):
            took = self._take(folded[start : match.start()], match[0], account, item) or took
            start = match.end()
        rate = find_rate(folded)
        if self.open is None and rate is not None and _RATE_ALONE.match(folded) and self.own:
            self.open = self.own[-1]
        if self.open is None:
            return
        if rate is not None and self.open.rate is None:
            self.open.rate = rate.percent
            self.open.rate_base = self._base(rate, self.open)
        unused = NOTHING_USED.search(folded)
        if unused:
            self.open.figures.setdefault("actual", Decimal(0))
        if took or rate is not None or unused:
            self.open.clauses.append((item.paragraph.text if item.label is None else item.text, clause))
        self.open.as_of = self.as_of

    def _note_date(self, folded: str) -> None:
        """Keep the last day that a text names: it holds for what follows."""
        if self.period == "current_year" and (until := CUMULATIVE.search(folded)):
            self.as_of = last_day_named(until[0], self.year) or self.as_of

    def _take(self, before: str, printed: str, account: str | None, item: Item) -> bool:
        """Put a figure into the account that it belongs to; whether it was taken."""
        amount = parse_amount(printed)
        role = read_role(before)
        if amount is None or role is None or OF_OTHERS.search(before):
            if self.open is not None and self.last is not None and SUMMED.search(before):
                self.open.figures[self.last] = amount or Decimal(0)
            elif role is None:
                self.found.unread.append((item.paragraph, before + printed))
            return False
        if role == "none":
            return False
        side = SIDE.search(before)
        if side:
            self.open = None if SIDES[side[0]] != self.side else self.open
            self.side = SIDES[side[0]]
        named = name_account(before)
        rank = RANKS.rank(before) if role == "actual" else 0
        if self.open is None or self._begins_another(role, rank, named, before):
            self.open = self._execution(account or named, role, amount, item)
        figures, ranks = self.open.figures, self.open.ranks
        if role not in figures or rank > ranks[role] or (role == "budget" and REVISED.search(before)):
            figures[role], ranks[role] = amount, rank
        self.last = role
        return True

    def _begins_another(self, role: str, rank: int, named: str | None, before: str) -> bool:
        """Whether a figure belongs to another account than the open one: a second budget, or one that names its account."""
        if self.open is None or role not in self.open.figures:
            return False
        if role == "budget":
            return not REVISED.search(before)
        return named is not None and named != self.open.account and rank == self.open.ranks[role]

    def _execution(self, account: str | None, role: str, amount: Decimal, item: Item) -> Execution:
        """The account of this section that lacks the figure, or states the same one; else a new one.

        `歲出預算數1億308萬9千元。` may stand in another paragraph than `歲出決算數1億204萬9千元`.
        """
        for execution in reversed(self.own):
            if (execution.side, execution.account) == (self.side, account) and execution.figures.get(role, amount) == amount:
                return execution
        execution = Execution(self.period, self.as_of, self.side, account, item.paragraph)
        self.own.append(execution)
        self.found.stated.append(execution)
        return execution

    def _base(self, rate: Rate, execution: Execution) -> str:
        """What a rate is a share of: what its words name, else the figure that gives it, else the budget."""
        if rate.base is not None or "allocated" not in execution.figures:
            return rate.base or "budget"
        actual = execution.figures.get("actual")
        if actual is None or "budget" not in execution.figures:
            return "allocated"
        return min(("allocated", "budget"), key=lambda base: abs(actual * 100 / (execution.figures[base] or Decimal(1)) - rate.percent))
