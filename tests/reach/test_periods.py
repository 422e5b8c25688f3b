"""Which days a period comes to."""

from datetime import date

import pytest

from outreach.kernel.span import Days
from outreach.reach import periods
from outreach.reach.periods import PeriodChoice


@pytest.mark.parametrize(
    ("choice", "first", "last"),
    [
        (PeriodChoice.SCHOOL_YEAR, date(2026, 9, 1), date(2027, 8, 31)),
        (PeriodChoice.LAST_SCHOOL_YEAR, date(2025, 9, 1), date(2026, 8, 31)),
        (PeriodChoice.TWELVE_MONTHS, date(2025, 11, 24), date(2026, 11, 23)),
        (PeriodChoice.CALENDAR_YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (PeriodChoice.LAST_CALENDAR_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_named_periods_in_november(choice: PeriodChoice, first: date, last: date) -> None:
    days = periods.period(choice, today=date(2026, 11, 23)).days

    assert (days.first, days.last) == (first, last)


def test_before_september_the_school_year_began_the_year_before() -> None:
    days = periods.period(PeriodChoice.SCHOOL_YEAR, today=date(2026, 8, 31)).days

    assert days == Days(date(2025, 9, 1), date(2026, 9, 1))


def test_twelve_months_end_today_also_at_the_end_of_february() -> None:
    days = periods.period(PeriodChoice.TWELVE_MONTHS, today=date(2028, 2, 28)).days

    assert (days.first, days.last) == (date(2027, 2, 28), date(2028, 2, 28))


def test_a_custom_period_has_no_days_of_its_own() -> None:
    with pytest.raises(ValueError, match="own days"):
        periods.period(PeriodChoice.CUSTOM, today=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("first", "until", "years", "begun"),
    [
        (date(2026, 9, 1), date(2026, 12, 1), 1, [2026]),
        (date(2026, 9, 2), date(2026, 12, 1), 1, []),
        (date(2026, 1, 1), date(2027, 1, 1), 2, [2026]),
        (date(2025, 9, 1), date(2027, 9, 1), 2, [2025, 2026]),
    ],
)
def test_school_years_that_a_period_touches_and_those_that_begin_in_it(
    first: date, until: date, years: int, begun: list[int]
) -> None:
    days = Days(first, until)

    assert periods.school_years_in(days) == years
    assert [year for year in (2025, 2026) if periods.begins_in(year, days)] == begun
