"""What a run tells a person and a program: the fate of every file found, in a table and in one line of JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from schemas.findings import Finding


class Fate(StrEnum):
    """What became of a file; every file that was found has exactly one."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicates"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: its path below the raw folder, its fate, the document that it is, and why, in one line."""

    name: str
    fate: Fate
    document_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of a run.

    `rows` counts what the datasets hold after it, `files` are those that were written (below the output folder), `notes` are
    single lines about the run as a whole, `page` is the file to open in a browser.
    """

    reports: tuple[FileReport, ...]
    rows: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    warnings: tuple[tuple[str, Finding], ...] = ()
    notes: tuple[str, ...] = ()
    page: Path | None = None

    @property
    def counts(self) -> dict[Fate, int]:
        """Files by fate, all fates in their order."""
        counter = Counter(report.fate for report in self.reports)
        return {fate: counter[fate] for fate in Fate}

    @property
    def exit_code(self) -> int:
        """3 where a document went to quarantine, else 0."""
        return 3 if self.counts[Fate.QUARANTINED] else 0

    @property
    def title(self) -> str:
        """What the run did, in a few words: `1 published, 1 duplicate`."""
        words = [_say(fate, count) for fate, count in self.counts.items() if count]
        return ", ".join(words) or "no file"

    def of(self, fate: Fate) -> Iterator[FileReport]:
        """The files of that fate, by name."""
        return (report for report in self.reports if report.fate is fate)

    def as_json(self) -> str:
        """The last line on standard output."""
        return json.dumps({**{str(fate): count for fate, count in self.counts.items()}, "rows": dict(self.rows)})


def _say(fate: Fate, count: int) -> str:
    return f"{count} {'duplicate' if fate is Fate.DUPLICATE and count == 1 else fate}"
