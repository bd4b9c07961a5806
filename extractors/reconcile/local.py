"""The execution rates and the breakdowns of amounts in the books of cities and counties, worked out again."""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from extractors.measures.numbers import parse_amount
from extractors.reconcile.row import reconcile
from extractors.rows import Row
from extractors.sections.amount_words import CLASSIFIED
from extractors.sections.budget_amounts import Amount
from extractors.sections.budget_execution import Execution
from extractors.sections.execution_words import fold_money

_SUMMED = (("execution.accounts_budget", "budget"), ("execution.accounts_actual", "actual"))


def rates(executions: Sequence[Execution]) -> Iterator[Row]:
    """Each printed rate against actual ÷ base × 100, rounded half up to the printed decimals."""
    for execution in executions:
        actual = execution.figures.get("actual")
        base = execution.figures.get(execution.rate_base or "")
        if execution.rate is not None and actual is not None and base:
            computed = _share(actual, base, execution.rate)
            yield reconcile(
                "execution.rate",
                execution.statement,
                execution.rate,
                computed,
                execution.paragraph.place.anchor,
                execution.paragraph.place.page,
            )


def _share(part: Decimal, whole: Decimal, printed: Decimal) -> Decimal:
    """995,930 ÷ 104,000 = 957.625 is printed 957.63: half up, not half to even."""
    return (part * 100 / whole).quantize(printed, ROUND_HALF_UP)


def accounts(executions: Sequence[Execution]) -> Iterator[Row]:
    """Each side's total against the sum of its accounts, where two or more are stated and all have the figure."""
    for total in executions:
        if total.account is not None:
            continue
        stated = [other for other in executions if other.account and (other.period, other.side) == (total.period, total.side)]
        for rule, figure in _SUMMED:
            parts = [other.figures.get(figure) for other in stated]
            known = [part for part in parts if part is not None]
            if figure in total.figures and len(known) > 1 and len(known) == len(parts):
                yield reconcile(
                    rule,
                    total.statement,
                    total.figures[figure],
                    sum(known, Decimal(0)),
                    total.paragraph.place.anchor,
                    total.paragraph.place.page,
                )


def parts(amounts: Sequence[Amount]) -> Iterator[Row]:
    """Each amount that is broken down against the sum of its parts, per breakdown; one part alone (其中…) need not be the whole.

    A difference is an error where the words leave no doubt about what the parts are (`_is_certain`), else a warning.
    """
    for whole in amounts:
        for breakdown in range(1, whole.breakdown_count + 1):
            children = [amount for amount in amounts if amount.parent is whole and amount.breakdown == breakdown]
            total = sum((child.amount_twd for child in children), Decimal(0))
            if len(children) > 1 and not children[-1].is_partial:
                row = reconcile("amounts.parts", whole.statement, whole.amount_twd, total, whole.item.anchor, whole.item.page)
                yield row | {"severity": "warning"} if row["difference"] and not _is_certain(whole, children) else row


# 200千元，包括人事費150千元、業務費40千元。 Not certain: an amount between (較上年度增加10千元，包括…), a part without money or
# beside the list (，另編列…), an estimate, 億 and 萬, which are rounded, and numbered items: they may be the main ones (重點計畫如下：).
_MONEY = r"\d[\d,]*千?元"
_SHARE = r"(?:\(?[佔占](?:歲[入出])?(?:總額|預算數?)?\d+(?:\.\d+)?%\)?)?"
_PART = rf"(?![另由較約])[^\d,、。;:()約較增減]+{_MONEY}{_SHARE}"
_WHOLE_LIST = re.compile(
    rf"(?P<whole>{_MONEY}){_SHARE},?(?:包括|包含|涵括|分為|分別為|{CLASSIFIED.pattern})[,:]?(?P<parts>{_PART}(?:[、及]{_PART})+)(?:。|$)"
)


def _is_certain(whole: Amount, children: Sequence[Amount]) -> bool:
    """Whether a list of parts follows its amount with nothing between them and nothing but money in it, to the end of the sentence."""
    return any(
        parse_amount(match["whole"]) == whole.amount_twd
        and [parse_amount(money) for money in re.findall(_MONEY, match["parts"])] == [child.amount_twd for child in children]
        for match in _WHOLE_LIST.finditer(fold_money(whole.item.text))
    )


def shares(amounts: Sequence[Amount]) -> Iterator[Row]:
    """Each printed share against part ÷ whole × 100, rounded half up to the printed decimals."""
    for amount in amounts:
        if amount.share_percent is not None and amount.parent is not None and amount.parent.amount_twd:
            computed = _share(amount.amount_twd, amount.parent.amount_twd, amount.share_percent)
            yield reconcile("amounts.share", amount.statement, amount.share_percent, computed, amount.item.anchor, amount.item.page)
