"""What changed in duties from one year to the next, by their text: numbers may move, a unit or a duty is the same if it reads the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from rapidfuzz.distance import Indel

Row = Mapping[str, Any]

# Two wordings of one duty share most of their characters; duties of one unit that differ share fewer.
_REWORDED = 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a wording: `same`, `removed` or `added`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A duty that was added, removed or reworded, in its unit; `parts` spell both wordings out."""

    kind: str
    unit: str | None
    parts: tuple[Part, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two years."""

    units_added: tuple[str, ...]
    units_removed: tuple[str, ...]
    duties: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both read the same."""
        return not (self.units_added or self.units_removed or self.duties)


def compare_duties(earlier: Sequence[Row], later: Sequence[Row]) -> Changes:
    """The changes, in the order of the later document; what was removed stands behind what is left of its unit."""
    old, new = _by_unit(earlier), _by_unit(later)
    duties = [change for unit in {**new, **old} for change in _compare(unit, old.get(unit, []), new.get(unit, []))]
    return Changes(
        tuple(unit for unit in new if unit and unit not in old), tuple(unit for unit in old if unit and unit not in new), tuple(duties)
    )


def _by_unit(duties: Sequence[Row]) -> dict[str | None, list[Row]]:
    units: dict[str | None, list[Row]] = {}
    for row in duties:
        units.setdefault(row["unit"], []).append(row)
    return units


def _compare(unit: str | None, old: Sequence[Row], new: Sequence[Row]) -> list[Change]:
    before = {row["text"] for row in new}
    left = [row for row in old if row["text"] not in before]
    known = {row["text"] for row in old}
    changes = []
    for row in new:
        if row["text"] in known:
            continue
        nearest = max(left, key=lambda other: Indel.normalized_similarity(other["text"], row["text"]), default=None)
        if nearest is not None and Indel.normalized_similarity(nearest["text"], row["text"]) >= _REWORDED:
            left.remove(nearest)
            changes.append(Change("reworded", unit, _spell_out(nearest["text"], row["text"]), row["anchor"]))
        else:
            changes.append(Change("added", unit, (Part("added", row["text"]),), row["anchor"]))
    return [*changes, *(Change("removed", unit, (Part("removed", row["text"]),), row["anchor"]) for row in left)]


def _spell_out(old: str, new: str) -> tuple[Part, ...]:
    parts = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(Part("same", old[a0:a1]))
            continue
        parts += [Part(name, text) for name, text in (("removed", old[a0:a1]), ("added", new[b0:b1])) if text]
    return tuple(parts)
