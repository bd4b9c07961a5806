"""The expectations again, over all that is published, and the files against their hashes."""

from operator import itemgetter
from pathlib import Path

from flows.imports import load_expectations
from flows.order import WrongUseError
from flows.printing import make_console, print_findings, say
from flows.published import Published, load_published
from flows.transaction import is_pending
from flows.vintages import list_damage
from schemas.findings import Finding

# Rows of a quarter of a million, for which the expectations take 100 MB beside what they have loaded.
_PORTION_DOCUMENTS = 250


def validate_published(output: Path) -> bool:
    """Check what is published below `output` and print what does not hold; whether all that must hold does.

    Raises:
        WrongUseError: nothing is published there.
    """
    published = load_published(output)
    if not published.documents:
        raise WrongUseError(f"{output}: nothing is published there; budgetbook run publishes")
    console = make_console()
    if is_pending(output):
        say(console, ("note", "yellow"), " a run was cut short while it published; the next budgetbook run finishes it")
    for names in published.damaged.values():
        for name in names:
            say(console, ("error files.hash", "red"), f": {output}/{name} is not as it was published; budgetbook run rebuilds it")
    damaged_history = list_damage(published)
    for name in damaged_history:
        say(console, ("error files.hash", "red"), f": {output}/{name}, an earlier version, is not as it was published")
    findings = _check(published)
    print_findings(console, findings)
    errors = sum(finding.severity == "error" for finding in findings)
    say(console, f"documents {len(published.documents)}, errors {errors}, warnings {len(findings) - errors}")
    return not errors and not published.damaged and not damaged_history


def _check(published: Published) -> list[Finding]:
    """What the expectations find, by suite, by expectation, then by document and row."""
    load_expectations()
    from flows.validation import find_failures  # noqa: PLC0415 - importing it loads great-expectations

    failures = [
        (failure.suite, failure.number, portion, failure.position, failure.finding)
        # So that no portion is held while the next is read.
        for portion, found in enumerate(map(find_failures, published.cut(_PORTION_DOCUMENTS)))
        for failure in found
    ]
    return [finding for *_, finding in sorted(failures, key=itemgetter(0, 1, 2, 3))]
