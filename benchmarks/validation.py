"""What it costs to check rows: declared types and keys per document, and the expectations for ten documents beside a thousand.

Run as `python benchmarks/validation.py [FILE]`. The library that evaluates the expectations is imported before the clock starts.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from extractors.readers import registry
from extractors.records import extract
from flows.validation import find_failures
from schemas.check import check
from schemas.conform import conform
from schemas.datasets import DATASETS
from schemas.references import check_references

SAMPLE = Path(__file__).parent.parent / "raw" / "113" / "smesa-113.docx"
ROUNDS = 20
DOCUMENT_COUNTS = (10, 1000)
ALLOWED_RATIO = 5


def time_of(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median time of a call in milliseconds."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds) * 1000


def repeat(tables: dict[str, pa.Table], count: int) -> dict[str, pa.Table]:
    """The rows of so many documents that are alike but for their agency."""
    return {name: pa.concat_tables([rename(table, f"機關{number}") for number in range(count)]) for name, table in tables.items()}


def rename(table: pa.Table, agency: str) -> pa.Table:
    """The rows as those of another agency."""
    for position, value in enumerate((f"113-{agency}", agency)):
        table = table.set_column(position, table.schema.field(position), pa.array([value] * table.num_rows, pa.string()))
    return table


def main() -> int:
    """Print the figures; 1 where a thousand documents cost too much beside ten."""
    rows = extract(registry.read(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE), "benchmark").rows
    tables = {dataset.name: conform(rows[dataset.name], dataset) for dataset in DATASETS}
    print(f"rows of one document: {sum(map(len, rows.values()))}")
    print(f"check (plain rows):     {time_of(lambda: [check(rows[dataset.name], dataset) for dataset in DATASETS]):8.2f} ms")
    print(f"conform (arrow tables): {time_of(lambda: [conform(rows[dataset.name], dataset) for dataset in DATASETS]):8.2f} ms")
    print(f"check_references:       {time_of(lambda: check_references(rows)):8.2f} ms")
    find_failures(repeat(tables, 1))
    milliseconds = []
    for count in DOCUMENT_COUNTS:
        many = repeat(tables, count)
        milliseconds.append(time_of(lambda many=many: find_failures(many), rounds=3))  # type: ignore[misc]
        print(f"validate {count:5} documents: {milliseconds[-1]:8.0f} ms, {milliseconds[-1] / count:8.1f} ms per document")
    ratio = milliseconds[1] / milliseconds[0]
    print(f"ratio: {ratio:.2f} (at most {ALLOWED_RATIO})")
    return 0 if ratio < ALLOWED_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
