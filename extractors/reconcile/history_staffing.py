"""Last year's posts as this year's book prints them, against what last year's book printed and the movements stated since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from extractors.project_links import natural
from extractors.reconcile.row import reconcile
from extractors.rows import Row
from extractors.sections.staffing_changes import MOVEMENTS
from extractors.staffing_words import TOTAL, staffing_words
from extractors.text import fold

Rows = Mapping[str, Sequence[Row]]
_UNITS = "人員"
# What no unit is called: the posts of all units.
_GRAND = "\0"


@dataclass(frozen=True, slots=True)
class _Figure:
    """Posts of a category, None where they are blank; `blank` are the units of a sum whose posts are, `row` is where it begins."""

    posts: int | None
    row: Row
    is_sum: bool = False
    blank: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Movements:
    """The posts that stated movements add to the prior year; `by_category` is None where one of them does not say to which category."""

    total: int
    by_category: Mapping[str, int] | None


_Table = dict[str, dict[str, _Figure]]


def staffing(document: Rows, before: Rows) -> Iterator[Row]:
    """Each category and 合計 of the whole agency, and of its units where both books have the same and no movement is stated."""
    now, then = _tabulate(document["staffing"], "prior_year_posts"), _tabulate(before["staffing"], "current_year_posts")
    whole, whole_then = _add_up(now), _add_up(then)
    year = cast("int", document["documents"][0]["fiscal_year"])
    moved = _read_movements(document["staffing_changes"], year - 1, whole)
    for category, figure in whole.items():
        if category == TOTAL:
            yield from _compare(figure, whole_then.get(category), moved.total)
        elif moved.by_category is not None:
            yield from _compare(figure, whole_then.get(category), moved.by_category.get(category, 0))
    units = now.keys() - {_GRAND}
    if len(units) > 1 and units == then.keys() - {_GRAND} and moved.by_category == {}:
        for unit in now:
            if unit in units:
                for category, figure in now[unit].items():
                    yield from _compare(figure, then[unit].get(category), 0)


def _compare(figure: _Figure, former: _Figure | None, moved: int) -> Iterator[Row]:
    """A category that one book does not name may stand there under another; a blank is not 0."""
    if former is None or figure.posts is None or former.posts is None or figure.blank != former.blank:
        return
    row = figure.row
    unit = "" if figure.is_sum else row["unit"] or ""
    statement = f"{unit}{row['category']}{figure.posts}"
    anchor, page = cast("str", row["anchor"]), cast("int | None", row["page"])
    yield reconcile("history.staffing", statement, figure.posts, former.posts + moved, anchor, page)


def _tabulate(rows: Sequence[Row], column: str) -> _Table:
    """The figures by unit and category."""
    grouped: dict[str, dict[str, list[Row]]] = {}
    for row in sorted(rows, key=lambda row: natural(cast("str", row["anchor"]))):
        unit = fold(cast("str | None", row["unit"]) or "")
        unit = _GRAND if staffing_words().is_total(unit) else unit
        grouped.setdefault(unit, {}).setdefault(_category(row), []).append(row)
    return {
        unit: {category: _figure(same, column, is_total=category == TOTAL) for category, same in categories.items()}
        for unit, categories in grouped.items()
    }


def _figure(rows: Sequence[Row], column: str, *, is_total: bool) -> _Figure:
    """Two rows of one category are two lists side by side; of two totals in one unit one may hold the other."""
    posts = [cast("int | None", row[column]) for row in rows]
    known = [each for each in posts if each is not None]
    is_known = len(known) == len(posts) and not (is_total and len(posts) > 1)
    return _Figure(sum(known) if is_known else None, rows[0])


def _category(row: Row) -> str:
    """職員, 聘用人員 and 聘用 alike."""
    name = fold(cast("str", row["category"]))
    return TOTAL if row["is_total"] else _bare(name)


def _bare(category: str) -> str:
    name = fold(staffing_words().category(category))
    return name.removesuffix(_UNITS) or name


def _add_up(table: _Table) -> dict[str, _Figure]:
    """The figures of the whole agency: as printed over all units, or those of the only unit, or the sums of the units'."""
    units = [unit for unit in table if unit != _GRAND]
    if len(units) == 1 and _GRAND not in table:
        return table[units[0]]
    whole = dict(table.get(_GRAND, {}))
    for category in dict.fromkeys(category for unit in units for category in table[unit]):
        if category not in whole:
            whole[category] = _sum(table, units, category)
    return whole


def _sum(table: _Table, units: Sequence[str], category: str) -> _Figure:
    found = {unit: table[unit][category] for unit in units if category in table[unit]}
    known = [figure.posts for figure in found.values() if figure.posts is not None]
    # A unit without a total of its own is missing in the sum of the totals.
    is_known = bool(known) and (category != TOTAL or len(known) == len(units))
    blank = frozenset(unit for unit, figure in found.items() if figure.posts is None)
    return _Figure(sum(known) if is_known else None, next(iter(found.values())).row, len(found) > 1, blank)


def _read_movements(changes: Sequence[Row], year: int, categories: Mapping[str, _Figure]) -> _Movements:
    """What is stated of the posts of a year: movements; where there are none, sums of them, or what leads from one total to the next."""
    ours = [row for row in changes if row["year"] == year]
    # 其中約僱10人係由移民署移撥至本部 explains a movement that is already stated, and no sum counts it twice.
    moves = [row for row in ours if row["kind"] in MOVEMENTS and not fold(cast("str", row["statement"])).startswith("其中")]
    if moves:
        by_category: dict[str, int] = {}
        for row in moves:
            name = _bare(cast("str", row["category"])) if row["category"] else ""
            by_category[name] = by_category.get(name, 0) + _posts(row)
        is_named = by_category.keys() <= categories.keys() - {TOTAL}
        return _Movements(sum(map(_posts, moves)), by_category if is_named else None)
    net = [_posts(row) for row in ours if row["kind"] == "net_change"]
    published = [_posts(row) for row in ours if row["kind"] == "published_total"]
    restated = [_posts(row) for row in ours if row["kind"] == "restated_total"]
    total = sum(net) if net else sum(restated) - sum(published) if len(restated) == len(published) else 0
    return _Movements(total, None if total else {})


def _posts(row: Row) -> int:
    return cast("int", row["posts"])
