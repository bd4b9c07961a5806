"""The execution rates and the breakdowns of amounts in the books of cities and counties, worked out again."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from extractors.reconcile.row import reconcile
from extractors.rows import Row
from extractors.sections.budget_amounts import Amount
from extractors.sections.budget_execution import Execution

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

    Where the parts fall short or exceed the whole that is a warning: how an amount is meant to be broken down is read from words.
    """
    for whole in amounts:
        for breakdown in range(1, whole.breakdown_count + 1):
            children = [amount for amount in amounts if amount.parent is whole and amount.breakdown == breakdown]
            total = sum((child.amount_twd for child in children), Decimal(0))
            if len(children) > 1 and not children[-1].is_partial:
                row = reconcile("amounts.parts", whole.statement, whole.amount_twd, total, whole.item.anchor, whole.item.page)
                yield row | {"severity": "warning"} if row["difference"] else row


def shares(amounts: Sequence[Amount]) -> Iterator[Row]:
    """Each printed share against part ÷ whole × 100, rounded half up to the printed decimals."""
    for amount in amounts:
        if amount.share_percent is not None and amount.parent is not None and amount.parent.amount_twd:
            computed = _share(amount.amount_twd, amount.parent.amount_twd, amount.share_percent)
            yield reconcile("amounts.share", amount.statement, amount.share_percent, computed, amount.item.anchor, amount.item.page)
