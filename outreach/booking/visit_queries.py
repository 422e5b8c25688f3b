"""Reading what calendars and the time after a visit need to know of bookings."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select

from outreach.booking.model import BookingState
from outreach.booking.tables import BookingHistoryRow, BookingRow
from outreach.kernel.db import Tx


def last_steps(tx: Tx, booking_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these bookings last took a step; those without a history are left out."""
    wanted = sorted(booking_ids)
    found: dict[int, datetime] = {}
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        steps = (
            select(BookingHistoryRow.booking_id, func.max(BookingHistoryRow.at))
            .where(BookingHistoryRow.booking_id.in_(wanted[start : start + 500]))
            .group_by(BookingHistoryRow.booking_id)
        )
        found |= dict(tx.execute(steps).all())
    return found


def done_since(tx: Tx, *, first: date) -> list[int]:
    """Visits of these days that are over and were counted."""
    rows = tx.scalars(
        select(BookingRow.id)
        .where(BookingRow.state == BookingState.DONE, BookingRow.day >= first)
        .order_by(BookingRow.id)
    )
    return list(rows)
