"""What becomes of a document that is read to its rows: the outcomes that there may be, and no other."""

from pathlib import Path

from extractors.document import LimitError, UnreadableError
from extractors.readers import registry
from extractors.records import UnsupportedError, extract
from schemas.conform import ConformError, conform
from schemas.datasets import DATASETS
from schemas.references import check_references


def read_to_rows(path: Path) -> tuple[str, str]:
    """The outcome, and the one line that goes with it; `rows` where the document gave rows that conform.

    Raises:
        Exception: whatever else was raised, which is a fault of the program.
    """
    try:
        extraction = extract(registry.read(path), "hostile")
    except LimitError as error:
        return "limit", str(error)
    except UnreadableError as error:
        return "unreadable", str(error)
    except UnsupportedError as error:
        return "unsupported", str(error)
    try:
        for dataset in DATASETS:
            conform(extraction.rows[dataset.name], dataset)
        check_references(extraction.rows)
    except ConformError as error:
        return "failed_checks", str(error)
    return "rows", extraction.document_id
