"""From models to HTML: the template engine, in which everything out of documents is escaped."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from flows.encoding import escape_controls
from flows.report.files import link
from flows.report.material import Material
from flows.report.source_view import SourceView
from flows.report.words import Words, label, load_words, say, say_words
from schemas.datasets import BY_NAME
from schemas.findings import plain
from schemas.rules import RULES
from schemas.vocabularies import CHANGE_KINDS, SECTION_KINDS, TITLES

_PACKAGE = files("flows.report")
STATIC = ("pico.min.css", "pico.LICENSE.md", "report.css", "report.js")


class _Environment(Environment):
    """The engine, quicker for rows: `row.anchor` is looked up in a mapping before it is tried as an attribute, which fails first."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - the engine's own signature
        """The value of `obj.attribute` in a template."""
        return obj[attribute] if type(obj) is dict and attribute in obj else super().getattr(obj, attribute)


class Templates:
    """The templates of pages about some material, with what stands on every page.

    Text out of documents is escaped, and characters that hide in it or turn its direction show as escapes.
    """

    def __init__(self, material: Material, reports: Path) -> None:
        created = material.created
        self.has_data_docs = (reports / "data_docs" / "index.html").is_file()
        self.schema_version = str(material.published.package.get("schema_version", ""))
        self._environment = _Environment(
            loader=FileSystemLoader(str(_PACKAGE.joinpath("templates"))),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_show,
        )
        self._environment.globals.update(
            t=say,
            label=label,
            words=load_words().__getitem__,
            kind_of_section=_name_section,
            kind_of_change=_name_change,
            dataset_title=_name_dataset,
            rule_means=_explain_rule,
            has_data_docs=self.has_data_docs,
            schema_version=self.schema_version,
            case_count=len(material.cases),
            created=created and created.strftime("%Y-%m-%d %H:%M UTC"),
        )
        self._environment.filters.update(figure=show_figure, url=link, place=show_place)

    def render(self, page: str, template: str, values: Mapping[str, Any]) -> str:
        """The content of a page, whose path below the folder of reports is given; `values` are those of its template."""
        shared = {"root": "../" * page.count("/"), "kind": template}
        return self._environment.get_template(f"{template}.html.j2").render(values, **shared)


def show_figure(value: object) -> str:
    """A number with its thousands separated and a real minus sign; nothing for none."""
    if value is None:
        return ""
    shown = plain(value, ",f") if isinstance(value, Decimal) else f"{value:,}"
    return shown.replace("-", "−")


def show_place(row: Mapping[str, Any], view: SourceView) -> Markup:
    """The button that shows where a row was read, named by the page, or by the anchor where there are no pages."""
    page = view.page_of(row["anchor"]) or row["page"]
    anchor = escape(row["anchor"])
    words = say("document.page_short", page=page) if page else anchor
    # A page has hundreds of them: put together from what is escaped already.
    return Markup(f'<button type="button" class="place" data-anchor="{anchor}">{words}</button>')  # noqa: S704


def read_static(name: str) -> bytes:
    """A file that all pages use."""
    return _PACKAGE.joinpath("static", name).read_bytes()


def _show(value: object) -> object:
    if type(value) is Markup:
        return value
    if isinstance(value, str):
        # What is printable needs no second look.
        return value if value.isprintable() else escape_controls(value, keep="\n")
    if value is None:
        return ""
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
