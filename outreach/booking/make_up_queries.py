"""Reading bookings for those who look after visits that were lost."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from outreach.booking.model import Booking
from outreach.booking.queries import booking
from outreach.booking.tables import BookingRow
from outreach.catalogue.model import DayPart
from outreach.kernel.db import Tx


def bookings_since(
    tx: Tx, school_ids: Collection[int], *, placed_after: datetime, first: date
) -> dict[int, list[Booking]]:
    """What schools have booked after a moment, for `first` or later; by school, then by day."""
    rows = tx.scalars(
        select(BookingRow)
        .where(
            BookingRow.school_id.in_(sorted(school_ids)),
            BookingRow.placed_at > placed_after,
            BookingRow.day >= first,
        )
        .order_by(BookingRow.day, BookingRow.id)
    )
    found: dict[int, list[Booking]] = defaultdict(list)
    for row in rows:
        found[row.school_id].append(booking(row))
    return found


def standing(
    tx: Tx, school_ids: Collection[int], *, first: date
) -> dict[int, frozenset[tuple[int, date, DayPart]]]:
    """Venue, day and half-day of every active booking of some schools, from `first` on."""
    rows = tx.scalars(
        select(BookingRow).where(
            BookingRow.school_id.in_(sorted(school_ids)),
            BookingRow.day >= first,
            BookingRow.active_place.is_not(None),
        )
    )
    found: dict[int, set[tuple[int, date, DayPart]]] = defaultdict(set)
    for each in map(booking, rows):
        found[each.school_id].add((each.venue_id, each.day, each.half))
    return {school_id: frozenset(found[school_id]) for school_id in school_ids}
