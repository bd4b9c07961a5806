"""The years that headings and columns print against the fiscal year: 上 is the year before, 前 the one before that."""

import re
from collections.abc import Iterable, Iterator

from extractors.outline import Outline
from extractors.reconcile.row import reconcile
from extractors.rows import Row
from extractors.sections.staffing_table import YearCell
from extractors.text import fold

_YEAR = re.compile(r"(\d{2,4})\)?年")
_STAFFING_YEARS_AGO = {"prior": 1, "current": 0}
_HEADINGS = {
    "prior_year_results": ("years.prior_results", 2),
    "prior_year_execution": ("years.prior_results", 2),
    "current_year_results": ("years.current_results", 1),
    "current_year_execution": ("years.current_results", 1),
}


def staffing_years(printed: Iterable[YearCell], fiscal_year: int) -> Iterator[Row]:
    """The years over the staffing columns."""
    for year in printed:
        place = year.cell.place
        computed = fiscal_year - _STAFFING_YEARS_AGO[year.role]
        yield reconcile(f"years.staffing_{year.role}", year.cell.text, year.year, computed, place.anchor, place.page)


def heading_years(outline: Outline, fiscal_year: int) -> Iterator[Row]:
    """The years in the headings of results and execution; of a period (112年1月1日至112年6月30日) the first that is wrong counts."""
    for section in outline.of_kind(*_HEADINGS):
        rule, years_ago = _HEADINGS[section.kind]
        computed = fiscal_year - years_ago
        printed = [int(match[1]) for match in _YEAR.finditer(fold(section.title))]
        if printed:
            stated = next((year for year in printed if year != computed), computed)
            place = section.heading.place
            yield reconcile(rule, section.title, stated, computed, place.anchor, place.page)
