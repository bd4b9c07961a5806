"""Where a place in an object store is mirrored on this machine; nothing is asked of the store."""

import hashlib
import os
from pathlib import Path

from extractors.readers.registry import SUFFIXES
from flows.discovery import folder_year


def is_url(place: str) -> bool:
    """Whether the place is in an object store."""
    return "://" in place


def find_raw_mirror(url: str) -> Path:
    """Where the raw place is on this machine once it has been fetched."""
    base, tail = split_place(url)
    return mirror_of(base) / tail


def mirror_of(url: str) -> Path:
    """The folder on this machine for what lies below the URL."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "budgetbook" / hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]


def split_place(url: str) -> tuple[str, str]:
    """The folder as far up as documents are spoken of beside it, and the path from there (`s3://b/raw/113` → `s3://b/raw`, `113`)."""
    base, tail = url.rstrip("/"), ""
    if base.lower().endswith(tuple(SUFFIXES)):
        base, _, tail = base.rpartition("/")
    while folder_year(f"{base.rsplit('/', 1)[-1]}/") is not None:
        base, _, name = base.rpartition("/")
        tail = f"{name}/{tail}".rstrip("/")
    return base, tail
