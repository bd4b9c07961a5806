"""Pages that are drawn while the rows of their documents are checked, so that a run does not wait for LibreOffice at its end."""

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.compute as pc

from flows.isolation import Isolated
from flows.reading import Reading
from flows.report.page_store import PageStore, Wish, draw_apart


class PagesAhead:
    """Draws pages in a process of its own from the moment that it is made, into a folder of its own: nothing is published yet."""

    def __init__(self, wishes: Sequence[Wish]) -> None:
        self._folder = TemporaryDirectory(prefix="budgetbook-", ignore_cleanup_errors=True)
        self._store = PageStore(Path(self._folder.name) / "reports")
        self._process = Isolated(Path(self._folder.name))
        self._process.send(draw_apart, self._store, wishes)
        threading.Thread(target=_load_what_draws, daemon=True).start()

    def deliver(self, reports: Path) -> None:
        """Put what was drawn where pages are kept, once it is there; what is missing is drawn with the report as if this were not.

        Raises:
            OSError: the folder cannot be written.
        """
        with suppress(BrokenExecutor, RuntimeError):
            self._process.receive()
            self._store.copy_to(reports)

    def close(self) -> None:
        """End the process, whatever it has in hand."""
        self._process.close()
        self._folder.cleanup()


def find_wishes(readings: Iterable[Reading], raw: Path, reports: Path) -> list[Wish]:
    """The documents that were read, that have no pictures yet and that can be drawn: the report is going to want them as they are here."""
    store = PageStore(reports)
    wishes = {
        reading.sha256: Wish(reading.sha256, reading.format, raw if raw.is_file() else raw / reading.name, _list_pages(reading))
        for reading in readings
        if reading.sha256 and reading.format and reading.tables is not None
    }
    return [wish for wish in wishes.values() if store.load(wish) is None and not store.find_obstacle(wish)]


def _list_pages(reading: Reading) -> tuple[int, ...] | None:
    """The pages that rows come from; None for a format that has none."""
    pages = pc.unique(reading.tables["paragraphs"]["page"].drop_null()) if reading.tables is not None else ()
    return tuple(sorted(page.as_py() for page in pages)) or None


def _load_what_draws() -> None:
    """Import what the report is made with, which takes seconds, while this process waits for others."""
    from flows.report import site  # noqa: PLC0415 - nothing else of a run needs it
    from flows.report.plots import load_library  # noqa: PLC0415 - the same

    del site
    load_library()
