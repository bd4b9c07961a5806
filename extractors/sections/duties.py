"""機關主要職掌, 內部分層業務 and 分預算機關: what an agency and each of its units is for."""

import re
from collections.abc import Iterator, Sequence

from extractors.items import Item
from extractors.outline import Outline, Section
from extractors.rows import Row

# 組織法 and 處務規程 call units so; a name before a colon that ends otherwise is a sentence's beginning.
_UNIT = re.compile(r".{0,30}(?:[司處室組科課股署局會館隊所院校廠場站臺台部團庫段區]|中心|分局|分署|辦公室|小組|委員會|(?:科|室|組|處)長)")
# 各科室職掌如下： leads to the units as the line with a unit's name leads to its tasks.
_LEADS_ON = re.compile(r"[：:]$")
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
    units: dict[str, str] = {}
    bare: str | None = None
    for item in section.items:
        above = _unit_above(item, units)
        named = None if above else _unit_line(item, section.items)
        if named is not None:
            unit, duty = named
            units[item.anchor] = unit
            bare = unit if item.label is None else None
            if duty:
                yield _row("unit", unit, None, duty, item.anchor, item.page)
        elif item.label is None and item.parent is None and not units and _LEADS_ON.search(item.text):
            continue
        else:
            parent = item.parent if item.parent and item.parent.anchor not in units else None
            yield _item_row("unit", above or bare, item, parent)


def _unit_above(item: Item, units: dict[str, str]) -> str | None:
    """The unit that a list item lies under."""
    above = item.parent
    while above is not None:
        if above.anchor in units:
            return units[above.anchor]
        above = above.parent
    return None


def _unit_line(item: Item, items: Sequence[Item]) -> tuple[str, str] | None:
    """The unit that a line names and the duty on the same line: `1.綜合企劃組：`, `6.人事室：掌理本署人事事項。`, `公務預算科：掌理…`."""
    match = _UNIT_LINE.fullmatch(item.text)
    if match is None:
        bare = _join(item.text)
        has_items = any(other.parent is item for other in items)
        return (bare, "") if item.label and has_items and _UNIT.fullmatch(bare) else None
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
