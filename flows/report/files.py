"""How the files of the site are named, addressed and written."""

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import quote

from flows.encoding import escape_controls

# A file name has at most 255 bytes on common file systems, and a Chinese character takes three.
_NAME_BYTES = 180
_UNFIT_FOR_NAMES = re.compile(r"[/\\:*?\"<>|#%&\s]")


def name_file(text: str) -> str:
    """A file's name, without its suffix, that says what `text` says; two texts never have the same."""
    name = _UNFIT_FOR_NAMES.sub("_", escape_controls(text)).lstrip("._")
    if name == text and len(name.encode()) <= _NAME_BYTES:
        return name
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name.encode()[:_NAME_BYTES].decode(errors='ignore')}.{digest}"


def link(path: str) -> str:
    """A relative path as it stands in an address."""
    return quote(path, safe="/.#?=")


def write_page(path: Path, content: str | bytes) -> None:
    """Write a file, whole or not at all; one that holds the same bytes is left as it is."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:40]}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)
