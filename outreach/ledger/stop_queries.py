"""The days of an activity that stands for several: which were counted, and which were not yet."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from outreach.kernel.db import Tx
from outreach.ledger.model import Activity
from outreach.ledger.record_model import CountedDay
from outreach.ledger.tables import ActivityDayRow


def counted_days(tx: Tx, activity_id: int) -> list[CountedDay]:
    rows = tx.scalars(
        select(ActivityDayRow)
        .where(ActivityDayRow.activity_id == activity_id)
        .order_by(ActivityDayRow.day)
    )
    return [
        CountedDay(
            day=row.day,
            onsite=row.onsite,
            onsite_pupils=row.onsite_pupils,
            counted_by=row.counted_by,
            counted_at=row.counted_at,
        )
        for row in rows
    ]


def gaps(activity: Activity, counted: Sequence[CountedDay], *, today: date) -> list[date]:
    """Days of the activity, up to today, for which nobody has given a number."""
    known = {each.day for each in counted}
    last = min(activity.last_day, today)
    span = (last - activity.day).days + 1
    days = (activity.day + timedelta(days=n) for n in range(max(0, span)))
    return [day for day in days if day not in known]
