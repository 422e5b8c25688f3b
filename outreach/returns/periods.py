"""Which days a form and each of its cells are about."""

from datetime import date, timedelta

from outreach.kernel.span import Days
from outreach.returns.model import Definition, Every, Period, Rule


def form_days(definition: Definition, *, year: int, month: int = 0) -> Days:
    """The days of a return: a month where it is monthly, else what its form says."""
    if definition.every is Every.MONTH:
        return _month(year, month)
    return days_of(definition.period, of_form=_year(year), year=year)


def days_of(period: Period, *, of_form: Days, year: int) -> Days:
    match period:
        case Period.OF_FORM:
            return of_form
        case Period.CALENDAR_YEAR:
            return _year(year)
        case Period.SCHOOL_YEAR:
            return Days(date(year - 1, 9, 1), date(year, 9, 1))
        case Period.SCIENCE_MONTH:
            return _month(year, 9)
        case Period.TO_DATE:
            return Days(date(year, 1, 1), of_form.until)


def rule_days(rule: Rule, definition: Definition, *, year: int, month: int = 0) -> Days:
    of_form = form_days(definition, year=year, month=month)
    return days_of(rule.period, of_form=of_form, year=year)


def due_day(definition: Definition, *, year: int, month: int = 0) -> date:
    """The last day on which a return is on time."""
    ended = form_days(definition, year=year, month=month).until
    return ended + timedelta(days=definition.due_days - 1)


def spanned(definition: Definition, *, year: int, month: int = 0) -> Days:
    """From the first to the last day that any cell asks for."""
    asked = [form_days(definition, year=year, month=month)]
    asked += [rule_days(rule, definition, year=year, month=month) for _, rule in definition.cells]
    return Days(min(days.first for days in asked), max(days.until for days in asked))


def _year(year: int) -> Days:
    return Days(date(year, 1, 1), date(year + 1, 1, 1))


def _month(year: int, month: int) -> Days:
    until = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return Days(date(year, month, 1), until)
