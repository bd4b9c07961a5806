"""The years that headings and columns print against the fiscal year: 上 is the year before, 前 the one before that."""

from collections.abc import Iterable, Iterator

from extractors.reconcile.row import reconcile
from extractors.rows import Row
from extractors.sections.results import Period
from extractors.sections.staffing_table import YearCell

_YEARS_AGO = {"prior": 1, "current": 0, "prior_year": 2, "current_year": 1}


def staffing_years(printed: Iterable[YearCell], fiscal_year: int) -> Iterator[Row]:
    """The years over the staffing columns."""
    for year in printed:
        place = year.cell.place
        computed = fiscal_year - _YEARS_AGO[year.role]
        yield reconcile(f"years.staffing_{year.role}", year.cell.text, year.year, computed, place.anchor, place.page)


def result_years(periods: Iterable[Period], fiscal_year: int) -> Iterator[Row]:
    """The years in the headings of the results."""
    for period in periods:
        if period.printed_year is not None:
            place = period.section.heading.place
            rule = "years.prior_results" if period.name == "prior_year" else "years.current_results"
            computed = fiscal_year - _YEARS_AGO[period.name]
            yield reconcile(rule, period.section.title, period.printed_year, computed, place.anchor, place.page)
