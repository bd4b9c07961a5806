"""What a person sees of the expectations: the library's own result pages, made to be read without a network and the same each time.

The pages as rendered load styles, scripts and a logo from the network and print the time of the run. Kept is what they say: each
expectation, whether it holds, and the rows where it does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import cast

from lxml import html
from lxml.html import HtmlElement

from schemas.findings import Finding

_SIGNS = {"fa-check-circle": "✔", "fa-times": "✘", "fa-exclamation-triangle": "⚠"}
_SHOWN_FAILURES = 500
_LOADED = frozenset({"script", "link", "img", "style"})
_STYLE = """
body { font-family: sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; line-height: 1.4; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; }
th, td { border-bottom: 1px solid #ccc; padding: 0.3rem 0.8rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td > span { float: left; width: 1.6rem; }
.badge { background: #eee; border-radius: 0.3rem; padding: 0 0.3rem; font-family: monospace; }
.text-success { color: #176f2c; } .text-danger { color: #b3261e; }
h5 { font-size: 1.1rem; margin: 1.5rem 0 0; }
.row-count, .failed-count { text-align: right; }
"""


@dataclass(frozen=True, slots=True)
class Page:
    """The result of one suite as the library rendered it, its counts, and its failures row by row."""

    name: str
    rendered: str
    row_count: int
    expectation_count: int
    failed_count: int
    failures: tuple[Finding, ...]


def write_pages(pages: Iterable[Page], folder: Path) -> None:
    """Write `index.html` and a page for each suite into `folder`; pages of suites that are not given are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {"index.html"}
    rows = []
    for page in pages:
        content = "".join(html.tostring(section, encoding="unicode") for section in _sections(page.rendered))
        _write(folder / f"{page.name}.html", page.name, f'<p><a href="index.html">All suites</a></p>{_failures(page)}{content}')
        written.add(f"{page.name}.html")
        rows.append(_index_row(page))
    head = "<tr><th>Status</th><th>Suite</th><th>Rows</th><th>Expectations</th><th>Failed</th></tr>"
    _write(folder / "index.html", "Expectations", f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>")
    for stale in {path.name for path in folder.glob("*.html")} - written:
        (folder / stale).unlink()


def _index_row(page: Page) -> str:
    sign = '<i class="text-danger">✘</i>' if page.failed_count else '<i class="text-success">✔</i>'
    link = f'<a href="{page.name}.html">{page.name}</a>'
    counts = "".join(f'<td class="row-count">{count:,}</td>' for count in (page.row_count, page.expectation_count, page.failed_count))
    return f"<tr><td>{sign}</td><td>{link}</td>{counts}</tr>"


def _failures(page: Page) -> str:
    """The failures as a table, none where there are none."""
    if not page.failures:
        return ""
    head = "<tr><th>Document</th><th>Page</th><th>Place</th><th>Check</th><th>Severity</th><th>What is wrong</th></tr>"
    rows = "".join(map(_failure_row, page.failures[:_SHOWN_FAILURES]))
    more = len(page.failures) - _SHOWN_FAILURES
    rest = f"<p>and {more:,} more</p>" if more > 0 else ""
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>{rest}"


def _failure_row(failure: Finding) -> str:
    facts = (failure.document_id, failure.page, failure.anchor, failure.check, failure.severity, failure.message)
    cells = (escape(str(fact)) if fact is not None else "–" for fact in facts)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _sections(rendered: str) -> list[HtmlElement]:
    """The sections of a rendered page that say something about the data; the last one tells of the run."""
    page = cast("HtmlElement", html.document_fromstring(rendered))
    sections: list[HtmlElement] = page.find_class("ge-section")[:-1]
    for element in [element for section in sections for element in section.iter()]:
        if element.tag in _LOADED or (element.tag == "thead" and "hidden" in element.attrib):
            element.drop_tree()
        elif element.tag == "a":
            element.drop_tag()
        elif element.tag == "i":
            element.text = next((sign for name, sign in _SIGNS.items() if name in element.get("class", "")), None)
    return sections


def _write(path: Path, title: str, body: str) -> None:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style>'
    path.write_text(
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body><h1>{escape(title)}</h1>{body}</body></html>\n', encoding="utf-8"
    )
