"""How long the pages that people look at take to make, beside reading the same documents.

    python benchmarks/report.py [--documents 300]

The documents are the sample as PDF, each of another agency and with other posts, so that no picture and no chart is made once for
many. Times are of one run; the second making finds nothing changed but draws the pages of the next files.
"""

import argparse
import datetime as dt
import hashlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extractors.document import Source
from extractors.readers.pdf import read
from extractors.records import extract
from flows.published import load_published
from flows.publishing import Release, publish
from flows.report.site import DEFAULT_IMAGES, build_report
from schemas.conform import conform
from schemas.datasets import BY_NAME

SAMPLE = Path(__file__).parent.parent / "tests" / "documents" / "smesa-113.pdf"
READINGS = 3


def main() -> None:
    """Print the times and the sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    count = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as name:
        raw, output = Path(name) / "raw", Path(name) / "output"
        reading_seconds = _publish(raw, output, count)
        print(f"reading {count} documents one after the other: {reading_seconds:.1f} s (from {READINGS} readings)")
        for label, images in (("first", DEFAULT_IMAGES), ("second", DEFAULT_IMAGES), ("without pictures", 0)):
            seconds = _time(lambda images=images: build_report(output, raw, images))
            print(f"the site, {label}: {seconds:.1f} s, {seconds / reading_seconds:.2f} of reading")
        pages = [path.stat().st_size for path in (output / "reports").rglob("*.html")]
        print(f"{len(pages)} pages, the largest {max(pages) / 1e3:.0f} kB, all {sum(pages) / 1e6:.0f} MB")


def _publish(raw: Path, output: Path, count: int) -> float:
    """Publish `count` documents; returns the seconds that reading them takes, worked out from a few."""
    raw.mkdir()
    output.mkdir()
    data = SAMPLE.read_bytes()
    rows = extract(read(data, Source(SAMPLE.name, "pdf", "0" * 64, len(data))), "benchmark").rows
    fastest = min(_time(lambda: extract(read(data, Source(SAMPLE.name, "pdf", "0" * 64, len(data))), "benchmark")) for _ in range(READINGS))
    documents = {}
    for number in range(count):
        path = raw / f"{number}.pdf"
        path.write_bytes(data + f"\n% {number}\n%%EOF\n".encode())
        agency = f"第{number // 3}署"
        common = {"document_id": f"{111 + number % 3}-{agency}", "agency": agency, "fiscal_year": 111 + number % 3}
        common["calendar_year"] = common["fiscal_year"] + 1911
        own = {"source_path": path.name, "source_sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        documents[common["document_id"]] = {
            name: conform([_change(name, row, number) | common | (own if name == "documents" else {}) for row in of_dataset], BY_NAME[name])
            for name, of_dataset in rows.items()
        }
    publish(load_published(output), Release(documents), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    return fastest * count


def _change(name: str, row: dict[str, Any], number: int) -> dict[str, Any]:
    return row | {"current_year_posts": row["current_year_posts"] + number} if name == "staffing" else row


def _time(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
