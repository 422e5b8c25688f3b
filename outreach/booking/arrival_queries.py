"""Reading who came: the count that holds, for many groups at once."""

from collections.abc import Sequence

from sqlalchemy import select

from outreach.booking.model import Arrival
from outreach.booking.queries import arrival
from outreach.booking.tables import ArrivalRow
from outreach.kernel.db import Tx


def last_arrivals(tx: Tx, booking_ids: Sequence[int]) -> dict[int, Arrival]:
    """The count that holds, for each of these bookings that has one."""
    found: dict[int, Arrival] = {}
    for start in range(0, len(booking_ids), 500):  # below SQLite's limit of parameters
        wanted = booking_ids[start : start + 500]
        rows = tx.scalars(
            select(ArrivalRow).where(ArrivalRow.booking_id.in_(wanted)).order_by(ArrivalRow.id)
        )
        found |= {row.booking_id: arrival(row) for row in rows}
    return found
