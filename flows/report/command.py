"""How the site is made from the command line, and at the end of a run."""

from pathlib import Path

from flows.order import RunError, WrongUseError
from flows.printing import make_console, say
from flows.report.site import build_report

_WORDS = {"all": None, "none": 0}


def make_report(output: str, raw: str, images: str) -> None:
    """Make the site and print the file to open.

    Raises:
        WrongUseError: there is no such folder, or `images` is no number, `all` or `none`.
        RunError: the site cannot be written.
    """
    if not Path(output).is_dir():
        raise WrongUseError(f"{output}: no such folder; name the folder that holds what is published, or run budgetbook run first")
    limit = _read_limit(images)
    try:
        page = build_report(Path(output), Path(raw) if Path(raw).exists() else None, limit)
    except OSError as error:
        raise RunError(f"{output}/reports: the pages cannot be written ({error.strerror or error}); see to the folder") from error
    say(make_console(), f"Open {page.resolve()}")


def _read_limit(images: str) -> int | None:
    if images in _WORDS:
        return _WORDS[images]
    if images.isascii() and images.isdigit():
        return int(images)
    raise WrongUseError(f"--images {images}: give a number of files, all or none")
