"""How fast the PDF reader is beside pdfplumber and pdftotext on the same pages, and what memory it needs for long books.

    python benchmarks/pdf_reader.py FILE.pdf [FILE.pdf ...]

Times are ratios within one run, the fastest of three; memory is the peak of a process of its own (Linux), the file itself included.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium

from extractors.document import Source
from extractors.readers.pdf import read, read_content

ROUNDS = 3
PAGE_COUNTS = (40, 400, 4000)
BOOK_PAGES = 400
NARRATIVE_PAGES = 40


def main() -> None:
    """Print the figures of each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--peak", action="store_true", help="print the peak memory of reading the one file, and nothing else")
    arguments = parser.parse_args()
    if arguments.peak:
        sys.stdout.write(f"{_peak_mib(arguments.files[0]):.0f}")
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in arguments.files:
            data = _read_pages_only(path.read_bytes())
            print(f"{path.name}: {_page_count(data)} pages")
            _compare_speed(data, Path(folder))
        narrative = _read_pages_only(arguments.files[0].read_bytes())
        _compare_memory(narrative, Path(folder))
        _compare_books(narrative, arguments.files, Path(folder))


def _read_pages_only(data: bytes) -> bytes:
    """The file with only the pages that are read, so that every program reads the same."""
    first, last = read_content(data).pages
    return _concatenate([(data, range(first - 1, last))])


def _concatenate(parts: list[tuple[bytes, range]]) -> bytes:
    made = pdfium.PdfDocument.new()
    for data, pages in parts:
        with pdfium.PdfDocument(data) as source:
            made.import_pages(source, list(pages))
    target = BytesIO()
    made.save(target)
    made.close()
    return target.getvalue()


def _page_count(data: bytes) -> int:
    with pdfium.PdfDocument(data) as document:
        return len(document)


def _fastest(action: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = _cpu_seconds()
        action()
        seconds.append(_cpu_seconds() - start)
    return min(seconds)


def _cpu_seconds() -> float:
    """The processor's time of this process and of those that it ran: a busy machine does not change it."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _compare_speed(data: bytes, folder: Path) -> None:
    path = folder / "pages.pdf"
    path.write_bytes(data)
    ours = _fastest(lambda: _read(data))
    theirs = _fastest(lambda: _read_with_pdfplumber(data))
    print(f"  this reader {ours / _page_count(data) * 1000:.1f} ms a page, pdfplumber {theirs / _page_count(data) * 1000:.1f} ms")
    print(f"  {ours / theirs:.3f} of pdfplumber's extract_text + extract_tables")
    if shutil.which("pdftotext"):
        text = _fastest(lambda: subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True))
        print(f"  {ours / text:.1f} times pdftotext -layout, which knows no tables")


def _read(data: bytes) -> None:
    read(data, Source("pages.pdf", "pdf", "", len(data)))


def _read_with_pdfplumber(data: bytes) -> None:
    with pdfplumber.open(BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def _compare_memory(narrative: bytes, folder: Path) -> None:
    """The peak of reading a book whose pages are all narrative, by its number of pages."""
    for count in PAGE_COUNTS:
        _print_peak(f"{count} narrative pages", _repeat(narrative, count), folder)


def _repeat(data: bytes, count: int) -> bytes:
    size = _page_count(data)
    parts = [(data, range(min(size, count - start))) for start in range(0, count, size)]
    return _concatenate(parts)


def _compare_books(narrative: bytes, files: list[Path], folder: Path) -> None:
    """A book of many pages beside its narrative pages alone; what follows the narrative are other pages of the files given."""
    alone = _repeat(narrative, NARRATIVE_PAGES)
    rest = [(path.read_bytes(), range(last, count)) for path in files for last, count in [_after_narrative(path)] if last < count]
    if not rest:
        print("  no file has pages behind its narrative: no book to compare")
        return
    parts = [(alone, range(NARRATIVE_PAGES))]
    while (missing := BOOK_PAGES - sum(len(pages) for _, pages in parts)) > 0:
        data, pages = rest[len(parts) % len(rest)]
        parts.append((data, pages[:missing]))
    book = _concatenate(parts)
    ratio = _fastest(lambda: _read(book)) / _fastest(lambda: _read(alone))
    print(f"  a book of {BOOK_PAGES} pages costs {ratio:.2f} times its {NARRATIVE_PAGES} narrative pages alone")
    for count in PAGE_COUNTS[1:]:
        _print_peak(f"{count} pages, {NARRATIVE_PAGES} of them narrative", _repeat(book, count), folder)


def _after_narrative(path: Path) -> tuple[int, int]:
    content = read_content(path.read_bytes())
    return content.pages[1], content.page_count


def _print_peak(what: str, data: bytes, folder: Path) -> None:
    print(f"  peak memory at {what}: {_peak_of(data, folder):.0f} MiB, {len(data) / 2**20:.0f} of them the file")


def _peak_of(data: bytes, folder: Path) -> float:
    path = folder / "long.pdf"
    path.write_bytes(data)
    command = [sys.executable, __file__, "--peak", str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _peak_mib(path: Path) -> float:
    """The peak of this process; getrusage would count the process that started it, before it became this one."""
    _read(path.read_bytes())
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
