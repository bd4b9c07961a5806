"""Characters of symbol fonts in OpenDocument texts: private-use ones, which mean something in their font alone."""

import re

_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def has_symbols(text: str) -> bool:
    """Whether there is a character that only a font gives a meaning."""
    return _PRIVATE_USE.search(text) is not None


def resolve_symbols(text: str, font: str) -> str:
    """The text with such characters as the font shows them; those that are not known stay, and fall to the repair of text."""
    from extractors.readers.docx.symbols import symbol_of  # noqa: PLC0415 - the reader of another format, needed for one document in many

    return _PRIVATE_USE.sub(lambda match: symbol_of(ord(match[0]), font) or match[0], text)


def resolve_bullet(bullet: str, font: str) -> str:
    """A bullet as printed: one of a symbol font that is not known is •."""
    return _PRIVATE_USE.sub("•", resolve_symbols(bullet, font)) if has_symbols(bullet) else bullet
