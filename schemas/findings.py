"""What is found about a document: a check that failed or a text that was not understood, with the place that proves it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding, as a quarantine file and a report name it.

    `check` is the rule's name for a reconciliation (`staffing.current_total`); `severity` is `error` (keeps the document out) or
    `warning`; `stated` and `computed` are the two figures, `difference` is stated − computed; `statement` is what is printed;
    `message` is one sentence for a person.
    """

    check: str
    severity: str
    message: str
    document_id: str | None = None
    dataset: str | None = None
    stated: Decimal | None = None
    computed: Decimal | None = None
    difference: Decimal | None = None
    statement: str | None = None
    anchor: str | None = None
    page: int | None = None


def plain(number: Decimal, pattern: str = "f") -> str:
    """The number as a person writes it: `109` for 109.000000, `957.63`, `-1`; with the pattern `,f` `1,200`."""
    text = format(number, pattern)
    return text.rstrip("0").rstrip(".") if "." in text else text
