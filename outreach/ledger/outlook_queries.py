"""What plans are worked out from: the largest crowds, days of vans, visits to a museum."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.ledger.conditions import counting, of_city, within
from outreach.ledger.model import HeadCount, Kind, SchoolHeads
from outreach.ledger.tables import ActivityRow, AttendanceRow


def largest_heads(
    tx: Tx,
    *,
    since: date,
    until: date,
    county_code: str | None = None,
    city_code: str | None = None,
) -> list[SchoolHeads]:
    """Of each cell, and of each class that came complete, the largest head count.

    As much as the lower bound of different pupils asks for, and a fraction of all head counts.
    Their day is `since`, as the largest of several has none of its own.
    """
    statement = (
        select(
            AttendanceRow.county_code,
            AttendanceRow.school_id,
            AttendanceRow.cohort,
            AttendanceRow.whole_class,
            func.max(AttendanceRow.pupils),
        )
        .join(ActivityRow, ActivityRow.id == AttendanceRow.activity_id)
        .where(
            counting(),
            AttendanceRow.day >= since,
            AttendanceRow.day < until,
        )
        .group_by(
            AttendanceRow.county_code,
            AttendanceRow.school_id,
            AttendanceRow.cohort,
            AttendanceRow.whole_class,
        )
    )
    if county_code is not None:
        statement = statement.where(AttendanceRow.county_code == county_code)
    if city_code is not None:
        statement = statement.where(of_city(AttendanceRow.county_code, city_code))
    cells: defaultdict[tuple[str, int, int], list[HeadCount]] = defaultdict(list)
    for county, school, cohort, whole_class, pupils in tx.execute(statement):
        cells[county, school, cohort or 0].append(HeadCount(pupils, None, whole_class, since))
    return [
        SchoolHeads(
            county_code=county, school_id=school, cohort=cohort or None, counts=tuple(counts)
        )
        for (county, school, cohort), counts in sorted(cells.items())
    ]


@dataclass(frozen=True, slots=True)
class VanDays:
    """What vans did in a county: days on the road, schools visited on them, pupils met."""

    days: int
    schools: int
    pupils: int


def van_days(tx: Tx, *, period: Days) -> dict[str, VanDays]:
    """By county; two vans of two units on one day are two days."""
    out = [counting(), ActivityRow.kind == Kind.VAN, *within(period, ActivityRow.day)]
    day = ActivityRow.county_code, ActivityRow.day, ActivityRow.lead
    trips = select(*day, func.sum(ActivityRow.onsite_pupils).label("pupils")).where(*out)
    trip = trips.group_by(*day).subquery()
    stop = (
        select(*day, ActivityRow.school_id)
        .where(*out, ActivityRow.school_id.is_not(None))
        .distinct()
        .subquery()
    )
    schools: dict[str, int] = dict(
        tx.execute(select(stop.c.county_code, func.count()).group_by(stop.c.county_code)).all()
    )
    rows = tx.execute(
        select(trip.c.county_code, func.count(), func.sum(trip.c.pupils)).group_by(
            trip.c.county_code
        )
    )
    return {code: VanDays(n, schools.get(code, 0), int(met or 0)) for code, n, met in rows}


def latest_visits(tx: Tx, county_code: str, *, period: Days, limit: int) -> list[tuple[int, int]]:
    """(id, pupils) of the last visits of a county's schools to a museum, the latest first."""
    rows = tx.execute(
        select(ActivityRow.id, ActivityRow.onsite_pupils)
        .where(
            counting(),
            ActivityRow.kind == Kind.VISIT,
            ActivityRow.county_code == county_code,
            ActivityRow.onsite_pupils > 0,
            *within(period, ActivityRow.day),
        )
        .order_by(ActivityRow.day.desc(), ActivityRow.id.desc())
        .limit(limit)
    )
    return [(activity_id, pupils or 0) for activity_id, pupils in rows]
