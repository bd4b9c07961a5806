"""The expectations again, over all that is published, and the files against their hashes."""

from pathlib import Path

from flows.order import WrongUseError
from flows.printing import make_console, print_findings, say
from flows.published import load_published
from flows.transaction import is_pending
from flows.vintages import list_damage


def validate_published(output: Path) -> bool:
    """Check what is published below `output` and print what does not hold; whether all that must hold does.

    Raises:
        WrongUseError: nothing is published there.
    """
    published = load_published(output)
    if not published.documents:
        raise WrongUseError(f"{output}: nothing is published there; budgetbook run publishes")
    from flows.validation import validate  # noqa: PLC0415 - importing it loads great-expectations

    console = make_console()
    if is_pending(output):
        say(console, ("note", "yellow"), " a run was cut short while it published; the next budgetbook run finishes it")
    for names in published.damaged.values():
        for name in names:
            say(console, ("error files.hash", "red"), f": {output}/{name} is not as it was published; budgetbook run rebuilds it")
    damaged_history = list_damage(published)
    for name in damaged_history:
        say(console, ("error files.hash", "red"), f": {output}/{name}, an earlier version, is not as it was published")
    tables = published.read_all()
    findings = validate(tables)
    print_findings(console, findings)
    errors = sum(finding.severity == "error" for finding in findings)
    say(console, f"documents {len(published.documents)}, errors {errors}, warnings {len(findings) - errors}")
    return not errors and not published.damaged and not damaged_history
