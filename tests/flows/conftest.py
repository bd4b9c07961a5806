"""Made documents: rows of every dataset without a file, for tests of what is done with rows."""

from collections.abc import Callable

import pyarrow as pa
import pytest

from schemas.conform import conform
from schemas.datasets import BY_NAME, DATASETS

Tables = dict[str, pa.Table]
MakeTables = Callable[..., Tables]


@pytest.fixture
def make_tables() -> MakeTables:
    """Makes the tables of a document that states its posts by category."""

    def make(
        agency: str = "甲署",
        year: int = 113,
        posts: dict[str, int] | None = None,
        *,
        name: str = "a.docx",
        sha256: str = "0" * 64,
        version: str = "1",
        anchor: str = "b1",
        page: int | None = None,
    ) -> Tables:
        common = {"document_id": f"{year}-{agency}", "agency": agency, "fiscal_year": year, "calendar_year": year + 1911}
        given: dict[str, list[dict[str, object]]] = {
            "documents": [
                {
                    "title": "預算總說明",
                    "genre": "central",
                    "source_path": name,
                    "source_format": name.rsplit(".", 1)[1],
                    "source_sha256": sha256,
                    "source_bytes": 10,
                    "extractor_version": version,
                    "unaccounted_digits": 0,
                    "unaccounted_glyphs": 0,
                    "template": "0" * 12,
                }
            ],
            "paragraphs": [{"anchor": anchor, "page": page, "text": f"{agency}預算員額", "is_heading": False}],
            "staffing": [
                {"category": category, "current_year_posts": count, "is_total": False, "source": "prose", "anchor": anchor, "page": page}
                for category, count in (posts or {"職員": 3, "工友": 1}).items()
            ],
        }
        blank = {dataset.name: dict.fromkeys(dataset.columns) for dataset in DATASETS}
        return {name: conform([blank[name] | common | row for row in given.get(name, [])], dataset) for name, dataset in BY_NAME.items()}

    return make
