"""What reach is worked out from: contacts by county, head counts by cell, last days by school.

Everything counts finished activities that nobody withdrew, and keeps on-site and online apart.
What lasts several days counts as `sum_queries` says.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, or_, select, union_all

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger.conditions import counting, of_city, within
from outreach.ledger.model import (
    COUNTING,
    Activity,
    Audience,
    HeadCount,
    Kind,
    LastContact,
    SchoolHeads,
    Totals,
)
from outreach.ledger.reach_model import Timed
from outreach.ledger.sum_queries import grouped, months, totals_of
from outreach.ledger.tables import ActivityDayRow, ActivityRow, AttendanceRow


def contacts_by_county(
    tx: Tx,
    *,
    period: Days | None,
    kinds: Collection[Kind] = (),
    county_codes: Collection[str] | None = None,
    without: Collection[int] = (),
) -> dict[str, Totals]:
    """Totals of each county that had anything in the period; the others are absent.

    Here and below `county_codes` names the counties that are asked for, all where it is None, and
    `without` activities that are left out, for trying what would be so without them.
    """
    rows = tx.execute(
        grouped(
            lambda _day: [ActivityRow.county_code],
            period=period,
            where=[
                *([ActivityRow.kind.in_(kinds)] if kinds else []),
                *inside(ActivityRow.county_code, county_codes=county_codes),
                *_unless(without),
            ],
        )
    )
    return {row[0]: totals_of(row[1:]) for row in rows}


def last_days_by_county(
    tx: Tx,
    *,
    until: date | None = None,
    county_codes: Collection[str] | None = None,
    without: Collection[int] = (),
) -> dict[str, date]:
    """The last day on which somebody met a county's people, of all time or before a day.

    On site, or in a live lesson with a school; a stream for everybody meets nobody.
    """
    met = or_(ActivityRow.onsite > 0, ActivityRow.audience == Audience.SCHOOL)
    only = inside(ActivityRow.county_code, county_codes=county_codes)
    codes = select(ActivityRow.county_code).where(*only).distinct().subquery()
    # One look at the end of the index for each county, however long the ledger is.
    latest = (
        select(ActivityRow.day)
        .where(
            ActivityRow.county_code == codes.c.county_code,
            counting(),
            met,
            *_before(ActivityRow.day, until),
            *_unless(without),
        )
        .order_by(ActivityRow.day.desc())
        .limit(1)
        .scalar_subquery()
    )
    begun = select(codes.c.county_code, latest.label("day"))
    over = select(ActivityRow.county_code, ActivityRow.until_day.label("day")).where(
        ActivityRow.until_day.is_not(None),
        ActivityRow.counted_daily.is_(False),
        counting(),
        met,
        *_before(ActivityRow.until_day, until),
        *only,
        *_unless(without),
    )
    daily = (
        select(ActivityRow.county_code, ActivityDayRow.day)
        .join(ActivityDayRow, ActivityDayRow.activity_id == ActivityRow.id)
        .where(
            counting(),
            ActivityDayRow.onsite > 0,
            *_before(ActivityDayRow.day, until),
            *only,
            *_unless(without),
        )
    )
    every = union_all(begun, over, daily).subquery()
    rows = tx.execute(
        select(every.c.county_code, func.max(every.c.day))
        .where(every.c.day.is_not(None))
        .group_by(every.c.county_code)
    )
    return {code: day for code, day in rows}  # noqa: C416 - rows are not pairs to mypy


def _before(
    day: SQLColumnExpression[date] | SQLColumnExpression[date | None], until: date | None
) -> list[ColumnElement[bool]]:
    return [] if until is None else [day < until]


def _unless(without: Collection[int]) -> list[ColumnElement[bool]]:
    return [ActivityRow.id.not_in(sorted(without))] if without else []


def heads(
    tx: Tx,
    *,
    period: Days | None,
    county_code: str | None = None,
    city_code: str | None = None,
    county_codes: Collection[str] | None = None,
    school_id: int | None = None,
    without: Collection[int] = (),
) -> list[SchoolHeads]:
    """Every head count in the period, cell by cell, in order of county, school and cohort.

    A cell without cohort is a school's pupils whose grade nobody told; it overlaps with the
    school's other cells. Open exhibitions and streams have no cell and are not here.
    """
    statement = (
        select(
            AttendanceRow.county_code,
            AttendanceRow.school_id,
            AttendanceRow.cohort,
            AttendanceRow.pupils,
            AttendanceRow.first_timers,
            AttendanceRow.whole_class,
            AttendanceRow.day,
        )
        .join(ActivityRow, ActivityRow.id == AttendanceRow.activity_id)
        .where(
            counting(),
            *within(period, AttendanceRow.day),
            *inside(AttendanceRow.county_code, county_code, city_code, county_codes),
            *_unless(without),
        )
    )
    if school_id is not None:
        statement = statement.where(AttendanceRow.school_id == school_id)
    cells: defaultdict[tuple[str, int, int], list[HeadCount]] = defaultdict(list)
    rows = tx.execute(statement.order_by(AttendanceRow.day, AttendanceRow.id))
    for county, school, cohort, pupils, firsts, whole_class, day in rows:
        cells[county, school, cohort or 0].append(HeadCount(pupils, firsts, whole_class, day))
    return [
        SchoolHeads(
            county_code=county, school_id=school, cohort=cohort or None, counts=tuple(counts)
        )
        for (county, school, cohort), counts in sorted(cells.items())
    ]


def schools_reached(
    tx: Tx,
    *,
    period: Days | None,
    county_code: str | None = None,
    city_code: str | None = None,
    county_codes: Collection[str] | None = None,
    without: Collection[int] = (),
) -> dict[int, LastContact]:
    """Schools with at least one activity up to the end of a period.

    `last_day` is of all time up to then; `activities` counts those of the period, so that it is 0
    for a school that had something only before. A school counts when an activity was for it (a
    live lesson has no cell) or when some of its pupils were counted at one. County and city are
    those of the activity.
    """
    until = [] if period is None else [period.until]
    named = select(
        ActivityRow.school_id, ActivityRow.id.label("activity_id"), ActivityRow.day
    ).where(
        ActivityRow.school_id.is_not(None),
        counting(),
        *(ActivityRow.day < day for day in until),
        *inside(ActivityRow.county_code, county_code, city_code, county_codes),
        *_unless(without),
    )
    counted = (
        select(AttendanceRow.school_id, AttendanceRow.activity_id, AttendanceRow.day)
        .join(ActivityRow, ActivityRow.id == AttendanceRow.activity_id)
        .where(
            counting(),
            # The school that an activity names is above already.
            or_(ActivityRow.school_id.is_(None), ActivityRow.school_id != AttendanceRow.school_id),
            *(AttendanceRow.day < day for day in until),
            *inside(AttendanceRow.county_code, county_code, city_code, county_codes),
            *_unless(without),
        )
    )
    both = union_all(named, counted).subquery()
    first = date.min if period is None else period.first
    rows = tx.execute(
        select(
            both.c.school_id,
            func.max(both.c.day),
            func.count(case((both.c.day >= first, both.c.activity_id)).distinct()),
        ).group_by(both.c.school_id)
    )
    return {
        school_id: LastContact(school_id=school_id, last_day=day, activities=activities)
        for school_id, day, activities in rows
    }


def is_first_ever(tx: Tx, activity: Activity) -> bool:
    """Whether nothing that counts reached this activity's school on an earlier day."""
    if activity.school_id is None or activity.state not in COUNTING:
        return False
    before = (ActivityRow.id != activity.id, ActivityRow.day < activity.day, counting())
    named = select(ActivityRow.id).where(ActivityRow.school_id == activity.school_id, *before)
    counted = (
        select(ActivityRow.id)
        .join(AttendanceRow, AttendanceRow.activity_id == ActivityRow.id)
        .where(AttendanceRow.school_id == activity.school_id, *before)
    )
    return all(tx.scalar(query.limit(1)) is None for query in (named, counted))


