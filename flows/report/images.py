"""The pictures of all files that pages are about: which are wanted, which are drawn this time, and why a file has none."""

from collections.abc import Container, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from extractors.readers.registry import SUFFIXES
from flows.isolation import Isolated
from flows.report.material import Material
from flows.report.page_store import Pages, PageStore, Wish, draw_apart
from flows.report.quarantine_pages import has_place, pages_wanted


class Images:
    """The pictures for the pages made from some material."""

    def __init__(self, material: Material, raw: Path | None, store: PageStore) -> None:
        self._raw = raw
        self._store = store
        self._wishes: dict[str, Wish] = {}
        self._failures: dict[str, str] = {}
        # What is in quarantine is looked at first, then the latest year.
        for case in material.cases.values():
            content = case.content
            sha256, reader = content["source_sha256"], SUFFIXES.get(Path(case.source_path).suffix.lower())
            if sha256 and has_place(case):
                file_format = reader.format if reader else ""
                self._add(Wish(sha256, file_format, self._find(case.source_path), pages_wanted(case) or None, with_places=True))
        for document, numbers in material.list_sources():
            self._add(Wish(document["source_sha256"], document["source_format"], self._find(document["source_path"]), numbers or None))

    def _add(self, wish: Wish) -> None:
        known = self._wishes.get(wish.sha256)
        self._wishes[wish.sha256] = known.join(wish) if known else wish

    @contextmanager
    def drawing(self, limit: int | None) -> Iterator[Container[str]]:
        """Draw the pages of up to `limit` files that have none while the block goes on; what it is given are the hashes of these files.

        They are drawn in a process of its own, which ends with this one, LibreOffice and all.
        """
        missing = [wish for wish in self._wishes.values() if self._store.load(wish) is None]
        obstacles = {wish.sha256: obstacle for wish in missing if (obstacle := self._store.find_obstacle(wish))}
        possible = [wish for wish in missing if wish.sha256 not in obstacles]
        chosen = possible[:limit]
        self._failures = {**obstacles, **dict.fromkeys((wish.sha256 for wish in possible[len(chosen) :]), "source.not_made")}
        hashes = {wish.sha256 for wish in chosen}
        if not chosen:
            yield hashes
            return
        with TemporaryDirectory(prefix="budgetbook-", ignore_cleanup_errors=True) as folder:
            process = Isolated(Path(folder))
            try:
                process.send(draw_apart, self._store, chosen)
                yield hashes
                self._failures |= _await_failures(process, hashes)
            finally:
                process.close()

    def load(self, sha256: str | None) -> Pages:
        """The pictures of a file, or why there are none."""
        wish = self._wishes.get(sha256 or "")
        pages = None if wish is None else self._store.load(wish)
        return pages or Pages(failure=self._failures.get(sha256 or "", "source.not_made"))

    def tidy(self) -> None:
        """Take away the pictures of files that are gone."""
        self._store.keep_only(self._wishes)

    def _find(self, source_path: str) -> Path | None:
        if self._raw is None:
            return None
        return self._raw if self._raw.is_file() else self._raw / source_path


def _await_failures(process: Isolated, hashes: set[str]) -> dict[str, str]:
    """Why files have no pictures, by hash; a process that is lost has drawn what is there."""
    try:
        failures: dict[str, str] = process.receive()
    except BrokenExecutor:
        return dict.fromkeys(hashes, "source.not_drawn")
    return failures
