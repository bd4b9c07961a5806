"""What the pages say, in Chinese and English: the words of `words.toml` as HTML that a switch turns from one into the other."""

import tomllib
from collections.abc import Hashable
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from markupsafe import Markup

from flows.encoding import escape_controls

# A page says the same few phrases many times.
_KEPT = 4096


class Words(NamedTuple):
    """One phrase in both languages."""

    zh: str
    en: str

    def fill(self, **values: object) -> "Words":
        """The phrase with its blanks filled in."""
        if not values:
            return self
        shown = {name: escape_controls(str(value)) for name, value in values.items()}
        return Words(self.zh.format_map(shown), self.en.format_map(shown))


@cache
def load_words() -> dict[str, Words]:
    """Every phrase by its name (`overview.heading`)."""
    content = tomllib.loads(files("flows.report").joinpath("words.toml").read_text(encoding="utf-8"))
    return {f"{group}.{name}": Words(*pair) for group, entries in content.items() for name, pair in entries.items()}


@lru_cache(maxsize=_KEPT)
def say(name: str, **values: Hashable) -> Markup:
    """The phrase as an element in Chinese that knows its English."""
    return say_words(load_words()[name].fill(**values))


def say_words(words: Words) -> Markup:
    """A phrase that is not in the catalogue, in the same way."""
    return Markup('<span data-en="{}">{}</span>').format(words.en, words.zh)


@lru_cache(maxsize=_KEPT)
def label(attribute: str, name: str, **values: Hashable) -> Markup:
    """The phrase as an attribute (`aria-label`, `alt`, `placeholder`) in Chinese that knows its English."""
    words = load_words()[name].fill(**values)
    return Markup('{0}="{1}" data-en-{0}="{2}"').format(attribute, words.zh, words.en)
