"""Which program read a document: the release, and a hash of the code and data that make the rows."""

import hashlib
from collections.abc import Container, Iterable
from functools import cache
from pathlib import Path
from types import ModuleType

import extractors
import schemas

# What the packages are made of; anything else beside them (caches, an editor's copies) makes no row.
SOURCE_SUFFIXES = frozenset({".py", ".toml", ".json"})


@cache
def extractor_version() -> str:
    """The release and a short hash of the sources of extractors and schemas: `0.1.0+3f9a1c27b0de`.

    Code changes between releases; a document read by other code is read again.
    """
    return f"{_release()}+{hash_sources((extractors, schemas), SOURCE_SUFFIXES)[:12]}"


def hash_sources(packages: Iterable[ModuleType], suffixes: Container[str]) -> str:
    """The SHA-256 of the files with these suffixes in packages; line ends do not count: they depend on the machine's git."""
    digest = hashlib.sha256()
    for package in packages:
        folder = Path(package.__path__[0])
        for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
            if path.suffix in suffixes:
                data = path.read_bytes().replace(b"\r\n", b"\n")
                digest.update(f"{package.__name__}/{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
                digest.update(data)
    return digest.hexdigest()


def _release() -> str:
    # Loading it takes longer than all else here, and looking at one document asks for no version.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("budgetbook")
    except PackageNotFoundError:
        return "0"
