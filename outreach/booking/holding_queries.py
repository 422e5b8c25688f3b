"""Reading which groups have places, for those who prepare their visits."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from outreach.booking import queries
from outreach.booking.model import TAKES_PLACES, Booking
from outreach.booking.tables import BookingRow
from outreach.kernel.db import Tx


def holding_places(tx: Tx, *, venue_id: int, first: date, last: date) -> list[Booking]:
    """Groups that have places at a venue from `first` to `last`, both included, by time."""
    rows = tx.scalars(
        select(BookingRow)
        .where(
            BookingRow.venue_id == venue_id,
            BookingRow.day.between(first, last),
            BookingRow.state.in_(TAKES_PLACES),
        )
        .order_by(BookingRow.day, BookingRow.starts, BookingRow.id)
        .execution_options(populate_existing=True)
    )
    return [queries.booking(row) for row in rows]


def schools_of(tx: Tx, booking_ids: Collection[int]) -> dict[int, int]:
    """The school of each of these bookings."""
    wanted = sorted(booking_ids)
    found: dict[int, int] = {}
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        chosen = select(BookingRow.id, BookingRow.school_id).where(
            BookingRow.id.in_(wanted[start : start + 500])
        )
        found |= dict(tx.execute(chosen).all())
    return found
