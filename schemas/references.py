"""Which rows refer to rows that are not there: foreign keys over columns of plain values."""

from collections.abc import Sequence


def unresolved(own: Sequence[Sequence[object]], target: Sequence[Sequence[object]]) -> list[int]:
    """The positions of the rows whose key is not in `target`; a key with a null in it refers to nothing.

    `own` are the columns of the referring rows, `target` those of the rows that they refer to.
    """
    keys = list(zip(*own, strict=True))
    dangling = {key for key in set(keys).difference(zip(*target, strict=True)) if None not in key}
    return [position for position, key in enumerate(keys) if key in dangling] if dangling else []
