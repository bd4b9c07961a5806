"""What changed between two books: two fiscal years of an agency, or two versions of a document, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console

from flows.encoding import encode_json
from flows.matching import IDENTITIES, Row, list_compared, match_rows
from flows.order import WrongUseError
from flows.printing import make_console, print_table, say, show
from flows.published import Published, PublishedDocument, Tables, load_published
from flows.vintages import Vintage, load_vintages, read_vintage
from schemas.datasets import BY_NAME

_SHOWN_NAMES = 20
_SHOWN_ROWS = 50
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Change:
    """A row that both books have and that differs in `columns`."""

    old: Row
    new: Row
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in one dataset."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.added or self.removed or self.changed)

    def as_json(self) -> dict[str, Any]:
        """Rows whole, with their places, and the names of the columns that differ."""
        changed = [{"columns": change.columns, "old": change.old, "new": change.new} for change in self.changed]
        return {"added": self.added, "removed": self.removed, "changed": changed}

    def count(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {"added": len(self.added), "removed": len(self.removed), "changed": len(self.changed)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two books, by name, and what changed between them, by dataset."""

    old: str
    new: str
    differences: dict[str, Difference]


def print_differences(
    output: Path, old: str, new: str, *, agency: str | None = None, dataset: str | None = None, as_json: bool = False
) -> None:
    """Print what changed from `old` to `new`: two fiscal years, or two documents or versions of documents, by name.

    Raises:
        WrongUseError: there is no such year, document, version or dataset.
    """
    if dataset is not None and dataset not in BY_NAME:
        raise WrongUseError(f"--dataset {dataset}: the datasets are {', '.join(BY_NAME)}")
    published = load_published(output)
    if not published.documents:
        raise WrongUseError(f"{output}: nothing is published there; budgetbook run publishes")
    library = _Library(published)
    datasets = (dataset,) if dataset else tuple(BY_NAME)
    comparisons = []
    for names in library.pair(old, new, agency):
        earlier, later = (library.read(name) for name in names)
        comparisons.append(Comparison(*names, compare(earlier, later, datasets)))
    if as_json:
        content = [
            {"old": found.old, "new": found.new, "datasets": {name: diff.as_json() for name, diff in found.differences.items()}}
            for found in comparisons
        ]
        print(encode_json({"comparisons": content}, indent=2))  # noqa: T201 - this is the command's output
        return
    console = make_console()
    for found in comparisons:
        _print_comparison(console, found)
    counts = [
        {"old": found.old, "new": found.new, "datasets": {name: diff.count() for name, diff in found.differences.items()}}
        for found in comparisons
    ]
    print(encode_json({"comparisons": counts}))  # noqa: T201 - this is the command's output


def compare(old: Tables, new: Tables, datasets: tuple[str, ...]) -> dict[str, Difference]:
    """What changed between two documents, in each of the datasets."""
    (old_year,), (new_year,) = (tables["documents"]["fiscal_year"].to_pylist() for tables in (old, new))
    return {name: compare_rows(name, old[name].to_pylist(), new[name].to_pylist(), is_same_year=old_year == new_year) for name in datasets}


def compare_rows(dataset: str, old: list[Row], new: list[Row], *, is_same_year: bool) -> Difference:
    """What changed in one dataset."""
    columns = list_compared(BY_NAME[dataset], is_same_year=is_same_year)
    added, removed, changed = [], [], []
    for before, after in match_rows(dataset, old, new, is_same_year=is_same_year):
        if before is None and after is not None:
            added.append(after)
        elif before is not None and after is None:
            removed.append(before)
        elif before is not None and after is not None and (other := tuple(name for name in columns if before[name] != after[name])):
            changed.append(Change(before, after, other))
    return Difference(tuple(added), tuple(removed), tuple(changed))


