"""Finding bookings whose time has come: papers to remind of, holds that end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select

from outreach.booking.model import BookingId, BookingState, Verb
from outreach.booking.tables import BookingHistoryRow, BookingRow, ReconfirmationRow
from outreach.kernel.db import Tx

BEGINS_HOLD = (Verb.SUBMIT, Verb.HOLD, Verb.PROMOTE, Verb.ACCEPT, Verb.RESCHEDULE)


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that runs and whose papers have not come."""

    booking_id: BookingId
    until: datetime
    reminded_at: datetime | None


def holds_due(tx: Tx, *, now: datetime, limit: int = 500) -> list[BookingId]:
    """Bookings whose papers should have come by now, and did not."""
    awaited = and_(BookingRow.state == BookingState.HELD, BookingRow.papers_at.is_(None))
    rows = tx.scalars(
        select(BookingRow.id)
        .where(
            or_(awaited, BookingRow.state == BookingState.RETURNED),
            BookingRow.hold_until <= now,
        )
        .order_by(BookingRow.hold_until)
        .limit(limit)
    )
    return [BookingId(row) for row in rows]


def holds_running(tx: Tx, *, now: datetime) -> list[Hold]:
    """Holds that wait for papers and have not ended."""
    rows = tx.execute(
        select(BookingRow.id, BookingRow.hold_until, BookingRow.reminded_at).where(
            BookingRow.state == BookingState.HELD,
            BookingRow.hold_until > now,
            BookingRow.papers_at.is_(None),
        )
    )
    return [Hold(BookingId(row.id), row.hold_until, row.reminded_at) for row in rows]


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


def waiting_without_place(
    tx: Tx, *, venue_id: int, first: date, last: date, joined_by: datetime, limit: int = 200
) -> list[BookingId]:
    """Groups that wait for a day from `first` to `last` and were not told yet, for their day.

    Who joined after `joined_by` has only just been told that it waits.
    """
    rows = tx.scalars(
        select(BookingRow.id)
        .where(
            BookingRow.venue_id == venue_id,
            BookingRow.state == BookingState.WAITLISTED,
            BookingRow.day.between(first, last),
            BookingRow.placed_at <= joined_by,
            BookingRow.no_place_for.is_distinct_from(BookingRow.day),
        )
        .order_by(BookingRow.day, BookingRow.id)
        .limit(limit)
    )
    return [BookingId(row) for row in rows]


def held_since(tx: Tx, booking_ids: Collection[int]) -> dict[int, datetime]:
    """When the present hold of each of these bookings began; those never held are left out."""
    wanted = sorted(booking_ids)
    found: dict[int, datetime] = {}
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        began = (
            select(BookingHistoryRow.booking_id, func.max(BookingHistoryRow.at))
            .where(
                BookingHistoryRow.booking_id.in_(wanted[start : start + 500]),
                BookingHistoryRow.verb.in_(BEGINS_HOLD),
                BookingHistoryRow.state == BookingState.HELD,
            )
            .group_by(BookingHistoryRow.booking_id)
        )
        found |= dict(tx.execute(began).all())
    return found
