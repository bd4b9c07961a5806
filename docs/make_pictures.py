"""Draws the picture in the README with the project's own reader and printing: `.venv/bin/python docs/make_pictures.py`."""

import re
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from extractors.readers import registry
from extractors.records import extract
from flows.printing import print_table, show
from schemas.datasets import BY_NAME

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "inspect.svg"
_SAMPLE = ROOT / "raw" / "113" / "smesa-113.docx"
_SHOWN = {
    "staffing": ("category", "prior_year_posts", "current_year_posts", "change"),
    "staffing_changes": ("year", "kind", "category", "posts", "counterparty", "statement"),
    "transfers": ("direction", "counterparty", "account", "posts", "amount_twd"),
    "reconciliations": ("rule", "statement", "stated", "computed", "difference"),
}
# A picture asks no other machine for a font, nor names one.
_REMOTE = re.compile(r"@font-face \{.*?\}\s*|<!-- Generated with.*?-->\s*", re.DOTALL)


def draw() -> str:
    """The posts of the sample, how they changed, and what was worked out again, as an SVG of a terminal."""
    rows = extract(registry.read(_SAMPLE), "").rows
    rows["reconciliations"] = [row for row in rows["reconciliations"] if str(row["rule"]).startswith(("staffing", "transfers"))]
    console = Console(record=True, width=112, file=StringIO(), force_terminal=True, highlight=False)
    for name, columns in _SHOWN.items():
        values = [[show(row[column]) for column in columns] for row in rows[name]]
        print_table(console, f"{BY_NAME[name].title} ({name})", columns, values)
    picture = console.export_svg(title="raw/113/smesa-113.docx", theme=MONOKAI, unique_id="inspect")
    return _REMOTE.sub("", picture)


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
