"""How a failing figure and a missing section are told: in the same words by a run and by a look at one document."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemas.findings import Finding, plain
from schemas.rules import RULES_BY_NAME


def explain_difference(row: Mapping[str, Any]) -> Finding:
    """The finding of a row of `reconciliations` whose two figures differ."""
    rule = RULES_BY_NAME[row["rule"]]
    stated, computed = (f"{plain(row[name])}{row['unit']}" for name in ("stated", "computed"))
    return Finding(
        check=rule.name,
        severity=row["severity"],
        message=f"「{row['statement']}」: {rule.stated} is {stated}, but {rule.computed} is {computed}; compare it with the printed page",
        document_id=row["document_id"],
        dataset="reconciliations",
        stated=row["stated"],
        computed=row["computed"],
        difference=row["difference"],
        statement=row["statement"],
        anchor=row["anchor"],
        page=row["page"],
    )


def explain_differences(rows: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """The findings of those rows of `reconciliations` whose figures differ and that are no known misprints."""
    return (explain_difference(row) for row in rows if row["difference"] and row["erratum"] is None)


def explain_missing_section(answer: Mapping[str, Any]) -> Finding:
    """The finding of a demand (`schemas.mandatory.answer_demands`) that no section of the document meets."""
    message = f"there is no section {answer['demand']}; if it stands under another title, name that title where the section's titles are"
    return Finding(
        check="sections.mandatory",
        severity=answer["severity"],
        dataset="sections",
        document_id=answer["document_id"],
        message=message,
    )
