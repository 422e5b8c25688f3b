"""Hours in which batches need their guides, where a day's timetable says more than the session."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete

from outreach.kernel.db import Tx
from outreach.roster import needs, queries
from outreach.roster.model import Need
from outreach.roster.tables import BatchHoursRow


def set_hours(tx: Tx, *, venue_id: int, day: date, wanted: Iterable[Need], now: datetime) -> None:
    """Keep when each of these batches needs its guide, and bring the day's duties to it.

    `wanted` are needs of the day with other hours. Guides keep their duties where they are free
    then, and are told.
    """
    wanted = list(wanted)
    bookings = {need.booking_id for need in wanted}
    tx.execute(delete(BatchHoursRow).where(BatchHoursRow.booking_id.in_(sorted(bookings))))
    tx.add_all(
        BatchHoursRow(
            booking_id=need.booking_id,
            batch=need.batch,
            session_id=need.session_id,
            pupils=need.pupils,
            starts=need.starts,
            ends=need.ends,
        )
        for need in wanted
    )
    tx.flush()
    if queries.guides(tx, venue_id=venue_id):
        needs.bring_day(tx, venue_id=venue_id, day=day, now=now)
