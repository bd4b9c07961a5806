"""The pages of the expectations, over a document that is made to steer them."""

from pathlib import Path

import pyarrow as pa
import pytest
from lxml import html

from schemas.arrow import arrow_schema
from schemas.datasets import DATASETS
from tests.flows.test_validation import check
from tests.schemas.rows import document

# great-expectations 1.24 imports two modules that Python 3.11 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:module 'sre_(constants|parse)' is deprecated:DeprecationWarning")

EVIL = "<script>alert(1)</script><svg onload=alert(2)><img src=x onerror=alert(3)><a href='javascript:alert(4)'>$x {{ 7*7 }}</a>"


def test_what_a_document_says_is_shown_as_it_is_printed_and_never_run(tmp_path: Path) -> None:
    rows = document(f"某署{EVIL}")
    rows["staffing"][0].update(source=EVIL)
    rows["measures"][0].update(unit=EVIL, end=2)
    rows["reconciliations"][1].update(stated=110, difference=2, statement=EVIL, anchor=EVIL)
    tables = {dataset.name: pa.Table.from_pylist(rows[dataset.name], schema=arrow_schema(dataset)) for dataset in DATASETS}
    check([tables], tmp_path)
    for path in tmp_path.iterdir():
        page = html.parse(path).getroot()
        elements = [element for element in page.iter() if isinstance(element.tag, str)]
        assert not {element.tag for element in elements} & {"script", "svg", "img"}, path.name
        assert not [name for element in elements for name in element.attrib if name.startswith("on")], path.name
        assert not [link for element in elements if (link := element.get("href", "")).startswith("javascript")], path.name
    for name in ("reconciliations.html", "staffing.html"):
        assert EVIL in html.parse(tmp_path / name).getroot().text_content()
