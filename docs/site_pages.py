"""Brings the pages that lie beside docs/ into the site, and leads the links to them there."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

_ROOT = Path(__file__).resolve().parent.parent
_NAMES = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
_OUTSIDE = re.compile(rf"\]\(((?:\.\./)+)(?={'|'.join(map(re.escape, _NAMES))})")


def on_files(files: Files, config: Any) -> Files:  # noqa: ANN401 - mkdocs calls it by name
    """Take the pages in; what they link to below docs/ is beside them now."""
    for name in _NAMES:
        text = (_ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](")
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_others: object) -> str:  # noqa: ANN401 - the same
    """Lead what points out of docs/ to the page in the site: one folder less up."""
    if page.file.src_uri in _NAMES:
        return markdown
    return _OUTSIDE.sub(lambda link: "](" + link[1].removesuffix("../"), markdown)
