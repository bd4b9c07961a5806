"""One document set on pages of many heights, widths, margins and sizes of type gives the same blocks: breaks fall everywhere."""

import random
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from extractors.document import Source
from extractors.readers import docx
from extractors.readers.pdf import read
from tests.outlines import outline_of

LAYOUT_COUNT = 32
TEXT_WIDTH_TWIPS = 9638

pytestmark = pytest.mark.slow


def set_again(package: bytes, *, width: int, height: int, margin: int, half_points: int) -> bytes:
    """The docx with other page sizes (twips), side margins and size of type; its tables as wide as the text."""
    ratio = (width - 2 * margin) / TEXT_WIDTH_TWIPS
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                text = re.sub("<w:pgSz [^>]*/>", f'<w:pgSz w:w="{width}" w:h="{height}"/>', part.decode())
                text = re.sub(r'(<w:pgMar [^>]*w:right=")\d+("[^>]*w:left=")\d+', rf"\g<1>{margin}\g<2>{margin}", text)
                text = re.sub(r'(<w:(?:gridCol|tcW) [^>]*?w:w=")(\d+)', lambda match: f"{match[1]}{round(int(match[2]) * ratio)}", text)
                part = text.encode()
            elif name == "word/styles.xml":
                part = re.sub(r'(<w:sz(?:Cs)? w:val=")24"', rf'\g<1>{half_points}"', part.decode()).encode()
            target.writestr(name, part)
    return made.getvalue()


@pytest.fixture(scope="module")
def layouts(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same document in many layouts, all of them converted in one process."""
    if shutil.which("soffice") is None:
        pytest.skip("soffice (LibreOffice) is not installed")
    folder = tmp_path_factory.mktemp("layouts")
    package = (root / "raw" / "113" / "smesa-113.docx").read_bytes()
    chance = random.Random(113)  # noqa: S311
    for _ in range(LAYOUT_COUNT):
        layout = {
            "width": chance.choice([11906, 11906, 12500, 14000]),
            "height": chance.randrange(7000, 17000, 10),
            "margin": chance.randrange(700, 1900, 10),
            "half_points": chance.choice([18, 20, 21, 22, 24, 24, 26, 28]),
        }
        name = "-".join(f"{key}{value}" for key, value in layout.items())
        (folder / f"{name}.docx").write_bytes(set_again(package, **layout))
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, sorted(folder.glob("*.docx")))], check=True, capture_output=True, timeout=600)
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.pdf"))}


def test_blocks_do_not_depend_on_where_pages_break(root: Path, layouts: dict[str, bytes]) -> None:
    original = (root / "raw" / "113" / "smesa-113.docx").read_bytes()
    expected = list(outline_of(docx.read(original, Source("smesa-113.docx", "docx", "", len(original)))))
    assert len(layouts) == LAYOUT_COUNT
    page_counts = set()
    for name, data in layouts.items():
        document = read(data, Source(name, "pdf", "", len(data)))
        page_counts.add(document.page_count)
        assert list(outline_of(document)) == expected, name
    assert len(page_counts) > LAYOUT_COUNT / 4, "the layouts hardly differ"