def inside(
    column: SQLColumnExpression[str],
    county_code: str | None = None,
    city_code: str | None = None,
    county_codes: Collection[str] | None = None,
) -> list[ColumnElement[bool]]:
    """In a county, a city, or any of several counties; what is None is not asked."""
    inside = [] if county_code is None else [column == county_code]
    inside += [] if city_code is None else [of_city(column, city_code)]
    return inside if county_codes is None else [*inside, column.in_(sorted(county_codes))]


def contacts_by_month(
    tx: Tx, *, period: Days, county_code: str | None = None
) -> Mapping[tuple[int, int], Totals]:
    """Totals by (year, month), for a county's own trend."""
    rows = tx.execute(
        grouped(months, period=period, where=inside(ActivityRow.county_code, county_code, None))
    )
    return {(int(row[0]), int(row[1])): totals_of(row[2:]) for row in rows}


def timed(tx: Tx, *, period: Days | None, county_code: str | None = None) -> Timed:
    """Contacts times minutes, for what is counted at once; an exhibition's stay nobody measures."""
    long = case((ActivityRow.minutes.is_not(None), ActivityRow.onsite))
    found = tx.execute(
        select(
            func.sum(ActivityRow.onsite * ActivityRow.minutes),
            func.sum(ActivityRow.onsite_pupils * ActivityRow.minutes),
            func.sum(long),
            func.sum(ActivityRow.onsite),
        ).where(
            counting(),
            ActivityRow.counted_daily.is_(False),
            *within(period, ActivityRow.day),
            *([] if county_code is None else [ActivityRow.county_code == county_code]),
        )
    ).one()
    return Timed(*(int(value or 0) for value in found))
