"""Which booked groups an exhibit in repair concerns."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from outreach.booking import desk, queries
from outreach.booking.desk import Line
from outreach.booking.model import ACTIVE, Booking
from outreach.booking.tables import BookingRow
from outreach.catalogue import exhibit_queries
from outreach.catalogue.exhibit_model import Exhibit
from outreach.kernel.db import Tx


@dataclass(frozen=True, slots=True)
class Touched:
    """A booked group, and what it will not find on its route."""

    line: Line
    exhibits: list[Exhibit]


def missing_on(exhibits: list[Exhibit], day: date, *, today: date) -> list[Exhibit]:
    """Those that visitors of a day must do without."""
    return [exhibit for exhibit in exhibits if exhibit.is_out_on(day, today=today)]


def touched(
    tx: Tx, *, today: date, venue_id: int | None = None, exhibit_id: int | None = None
) -> list[Touched]:
    """Groups still to come whose route shows an exhibit that is out, the next visit first.

    With `exhibit_id` only that exhibit counts.
    """
    by_route = exhibit_queries.out_of_order_on_routes(tx)
    if exhibit_id is not None:
        by_route = {
            route: kept for route, all_ in by_route.items() if (kept := _only(all_, exhibit_id))
        }
    coming = _coming(tx, list(by_route), today=today, venue_id=venue_id)
    missed = {b.id: missing_on(by_route[b.programme_id], b.day, today=today) for b in coming}
    lines = desk.lines(tx, [booking for booking in coming if missed[booking.id]])
    return [Touched(line, missed[line.booking.id]) for line in lines]


def _only(exhibits: list[Exhibit], exhibit_id: int) -> list[Exhibit]:
    return [exhibit for exhibit in exhibits if exhibit.id == exhibit_id]


def _coming(tx: Tx, routes: list[int], *, today: date, venue_id: int | None) -> list[Booking]:
    chosen = select(BookingRow).where(
        BookingRow.programme_id.in_(routes),
        BookingRow.day >= today,
        BookingRow.state.in_([state.value for state in ACTIVE]),
    )
    if venue_id is not None:
        chosen = chosen.where(BookingRow.venue_id == venue_id)
    rows = tx.scalars(chosen.order_by(BookingRow.day, BookingRow.starts, BookingRow.id))
    return [queries.booking(row) for row in rows]
