from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from extractors.document import Source, UnreadableError, walk_paragraphs
from extractors.readers import pdf
from extractors.readers.page_images import draw_pages

SOURCE = Source("a.pdf", "pdf", "0" * 64, 1)
SCALE = 1.5


@pytest.fixture(scope="module")
def sample() -> bytes:
    """The first two pages of the sample."""
    path = Path(__file__).parents[2] / "documents" / "smesa-113.pdf"
    return copy_pages(path.read_bytes(), 0)


def copy_pages(data: bytes, degrees: int) -> bytes:
    made = pdfium.PdfDocument.new()
    with pdfium.PdfDocument(data) as source:
        made.import_pages(source, [0, 1])
    for page in made:
        page.set_rotation(degrees)
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def ink_in_boxes(data: bytes) -> float:
    """The share of paragraphs in whose box something dark is printed."""
    images = {image.number: image for image in draw_pages(data, range(1, 10), SCALE)}
    shares = []
    for paragraph in walk_paragraphs(pdf.read(data, SOURCE).blocks):
        page, box = paragraph.place.page, paragraph.place.box
        assert page is not None
        assert box is not None
        with Image.open(BytesIO(images[page].png)) as image:
            assert image.size == (pytest.approx(images[page].width * SCALE, abs=2), pytest.approx(images[page].height * SCALE, abs=2))
            shares.append(image.crop([round(edge * SCALE) for edge in box]).getextrema()[0] < 100)
    assert len(shares) > 20
    return sum(shares) / len(shares)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_lie_on_what_is_printed_however_the_page_is_turned(sample: bytes, degrees: int) -> None:
    assert ink_in_boxes(copy_pages(sample, degrees)) == 1.0


def test_only_pages_that_the_file_has_are_drawn(sample: bytes) -> None:
    assert [image.number for image in draw_pages(sample, [2, 3, 0], SCALE)] == [2]


def test_a_damaged_file_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="cannot be drawn"):
        list(draw_pages(b"%PDF-1.4", [1], SCALE))
