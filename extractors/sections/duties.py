"""機關主要職掌, 內部分層業務 and 分預算機關: what an agency and each of its units is for."""

import re
from collections.abc import Iterator, Sequence

from extractors.items import Item
from extractors.outline import Outline, Section
from extractors.rows import Row

# 組織法 and 處務規程 call units so; a name before a colon that ends otherwise is a sentence's beginning.
_UNIT = re.compile(
    r".{0,30}(?:[司處室組科課股署局會館隊所院校廠場站臺台部團庫段區園]|中心|分局|分署|辦公室|小組|委員會|(?:科|室|組|處)長|主任秘書|專門委員|"
    r"(?:人事|會計|主計|政風)(?:機構|管理員|員|單位))(?:[（(][^（）()]{1,20}[)）])?"
)
_LONGEST_NAME = 15
# 本處設下列各科： ends as a unit's name does.
_NO_UNIT = re.compile(r"下列|如下|[下分共]設|設[有置\d一二三四五六七八九十]|^本[處局府會所館]")
# 各科室職掌如下： leads to the units as the line with a unit's name leads to its tasks.
_LEADS_ON = re.compile(r"[：:]$")
_UNIT_LINE = re.compile(r"(?P<unit>[^：:，。；,;]{2,40}?)\s*[：:－—─]+\s*(?P<duty>.*)", re.DOTALL)
# 秘書室掌理文書: the name runs into its duty.
_UNIT_SENTENCE = re.compile(r"(?P<unit>[^：:，。；,;、]{2,15}?)[，,]?(?P<duty>(?:職掌|掌理|分掌|負責|依法辦理|主管).*)", re.DOTALL)


def read_duties(outline: Outline) -> Iterator[Row]:
    """The rows of `duties`, in reading order."""
    has_functions = any(True for _ in outline.of_kind("agency_functions"))
    for section in outline.sections:
        if section.kind == "agency_functions" or (section.kind == "statutory_duties" and not has_functions and "施政" not in section.title):
            yield from _agency(section)
        elif section.kind in {"internal_units", "subordinate_budgets"}:
            yield from _units(section)


def _agency(section: Section) -> Iterator[Row]:
    if section.run_in:
        yield _row("agency", None, None, section.run_in, section.heading.place.anchor, section.heading.place.page)
    for item in section.items:
        yield _item_row("agency", None, item, item.parent)


def _units(section: Section) -> Iterator[Row]:
    if section.run_in and not _LEADS_ON.search(section.run_in):
        yield _row("unit", None, None, section.run_in, section.heading.place.anchor, section.heading.place.page)
    units: dict[str, str] = {}
    bare: str | None = None
    last: str | None = None
    is_listed = sum(_is_named(item) for item in section.items) > 1
    for index, item in enumerate(section.items):
        above = _unit_above(item, units)
        named = None if above else _unit_line(item, section.items[index + 1 : index + 2], is_listed=is_listed and bare is None)
        if named is not None:
            unit, duty = named
            units[item.anchor] = last = unit
            bare = unit if item.label is None else None
            if duty:
                yield _row("unit", unit, None, duty, item.anchor, item.page)
        elif item.label is None and item.parent is None and not units and _LEADS_ON.search(item.text):
            continue
        else:
            parent = item.parent if item.parent and item.parent.anchor not in units else None
            yield _item_row("unit", above or bare or (last if item.label is None else None), item, parent)


def _unit_above(item: Item, units: dict[str, str]) -> str | None:
    """The unit that a list item lies under."""
    above = item.parent
    while above is not None:
        if above.anchor in units:
            return units[above.anchor]
        above = above.parent
    return None


def _is_named(item: Item) -> bool:
    """Whether an outermost item is surely a unit: its name ends as units' do, and a colon follows."""
    match = _UNIT_LINE.fullmatch(item.text) if item.parent is None else None
    return match is not None and bool(_UNIT.fullmatch(_join(match["unit"])))


def _unit_line(item: Item, following: Sequence[Item], *, is_listed: bool) -> tuple[str, str] | None:
    """The unit that a line names and the duty on the same line: `1.綜合企劃組：`, `6.人事室：掌理本署人事事項。`, `公務預算科：掌理…`.

    Among units a short name before a colon is one too (政風：辦理政風), and a name alone where its duties follow.
    """
    match = _UNIT_LINE.fullmatch(item.text)
    if match is None:
        return _unit_without_colon(item, following)
    unit = _join(match["unit"])
    if _NO_UNIT.search(unit):
        return None
    is_unit = _UNIT.fullmatch(unit) or (is_listed and item.parent is None and item.label is not None and len(unit) <= _LONGEST_NAME)
    return (unit, match["duty"]) if is_unit else None


def _unit_without_colon(item: Item, following: Sequence[Item]) -> tuple[str, str] | None:
    bare = _join(item.text)
    if _UNIT.fullmatch(bare) and len(bare) <= _LONGEST_NAME:
        has_duties = any(other.parent is item or _begins_duties(item, other) for other in following)
        return (bare, "") if has_duties else None
    match = _UNIT_SENTENCE.fullmatch(item.text)
    if match is None or item.parent is not None or not _UNIT.fullmatch(_join(match["unit"])):
        return None
    return _join(match["unit"]), match["duty"]


def _begins_duties(item: Item, following: Item) -> bool:
    """Whether the line behind a unit's name is a duty: no name itself, and no item of the names' own list."""
    return (following.label is None or item.label is None) and not _UNIT.fullmatch(_join(following.text))


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
