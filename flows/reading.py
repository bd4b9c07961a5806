"""What reading one document comes to: its rows as checked tables, or the reason why there are none."""

import errno
import resource
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from extractors import records
from extractors.document import LimitError, UnreadableError
from extractors.readers import registry
from flows.discovery import RawFile, folder_year
from schemas.conform import ConformError, conform_all
from schemas.datasets import DATASETS
from schemas.findings import Finding
from schemas.references import check_references

# Errors that a file server gives and that can pass; the others (no such file, no permission) stay.
_PASSING = frozenset({errno.EAGAIN, errno.EBUSY, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOLCK, errno.ESTALE, errno.ETIMEDOUT})


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file.

    `tables` holds the rows of every dataset where the document was read; `outcome` is None then, else one of the contract's outcomes.
    `findings` are the reasons of the outcome, or what is worth a warning. `may_pass` says that reading it again may go well.
    """

    name: str
    sha256: str | None
    format: str | None = None
    document_id: str | None = None
    fiscal_year: int | None = None
    tables: Mapping[str, pa.Table] | None = None
    findings: tuple[Finding, ...] = ()
    outcome: str | None = None
    may_pass: bool = False


def read_document(file: RawFile, extractor_version: str, converted: Mapping[str, bytes | UnreadableError] | None = None) -> Reading:
    """Read one file into conforming tables of every dataset; whatever goes wrong is an outcome, never an exception.

    `converted` holds what another program made of this file and others, where one had to.
    """
    if file.refusal:
        return fail(file, "unreadable", file.refusal)
    before = _stamp(file.path)
    reading = _try(file, extractor_version, converted)
    if _stamp(file.path) != before:
        return fail(file, "unreadable", "the file changed while it was read; run again once it is there as a whole", may_pass=True)
    return reading


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What is another where a file is written to, or replaced; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _try(file: RawFile, extractor_version: str, converted: Mapping[str, bytes | UnreadableError] | None) -> Reading:
    try:
        return _read(file, extractor_version, converted)
    except UnreadableError as error:
        return fail(file, "limit" if isinstance(error, LimitError) else "unreadable", str(error))
    except records.UnsupportedError as error:
        return fail(file, "unsupported", str(error))
    except (OSError, MemoryError) as error:
        return _fail_for_system(file, error)
    except RecursionError as error:
        return fail(file, "limit", f"it nests deeper than the program follows ({_describe(error)}); look for what is wrong in it")
    except Exception as error:  # noqa: BLE001 - one document that the program fails on must not stop the others
        return fail(file, "failed_checks", f"the program failed on this document ({_describe(error)}); report it with the document")


def fail(file: RawFile, outcome: str, message: str, *, may_pass: bool = False) -> Reading:
    """The reading of a file that gave no rows; `message` is the one line that says why, and the way out."""
    finding = Finding(check="program" if outcome == "failed_checks" else outcome, severity="error", message=message)
    return Reading(file.name, file.hash(), findings=(finding,), outcome=outcome, may_pass=may_pass)


def _read(file: RawFile, extractor_version: str, converted: Mapping[str, bytes | UnreadableError] | None) -> Reading:
    raw_folder = file.path.parents[file.name.count("/")]
    document = registry.read(file.path, raw_folder, converted)
    extraction = records.extract(document, extractor_version)
    year = extraction.common["fiscal_year"]
    tables, findings = _conform(extraction)
    return Reading(
        name=file.name,
        sha256=document.source.sha256,
        format=document.source.format,
        document_id=extraction.document_id,
        fiscal_year=year if isinstance(year, int) else None,
        tables=tables,
        findings=(*extraction.findings, *findings, *_check_folder(file.name, year)),
        outcome="failed_checks" if tables is None else None,
    )


def _conform(extraction: records.Extraction) -> tuple[dict[str, pa.Table] | None, tuple[Finding, ...]]:
    """The tables of all datasets, or every reason why the rows are none."""
    rows, common = extraction.own_rows, extraction.common
    try:
        tables = conform_all({dataset: rows[dataset.name] for dataset in DATASETS}, common)
        check_references(rows, common)
    except ConformError as error:
        return None, error.findings
    return {dataset.name: table for dataset, table in tables.items()}, ()


def _check_folder(name: str, year: object) -> tuple[Finding, ...]:
    """A warning where a document lies in the folder of another fiscal year; the printed year decides."""
    folder = folder_year(name)
    if folder in {None, year}:
        return ()
    message = f"the document is of fiscal year {year} and lies in the folder of {folder}; move it to the folder {year}"
    return (Finding(check="years.folder", severity="warning", message=message),)


def _fail_for_system(file: RawFile, error: OSError | MemoryError) -> Reading:
    """The reading of a file that the system did not give, or not the memory for it."""
    if isinstance(error, OSError) and error.errno != errno.ENOMEM:
        message = f"the file cannot be opened ({error.strerror or error}); see to the file and run again"
        return fail(file, "unreadable", message, may_pass=error.errno in _PASSING)
    limit = resource.getrlimit(resource.RLIMIT_DATA)[0]
    there_is = "there is" if limit == resource.RLIM_INFINITY else f"the limit of {limit >> 20} MiB (--memory-limit raises it)"
    return fail(file, "limit", f"reading it takes more memory than {there_is}; look for what is wrong in it")


def _describe(error: BaseException) -> str:
    """The error's type, message and place in the program, in one line."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}{': ' + text[:200] if text else ''}{place}"
