import pyarrow as pa
import pytest

from schemas.arrow import arrow_schema
from schemas.datasets import BY_NAME, DATASETS, SCHEMA_VERSION
from schemas.model import Dataset


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_every_declared_column_is_in_the_schema_with_its_nullability(dataset: Dataset) -> None:
    schema = arrow_schema(dataset)
    assert tuple(schema.names) == dataset.columns
    assert [field.nullable for field in schema] == [field.nullable for field in dataset.fields]


@pytest.mark.parametrize(
    ("dataset", "column", "arrow_type"),
    [
        ("documents", "document_id", pa.string()),
        ("documents", "fiscal_year", pa.int16()),
        ("documents", "source_bytes", pa.int64()),
        ("sections", "level", pa.int8()),
        ("paragraphs", "is_heading", pa.bool_()),
        ("paragraphs", "x0", pa.float32()),
        ("paragraphs", "page", pa.int32()),
        ("results", "period_start", pa.date32()),
        ("measures", "value", pa.decimal128(38, 6)),
        ("measures", "amount_twd", pa.decimal128(38, 2)),
        ("budget_execution", "rate_percent", pa.decimal128(9, 2)),
    ],
)
def test_the_types_are_exact(dataset: str, column: str, arrow_type: pa.DataType) -> None:
    assert arrow_schema(BY_NAME[dataset]).field(column).type == arrow_type


def test_a_field_tells_its_title_meaning_and_unit() -> None:
    field = arrow_schema(BY_NAME["staffing"]).field("authorized_posts")
    assert field.metadata == {
        b"title": "法定編制員額".encode(),
        b"description": b"Posts that the organisation law authorises",
        b"unit": b"posts",
    }


def test_a_schema_tells_its_dataset_and_version() -> None:
    metadata = arrow_schema(BY_NAME["staffing"]).metadata
    assert metadata[b"dataset"] == b"staffing"
    assert metadata[b"schema_version"] == SCHEMA_VERSION.encode()
