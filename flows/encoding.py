"""How values out of a document are written as JSON, and as text that cannot steer what shows it."""

import json
import re
import unicodedata
from datetime import date
from decimal import Decimal

# Control, format and unpaired characters, and the separators that break a line unseen.
_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MARKUP = re.compile(r"[\\`*_{}\[\]#|~!]")
# What makes a list, a rule or a heading where a line begins with it.
_LINE_MARKUP = re.compile(r"^(\d+(?=[.)](?: |$))|(?=[-+=]))")


def escape_controls(text: str, keep: str = "") -> str:
    """The text with the characters that steer a terminal or hide in a line as JSON escapes (u001b), but for those in `keep`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(json.dumps(char)[1:-1] if unicodedata.category(char) in _STEERING and char not in keep else char for char in text)


def escape_markdown(text: str) -> str:
    """The text in one line of Markdown that shows it as it is: no markup, no link and no HTML comes out of it."""
    line = escape_controls(" ".join(text.split()))
    line = _MARKUP.sub(r"\\\g<0>", line)
    line = _LINE_MARKUP.sub(r"\1\\", line)
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encode_value(value: object) -> object:
    """The value as JSON has it: an exact number as an integer where it is one, a date in ISO form."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def encode_json(content: object, indent: int | None = None) -> str:
    """The content as JSON a person can read: Chinese as it is, what would steer a terminal as escapes."""
    return escape_controls(json.dumps(content, ensure_ascii=False, indent=indent, default=encode_value), keep="\n")
