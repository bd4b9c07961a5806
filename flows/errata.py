"""Known misprints of the sources: `errata.toml` beside the documents, which lets a document through and rewrites nothing.

An entry names one figure that is printed and does not add up, what it adds up to, and why that is known to be a misprint of the
source. It bites where the document has exactly this difference; once it does not, it has to go.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from flows.discovery import ERRATA, find_companion
from flows.order import WrongUseError
from schemas.findings import Finding, plain
from schemas.rules import ACROSS_YEARS, RULES_BY_NAME

Row = Mapping[str, Any]

_FIGURES = ("stated", "expect")
_TEXTS = ("document_id", "rule", "statement", "reason")


@dataclass(frozen=True, slots=True)
class Erratum:
    """One known misprint: the document and rule, the printed clause and figure, the figure that the parts come to, and why."""

    document_id: str
    rule: str
    statement: str
    stated: Decimal
    expect: Decimal
    reason: str

    def bites(self, row: Row) -> bool:
        """Whether a row of `reconciliations` is this misprint."""
        return bool(row["difference"]) and (row["rule"], row["statement"], row["stated"], row["computed"]) == (
            self.rule,
            self.statement,
            self.stated,
            self.expect,
        )


def load_errata(raw: Path) -> tuple[Erratum, ...]:
    """The entries of the `errata.toml` that is about documents in `raw` (a folder or a file); none where there is no such file.

    Raises:
        WrongUseError: the file cannot be read, or an entry is not complete.
    """
    path = find_companion(raw, ERRATA)
    if path is None:
        return ()
    return tuple(_make_entry(f"{path}: entry {number}", entry) for number, entry in enumerate(_read_entries(path), start=1))


def apply_errata(rows: Sequence[Row], entries: Sequence[Erratum]) -> tuple[list[str | None], list[Finding]]:
    """For each of a document's rows of `reconciliations` the reason if it is a known misprint, and a finding for each idle entry."""
    reasons = [next((entry.reason for entry in entries if entry.bites(row)), None) for row in rows]
    return reasons, [_explain_idle(entry, rows) for entry in entries if not any(map(entry.bites, rows))]


def write_entry(row: Row) -> str:
    """The lines for `errata.toml` that let a failing row of `reconciliations` through, but for the reason, which a person knows."""
    values = {
        "document_id": row["document_id"],
        "rule": row["rule"],
        "statement": row["statement"],
        "stated": plain(row["stated"]),
        "expect": plain(row["computed"]),
        "reason": "",
    }
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "\n".join(["[[erratum]]", *lines, ""])


def _read_entries(path: Path) -> list[Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUseError(f"{path}: cannot be read ({error}); mend the file, or take it away") from error
    entries = content.get("erratum", [])
    if content.keys() - {"erratum"} or not isinstance(entries, list):
        raise WrongUseError(f"{path}: holds something other than entries; each begins with the line [[erratum]]")
    return entries


def _make_entry(place: str, entry: object) -> Erratum:
    if not isinstance(entry, dict):
        raise WrongUseError(f"{place}: is no entry; each begins with the line [[erratum]]")
    wanted = {*_TEXTS, *_FIGURES}
    wrong = [f"{name} is missing" for name in sorted(wanted - entry.keys())]
    wrong += [f"{name} is not known" for name in sorted(entry.keys() - wanted)]
    wrong += [f"{name} is no text" for name in _TEXTS if name in entry and not (isinstance(entry[name], str) and entry[name].strip())]
    if not wrong and entry["rule"] not in RULES_BY_NAME:
        wrong.append(f"{entry['rule']} is no rule (docs/checks.md names them)")
    figures = {name: _read_figure(entry.get(name)) for name in _FIGURES}
    wrong += [f"{name} is no number" for name, figure in figures.items() if figure is None and name in entry]
    stated, expect = figures["stated"], figures["expect"]
    if wrong or stated is None or expect is None:
        raise WrongUseError(f"{place}: {', '.join(wrong)}; an entry has {', '.join((*_TEXTS, *_FIGURES))}")
    return Erratum(**{name: entry[name] for name in _TEXTS}, stated=stated, expect=expect)


def _read_figure(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        figure = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None


def _explain_idle(entry: Erratum, rows: Sequence[Row]) -> Finding:
    """An idle entry keeps the document out; one across years may only wait for the earlier book."""
    return Finding(
        check="errata.idle",
        severity="warning" if entry.rule in ACROSS_YEARS else "error",
        message=f"{ERRATA}: {'; '.join(_say_found(entry, rows))}: take the entry for 「{entry.statement}」 away, or set it right",
        document_id=entry.document_id,
        dataset="reconciliations",
        stated=entry.stated,
        computed=entry.expect,
        difference=entry.stated - entry.expect,
        statement=entry.statement,
    )


def _say_found(entry: Erratum, rows: Sequence[Row]) -> Iterator[str]:
    named = [row for row in rows if (row["rule"], row["statement"]) == (entry.rule, entry.statement)]
    for row in named:
        yield f"{entry.rule} now has {plain(row['stated'])} stated and {plain(row['computed'])} computed"
    if not named:
        yield f"{entry.rule} says nothing of it"
