"""From models to files: the template engine with everything escaped, and files that are written where their bytes change."""

import datetime as dt
import hashlib
import os
import re
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.encoding import escape_controls
from flows.report.words import Words, label, load_words, say, say_words
from schemas.datasets import BY_NAME
from schemas.findings import plain
from schemas.rules import RULES
from schemas.vocabularies import CHANGE_KINDS, SECTION_KINDS, TITLES

_PACKAGE = files("flows.report")
STATIC = ("pico.min.css", "pico.LICENSE.md", "report.css", "report.js")
# A file name has at most 255 bytes on common file systems, and a Chinese character takes three.
_NAME_BYTES = 180
_UNFIT_FOR_NAMES = re.compile(r"[/\\:*?\"<>|#%&\s]")


def make_environment(shared: Mapping[str, Any]) -> Environment:
    """The template engine; `shared` is known to every page.

    Text out of documents is escaped, and characters that hide in it or turn its direction show as escapes.
    """
    environment = Environment(
        loader=FileSystemLoader(str(_PACKAGE.joinpath("templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_show,
    )
    environment.globals.update(
        t=say,
        label=label,
        kind_of_section=_name_section,
        kind_of_change=_name_change,
        dataset_title=_name_dataset,
        rule_means=_explain_rule,
    )
    environment.globals.update(shared)
    environment.filters.update(figure=show_figure, url=link)
    return environment


def show_figure(value: object) -> str:
    """A number with its thousands separated and a real minus sign; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        value = Decimal(plain(value))
    return f"{value:,}".replace("-", "−")


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


def read_static(name: str) -> bytes:
    """A file that all pages use."""
    return _PACKAGE.joinpath("static", name).read_bytes()


def _show(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return show_figure(value) if isinstance(value, Decimal) else value
    return value.isoformat() if isinstance(value, dt.date) else escape_controls(str(value), keep="\n")


def _name_section(kind: str) -> Markup:
    return say_words(Words(TITLES[SECTION_KINDS].get(kind, kind), kind.replace("_", " ")))


def _name_change(kind: str) -> Markup:
    return say_words(Words(TITLES[CHANGE_KINDS].get(kind, kind), kind.replace("_", " ")))


def _name_dataset(name: str) -> Markup:
    return say_words(Words(BY_NAME[name].title, name.replace("_", " ")))


def _explain_rule(name: str) -> Markup:
    rule = next((rule for rule in RULES if rule.name == name), None)
    if rule is None:
        return Markup("")
    pattern = load_words()["quarantine.check_means"]
    return say_words(
        Words(
            pattern.zh.format(stated=rule.stated_zh, computed=rule.computed_zh),
            pattern.en.format(stated=rule.stated, computed=rule.computed),
        )
    )
