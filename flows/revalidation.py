"""The expectations again, over all that is published, and the files against their hashes. Importing it loads great-expectations."""

from pathlib import Path

from flows.order import WrongUseError
from flows.printing import make_console, print_findings, say
from flows.published import load_published
from flows.transaction import is_pending
from flows.validation import build_data_docs, validate


def validate_published(output: Path) -> bool:
    """Check what is published below `output` and print what does not hold; whether all that must hold does.

    The pages about the checks are written to `reports/data_docs` below it.

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
    tables = published.read_all()
    findings = validate(tables)
    print_findings(console, findings)
    try:
        build_data_docs(tables, output / "reports" / "data_docs")
    except OSError as error:
        say(console, ("note", "yellow"), f" the pages about the checks could not be written: {error}")
    errors = sum(finding.severity == "error" for finding in findings)
    say(console, f"{len(published.documents)} documents: {errors} errors, {len(findings) - errors} warnings")
    return not errors and not published.damaged
