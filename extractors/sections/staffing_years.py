"""Which printed years head last year's posts and which this year's, also where one of them is a misprint."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class YearRoles:
    """The role (prior or current) of each year; `is_certain` is False where no pair of them is last year and this year.

    `is_current_first` says which order was taken.
    """

    roles: tuple[str, ...]
    is_certain: bool = True
    is_current_first: bool = False


def roles_of_years(years: Sequence[int], fiscal_year: int, is_current_first: bool | None = None) -> YearRoles:
    """The roles of the years over columns or beside rows, in their order; they are printed in pairs (112, 113, 112, 113).

    A pair of the two right years decides for all. Where there is none (112, 112), the order is `is_current_first`, if given, else what
    the years speak for.
    """
    if len(years) % 2:
        return YearRoles(tuple(_role_alone(year, years, fiscal_year) for year in years))
    pairs = list(zip(years[::2], years[1::2], strict=True))
    right = [pair for pair in pairs if set(pair) == {fiscal_year - 1, fiscal_year}]
    if right:
        orders = [pair[0] == fiscal_year if pair in right else right[0][0] == fiscal_year for pair in pairs]
    else:
        first = _is_current_first(*pairs[0], fiscal_year) if is_current_first is None and pairs else bool(is_current_first)
        orders = [first for _ in pairs]
    roles = tuple(role for order in orders for role in (("current", "prior") if order else ("prior", "current")))
    return YearRoles(roles, bool(right) or not pairs, bool(orders and orders[0]))


def _role_alone(year: int, years: Sequence[int], fiscal_year: int) -> str:
    """The role of a year that stands alone or among three; where neither is the document's own, the last of them is."""
    if year in {fiscal_year, fiscal_year - 1} or len(set(years)) == 1:
        return "current" if year >= fiscal_year else "prior"
    return "current" if year == max(years) else "prior"


def _is_current_first(first: int, second: int, fiscal_year: int) -> bool:
    """Two years in a row are in order, of others the one that is right tells; of the same year twice last year comes first."""
    if abs(first - second) == 1:
        return first > second
    speaking_for = (first == fiscal_year) + (second == fiscal_year - 1)
    speaking_against = (first == fiscal_year - 1) + (second == fiscal_year)
    return first > second if speaking_for == speaking_against else speaking_for > speaking_against
