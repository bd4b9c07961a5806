"""The posts of a staffing table, its explanation and the reorganisation section, against each other."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import cast

from extractors.reconcile.row import reconcile
from extractors.rows import Row
from extractors.sections.staffing import Staffing
from extractors.sections.staffing_changes import MOVEMENTS, Change
from extractors.staffing_words import TOTAL, staffing_words
from extractors.text import fold

_SIDES = (("staffing.prior_total", "prior_year_posts"), ("staffing.current_total", "current_year_posts"))


def totals(staffing: Staffing) -> Iterator[Row]:
    """The printed 合計 of each unit against its categories, and that of the whole table against its units."""
    units = _units(staffing.rows)
    for rule, column in _SIDES:
        for unit, rows in units.items():
            if _is_grand(unit):
                parts = [row for other, others in units.items() if not _is_grand(other) for row in others]
                for row in rows:
                    yield from _total(rule, column, row, [part for part in parts if part["category"] == row["category"]])
            for row, summed in _closed(rows):
                yield from _total(rule, column, row, summed)


def _closed(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Each total of a unit and the rows that it sums: all of them, or of two lists side by side those of its own."""
    totals_at = [index for index, row in enumerate(rows) if row["is_total"]]
    first = 0
    for index in totals_at:
        own = rows[first:index] if len(totals_at) > 1 else rows
        yield rows[index], [row for row in own if not row["is_total"]]
        first = index + 1


def _units(rows: Sequence[Row]) -> dict[str | None, list[Row]]:
    units: dict[str | None, list[Row]] = {}
    for row in rows:
        units.setdefault(cast("str | None", row["unit"]), []).append(row)
    return units


def _is_grand(unit: str | None) -> bool:
    return unit is not None and fold(unit) in staffing_words().totals


def _total(rule: str, column: str, row: Row, parts: Sequence[Row]) -> Iterator[Row]:
    stated = row[column]
    figures = [part[column] for part in parts if isinstance(part[column], int)]
    if isinstance(stated, int) and figures:
        yield reconcile(
            rule, f"{row['unit'] or ''}{row['category']}{stated}", stated, sum(cast("list[int]", figures)), _anchor(row), _page(row)
        )


def changes(staffing: Staffing) -> Iterator[Row]:
    """The printed change of each category, and of the total, against current − prior."""
    for index in sorted(staffing.printed_changes):
        row = staffing.rows[index]
        prior, current, change = row["prior_year_posts"], row["current_year_posts"], row["change"]
        if isinstance(prior, int) and isinstance(current, int) and isinstance(change, int):
            yield reconcile("staffing.change", f"{row['category']}{change}", change, current - prior, _anchor(row), _page(row))


def movements(stated: Sequence[Change]) -> Iterator[Row]:
    """Every sum and total of the explanation against the movements it names.

    113 − (1 + 1 + 2) = 109, and 109 − 1 = 108: movements before a restated prior total lead to it, those of the document's own
    year lead from there to its current total, wherever in the sentence they stand.
    """
    opened: list[Change] = []
    prior: int | None = None
    for index, change in enumerate(stated):
        if change.kind in MOVEMENTS:
            if change.counted:
                opened.append(change)
        elif change.kind in {"subtotal", "net_change"}:
            closed = opened or _parts_behind(change, stated[index + 1 :])
            if closed:
                yield _sum(change, closed, prior)
            opened = []
        else:
            if change.kind == "restated_total" and prior is not None:
                yield _stated("staffing_changes.restated_total", change, prior + _moved(stated, change.year))
            prior = prior if change.kind == "current_total" else change.posts
            opened = []
    # 本年度預算員額108人，較上年度預算員額109人: the prior total may stand behind the current one.
    for change in stated:
        if change.kind == "current_total" and prior is not None and (change.posts == prior or _is_explained(stated, change.year)):
            yield _stated("staffing_changes.current_total", change, prior + _moved(stated, change.year))


def _moved(stated: Sequence[Change], year: int) -> int:
    """The posts that the stated movements add to a year; where they are stated as a sum alone, that sum."""
    counted = [change.posts for change in stated if change.kind in MOVEMENTS and change.counted and change.year == year]
    return sum(counted) if counted else sum(change.posts for change in stated if change.kind == "net_change" and change.year == year)


