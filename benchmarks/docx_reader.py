"""How long the docx reader takes for the real document, beside a plain python-docx script that only walks it.

Run as `python benchmarks/docx_reader.py [FILE]`. Both run in turns in one process, so that the ratio holds on a busy machine.
"""

import gc
import hashlib
import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx

from extractors.document import Document, Source
from extractors.readers.docx import read

SAMPLE = Path(__file__).parent.parent / "raw" / "113" / "smesa-113.docx"
ROUNDS = 20


def walk_with_python_docx(data: bytes) -> int:
    """The characters of all paragraphs and cells, as a script of a few lines counts them."""
    document = docx.Document(BytesIO(data))
    count = sum(len(paragraph.text) for paragraph in document.paragraphs)
    for table in document.tables:
        for row in table.rows:
            count += sum(len(cell.text) for cell in row.cells)
    return count


def read_document(data: bytes) -> Document:
    """The document, as the reader gives it."""
    return read(data, Source("sample.docx", "docx", hashlib.sha256(data).hexdigest(), len(data)))


def contenders() -> dict[str, Callable[[bytes], object]]:
    """What is timed, by name; the first is the measure of the others."""
    timed: dict[str, Callable[[bytes], object]] = {"python-docx, walk only": walk_with_python_docx, "bytes to Document": read_document}
    try:
        from extractors.records import extract  # noqa: PLC0415 - absent until the extraction is written
    except ImportError:
        return timed
    return timed | {"bytes to rows of all datasets": lambda data: extract(read_document(data), "benchmark")}


def main() -> None:
    """Print the median of each in milliseconds, and its ratio to the plain script."""
    data = (Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE).read_bytes()
    timed = contenders()
    seconds: dict[str, list[float]] = {name: [] for name in timed}
    # As in timeit: what one of them leaves to be collected is not to be paid by another.
    gc.disable()
    for _ in range(ROUNDS + 1):
        for name, run in timed.items():
            gc.collect()
            start = time.perf_counter()
            run(data)
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken[1:]) for name, taken in seconds.items()}
    measure = next(iter(medians.values()))
    for name, median in medians.items():
        print(f"{name:32} {median * 1000:8.2f} ms   {median / measure:6.3f} of the plain script")


if __name__ == "__main__":
    main()
