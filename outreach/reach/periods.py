"""Which days a figure is about."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from outreach.kernel.span import Days

SCHOOL_YEAR_BEGINS = 9
"""September: the month in which a school year begins."""


class PeriodChoice(StrEnum):
    """The periods people ask for; the value is what stands in an address."""

    SCHOOL_YEAR = "school-year"
    LAST_SCHOOL_YEAR = "last-school-year"
    TWELVE_MONTHS = "twelve-months"
    CALENDAR_YEAR = "calendar-year"
    LAST_CALENDAR_YEAR = "last-calendar-year"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Period:
    """What was asked for, and the days it comes to."""

    choice: PeriodChoice
    days: Days


def school_year_of(day: date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1


def school_year(begins: int) -> Days:
    return Days(date(begins, SCHOOL_YEAR_BEGINS, 1), date(begins + 1, SCHOOL_YEAR_BEGINS, 1))


def school_years_in(days: Days) -> int:
    """How many school years a period touches."""
    return school_year_of(days.last) - school_year_of(days.first) + 1


def begins_in(year: int, days: Days) -> bool:
    """Whether "for the first time in that school year" holds for these days too.

    Whoever is new in a school year whose beginning lies before them may have been there already.
    """
    return days.first <= school_year(year).first


def period(choice: PeriodChoice, *, today: date) -> Period:
    """A named period as of today; years are whole, so that their end may lie ahead."""
    year = school_year_of(today)
    match choice:
        case PeriodChoice.SCHOOL_YEAR:
            days = school_year(year)
        case PeriodChoice.LAST_SCHOOL_YEAR:
            days = school_year(year - 1)
        case PeriodChoice.TWELVE_MONTHS:
            days = Days(_a_year_before(today + timedelta(days=1)), today + timedelta(days=1))
        case PeriodChoice.CALENDAR_YEAR:
            days = Days(date(today.year, 1, 1), date(today.year + 1, 1, 1))
        case PeriodChoice.LAST_CALENDAR_YEAR:
            days = Days(date(today.year - 1, 1, 1), date(today.year, 1, 1))
        case PeriodChoice.CUSTOM:
            raise ValueError("a custom period is made from its own days")
    return Period(choice, days)


def _a_year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
