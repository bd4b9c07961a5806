"""機關主要職掌, 內部分層業務 and 分預算機關: what an agency and each of its units is for."""

import re
from collections.abc import Iterator, Sequence

from extractors.items import Item
from extractors.outline import Outline, Section
from extractors.rows import Row

# 組織法 and 處務規程 call units so; a name before a colon that ends otherwise is a sentence's beginning.
_UNIT = re.compile(r".{0,30}(?:[司處室組科課股署局會館隊所院校廠場站臺台部團庫段區]|中心|分局|分署|辦公室|小組|委員會|(?:科|室|組|處)長)")
_UNIT_LINE = re.compile(r"(?P<unit>[^：:，。；,;]{2,40})[：:]\s*(?P<duty>.*)", re.DOTALL)


def read_duties(outline: Outline) -> Iterator[Row]:
    """The rows of `duties`, in reading order."""
    for section in outline.sections:
        if section.kind == "agency_functions":
            yield from _agency(section)
        elif section.kind in {"internal_units", "subordinate_budgets"}:
            yield from _units(section)


def _agency(section: Section) -> Iterator[Row]:
    if section.run_in:
        yield _row("agency", None, None, section.run_in, section.heading.place.anchor, section.heading.place.page)
    for item in section.items:
        yield _item_row("agency", None, item, item.parent)


def _units(section: Section) -> Iterator[Row]:
    if section.run_in:
        yield _row("unit", None, None, section.run_in, section.heading.place.anchor, section.heading.place.page)
    unit: str | None = None
    unit_item: Item | None = None
    for item in section.items:
        named = _unit_line(item, section.items, unit_item)
        if named is not None:
            unit, duty = named
            unit_item = item
            if duty:
                yield _row("unit", unit, None, duty, item.anchor, item.page)
        elif unit_item is not None and item.label is not None and item.parent is None and unit_item.label is not None:
            unit = unit_item = None
            yield _item_row("unit", None, item, None)
        else:
            yield _item_row("unit", unit, item, item.parent if item.parent is not unit_item else None)


def _unit_line(item: Item, items: Sequence[Item], open_unit: Item | None) -> tuple[str, str] | None:
    """The unit that a line names and the duty on the same line: `1.綜合企劃組：`, `6.人事室：掌理本署人事事項。`, `公務預算科：掌理…`."""
    if item.parent is not None or (item.label is None and open_unit is not None and open_unit.label is not None):
        return None
    match = _UNIT_LINE.fullmatch(item.text)
    if match is None:
        bare = item.text.strip()
        has_items = any(other.parent is item for other in items)
        return (_join(bare), "") if item.label and has_items and _UNIT.fullmatch(_join(bare)) else None
    unit = _join(match["unit"])
    return (unit, match["duty"]) if _UNIT.fullmatch(unit) else None


def _join(name: str) -> str:
    return "".join(name.split())


def _item_row(scope: str, unit: str | None, item: Item, parent: Item | None) -> Row:
    return _row(scope, unit, item.ordinal, item.text, item.anchor, item.page, parent.ordinal if parent else None)


def _row(
    scope: str, unit: str | None, ordinal: int | None, text: str, anchor: str, page: int | None, parent_ordinal: int | None = None
) -> Row:
    return {
        "scope": scope,
        "unit": unit,
        "ordinal": ordinal,
        "parent_ordinal": parent_ordinal,
        "text": text,
        "anchor": anchor,
        "page": page,
    }
