"""Counting what stands for several days, one number a day."""

from datetime import date, datetime

from sqlalchemy import func, select

from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import history, part_actions, queries, rules
from outreach.ledger.model import Activity, State
from outreach.ledger.record_model import Verb
from outreach.ledger.tables import ActivityDayRow, ActivityRow


def count_day(
    tx: Tx,
    *,
    activity_id: int,
    day: date,
    onsite: int,
    onsite_pupils: int | None,
    stood: int | None,
    person_id: int,
    now: datetime,
) -> Activity:
    """So many came on one day; the activity's own figure is the sum of its days.

    `stood` is the number that the page showed for the day: another one meanwhile is not written
    over. The first number of a planned activity makes it one that takes place.
    """
    row = history.lock(tx, activity_id)
    activity = queries.activity(row)
    rules.check_step(activity, State.PLANNED, State.COUNTED, State.CHECKED)
    rules.check_counted_day(activity, day, today=local_day(now))
    before = history.fields(tx, row)
    counted = tx.get(ActivityDayRow, (activity_id, day), populate_existing=True)
    known = counted.onsite if counted else None
    if known != stood:
        raise rules.DayCountedMeanwhile(
            activity_id=activity.id, number=activity.number, day=day, onsite=known
        )
    if counted is None:
        counted = ActivityDayRow(activity_id=activity_id, day=day)
        tx.add(counted)
    counted.onsite, counted.onsite_pupils = onsite, onsite_pupils
    counted.counted_by, counted.counted_at = person_id, now
    _sum_up(tx, row)
    part_actions.check_parts(tx, row)
    if known is not None or row.state != before["state"]:
        history.remember(
            tx,
            row,
            Verb.DAY_COUNTED,
            before=before,
            reason=day.isoformat(),
            person_id=person_id,
            now=now,
        )
    return queries.activity(row)


def _sum_up(tx: Tx, row: ActivityRow) -> None:
    """Let the activity say what its days add up to."""
    tx.flush()  # the sum must see the new number
    onsite, pupils = tx.execute(
        select(func.sum(ActivityDayRow.onsite), func.sum(ActivityDayRow.onsite_pupils)).where(
            ActivityDayRow.activity_id == row.id
        )
    ).one()
    row.onsite = int(onsite)
    row.onsite_pupils = None if pupils is None else int(pupils)
    row.counted_daily = True
    history.take_check_back(row)
    if row.state == State.PLANNED:
        row.state = State.COUNTED
