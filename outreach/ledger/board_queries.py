"""What the board draws: days, kinds, terms, one school, and who did it besides the venues.

Each question is one statement, whose groups are made in the database.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, or_, select, union

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger.conditions import counting, meant, of_school, within
from outreach.ledger.model import Filter, LastContact
from outreach.ledger.reach_queries import inside
from outreach.ledger.sum_queries import By, Sum, sums, totals
from outreach.ledger.tables import ActivityRow, AttendanceRow


def by_day(tx: Tx, wanted: Filter) -> dict[date, int]:
    """How many activities began on each day that had any."""
    rows = tx.execute(
        select(ActivityRow.day, func.count())
        .where(counting(), *within(wanted.period, ActivityRow.day), *meant(wanted))
        .group_by(ActivityRow.day)
    )
    return dict(rows.all())


def breakdown(tx: Tx, wanted: Filter) -> list[Sum]:
    """Sums by county, kind, venue and whose programme; `board_model` reads them."""
    return sums(tx, wanted, by=(By.COUNTY, By.KIND, By.VENUE, By.OWN))


def by_county_and_month(tx: Tx, wanted: Filter) -> list[Sum]:
    """Sums whose keys are county, year and month: what cities and terms are added up from."""
    return sums(tx, wanted, by=(By.COUNTY, By.MONTH))


def joint(tx: Tx, wanted: Filter) -> int:
    """How many activities several units did together."""
    return totals(tx, period=wanted.period, where=meant(replace(wanted, joint=True))).activities


def contact_of_school(tx: Tx, school_id: int, *, period: Days) -> LastContact | None:
    """A school's last day up to the end of the period, and how often it had anything in it."""
    mine = ActivityRow.day >= period.first
    last_day, activities = tx.execute(
        select(func.max(ActivityRow.day), func.count(case((mine, ActivityRow.id)))).where(
            counting(), ActivityRow.day < period.until, of_school(school_id)
        )
    ).one()
    return None if last_day is None else LastContact(school_id, last_day, activities)


def heads_by_day(tx: Tx, school_id: int, *, period: Days) -> dict[date, int]:
    """Pupils of a school counted on each day, as often as they came."""
    rows = tx.execute(
        select(AttendanceRow.day, func.sum(AttendanceRow.pupils))
        .join(ActivityRow, ActivityRow.id == AttendanceRow.activity_id)
        .where(
            counting(),
            AttendanceRow.school_id == school_id,
            *within(period, AttendanceRow.day),
        )
        .group_by(AttendanceRow.day)
    )
    return {day: int(pupils) for day, pupils in rows}


def _at(periods: Sequence[Days], day: SQLColumnExpression[date]) -> ColumnElement[int]:
    """Which of these periods, in order and without a gap, a day lies in."""
    return case(
        *((day < period.until, at) for at, period in enumerate(periods[:-1])),
        else_=len(periods) - 1,
    )


def schools_by_period(
    tx: Tx, periods: Sequence[Days], *, county_code: str | None = None, city_code: str | None = None
) -> dict[tuple[int, str], int]:
    """Schools reached in each of several periods that follow each other, by county."""
    whole = Days(periods[0].first, periods[-1].until)
    named = select(
        ActivityRow.school_id, ActivityRow.county_code, _at(periods, ActivityRow.day).label("at")
    ).where(
        ActivityRow.school_id.is_not(None),
        counting(),
        *within(whole, ActivityRow.day),
        *inside(ActivityRow.county_code, county_code, city_code),
    )
    present = (
        select(
            AttendanceRow.school_id,
            AttendanceRow.county_code,
            _at(periods, AttendanceRow.day).label("at"),
        )
        .join(ActivityRow, ActivityRow.id == AttendanceRow.activity_id)
        .where(
            counting(),
            or_(ActivityRow.school_id.is_(None), ActivityRow.school_id != AttendanceRow.school_id),
            *within(whole, AttendanceRow.day),
            *inside(AttendanceRow.county_code, county_code, city_code),
        )
    )
    both = union(named, present).subquery()
    rows = tx.execute(
        select(both.c.at, both.c.county_code, func.count(both.c.school_id.distinct())).group_by(
            both.c.at, both.c.county_code
        )
    )
    return {(at, code): schools for at, code, schools in rows}
