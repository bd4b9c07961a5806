"""How long the odt reader takes for the real document, beside other programs that keep tables and beside the least that anyone must do.

Run as `python benchmarks/odt_reader.py [FILE]`. All run in turns in one process, so that the ratios hold on a busy machine; programs that
are not installed (odfdo, odfpy, kreuzberg) are left out and named. Beside each time stands how many of the document's paragraphs the
program gives whole, labels left aside.
"""

import gc
import hashlib
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path

from lxml import etree

from extractors.document import Document, Source, walk_paragraphs
from extractors.readers.odt import read

SAMPLE = Path(__file__).parent.parent / "tests" / "documents" / "smesa-113.odt"
ROUNDS = 20
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MIME = "application/vnd.oasis.opendocument.text"


def read_document(data: bytes) -> Document:
    """The document, as the reader gives it."""
    return read(data, Source("sample.odt", "odt", hashlib.sha256(data).hexdigest(), len(data)))


def printed_by_us(data: bytes) -> str:
    """The text that the reader gives."""
    return "\n".join(paragraph.text for paragraph in walk_paragraphs(read_document(data).blocks))


def walk_with_lxml(data: bytes) -> str:
    """The paragraphs and the rows of cells, without labels, spans or styles: the least that anyone must do."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    rows = [["".join(cell.itertext()) for cell in row.iter(f"{TABLE}table-cell")] for row in root.iter(f"{TABLE}table-row")]
    return "\n".join(["".join(paragraph.itertext()) for paragraph in root.iter(f"{TEXT}p", f"{TEXT}h")] + ["\t".join(row) for row in rows])


def read_with_odfdo(data: bytes) -> str:
    """The paragraphs and the tables' values, as odfdo gives them."""
    body = import_module("odfdo").Document(BytesIO(data)).body
    values = [str(value) for found in body.tables for row in found.get_values() for value in row]
    return "\n".join([paragraph.inner_text for paragraph in body.paragraphs] + values)


def read_with_odfpy(data: bytes) -> str:
    """The paragraphs and cells, as odfpy gives them."""
    document = import_module("odf.opendocument").load(BytesIO(data))
    extract = import_module("odf.teletype").extractText
    kinds = (import_module("odf.text").P, import_module("odf.text").H, import_module("odf.table").TableCell)
    return "\n".join(extract(element) for kind in kinds for element in document.getElementsByType(kind))


def read_with_kreuzberg(data: bytes) -> str:
    """The text and the tables, as kreuzberg gives them."""
    result = import_module("kreuzberg").extract_bytes_sync(data, MIME)
    cells = [cell for found in result.tables for row in found.cells for cell in row]
    return "\n".join([result.content, *cells])


def contenders() -> Iterator[tuple[str, Callable[[bytes], object], Callable[[bytes], str]]]:
    """What is timed: its name, the call, and the call that gives its text."""
    yield "bytes to Document", read_document, printed_by_us
    yield "lxml, walk only", walk_with_lxml, walk_with_lxml
    for name, run in (("odfdo", read_with_odfdo), ("odfpy", read_with_odfpy), ("kreuzberg", read_with_kreuzberg)):
        try:
            import_module("odf" if name == "odfpy" else name)
        except ImportError:
            print(f"{name} is not installed")
        else:
            yield name, run, run


def main() -> None:
    """Print the median of each in milliseconds, its ratio to the reader, and the paragraphs that it gives."""
    data = (Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE).read_bytes()
    timed = list(contenders())
    seconds: dict[str, list[float]] = {name: [] for name, _, _ in timed}
    # As in timeit: what one of them leaves to be collected is not to be paid by another.
    gc.disable()
    for _ in range(ROUNDS + 1):
        for name, run, _ in timed:
            gc.collect()
            start = time.perf_counter()
            run(data)
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken[1:]) for name, taken in seconds.items()}
    measure = medians["bytes to Document"]
    paragraphs = [_solid(line).partition("、")[2] or _solid(line) for line in printed_by_us(data).splitlines()]
    for name, _, give in timed:
        given = _solid(give(data))
        kept = sum(paragraph in given for paragraph in paragraphs)
        taken = f"{medians[name] * 1000:8.2f} ms   {medians[name] / measure:6.2f} of the reader"
        print(f"{name:20} {taken}   {kept} of {len(paragraphs)} paragraphs")


def _solid(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    main()
