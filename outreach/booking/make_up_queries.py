"""Reading bookings for those who look after visits that were lost."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from outreach.booking.model import Booking
from outreach.booking.queries import booking
from outreach.booking.tables import BookingRow
from outreach.kernel.db import Tx


def bookings_by_id(tx: Tx, booking_ids: Collection[int]) -> dict[int, Booking]:
    """Bookings as they stand now, by id; those that do not exist are left out."""
    wanted = sorted(set(booking_ids))
    found: dict[int, Booking] = {}
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        rows = tx.scalars(
            select(BookingRow)
            .where(BookingRow.id.in_(wanted[start : start + 500]))
            .execution_options(populate_existing=True)
        )
        found |= {row.id: booking(row) for row in rows}
    return found


def bookings_since(
    tx: Tx, *, school_id: int, venue_id: int, placed_after: datetime, first: date
) -> list[Booking]:
    """What a school has booked at a venue after a moment, for `first` or later; by day."""
    rows = tx.scalars(
        select(BookingRow)
        .where(
            BookingRow.school_id == school_id,
            BookingRow.venue_id == venue_id,
            BookingRow.placed_at > placed_after,
            BookingRow.day >= first,
        )
        .order_by(BookingRow.day, BookingRow.id)
    )
    return [booking(row) for row in rows]
