"""The pictures of all files that pages are about: which are wanted, which are drawn this time, and why a file has none."""

from itertools import islice
from pathlib import Path

from extractors.readers.registry import SUFFIXES
from flows.report.material import Material
from flows.report.page_store import Pages, PageStore, Wish
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

    def make(self, limit: int | None) -> None:
        """Draw the pages of up to `limit` files that have none."""
        missing = (wish for wish in self._wishes.values() if self._store.load(wish) is None)
        possible = []
        for wish in missing:
            obstacle = self._store.find_obstacle(wish)
            if obstacle:
                self._failures[wish.sha256] = obstacle
            else:
                possible.append(wish)
        chosen = list(islice(possible, limit))
        self._failures |= dict.fromkeys((wish.sha256 for wish in possible[len(chosen) :]), "source.not_made")
        self._failures |= self._store.make(chosen)

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
