"""The expectations that follow from what is declared, as plain data: which library evaluates them is not known here.

Types belong to arrow; domains, keys, totals and mandatory sections are here, in the vocabulary of the library's built-in
expectations alone. Where one of those needs a column that no dataset has (the other side of an equality), a suite derives it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from schemas.datasets import COMMON, DATASETS, DOCUMENT_ID, DOCUMENTS
from schemas.model import Dataset, Field, ForeignKey
from schemas.rules import RULES
from schemas.vocabularies import SEVERITIES

MANDATORY_SECTIONS = "mandatory_sections"
# A failure of this check goes by the name of the row's rule.
RECONCILED = "reconciliations.figures"
# The library cannot compare a null; a null where none is allowed is found by `columns.required`.
_NULL = "either_value_is_missing"

CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "columns.type": "every column is there, in order, with its type and nothing that does not fit it",
        "columns.missing": "a row carries every column, null where nothing is printed",
        "columns.unknown": "a row carries no column that is not declared",
        "columns.required": "a column that may not be null is not",
        "columns.vocabulary": "a value is a word of its column's vocabulary",
        "conservation.numbers": "every digit of the source is in the paragraphs once",
        "conservation.text": "every other glyph of the source is in the paragraphs once",
        "columns.range": "a number is within its column's range",
        "keys.unique": "a key stands once; nulls in a key compare equal",
        "keys.foreign": "a row that refers to another one refers to one that is there",
        "common.calendar_year": "`calendar_year` is `fiscal_year` + 1911",
        "common.document_id": "`document_id` is `<fiscal_year>-<agency>`",
        "results.period": "a period does not end before it begins",
        "measures.span": "the printed quantity ends behind its beginning",
        "reconciliations.difference": "`difference` is `stated` − `computed`",
        "reconciliations.unit": "the unit of a reconciliation is its rule's, where the rule has one",
        "sections.mandatory": "the book has the sections that books of its genre have",
    }
)

CHECKS_ZH: Mapping[str, str] = MappingProxyType(
    {
        "columns.type": "各欄齊備、依序、型別正確，值皆合於型別",
        "columns.missing": "每列具備所有欄位，未印載者為空值",
        "columns.unknown": "列中無未宣告之欄位",
        "columns.required": "不得為空之欄位皆有值",
        "columns.vocabulary": "值為該欄詞彙之一",
        "conservation.numbers": "原文每一數字在段落中恰出現一次",
        "conservation.text": "原文其他每一字元在段落中恰出現一次",
        "columns.range": "數值在該欄範圍內",
        "keys.unique": "鍵值唯一；鍵中之空值視為相等",
        "keys.foreign": "所指之列存在",
        "common.calendar_year": "西元年＝民國年＋1911",
        "common.document_id": "文件代號為「年度-機關」",
        "results.period": "期間之迄日不早於起日",
        "measures.span": "所載數量之終點在起點之後",
        "reconciliations.difference": "差額＝所載數－重算數",
        "reconciliations.unit": "規則定有單位者，與所定相同",
        "sections.mandatory": "具備同類書表應有之章節",
    }
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation: the check it stands for, what a failure costs, and the library's name and arguments for it.

    `where` names a column and the value that it has in the rows that are meant; None means all rows. `meaning` goes on after
    the name of what is expected: `must be given`.
    """

    check: str
    severity: str
    type: str
    arguments: Mapping[str, object]
    meaning: str
    where: tuple[str, str] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose values it speaks of."""
        if "column_list" in self.arguments:
            return tuple(cast("list[str]", self.arguments["column_list"]))
        return tuple(str(self.arguments[name]) for name in ("column", "column_A", "column_B") if name in self.arguments)


@dataclass(frozen=True, slots=True)
class Sum:
    """A derived column: an integer column and a constant, added; null counts as 0."""

    name: str
    column: str
    addend: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A derived column: one column minus another."""

    name: str
    minuend: str
    subtrahend: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A derived column: columns as text, one after the other; null counts as no text."""

    name: str
    columns: tuple[str, ...]
    separator: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A derived column: whether the row's foreign key is found, or refers to nothing."""

    name: str
    key: ForeignKey


Derived = Sum | Difference | Joined | Resolved


@dataclass(frozen=True, slots=True)
class Suite:
    """The expectations of one dataset (or of the mandatory sections), and the columns that are derived for them."""

    name: str
    expectations: tuple[Expectation, ...]
    derived: tuple[Derived, ...] = ()


def _frozen(**arguments: object) -> Mapping[str, object]:
    return MappingProxyType(arguments)


def _column_expectations(field: Field) -> Iterator[Expectation]:
    column = field.name
    if not field.nullable:
        yield Expectation("columns.required", "error", "ExpectColumnValuesToNotBeNull", _frozen(column=column), f"{column} must be given")
    if field.vocabulary:
        words = list(field.vocabulary)
        meaning = f"{column} must be one of {', '.join(words)}"
        yield Expectation("columns.vocabulary", "error", "ExpectColumnValuesToBeInSet", _frozen(column=column, value_set=words), meaning)
    if field.minimum is not None or field.maximum is not None:
        bounds = _frozen(column=column, min_value=field.minimum, max_value=field.maximum)
        upper = "" if field.maximum is None else f" and at most {field.maximum}"
        meaning = f"{column} must be at least {field.minimum}{upper}"
        yield Expectation("columns.range", "error", "ExpectColumnValuesToBeBetween", bounds, meaning)


