"""Small PDF files for tests: text and lines at given places, without any library that writes PDF."""

from dataclasses import dataclass, field

A4 = (595.0, 842.0)
_DESCENDANT = (
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /MSung-Light /DW 1000"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (CNS1) /Supplement 0 >>"
    " /FontDescriptor << /Type /FontDescriptor /FontName /MSung-Light /Flags 6 /Ascent 880 /Descent -120 /CapHeight 700"
    " /ItalicAngle 0 /StemV 80 /FontBBox [0 -120 1000 880] >> >>"
)


@dataclass
class Page:
    """A page whose places are points from its top left corner; the media box can be wider than what is seen of it."""

    size: tuple[float, float] = A4
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None
    operations: list[str] = field(default_factory=list)

    def text(self, x: float, baseline: float, text: str, *, size: float = 12, mode: int = 0, gray: float = 0) -> "Page":
        """Print text from `x` on; every glyph is as wide as its size."""
        code = text.encode("utf-16-be").hex()
        y = self.size[1] - baseline
        self.operations.append(f"BT {gray} g {mode} Tr /F1 {size} Tf {x} {y} Td <{code}> Tj ET")
        return self

    def turned_text(self, x: float, baseline: float, text: str, *, size: float = 12) -> "Page":
        """Print text that runs upwards."""
        code = text.encode("utf-16-be").hex()
        self.operations.append(f"BT 0 g 0 Tr /F1 {size} Tf 0 1 -1 0 {x} {self.size[1] - baseline} Tm <{code}> Tj ET")
        return self

    def line(self, x0: float, top: float, x1: float, bottom: float) -> "Page":
        """Stroke a line."""
        self.operations.append(f"{x0} {self.size[1] - top} m {x1} {self.size[1] - bottom} l S")
        return self

    def fill(self, x0: float, top: float, x1: float, bottom: float, *, gray: float = 0) -> "Page":
        """Fill a rectangle."""
        self.operations.append(f"{gray} g {x0} {self.size[1] - bottom} {x1 - x0} {bottom - top} re f")
        return self

    def grid(self, xs: list[float], ys: list[float]) -> "Page":
        """Rule a table."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        return self


def make_pdf(*pages: Page, trailer: str = "") -> bytes:
    """The file of these pages, with more entries in its trailer; glyphs are not embedded, their codes are Unicode."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * index} 0 R' for index in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /MSung-Light /Encoding /UniCNS-UCS2-H /DescendantFonts [4 0 R] >>",
        _DESCENDANT,
    ]
    for index, page in enumerate(pages):
        stream = "\n".join(page.operations)
        crop = f" /CropBox [{' '.join(map(str, page.crop))}]" if page.crop else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.size[0]} {page.size[1]}]{crop} /Rotate {page.rotate}"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * index} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    ending = f"trailer << /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {count}\n0000000000 65535 f \n{table}{ending}".encode()
