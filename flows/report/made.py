"""What the pages that lie there were made from, so that only those that would be other pages now are made again."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

import flows
from extractors.version import extractor_version, hash_sources
from flows.discovery import hash_file
from flows.published import PACKAGE, PublishedFile
from flows.quarantine import FOLDER as QUARANTINE
from flows.report.files import write_page
from flows.report.overview import Entry
from flows.report.page_store import Pages

REPORTS = "reports"
_RECORD = "made.json"
_SOURCES = frozenset({".py", ".toml", ".j2"})


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """The page of a document: digests of its rows and of its pictures, its chart if it has one, its entry on the overview.

    `figure_count` is how many figures were worked out again.
    """

    rows_digest: str
    pages_digest: str
    chart: str | None
    entry: Entry
    figure_count: int

    @classmethod
    def decode(cls, record: Mapping[str, Any]) -> Self:
        """The page of a document as it is recorded."""
        return cls(**{**record, "entry": Entry(**record["entry"])})


@dataclass(frozen=True, slots=True)
class MadeAgency:
    """The page of an agency: a digest of the rows of its documents, and its chart if it has one."""

    rows_digest: str
    chart: str | None


@dataclass(slots=True)
class MadePages:
    """The pages that lie in a folder of reports.

    `maker` is what they were made by, `shown` a digest of the output folder that they show, nothing while they are being made; `years` are
    the digests of each year's published files, `documents` are by id, `agencies` by name.
    """

    maker: str = ""
    shown: str = ""
    years: dict[str, str] = field(default_factory=dict)
    documents: dict[str, MadeDocument] = field(default_factory=dict)
    agencies: dict[str, MadeAgency] = field(default_factory=dict)

    def keep(self, reports: Path) -> None:
        """Record this.

        Raises:
            OSError: the folder cannot be written.
        """
        write_page(reports / _RECORD, json.dumps(asdict(self), ensure_ascii=False, sort_keys=True))


def load_made(reports: Path, maker: str) -> MadePages:
    """What was made by this maker; nothing where another one made what lies there, or no record of it can be read."""
    try:
        record = json.loads((reports / _RECORD).read_bytes())
        if record["maker"] != maker:
            return MadePages(maker)
        documents = {name: MadeDocument.decode(made) for name, made in record["documents"].items()}
        agencies = {name: MadeAgency(**made) for name, made in record["agencies"].items()}
        return MadePages(maker, record["shown"], dict(record["years"]), documents, agencies)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return MadePages(maker)


def is_current(output: Path) -> bool:
    """Whether the pages below an output folder show what lies in it, as this program makes them."""
    try:
        record = json.loads((output / REPORTS / _RECORD).read_bytes())
        return bool(record["shown"] == digest_output(output))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def digest_output(output: Path) -> str:
    """A digest of what an output folder holds, and of the program.

    Raises:
        OSError: a file cannot be read.
    """
    files = (path for path in (output / PACKAGE, *sorted((output / QUARANTINE).glob("*.json"))) if path.is_file())
    return _hash(_name_program(), *(f"{path.name} {hash_file(path)}" for path in files))


def name_maker(*shown: object) -> str:
    """A digest of the program that makes pages, and of what stands on every page besides."""
    return _hash(_name_program(), *map(repr, shown))


@cache
def _name_program() -> str:
    return _hash(extractor_version(), hash_sources([flows], _SOURCES))


def digest_pages(pages: Pages) -> str:
    """A digest of what is known of a file's pictures."""
    return _hash(repr(pages))


def digest_files(files: Iterable[PublishedFile]) -> str:
    """A digest of published files."""
    return _hash(*(f"{file.path} {file.sha256}" for file in files))


def digest_documents(documents: Mapping[str, MadeDocument]) -> str:
    """A digest of the rows of documents."""
    return _hash(*(f"{document_id} {made.rows_digest}" for document_id, made in documents.items()))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
