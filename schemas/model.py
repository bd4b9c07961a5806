"""The words that a dataset is declared in: types, fields, keys, and the dataset itself."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Type(StrEnum):
    """The column types of the contract; `decimal` types hold exact numbers with 6 or 2 decimals."""

    STRING = "string"
    BOOL = "bool"
    INT8 = "int8"
    INT16 = "int16"
    INT32 = "int32"
    INT64 = "int64"
    FLOAT32 = "float32"
    DATE = "date"
    DECIMAL6 = "decimal(38,6)"
    DECIMAL2 = "decimal(38,2)"
    PERCENT = "decimal(9,2)"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, type, title in Chinese, meaning, and, where it has them, its unit and closed vocabulary."""

    name: str
    type: Type
    title: str
    description: str
    unit: str | None = None
    vocabulary: tuple[str, ...] = ()
    nullable: bool = False
    minimum: int | None = None
    maximum: int | None = None

    def optional(self) -> "Field":
        """The same field where a dataset allows it to be null."""
        return replace(self, nullable=True)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns` of this dataset, where none of them is null, stand in `references` of the other dataset."""

    columns: tuple[str, ...]
    dataset: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """A published table: its fields in order, and the key by which a row is told apart and the rows are sorted.

    Nulls in a key compare equal. Where `is_key_unique` is false the key only sorts. A dataset is declared once and equals
    itself alone.
    """

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    is_key_unique: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The field of that name; KeyError where there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)
