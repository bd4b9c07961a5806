"""Rows for tests: one document that every dataset accepts, and a strategy that makes rows from the declaration."""

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from schemas.datasets import BY_NAME, DATASETS
from schemas.model import Dataset, Field, Type

Row = dict[str, object]
AGENCY = "經濟部中小及新創企業署"
COMMON: Row = {"document_id": f"113-{AGENCY}", "agency": AGENCY, "fiscal_year": 113, "calendar_year": 2024}


def row(dataset: str, /, **values: object) -> Row:
    """A row of the dataset: the common columns, the given values, None elsewhere."""
    return {**dict.fromkeys(BY_NAME[dataset].columns), **COMMON, **values}


def document(agency: str = AGENCY, fiscal_year: int = 113) -> dict[str, list[Row]]:
    """The rows of a small central book; every total adds up, every mandatory section is there."""
    sections = [
        ("1", None, 1, "一、", 1, "現行法定職掌", "statutory_duties"),
        ("1.1", "1", 2, "(一)", 1, "預算員額說明表", "staffing"),
        ("2", None, 1, "二、", 2, "施政目標與重點", "policy"),
        ("3", None, 1, "三、", 3, "以前年度計畫實施成果概述", "past_results"),
    ]
    rows: dict[str, list[Row]] = {dataset.name: [] for dataset in DATASETS}
    rows["documents"] = [
        row(
            "documents",
            title="預算總說明",
            genre="central",
            source_path="113/book.docx",
            source_format="docx",
            source_sha256="0" * 64,
            source_bytes=1,
            extractor_version="1",
            unaccounted_digits=0,
            unaccounted_glyphs=0,
            template="0" * 12,
        )
    ]
    names = ("section", "parent", "level", "label", "ordinal", "title", "kind")
    rows["sections"] = [row("sections", **dict(zip(names, values, strict=True)), anchor=f"b{n}") for n, values in enumerate(sections)]
    rows["paragraphs"] = [
        row("paragraphs", anchor=f"b{n}", section=section[0], text=section[5], label=section[3], level=section[2], is_heading=True)
        for n, section in enumerate(sections)
    ]
    posts = (("職員", 107, 107), ("工友", 2, 1), ("合計", 109, 108))
    rows["staffing"] = [
        row(
            "staffing",
            category=category,
            prior_year_posts=prior,
            current_year_posts=current,
            change=current - prior,
            is_total=category == "合計",
            source="table",
            anchor=f"b4.r{n}.c0",
        )
        for n, (category, prior, current) in enumerate(posts)
    ]
    rows["results"] = [
        row(
            "results",
            period="prior_year",
            period_start=dt.date(2022, 1, 1),
            period_end=dt.date(2022, 12, 31),
            work_plan="一般行政",
            sequence=1,
            outcome="辦理6場。",
            item_count=1,
            anchor="b5",
        )
    ]
    item = {"period": "prior_year", "work_plan": "一般行政", "result_sequence": 1, "anchor": "b5"}
    rows["result_items"] = [row("result_items", **item, sequence=1, level=1, text="辦理6場。")]
    rows["measures"] = [
        row(
            "measures",
            **item,
            dataset="result_items",
            item_sequence=1,
            sequence=1,
            raw="6場",
            value=Decimal(6),
            unit="場",
            clause="辦理6場",
            start=2,
            end=4,
        )
    ]
    rows["reconciliations"] = [
        reconciliation("staffing.prior_total", "合計109", 109, 109),
        reconciliation("staffing.current_total", "合計108", 108, 108),
    ]
    common = {"document_id": f"{fiscal_year}-{agency}", "agency": agency, "fiscal_year": fiscal_year, "calendar_year": fiscal_year + 1911}
    return {name: [{**each, **common} for each in group] for name, group in rows.items()}


def reconciliation(rule: str, statement: str, stated: int, computed: int, **values: object) -> Row:
    """A row of reconciliations about the total of the staffing table."""
    figures = {"stated": Decimal(stated), "computed": Decimal(computed), "difference": Decimal(stated - computed)}
    return row(
        "reconciliations",
        **{"rule": rule, "statement": statement, "unit": "人", "severity": "error", "anchor": "b4.r2.c0", **figures, **values},
    )


_BITS = {Type.INT8: 8, Type.INT16: 16, Type.INT32: 32, Type.INT64: 64}
_PLACES = {Type.DECIMAL6: (32, 6), Type.DECIMAL2: (36, 2), Type.PERCENT: (7, 2)}


def values(field: Field) -> st.SearchStrategy[object]:
    """Whatever the field declares as allowed."""
    if field.vocabulary:
        allowed: st.SearchStrategy[object] = st.sampled_from(field.vocabulary)
    elif field.type in _BITS:
        reach = 1 << (_BITS[field.type] - 1)
        low = -reach if field.minimum is None else field.minimum
        high = reach - 1 if field.maximum is None else field.maximum
        allowed = st.integers(low, high)
    elif field.type in _PLACES:
        whole, places = _PLACES[field.type]
        allowed = st.integers(1 - 10 ** (whole + places), 10 ** (whole + places) - 1).map(lambda digits: Decimal(f"{digits}E-{places}"))
    else:
        allowed = {
            Type.STRING: st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
            Type.BOOL: st.booleans(),
            Type.FLOAT32: st.floats(width=32, allow_nan=False, allow_infinity=False),
            Type.DATE: st.dates(),
        }[field.type]
    return st.none() | allowed if field.nullable else allowed


def rows_of(dataset: Dataset) -> st.SearchStrategy[list[Row]]:
    """Lists of rows that the dataset allows, no key twice."""
    one = st.fixed_dictionaries({field.name: values(field) for field in dataset.fields})
    return st.lists(one, max_size=4, unique_by=lambda each: tuple(each[name] for name in dataset.key))