def _key_expectation(dataset: Dataset) -> Expectation:
    meaning = f"({', '.join(dataset.key)}) must be unique"
    if len(dataset.key) == 1:
        return Expectation("keys.unique", "error", "ExpectColumnValuesToBeUnique", _frozen(column=dataset.key[0]), meaning)
    arguments = _frozen(column_list=list(dataset.key), ignore_row_if="never")
    return Expectation("keys.unique", "error", "ExpectCompoundColumnsToBeUnique", arguments, meaning)


def _equality(check: str, column: str, derived: str) -> Expectation:
    arguments = _frozen(column_A=column, column_B=derived, ignore_row_if=_NULL)
    return Expectation(check, "error", "ExpectColumnPairValuesToBeEqual", arguments, f"{column} must be {derived}")


def _order(check: str, later: str, earlier: str, *, or_equal: bool) -> Expectation:
    arguments = _frozen(column_A=later, column_B=earlier, or_equal=or_equal, ignore_row_if=_NULL)
    meaning = f"{later} must {'not lie before' if or_equal else 'lie behind'} {earlier}"
    return Expectation(check, "error", "ExpectColumnPairValuesAToBeGreaterThanB", arguments, meaning)


# A known misprint (`errata.toml`) costs nothing: behind the severity stands its reason, which is never an empty text.
_COST = Joined("severity erratum", ("severity", "erratum"), " ")


def _figures(severity: str) -> Expectation:
    arguments = _frozen(column_A="stated", column_B="computed", ignore_row_if=_NULL)
    meaning = f"the stated figure must be the computed one ({severity} rules)"
    return Expectation(RECONCILED, severity, "ExpectColumnPairValuesToBeEqual", arguments, meaning, where=(_COST.name, f"{severity} "))


_CALENDAR_YEAR = Sum("calendar_year - 1911", "calendar_year", -1911)
_DOCUMENT_ID = Joined("fiscal_year-agency", ("fiscal_year", "agency"), "-")
_DIFFERENCE = Difference("stated - computed", "stated", "computed")
_RULE_UNIT = Joined("rule unit", ("rule", "unit"), " ")
_RULE_UNITS = "|".join(f"{re.escape(rule.name)} {re.escape(rule.unit) if rule.unit else '.+'}" for rule in RULES)


def _conserved(law: str, severity: str, column: str) -> Expectation:
    meaning = f"the source's {law} must be in the paragraphs once ({column} is 0)"
    return Expectation(f"conservation.{law}", severity, "ExpectColumnValuesToBeInSet", _frozen(column=column, value_set=[0]), meaning)


_OF_ONE_DATASET: Mapping[str, tuple[Expectation, ...]] = {
    "documents": (
        _conserved("numbers", "error", "unaccounted_digits"),
        _conserved("text", "warning", "unaccounted_glyphs"),
    ),
    "results": (_order("results.period", "period_end", "period_start", or_equal=True),),
    "measures": (_order("measures.span", "end", "start", or_equal=False),),
    "reconciliations": (
        _equality("reconciliations.difference", "difference", _DIFFERENCE.name),
        Expectation(
            "reconciliations.unit",
            "error",
            "ExpectColumnValuesToMatchRegex",
            _frozen(column=_RULE_UNIT.name, regex=f"^(?:{_RULE_UNITS})$"),
            "the unit must be the rule's",
        ),
        *map(_figures, SEVERITIES),
    ),
}
_DERIVED_OF_ONE_DATASET: Mapping[str, tuple[Derived, ...]] = {"reconciliations": (_DIFFERENCE, _RULE_UNIT, _COST)}


def _reference_name(key: ForeignKey) -> str:
    return f"{key.columns[-1]} in {key.dataset}"


def _reference_expectation(key: ForeignKey) -> Expectation:
    arguments = _frozen(column=_reference_name(key), value_set=[True])
    meaning = f"({', '.join(key.columns)}) must be a ({', '.join(key.references)}) of {key.dataset}"
    return Expectation("keys.foreign", "error", "ExpectColumnValuesToBeInSet", arguments, meaning)


def _suite(dataset: Dataset) -> Suite:
    # The other common columns follow from the document's id: it names year and agency, and stands in `documents`.
    fields = [field for field in dataset.fields if dataset is DOCUMENTS or field is DOCUMENT_ID or field not in COMMON]
    expectations = [expectation for field in fields for expectation in _column_expectations(field)]
    expectations += [
        _equality("common.calendar_year", "fiscal_year", _CALENDAR_YEAR.name),
        _equality("common.document_id", "document_id", _DOCUMENT_ID.name),
    ]
    if dataset.is_key_unique:
        expectations.append(_key_expectation(dataset))
    expectations += map(_reference_expectation, dataset.foreign_keys)
    expectations += _OF_ONE_DATASET.get(dataset.name, ())
    derived: list[Derived] = [_CALENDAR_YEAR, _DOCUMENT_ID, *(Resolved(_reference_name(key), key) for key in dataset.foreign_keys)]
    return Suite(dataset.name, tuple(expectations), (*derived, *_DERIVED_OF_ONE_DATASET.get(dataset.name, ())))


def _mandatory(severity: str) -> Expectation:
    meaning = "the book must have this section" if severity == "error" else "books of this kind have this section"
    arguments = _frozen(column="found")
    return Expectation("sections.mandatory", severity, "ExpectColumnValuesToNotBeNull", arguments, meaning, where=("severity", severity))


SUITES = (
    *map(_suite, DATASETS),
    Suite(MANDATORY_SECTIONS, (_mandatory("error"), _mandatory("warning"))),
)