def _is_explained(stated: Sequence[Change], year: int) -> bool:
    """Whether the movements of a year are stated: a total that differs without any only repeats the table."""
    return any(change.year == year and (change.kind in MOVEMENTS or change.kind == "net_change") for change in stated)


def _parts_behind(change: Change, following: Sequence[Change]) -> list[Change]:
    """The movements that a sum in front of them announces (減少2人，係減列工友1人及駕駛1人); 主要係 need not name them all."""
    parts = list(takewhile(lambda other: other.kind in MOVEMENTS and other.year == change.year, following))
    is_whole = change.kind == "net_change" and "淨" not in change.statement and not any("主要" in part.statement for part in parts)
    return [part for part in parts if part.counted] if is_whole else []


def _sum(change: Change, closed: Sequence[Change], prior: int | None) -> Row:
    """合計4人 closes outflows and is printed without their sign; 計淨增員額4人 has its own; 計110人 may be what they lead to."""
    total = sum(movement.posts for movement in closed)
    if change.kind != "subtotal":
        return _stated("staffing_changes.subtotal", change, total)
    sums = [abs(total)] if prior is None else [abs(total), prior + total]
    return _stated("staffing_changes.subtotal", change, min(sums, key=lambda other: abs(other - change.posts)))


def _stated(rule: str, change: Change, computed: int) -> Row:
    return reconcile(rule, change.statement, change.posts, computed, change.anchor, change.page)


def in_table(stated: Sequence[Change], staffing: Staffing) -> Iterator[Row]:
    """The explanation's prior total (the restated one, where there is one) and current total against those of the table."""
    printed = _table_totals(staffing)
    if printed is None:
        return
    restated = [change for change in stated if change.kind == "restated_total"]
    for change in restated or [change for change in stated if change.kind == "published_total"]:
        if isinstance(printed["prior_year_posts"], int):
            yield _stated("staffing_changes.prior_total_in_table", change, printed["prior_year_posts"])
    for change in stated:
        if change.kind == "current_total" and isinstance(printed["current_year_posts"], int):
            yield _stated("staffing_changes.current_total_in_table", change, printed["current_year_posts"])


def _table_totals(staffing: Staffing) -> Row | None:
    """The total of the whole table: that over all units, or the only one."""
    totals_printed = [row for row in staffing.rows if row["is_total"]]
    grand = [row for row in totals_printed if _is_grand(cast("str | None", row["unit"]))]
    return grand[0] if grand else totals_printed[0] if len(totals_printed) == 1 else None


def categories(stated: Sequence[Change], staffing: Staffing, fiscal_year: int) -> Iterator[Row]:
    """The current year's movements of each category, added up, against the category's change in the table."""
    by_category: dict[str, list[Change]] = {}
    for change in stated:
        if change.kind in MOVEMENTS and change.counted and change.year == fiscal_year and change.category and change.category != TOTAL:
            by_category.setdefault(change.category, []).append(change)
    for category, moved in by_category.items():
        in_units = [row for row in staffing.rows if row["category"] == category and not _is_grand(cast("str | None", row["unit"]))]
        printed = [cast("int", row["change"]) for row in in_units if row["change"] is not None]
        if printed:
            total = sum(change.posts for change in moved)
            statement = "，".join(dict.fromkeys(change.statement for change in moved))
            yield reconcile("staffing_changes.category", statement, total, sum(printed), moved[0].anchor, moved[0].page)


def transfers(transferred: Sequence[Row], stated: Sequence[Change]) -> Iterator[Row]:
    """The posts that the reorganisation section moves to or from an agency, against the transfers of the staffing explanation."""
    for row in transferred:
        if row["kind"] != "posts":
            continue
        moved = [change for change in stated if change.kind == f"transfer_{row['direction']}"]
        named = [change for change in moved if change.counterparty == row["counterparty"]] or moved
        if named:
            total = abs(sum(change.posts for change in named))
            yield reconcile("transfers.posts", cast("str", row["statement"]), cast("int", row["posts"]), total, _anchor(row), _page(row))


def _anchor(row: Row) -> str:
    return cast("str", row["anchor"])


def _page(row: Row) -> int | None:
    return cast("int | None", row["page"])
