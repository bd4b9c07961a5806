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
from extractors.items import Item
from extractors.numerals import AMOUNT, parse_amount, roc_date
from extractors.outline import Outline, Section
from extractors.rows import Row
from extractors.sections.results import last_day
from extractors.text import fold

_PERIODS = {"prior_year_execution": "prior_year", "current_year_execution": "current_year"}
_SIDES = {"歲入": "revenue", "歲出": "expenditure"}
_SIDE = re.compile("歲入|歲出")
_FIGURE = re.compile(
    r"(?P<before>[^0-9]*?)(?P<name>(?:可支用|法定|追加減後)?預算(?!分配|執行)(?:數|額)?|(?:累計|預算)?分配(?:預算)?(?:數|額)?"
    r"|(?:截至.{0,8}?)?(?:累計)?(?:實際)?(?:決算|實收|實付|執行|支用|收入|支出|支付)(?:數|額)?|決)(?:為|計|共計|共|達|合計|編列|約)*"
    rf"(?P<amount>{AMOUNT.pattern})"
)
_UNUSED = re.compile(r"(?:尚未|未)(?:動支|執行|支用)")
_RATE = re.compile(r"(?P<of>執行率|達成率|收繳率|支用率|占.*?|佔.*?|達)(?:之|為|達|約)*(?P<rate>\d+(?:\.\d+)?)%")
_HEAD = re.compile(r"^(?P<head>[^：:，。；]{1,40})[：:]")
_TAIL = re.compile(r"(?:業務|工作)?計畫$|科目$|部分$|項下$")
_NO_NAME = re.compile("[占佔較]|截至|分配")
_NO_ACCOUNT = re.compile("情形|概況|實施|執行|辦理|說明|成果")
_LEADING = re.compile(r"^(?:本[處局府會所館區室科隊]|本機關)?(?:上年度|前年度|本年度|以前年度|\(?\d{2,3}\)?年度|其中|及|、)*")
_AS_OF = re.compile(r"(?:(?P<year>\d{2,3})年(?:度)?)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|底|份)?(?:底)?(?:止)?")


@dataclass(slots=True)
class Execution:
    """One stated account, and the clauses that state it; `decimals` is the number of decimals of its printed rate."""

    period: str
    as_of: date | None
    side: str
    account: str | None
    item: Item
    figures: dict[str, Decimal] = field(default_factory=dict)
    rate: Decimal | None = None
    rate_base: str | None = None
    clauses: list[Clause] = field(default_factory=list)

    @property
    def statement(self) -> str:
        """The printed text from the first clause to the last."""
        last = self.clauses[-1]
        return self.item.text[self.clauses[0].start : last.start + len(last.text)]


def read_executions(outline: Outline, fiscal_year: int) -> list[Execution]:
    """The accounts that the two execution sections state, in reading order."""
    found: list[Execution] = []
    for section in outline.of_kind(*_PERIODS):
        reader = _Reader(section, fiscal_year)
        for item in section.items:
            found += reader.read(item)
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
            "anchor": execution.item.anchor,
            "page": execution.item.page,
        }


class _Reader:
    """Reads the items of one section; the side holds until another is named, and begins as expenditure."""

    def __init__(self, section: Section, fiscal_year: int) -> None:
        self.period = _PERIODS[section.kind]
        self.year = fiscal_year - 1
        self.as_of = self._as_of(fold(section.title)) if self.period == "current_year" else None
        self.side = "expenditure"
        self.open: Execution | None = None

    def _as_of(self, folded: str) -> date | None:
        """The last month or day that a text names: 截至6月底, 115年1月至115年5月, 112年1月1日至6月30日止."""
        matches = list(_AS_OF.finditer(folded))
        if not matches:
            return None
        match = matches[-1]
        year = next((int(found["year"]) for found in reversed(matches) if found["year"]), self.year)
        month = int(match["month"])
        return roc_date(year, month, int(match["day"])) if match["day"] else last_day(year, month)

    def read(self, item: Item) -> Iterator[Execution]:
        self.open = None
        head = _HEAD.match(item.text)
        account = self._head(fold(head["head"])) if head else None
        for clause in split_clauses(item.text, CLAUSE_ENDS.replace(":", "").replace("：", "")):
            yield from self._read_clause(clause, account, item)

    def _head(self, folded: str) -> str | None:
        """The account that an item's head names; a side (歲入部分) names none."""
        side = _SIDE.search(folded)
        if side:
            self.side = _SIDES[side[0]]
        return None if side or _NO_ACCOUNT.search(folded) else _TAIL.sub("", folded) or None

    def _read_clause(self, clause: Clause, account: str | None, item: Item) -> Iterator[Execution]:
        folded = fold(clause.text)
        head = _HEAD.match(folded)
        body = folded[head.end() :] if head else folded
        figures = list(_FIGURE.finditer(body))
        if self.period == "current_year" and "截至" in body:
            self.as_of = self._as_of(body.split("截至", 1)[1][:10]) or self.as_of
        if figures and (side := _SIDE.search(body)):
            if _SIDES[side[0]] != self.side:
                self.open = None
            self.side = _SIDES[side[0]]
        for figure in figures:
            yield from self._take(figure, account, item)
        if self.open is not None and (self._take_rate(body, self.open) or figures):
            self.open.clauses.append(clause)

    def _take(self, figure: re.Match[str], account: str | None, item: Item) -> Iterator[Execution]:
        """Put a figure into the open account; a second budget figure opens the next one."""
        role = self._role(figure["name"])
        if self.open is None or (role == "budget" and "budget" in self.open.figures):
            named = _TAIL.sub("", _LEADING.sub("", _SIDE.sub("", figure["before"])))
            named = "" if _NO_NAME.search(named) else named
            self.open = Execution(self.period, self.as_of, self.side, account or named or None, item)
            yield self.open
        amount = parse_amount(figure["amount"])
        if amount is not None:
            self.open.figures.setdefault(role, amount)
        self.open.as_of = self.as_of

    def _take_rate(self, body: str, execution: Execution) -> bool:
        """Put a rate, or the word that nothing was used, into the account; whether the clause states either."""
        rate = _RATE.search(body)
        unused = _UNUSED.search(body)
        if unused:
            execution.figures.setdefault("actual", Decimal(0))
        if rate and execution.rate is None:
            execution.rate = Decimal(rate["rate"])
            execution.rate_base = self._base(rate["of"], execution)
        return bool(rate or unused)

    def _role(self, name: str) -> str:
        if "分配" in name:
            return "allocated"
        return "budget" if "預算" in name else "actual"

    def _base(self, of: str, execution: Execution) -> str:
        """What a rate is a share of: what its words name, else the figure that gives it, else the budget."""
        if "分配" in of:
            return "allocated"
        if "預算" in of or "allocated" not in execution.figures:
            return "budget"
        actual, rate = execution.figures.get("actual"), execution.rate
        if actual is None or rate is None or "budget" not in execution.figures:
            return "allocated"
        return min(("allocated", "budget"), key=lambda base: abs(actual * 100 / (execution.figures[base] or Decimal(1)) - rate))