class _Library:
    """The documents and earlier versions that there are, by what a person calls them."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._vintages = {vintage.name: vintage for vintage in load_vintages(published)}

    def pair(self, old: str, new: str, agency: str | None) -> list[tuple[str, str]]:
        """The books to compare: of every agency that has a book of both years, or the two that are named."""
        if not (old.isdecimal() and new.isdecimal()):
            if agency is not None:
                raise WrongUseError(f"--agency {agency}: is for two fiscal years (budgetbook diff 112 113 --agency {agency})")
            return [(self._find(old), self._find(new))]
        years = [self._agencies(int(year)) for year in (old, new)]
        both = sorted(years[0].keys() & years[1].keys() & ({agency} if agency else years[0].keys()))
        if not both:
            whose = agency or "any agency"
            raise WrongUseError(f"{old} and {new}: there is no book of both years of {whose}; there are {self._list_names()}")
        return [(years[0][name], years[1][name]) for name in both]

    def read(self, name: str) -> Tables:
        """The rows of a document or an earlier version of one."""
        if name in self._published.documents:
            return self._published.read_document(name)
        try:
            return read_vintage(self._published.folder, self._vintages[name])
        except (OSError, pa.ArrowException) as error:
            raise WrongUseError(f"{name}: its files cannot be read ({error}); budgetbook validate names those that are damaged") from error

    def _agencies(self, year: int) -> dict[str, str]:
        of_year = (document for document in self._published.documents.values() if document.fiscal_year == year)
        return {document.document_id.partition("-")[2]: document.document_id for document in of_year}

    def _find(self, name: str) -> str:
        """The full name of what is called so: a document, or a version by the first digits of its hash."""
        if name in self._published.documents:
            return name
        document_id, _, digits = name.rpartition("@")
        found = [full for full, vintage in self._vintages.items() if vintage.document_id == document_id and _begins(vintage, digits)]
        published = self._published.documents.get(document_id)
        if published and _begins(published, digits):
            found.append(document_id)
        if len(found) != 1:
            what = "is more than one version" if found else "is not there"
            raise WrongUseError(f"{name}: {what}; there are {', '.join(found) or self._list_names()}")
        return found[0]

    def _list_names(self) -> str:
        names = sorted([*self._published.documents, *self._vintages])
        more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
        return ", ".join(names[:_SHOWN_NAMES]) + more


def _begins(version: Vintage | PublishedDocument, digits: str) -> bool:
    return bool(digits) and version.source_sha256.startswith(digits)


def _print_comparison(console: Console, found: Comparison) -> None:
    say(console, (f"{found.old} → {found.new}", "bold"))
    differing = {name: diff for name, diff in found.differences.items() if not diff.is_empty}
    counts = [(name, BY_NAME[name].title, *diff.count().values()) for name, diff in differing.items()]
    if not counts:
        say(console, ("No row differs.", "green"))
        return
    numbers = ("added", "removed", "changed")
    print_table(console, "Rows that differ", ("dataset", "title", *numbers), counts, right=numbers)
    for name, diff in differing.items():
        lines = list(_spell_out(name, diff))
        print_table(console, f"{BY_NAME[name].title} ({name})", ("what", "row", "column", "old", "new"), lines[:_SHOWN_ROWS])
        if len(lines) > _SHOWN_ROWS:
            say(console, f"and {len(lines) - _SHOWN_ROWS} more lines; --dataset {name} --json gives all")


def _spell_out(dataset: str, diff: Difference) -> Iterator[tuple[str, ...]]:
    """A line for each row that was added or removed, and for each column that changed."""
    identity = IDENTITIES[dataset]
    naming = tuple(dict.fromkeys([*identity.scope, *(identity.keys[0] if identity.keys else ()), *filter(None, [identity.text])]))

    def name(row: Row) -> str:
        return _shorten(" · ".join(show(row[column]) for column in naming if row[column] is not None))

    yield from (("removed", name(row), "", "", "") for row in diff.removed)
    yield from (("added", name(row), "", "", "") for row in diff.added)
    for change in diff.changed:
        for column in change.columns:
            yield "changed", name(change.old), column, _shorten(show(change.old[column])), _shorten(show(change.new[column]))


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
