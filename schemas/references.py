"""Which rows refer to rows that are not there: foreign keys over plain values."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

from schemas.check import NOTHING, ConformError, Row, Values, finding_of
from schemas.datasets import DATASETS


def check_references(rows: Mapping[str, Sequence[Row]], common: Row = NOTHING) -> None:
    """Check that every foreign key of the given rows is found.

    `rows` maps names of datasets to rows that have the declared columns, but for those that `common` holds: they have one value
    in all rows.

    Raises:
        ConformError: a row refers to a row that is not there; a dataset that is not given has no rows.
    """
    columns: dict[tuple[str, str], Values] = {}

    def column(dataset: str, name: str) -> Values:
        if (dataset, name) not in columns:
            of_dataset = rows.get(dataset, ())
            columns[dataset, name] = [common[name]] * len(of_dataset) if name in common else list(map(itemgetter(name), of_dataset))
        return columns[dataset, name]

    wrong = []
    for dataset in DATASETS:
        for key in dataset.foreign_keys:
            own = [column(dataset.name, name) for name in key.columns]
            broken = unresolved(own, [column(key.dataset, name) for name in key.references])
            if broken:
                row = {**common, **rows[dataset.name][broken[0]]}
                value = ", ".join(str(row[name]) for name in key.columns)
                fault = f"{dataset.name}.{key.columns[-1]}: ({value}) is no ({', '.join(key.references)}) of {key.dataset}"
                wrong.append(finding_of(dataset, row, "keys.foreign", fault, "give the row that it refers to, or refer to none"))
    if wrong:
        raise ConformError(wrong)


def unresolved(own: Sequence[Values], target: Sequence[Values]) -> list[int]:
    """The positions of the rows whose key is not in `target`; a key with a null in it refers to nothing.

    `own` are the columns of the referring rows, `target` those of the rows that they refer to.
    """
    dangling = {key for key in set(zip(*own, strict=True)).difference(zip(*target, strict=True)) if None not in key}
    return [position for position, key in enumerate(zip(*own, strict=True)) if key in dangling] if dangling else []
