"""How a reconciliation is written down: the rule's unit and severity come from its declaration."""

from decimal import Decimal

from extractors.rows import Row
from schemas.rules import RULES_BY_NAME


def reconcile(
    rule: str, statement: str, stated: int | Decimal, computed: int | Decimal, anchor: str, page: int | None, unit: str | None = None
) -> Row:
    """A row of `reconciliations`; `unit` is that of a rule that declares none. KeyError where the rule is not declared."""
    declared = RULES_BY_NAME[rule]
    return {
        "rule": rule,
        "statement": statement,
        "stated": Decimal(stated),
        "computed": Decimal(computed),
        "difference": Decimal(stated) - Decimal(computed),
        "unit": declared.unit or unit,
        "severity": declared.severity,
        "erratum": None,
        "anchor": anchor,
        "page": page,
    }
