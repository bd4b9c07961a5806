"""Pictures of pages and the places on them, made once for each file and kept by its hash below `reports/pages/`."""

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from extractors.document import Box, Document, Source, UnreadableError, walk_paragraphs
from extractors.readers import libreoffice, registry
from flows.discovery import hash_file
from flows.report.files import write_page

FOLDER = "pages"
SCALE = 1.5
# Files whose pages are drawn in one go where nothing else is said: some seconds' work.
DEFAULT_IMAGES = 12
_RECORD = "pages.json"
_PRINTED = frozenset({"docx", "odt", "doc"})
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Wish:
    """A file whose pages are wanted: `numbers` of them, or all; `with_places` asks for the place of every paragraph too."""

    sha256: str
    format: str
    path: Path | None
    numbers: tuple[int, ...] | None = None
    with_places: bool = False

    def join(self, other: "Wish") -> "Wish":
        """What both ask for of one file."""
        numbers = None if self.numbers is None or other.numbers is None else tuple(sorted({*self.numbers, *other.numbers}))
        return replace(self, path=self.path or other.path, numbers=numbers, with_places=self.with_places or other.with_places)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a paragraph is printed, and what it says there."""

    anchor: str
    page: int
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Pages:
    """The pictures of a file: for each page its size in PDF points; `spots` where they were asked for.

    `is_printed` says that LibreOffice laid the pages out; `failure` names, as a phrase, why there are none.
    """

    sizes: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    spots: tuple[Spot, ...] = ()
    is_printed: bool = False
    failure: str | None = None


def image_path(sha256: str, number: int) -> str:
    """A picture's path below the folder of reports."""
    return f"{FOLDER}/{sha256}/{number}@{SCALE:g}.png"


class PageStore:
    """The pictures below one folder of reports."""

    def __init__(self, reports: Path) -> None:
        self._reports = reports

    def load(self, wish: Wish) -> Pages | None:
        """What is there; None where something that is wanted is not."""
        try:
            record = json.loads((self._folder(wish.sha256) / _RECORD).read_bytes())
            if record["scale"] != SCALE or (wish.with_places and record["spots"] is None):
                return None
            pages = _decode(record)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        wanted = wish.numbers if wish.numbers is not None and not pages.is_printed and not pages.failure else pages.sizes
        return pages if all((self._reports / image_path(wish.sha256, number)).is_file() for number in wanted) else None

    def find_obstacle(self, wish: Wish) -> str | None:
        """The phrase that says why the pages of a file cannot be made here."""
        if wish.format not in _PRINTED | {"pdf"}:
            return "source.no_pages"
        if wish.path is None or hash_file(wish.path) != wish.sha256:
            return "source.no_raw"
        if wish.format in _PRINTED and libreoffice.find_program() is None:
            return "source.no_office"
        return None

    def make(self, wishes: Iterable[Wish]) -> dict[str, str]:
        """Draw the pages of these files; returns, by hash, the phrase that says why a file has none."""
        failures: dict[str, str] = {}
        possible: list[tuple[Wish, bytes]] = []
        for wish in wishes:
            obstacle = self.find_obstacle(wish)
            if obstacle or wish.path is None:
                failures[wish.sha256] = obstacle or "source.no_raw"
            else:
                possible.append((wish, wish.path.read_bytes()))
        for wish, data in chain(((wish, data) for wish, data in possible if wish.format == "pdf"), _print(possible)):
            try:
                if isinstance(data, UnreadableError):
                    raise data
                self._draw(wish, data)
            except UnreadableError:
                failures[wish.sha256] = "source.not_drawn"
                # Not tried again and again: the same bytes fail the same way.
                self._record(wish.sha256, Pages(is_printed=wish.format != "pdf", failure="source.not_drawn"), has_spots=True)
        return failures

    def copy_to(self, reports: Path) -> None:
        """Put all that is here where another store keeps it; the record of a file comes after its pictures, which it speaks of."""
        for record in (self._reports / FOLDER).glob(f"*/{_RECORD}"):
            for path in (*sorted(record.parent.glob("*.png")), record):
                write_page(reports / path.relative_to(self._reports), path.read_bytes())

    def keep_only(self, hashes: Iterable[str]) -> None:
        """Take away the pictures of files that nothing is about any more."""
        kept = set(hashes)
        for folder in (self._reports / FOLDER).glob("*"):
            if _SHA256.fullmatch(folder.name) and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _folder(self, sha256: str) -> Path:
        return self._reports / FOLDER / sha256

    def _draw(self, wish: Wish, data: bytes) -> None:
        from extractors.readers.page_images import draw_pages  # noqa: PLC0415 - only where there is something to draw

        is_printed = wish.format != "pdf"
        spots = _find_spots(data, wish) if is_printed or wish.with_places else None
        numbers = range(1, _page_count(spots) + 1) if wish.numbers is None or is_printed else wish.numbers
        sizes = {}
        for image in draw_pages(data, numbers, SCALE):
            write_page(self._reports / image_path(wish.sha256, image.number), image.png)
            sizes[image.number] = (round(image.width, 2), round(image.height, 2))
        self._record(wish.sha256, Pages(sizes, tuple(spots or ()), is_printed), has_spots=spots is not None)

    def _record(self, sha256: str, pages: Pages, *, has_spots: bool) -> None:
        record = {
            "scale": SCALE,
            "is_printed": pages.is_printed,
            "failure": pages.failure,
            "sizes": {str(number): size for number, size in pages.sizes.items()},
            "spots": [[spot.anchor, spot.page, *(round(edge, 2) for edge in spot.box), spot.text] for spot in pages.spots]
            if has_spots
            else None,
        }
        write_page(self._folder(sha256) / _RECORD, json.dumps(record, ensure_ascii=False))


