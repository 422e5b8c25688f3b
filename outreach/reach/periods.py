"""Which days a figure is about."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from outreach.kernel.span import Days

SCHOOL_YEAR_BEGINS = 9
"""September: the month in which a school year begins."""
SPRING_BEGINS = 3
"""March. Cities begin their terms on days of their own; halves of a year can be compared."""


class PeriodChoice(StrEnum):
    """The periods people ask for; the value is what stands in an address."""

    SCHOOL_YEAR = "school-year"
    LAST_SCHOOL_YEAR = "last-school-year"
    TWELVE_MONTHS = "twelve-months"
    TWO_YEARS = "twenty-four-months"
    THREE_YEARS = "thirty-six-months"
    CALENDAR_YEAR = "calendar-year"
    LAST_CALENDAR_YEAR = "last-calendar-year"
    TERM = "term"
    CUSTOM = "custom"


class Half(StrEnum):
    AUTUMN = "autumn"
    SPRING = "spring"
    YEAR = "year"


_TERM = re.compile(r"(20\d\d)-(autumn|spring|year)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Term:
    """Half a school year, or a whole one; `year` is that of its first day.

    Autumn is September to February, spring March to August, so that nothing falls between two.
    """

    year: int
    half: Half

    @property
    def value(self) -> str:
        """As it stands in an address: 2026-autumn."""
        return f"{self.year}-{self.half.value}"

    @property
    def days(self) -> Days:
        autumn = date(self.year, SCHOOL_YEAR_BEGINS, 1)
        match self.half:
            case Half.AUTUMN:
                return Days(autumn, date(self.year + 1, SPRING_BEGINS, 1))
            case Half.SPRING:
                return Days(date(self.year, SPRING_BEGINS, 1), autumn)
            case Half.YEAR:
                return school_year(self.year)

    @property
    def before(self) -> "Term":
        """The term before, or for a whole year the year before."""
        match self.half:
            case Half.AUTUMN:
                return Term(self.year, Half.SPRING)
            case Half.SPRING:
                return Term(self.year - 1, Half.AUTUMN)
            case Half.YEAR:
                return Term(self.year - 1, Half.YEAR)

    @property
    def year_before(self) -> "Term":
        """The same half of the year before: spring with spring."""
        return Term(self.year - 1, self.half)


def read_term(text: str) -> Term | None:
    """What stands in an address, if it names a term."""
    found = _TERM.fullmatch(text)
    return Term(int(found[1]), Half(found[2])) if found else None


def term_of(day: date) -> Term:
    """The term in which a day lies."""
    if SPRING_BEGINS <= day.month < SCHOOL_YEAR_BEGINS:
        return Term(day.year, Half.SPRING)
    return Term(school_year_of(day), Half.AUTUMN)


def latest_terms(day: date, count: int) -> list[Term]:
    """So many terms up to that of a day, oldest first."""
    found = [term_of(day)]
    while len(found) < count:
        found.append(found[-1].before)
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Period:
    """What was asked for, and the days it comes to; `term` where it is one."""

    choice: PeriodChoice
    days: Days
    term: Term | None = None

    @property
    def value(self) -> str:
        return self.choice.value if self.term is None else self.term.value

    @property
    def address(self) -> dict[str, str]:
        """As parts of an address."""
        if self.choice is not PeriodChoice.CUSTOM:
            return {"period": self.value}
        days = {"from": self.days.first.isoformat(), "to": self.days.last.isoformat()}
        return {"period": self.value, **days}


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
            days = months_until(today, 12)
        case PeriodChoice.TWO_YEARS:
            days = months_until(today, 24)
        case PeriodChoice.THREE_YEARS:
            days = months_until(today, 36)
        case PeriodChoice.CALENDAR_YEAR:
            days = Days(date(today.year, 1, 1), date(today.year + 1, 1, 1))
        case PeriodChoice.LAST_CALENDAR_YEAR:
            days = Days(date(today.year - 1, 1, 1), date(today.year, 1, 1))
        case PeriodChoice.CUSTOM | PeriodChoice.TERM:
            raise ValueError("such a period is made from its own days")
    return Period(choice, days)


def of_term(term: Term) -> Period:
    return Period(PeriodChoice.TERM, term.days, term)


def usual_rival(asked: Period, *, today: date) -> Period:
    """What a period is compared with unless somebody says otherwise: the same, a year before.

    Of a period that is not over, only as many days as have passed: half a year against a whole one
    would always have lost.
    """
    if asked.days.first <= today < asked.days.last:
        first = _a_year_before(asked.days.first)
        return Period(PeriodChoice.CUSTOM, Days.through(first, _a_year_before(today)))
    if asked.term is not None:
        return of_term(asked.term.year_before)
    match asked.choice:
        case PeriodChoice.SCHOOL_YEAR | PeriodChoice.LAST_SCHOOL_YEAR:
            return of_term(Term(asked.days.first.year - 1, Half.YEAR))
        case _:
            first, until = _a_year_before(asked.days.first), _a_year_before(asked.days.until)
            return Period(PeriodChoice.CUSTOM, Days(first, max(until, first + timedelta(days=1))))


def _a_year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def months_until(last: date, months: int) -> Days:
    """The months up to and with a day, by the calendar."""
    until = last + timedelta(days=1)
    count = until.year * 12 + until.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return Days(date(year, month, min(until.day, monthrange(year, month)[1])), until)
