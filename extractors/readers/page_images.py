"""What the pages of a PDF look like: pictures in which text stands upright, so that the boxes of the PDF reader lie on what they name."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO

import pypdfium2 as pdfium
from PIL import Image

from extractors.document import UnreadableError
from extractors.readers.pdf import PDFIUM, pdfium_page

# Sixteen greys: what is printed black on white looks the same, and the file is a third smaller than with 256.
_GREY_BITS = 4
_GREYS = [(value >> (8 - _GREY_BITS)) * 255 // (2**_GREY_BITS - 1) for value in range(256)]
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: its number from 1, its size in PDF points as a reader sees it, and a picture of it as PNG."""

    number: int
    width: float
    height: float
    png: bytes


def draw_pages(data: bytes, numbers: Iterable[int], scale: float) -> Iterator[PageImage]:
    """The pages of these numbers that the file has; `scale` is pixels for each PDF point.

    Raises:
        UnreadableError: the file or a page cannot be drawn.
    """
    with PDFIUM:
        try:
            with closing(pdfium.PdfDocument(data)) as document:
                # Drawn at once: pdfium must not be left while another thread may enter it.
                drawn = [_draw(document, number, scale) for number in numbers if 1 <= number <= len(document)]
        except pdfium.PdfiumError as error:
            raise UnreadableError(f"its pages cannot be drawn ({error}); fetch the file again from where it was published") from error
    for number, width, height, image in drawn:
        yield PageImage(number, width, height, _encode(image))


def _draw(document: pdfium.PdfDocument, number: int, scale: float) -> tuple[int, float, float, Image.Image]:
    with closing(document[number - 1]) as page:
        shown = page.get_rotation() // 90
        quarter = pdfium_page.find_quarter(page)
        turned = (quarter - shown) % _QUARTERS
        width, height = page.get_size()
        bitmap = page.render(scale=scale, grayscale=True, rotation=turned * 90)
        image = bitmap.to_pil().copy()
        bitmap.close()
    return (number, height, width, image) if turned % 2 else (number, width, height, image)


def _encode(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.point(_GREYS).save(stream, "PNG")
    return stream.getvalue()
