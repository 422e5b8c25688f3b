"""Which schools have places in some sessions, and which of them came."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from outreach.booking.model import Booking
from outreach.booking.queries import booking
from outreach.booking.tables import BookingRow
from outreach.kernel.db import Tx


def placed_since(tx: Tx, session_ids: Collection[int], *, since: datetime) -> list[Booking]:
    """Bookings of these sessions that were placed after a moment, in the order of placing."""
    rows = tx.scalars(
        select(BookingRow)
        .where(BookingRow.session_id.in_(list(session_ids)), BookingRow.placed_at >= since)
        .order_by(BookingRow.placed_at, BookingRow.id)
    )
    return [booking(row) for row in rows]
