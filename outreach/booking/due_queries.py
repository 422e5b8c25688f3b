"""Finding bookings whose time has come: papers to remind of, holds that end."""

from datetime import date, datetime

from sqlalchemy import select

from outreach.booking.model import BookingId, BookingState
from outreach.booking.tables import BookingRow, ReconfirmationRow
from outreach.kernel.db import Tx


def holds_due(tx: Tx, *, now: datetime, limit: int = 500) -> list[BookingId]:
    """Bookings whose papers should have come by now."""
    rows = tx.scalars(
        select(BookingRow.id)
        .where(
            BookingRow.state.in_((BookingState.HELD, BookingState.RETURNED)),
            BookingRow.hold_until <= now,
        )
        .order_by(BookingRow.hold_until)
        .limit(limit)
    )
    return [BookingId(row) for row in rows]


def holds_to_remind(tx: Tx, *, now: datetime, before: datetime) -> list[BookingId]:
    """Holds that end between `now` and `before` and were not reminded of it."""
    rows = tx.scalars(
        select(BookingRow.id).where(
            BookingRow.state == BookingState.HELD,
            BookingRow.hold_until > now,
            BookingRow.hold_until <= before,
            BookingRow.reminded_at.is_(None),
        )
    )
    return [BookingId(row) for row in rows]


def offers_due(tx: Tx, *, now: datetime, limit: int = 500) -> list[BookingId]:
    """Offers that should have been answered by now."""
    rows = tx.scalars(
        select(BookingRow.id)
        .where(BookingRow.state == BookingState.OFFERED, BookingRow.answer_by <= now)
        .order_by(BookingRow.answer_by)
        .limit(limit)
    )
    return [BookingId(row) for row in rows]


def offers_to_remind(tx: Tx, *, now: datetime, before: datetime) -> list[BookingId]:
    """Offers that end between `now` and `before` and were not reminded of it."""
    rows = tx.scalars(
        select(BookingRow.id).where(
            BookingRow.state == BookingState.OFFERED,
            BookingRow.answer_by > now,
            BookingRow.answer_by <= before,
            BookingRow.reminded_at.is_(None),
        )
    )
    return [BookingId(row) for row in rows]


def visits_to_reconfirm(
    tx: Tx, *, venue_id: int, first: date, last: date, limit: int = 200
) -> list[BookingId]:
    """Confirmed visits from `first` to `last` that nobody was asked about yet, for their day."""
    rows = tx.scalars(
        select(BookingRow.id)
        .outerjoin(
            ReconfirmationRow,
            (ReconfirmationRow.booking_id == BookingRow.id)
            & (ReconfirmationRow.day == BookingRow.day),
        )
        .where(
            BookingRow.venue_id == venue_id,
            BookingRow.state == BookingState.CONFIRMED,
            BookingRow.day.between(first, last),
            ReconfirmationRow.id.is_(None),
        )
        .order_by(BookingRow.day, BookingRow.id)
        .limit(limit)
    )
    return [BookingId(row) for row in rows]
