"""The expectations again, over all that is published, and the files against their hashes."""

from collections.abc import Iterator
from itertools import zip_longest
from operator import itemgetter
from pathlib import Path

import pyarrow.parquet as pq

from flows.checking import PORTION_DOCUMENTS
from flows.imports import load_expectations
from flows.order import WrongUseError
from flows.printing import make_console, print_findings, say
from flows.published import Published, load_published
from flows.transaction import is_pending
from flows.vintages import list_damage
from schemas.arrow import arrow_schema
from schemas.datasets import BY_NAME
from schemas.findings import Finding


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
    findings = [*_check_columns(published), *_check(published)]
    print_findings(console, findings)
    errors = sum(finding.severity == "error" for finding in findings)
    say(console, f"documents {len(published.documents)}, errors {errors}, warnings {len(findings) - errors}")
    return not errors and not published.damaged and not damaged_history


def _check_columns(published: Published) -> Iterator[Finding]:
    """The first column of each file that is not where or what it is declared to be."""
    for file in published.describe_files():
        columns = pq.read_schema(published.folder / file.path)
        for declared, found in zip_longest(arrow_schema(BY_NAME[file.dataset]), columns):
            if declared is None or found is None or (declared.name, declared.type) != (found.name, found.type):
                wanted, given = (f"{each.name} {each.type}" if each is not None else "no column" for each in (declared, found))
                message = f"{file.path}: where {wanted} is declared, there is {given}; publish the documents again (run --force)"
                yield Finding(check="columns.type", severity="error", dataset=file.dataset, message=message)
                break


def _check(published: Published) -> list[Finding]:
    """What the expectations find, by suite, by expectation, then by document and row."""
    load_expectations()
    from flows.validation import find_failures  # noqa: PLC0415 - importing it loads great-expectations

    failures = [
        (failure.suite, failure.number, portion, failure.position, failure.finding)
        # So that no portion is held while the next is read.
        for portion, found in enumerate(map(find_failures, published.cut(PORTION_DOCUMENTS)))
        for failure in found
    ]
    return [finding for *_, finding in sorted(failures, key=itemgetter(0, 1, 2, 3))]
