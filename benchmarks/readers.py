"""How long our readers take for the real document, beside other programs that read the same formats, and what each of them keeps.

Run as `make bench`, or as `python benchmarks/readers.py [--plot FILE]`. All run in turns in one process, so that the ratios hold on a busy
machine; programs that are not installed are left out and named. Beside each time stands how many of the document's paragraphs the program
gives as printed, its list label included. The plot goes to docs/readers.svg.
"""

import argparse
import gc
import hashlib
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from extractors.document import Document, Source, walk_paragraphs
from extractors.readers.registry import FORMATS
from extractors.records import extract

ROOT = Path(__file__).parent.parent
SAMPLES = {
    "docx": ROOT / "raw" / "113" / "smesa-113.docx",
    "odt": ROOT / "tests" / "documents" / "smesa-113.odt",
    "pdf": ROOT / "tests" / "documents" / "smesa-113.pdf",
}
MIMES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
}
OURS = "budgetbook, document"
ROUNDS = 20

Read = Callable[[bytes], str]


class Measured(NamedTuple):
    """One program on one format: the median of its times, and the paragraphs that it gives."""

    format: str
    program: str
    milliseconds: float
    ratio: float
    kept: int


def read_document(data: bytes, format_name: str) -> Document:
    """The document, as our reader gives it."""
    return FORMATS[format_name].read(data, Source(f"sample.{format_name}", format_name, hashlib.sha256(data).hexdigest(), len(data)))


def read_ours(data: bytes, format_name: str) -> str:
    """The text of all paragraphs."""
    return "\n".join(paragraph.text for paragraph in walk_paragraphs(read_document(data, format_name).blocks))


def read_rows(data: bytes, format_name: str) -> str:
    """The paragraphs, after the rows of all datasets were made."""
    rows = extract(read_document(data, format_name), "benchmark").rows["paragraphs"]
    return "\n".join(f"{row['label'] or ''}{row['text']}" for row in rows)


def walk_with_python_docx(data: bytes) -> str:
    """Paragraphs and cells, as a script of a few lines reads them."""
    document = import_module("docx").Document(BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def read_with_docx2python(data: bytes) -> str:
    """The text, as docx2python gives it."""
    with import_module("docx2python").docx2python(BytesIO(data)) as content:
        return str(content.text)


def read_with_markitdown(data: bytes) -> str:
    """Markdown, as markitdown gives it."""
    return str(import_module("markitdown").MarkItDown().convert_stream(BytesIO(data)).text_content)


def read_with_odfpy(data: bytes) -> str:
    """Paragraphs and cells, as odfpy gives them."""
    document = import_module("odf.opendocument").load(BytesIO(data))
    text = import_module("odf.teletype").extractText
    kinds = (import_module("odf.text").P, import_module("odf.text").H, import_module("odf.table").TableCell)
    return "\n".join(text(element) for kind in kinds for element in document.getElementsByType(kind))


def read_with_pdfplumber(data: bytes) -> str:
    """Text and tables page by page, as pdfplumber itself gives them."""
    with import_module("pdfplumber").open(BytesIO(data)) as document:
        parts = [(page.extract_text(), page.extract_tables()) for page in document.pages]
    return "\n".join([text for text, _ in parts] + [cell or "" for _, tables in parts for table in tables for row in table for cell in row])


def read_with_pdftotext(data: bytes) -> str:
    """Text in its layout, as poppler gives it."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        return subprocess.run(["pdftotext", "-layout", file.name, "-"], check=True, capture_output=True, text=True).stdout


def read_with_kreuzberg(data: bytes, mime: str) -> str:
    """Text and tables, as kreuzberg gives them."""
    result = import_module("kreuzberg").extract_bytes_sync(data, mime)
    return "\n".join([result.content, *(cell for found in result.tables for row in found.cells for cell in row)])


def contenders(format_name: str) -> Iterator[tuple[str, Read]]:
    """The programs that read a format; ours first."""
    yield OURS, lambda data: read_ours(data, format_name)
    yield "budgetbook, rows", lambda data: read_rows(data, format_name)
    if format_name == "docx":
        yield "python-docx", walk_with_python_docx
        yield "docx2python", read_with_docx2python
        yield "markitdown", read_with_markitdown
    elif format_name == "odt":
        yield "odfpy", read_with_odfpy
    else:
        yield "pdfplumber", read_with_pdfplumber
        yield "pdftotext -layout", read_with_pdftotext
    yield "kreuzberg", lambda data: read_with_kreuzberg(data, MIMES[format_name])


def measure(format_name: str, rounds: int) -> list[Measured]:
    """Every program that is installed, on the sample of one format."""
    data = SAMPLES[format_name].read_bytes()
    paragraphs = [_solid(line) for line in read_ours(data, format_name).splitlines()]
    seconds: dict[str, list[float]] = {}
    kept: dict[str, int] = {}
    programs = dict(contenders(format_name))
    for name, read in list(programs.items()):
        try:
            given = _solid(read(data))
        except (ImportError, FileNotFoundError):
            print(f"{format_name}: {name} is not installed")
            del programs[name]
            continue
        kept[name] = sum(paragraph in given for paragraph in paragraphs)
    # As in timeit: what one of them leaves to be collected is not to be paid by another.
    gc.disable()
    for _ in range(rounds):
        for name, read in programs.items():
            gc.collect()
            start = time.perf_counter()
            read(data)
            seconds.setdefault(name, []).append(time.perf_counter() - start)
    gc.enable()
    ours = statistics.median(seconds[OURS])
    return [
        Measured(format_name, name, statistics.median(taken) * 1000, statistics.median(taken) / ours, kept[name])
        for name, taken in seconds.items()
    ]


def plot(measured: list[Measured], target: Path) -> None:
    """Bars of the ratios, a panel for each format."""
    pyplot = import_module("matplotlib.pyplot")
    pyplot.rcParams["svg.hashsalt"] = "readers"
    figure, panels = pyplot.subplots(len(SAMPLES), 1, figsize=(8, 6.5), layout="constrained")
    for panel, format_name in zip(panels, SAMPLES, strict=True):
        bars = [item for item in measured if item.format == format_name][::-1]
        most = max(item.kept for item in bars)
        colours = ["#2b6cb0" if item.program.startswith("budgetbook") else "#a0aec0" for item in bars]
        drawn = panel.barh([item.program for item in bars], [item.ratio for item in bars], color=colours)
        panel.bar_label(drawn, [f"{item.ratio:.2f} ×, {item.kept} of {most} paragraphs" for item in bars], padding=3, fontsize=8)
        panel.set_xscale("log")
        panel.margins(x=0.45)
        panel.set_title(f"{format_name}: time, reading the document with our reader = 1", fontsize=9, loc="left")
    figure.savefig(target, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Print the figures and draw the plot."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--plot", type=Path, help="draw the ratios into this file; needs matplotlib")
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    wanted = arguments.parse_args()
    measured = [item for format_name in SAMPLES for item in measure(format_name, wanted.rounds)]
    for item in measured:
        print(f"{item.format:5}{item.program:22}{item.milliseconds:10.2f} ms {item.ratio:8.2f} × {item.kept:5} paragraphs")
    if wanted.plot:
        plot(measured, wanted.plot)


def _solid(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    main()
