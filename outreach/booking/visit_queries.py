"""Reading what calendars and the time after a visit need to know of bookings."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from outreach.booking import queries, rules
from outreach.booking.model import Booking, BookingState, Step, Verb
from outreach.booking.tables import BookingHistoryRow, BookingRow
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.season import calendar_queries


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


LONGEST_WAIT = timedelta(days=30)
"""Longer than the workdays until an answer and any holiday between them."""


def answer_days(tx: Tx, bookings: Collection[Booking]) -> dict[int, date]:
    """The last day on which the venue answers each of these bookings."""
    placed = [local_day(each.placed_at) for each in bookings]
    if not placed:
        return {}
    holidays = calendar_queries.holidays(tx, first=min(placed), last=max(placed) + LONGEST_WAIT)
    return {each.id: rules.answer_day(each.placed_at, holidays) for each in bookings}


def done_since(tx: Tx, *, first: date) -> list[int]:
    """Visits of these days that are over and were counted."""
    rows = tx.scalars(
        select(BookingRow.id)
        .where(BookingRow.state == BookingState.DONE, BookingRow.day >= first)
        .order_by(BookingRow.id)
    )
    return list(rows)


def placed_in(tx: Tx, *, venue_ids: Collection[int], days: Days) -> list[Booking]:
    """Bookings that came to these venues in a period, in the order in which they came."""
    first, until = at_wall_clock(days.first, time(0)), at_wall_clock(days.until, time(0))
    rows = tx.scalars(
        select(BookingRow)
        .where(
            BookingRow.venue_id.in_(list(venue_ids)),
            BookingRow.placed_at >= first,
            BookingRow.placed_at < until,
        )
        .order_by(BookingRow.placed_at, BookingRow.id)
    )
    return [queries.booking(row) for row in rows]


def visits_in(tx: Tx, *, venue_ids: Collection[int], days: Days) -> list[Booking]:
    """Bookings for days of a period, whatever became of them, by day."""
    rows = tx.scalars(
        select(BookingRow)
        .where(
            BookingRow.venue_id.in_(list(venue_ids)),
            BookingRow.day >= days.first,
            BookingRow.day < days.until,
        )
        .order_by(BookingRow.day, BookingRow.starts, BookingRow.id)
    )
    return [queries.booking(row) for row in rows]


def steps_of(tx: Tx, booking_ids: Collection[int]) -> dict[int, list[Step]]:
    """The history of each of these bookings, oldest step first."""
    wanted = sorted(booking_ids)
    found: dict[int, list[Step]] = {}
    for start in range(0, len(wanted), 500):  # below SQLite's limit of parameters
        rows = tx.scalars(
            select(BookingHistoryRow)
            .where(BookingHistoryRow.booking_id.in_(wanted[start : start + 500]))
            .order_by(BookingHistoryRow.id)
        )
        for row in rows:
            step = Step(row.at, row.person_id, Verb(row.verb), BookingState(row.state), row.note)
            found.setdefault(row.booking_id, []).append(step)
    return found
