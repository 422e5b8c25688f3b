"""What the next visits are worked out from: the largest crowds of each cell, grouped by SQL."""

from collections import defaultdict
from datetime import date

from sqlalchemy import func, select

from outreach.kernel.db import Tx
from outreach.ledger.conditions import counting, of_city
from outreach.ledger.model import HeadCount, SchoolHeads
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
