"""Which days are school days, and when the booking of a session begins and ends."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from outreach.catalogue.model import DayKind, GroupRules, Opening, Release, Venue
from outreach.kernel.clock import at_wall_clock
from outreach.province.model import Stage
from outreach.season.model import PublicHoliday, SchoolCalendar, SchoolDay, Term, Why

FRIDAY = 4
SATURDAY = 5
RELEASE_CLOCK = time(9)

Holidays = Mapping[date, PublicHoliday]


def is_make_up_day(day: date, holidays: Holidays) -> bool:
    """A weekend day on which people work and pupils go to school."""
    holiday = holidays.get(day)
    return holiday is not None and not holiday.is_off


def is_day_off(day: date, holidays: Holidays) -> bool:
    """A public holiday, borrowed weekdays included; ordinary weekends are none."""
    holiday = holidays.get(day)
    return holiday is not None and holiday.is_off


def day_kind(day: date, holidays: Holidays) -> DayKind:
    """Which caps hold on a day: a make-up Saturday is as busy as any weekday."""
    if is_day_off(day, holidays):
        return DayKind.HOLIDAY
    if day.weekday() < SATURDAY or is_make_up_day(day, holidays):
        return DayKind.WEEKDAY
    return DayKind.WEEKEND


def timetables_of(day: date, holidays: Holidays) -> tuple[int, ...]:
    """The weekdays whose programmes are given on a day.

    A make-up day keeps its own and adds Friday's: the notice never says which weekday is made
    up for, and schools mostly teach by the day that was lost at the end of a week.
    """
    return (day.weekday(), FRIDAY) if is_make_up_day(day, holidays) else (day.weekday(),)


def hours_on(venue: Venue, day: date, holidays: Holidays) -> tuple[Opening, ...]:
    """Opening hours by weekday; a house closed at weekends works a make-up day like a Friday."""
    for weekday in timetables_of(day, holidays):
        if hours := venue.hours_on(day, weekday=weekday):
            return hours
    return ()


def school_day(day: date, *, city_code: str, stage: Stage, calendar: SchoolCalendar) -> SchoolDay:
    """Whether schools of a city and stage are at school on a day, and why or why not.

    Where nobody has entered terms, ordinary weekdays count as school days and the answer says
    that the term is not known.
    """
    holiday = calendar.holidays.get(day)
    if holiday is not None and holiday.is_off:
        return SchoolDay(False, Why.PUBLIC_HOLIDAY, holiday.name, holiday.provisional)
    if day.weekday() >= SATURDAY and holiday is None:
        return SchoolDay(False, Why.WEEKEND)
    for pause in calendar.breaks:
        if pause.concerns(day, city_code=city_code, stage=stage):
            return SchoolDay(False, Why.BREAK, pause.name, pause.provisional)
    terms = [t for t in calendar.terms if t.city_code == city_code and t.stage is stage]
    return _in_term(day, terms=terms, holiday=holiday)


def _in_term(day: date, *, terms: list[Term], holiday: PublicHoliday | None) -> SchoolDay:
    term = next((term for term in terms if day in term), None)
    if term is None:
        # A day after the last term entered is unknown, not a holiday: nobody has told us yet.
        if any(t.starts_on <= day for t in terms) and any(t.ends_on >= day for t in terms):
            return SchoolDay(False, Why.OUT_OF_TERM)
        return SchoolDay(True, Why.TERM_UNKNOWN)
    if holiday is not None:
        return SchoolDay(True, Why.MAKE_UP_DAY, holiday.name, term.provisional)
    return SchoolDay(True, Why.IN_TERM, term.name, term.provisional)


def booking_opens_at(day: date, *, rules: GroupRules, made_at: datetime) -> datetime:
    """When the places of a session on `day` may be booked: its release, never before it is made.

    Sessions of a month are released on the first Monday of the month before. A rolling horizon
    of n days opens each day at midnight, n days ahead.
    """
    clock = rules.release_time or RELEASE_CLOCK
    moments = [made_at]
    if rules.release is Release.DAYS_BEFORE:
        moments.append(at_wall_clock(day - timedelta(days=rules.release_days or 0), clock))
    if rules.release is Release.FIRST_MONDAY:
        moments.append(at_wall_clock(first_monday_before(day), clock))
    if rules.horizon_days is not None:
        moments.append(at_wall_clock(day - timedelta(days=rules.horizon_days), time(0)))
    return max(moments)


def first_monday_before(day: date) -> date:
    """The first Monday of the month before the month of `day`."""
    first = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    return first + timedelta(days=-first.weekday() % 7)


def booking_closes_at(
    day: date, starts: time, *, rules: GroupRules, holidays: Holidays
) -> datetime:
    """The end of the last day on which a booking is early enough; with no lead, the start.

    "Three days ahead" means that a visit on the 23rd may still be booked on the whole of the
    20th. Counted in workdays, weekends and public holidays do not count and make-up days do.
    """
    if rules.lead_days == 0:
        return at_wall_clock(day, starts)
    last = day
    if rules.lead_in_workdays:
        for _ in range(rules.lead_days):
            last -= timedelta(days=1)
            while day_kind(last, holidays) is not DayKind.WEEKDAY:
                last -= timedelta(days=1)
    else:
        last -= timedelta(days=rules.lead_days)
    return at_wall_clock(last + timedelta(days=1), time(0))


def workdays_after(day: date, count: int, holidays: Holidays) -> date:
    """The workday that comes so many after a day; weekends and holidays are none, make-up days are.

    Two workdays after a Friday is the Tuesday.
    """
    for _ in range(count):
        day += timedelta(days=1)
        while day_kind(day, holidays) is not DayKind.WEEKDAY:
            day += timedelta(days=1)
    return day


def holiday_list_is_missing(year: int, *, holidays: Holidays, today: date) -> bool:
    """Whether to warn: from November on, next year's list must be the official one.

    The State Council announces it in October or November; until somebody enters it, rows made
    by rule stand in and are marked provisional.
    """
    if today < date(year - 1, 11, 1):
        return False
    entered = [holiday for day, holiday in holidays.items() if day.year == year]
    return not entered or any(holiday.provisional for holiday in entered)