def draw_apart(store: PageStore, wishes: Sequence[Wish]) -> Iterator[dict[str, str]]:
    """What a process of its own runs (`flows.isolation`): draw the pages of these files, and say why some have none."""
    yield store.make(wishes)


def _print(wishes: Iterable[tuple[Wish, bytes]]) -> Iterator[tuple[Wish, bytes | UnreadableError]]:
    """The files that have no pages of their own, as LibreOffice prints them, each format in one process that goes on meanwhile."""
    program = libreoffice.find_program()
    for name in sorted(_PRINTED):
        chosen = {number: (wish, data) for number, (wish, data) in enumerate(wishes) if wish.format == name}
        if chosen and program:
            files = {number: data for number, (_, data) in chosen.items()}
            for number, printed in libreoffice.convert(program, files, f".{name}", libreoffice.PDF):
                yield chosen[number][0], printed


def _find_spots(data: bytes, wish: Wish) -> list[Spot]:
    """Where each paragraph of a PDF is, as our own reader finds it; nothing where it finds no book."""
    source = Source(wish.path.name if wish.path else "", "pdf", wish.sha256, len(data))
    try:
        document: Document = registry.FORMATS["pdf"].read(data, source)
    except UnreadableError:
        return []
    return [
        Spot(paragraph.place.anchor, paragraph.place.page, paragraph.place.box, paragraph.text)
        for paragraph in walk_paragraphs(document.blocks)
        if paragraph.place.page is not None and paragraph.place.box is not None
    ]


def _page_count(spots: list[Spot] | None) -> int:
    return max((spot.page for spot in spots or ()), default=1)


def _decode(record: Mapping[str, Any]) -> Pages:
    spots = tuple(Spot(anchor, page, Box(*box), text) for anchor, page, *box, text in record["spots"] or ())
    sizes = {int(number): (float(width), float(height)) for number, (width, height) in record["sizes"].items()}
    return Pages(sizes, spots, bool(record["is_printed"]), record["failure"])
