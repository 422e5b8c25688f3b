"""The day itself: who came, who did not, and when it was over."""

from datetime import datetime

from outreach.booking import rules
from outreach.booking.model import Booking, BookingState, Verb
from outreach.booking.steps import get, remember, step
from outreach.booking.tables import ArrivalRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx


def record_arrival(
    tx: Tx,
    *,
    booking_id: int,
    pupils: int,
    adults: int,
    note: str | None = None,
    by: int | None,
    now: datetime,
) -> Booking:
    """Count who came. A correction adds a new count and keeps the old one.

    Also for a visit that is over: its state stays, and the ledger is corrected by who calls.
    """
    before = get(tx, booking_id)
    if local_day(now) < before.day:
        raise rules.TooEarlyToArrive(before.id, before.number)
    tx.add(
        ArrivalRow(
            booking_id=booking_id,
            pupils=pupils,
            adults=adults,
            recorded_at=now,
            recorded_by=by,
            note=note,
        )
    )
    counted = f"pupils {pupils}, adults {adults}"
    if before.state is BookingState.DONE:
        remember(tx, before.id, Verb.ARRIVE, before.state, by=by, now=now, note=counted)
        return before
    return step(tx, before, Verb.ARRIVE, by=by, now=now, note=counted)


def finish(tx: Tx, *, booking_id: int, by: int | None, now: datetime) -> Booking:
    """The visit is over; the ledger takes it from here. Twice does no harm."""
    before = get(tx, booking_id)
    if before.state is BookingState.DONE:
        return before
    return step(tx, before, Verb.FINISH, by=by, now=now)


def miss(tx: Tx, *, booking_id: int, by: int, now: datetime) -> Booking:
    """Nobody came. A later word of weather, refusal or illness turns it into force majeure."""
    before = get(tx, booking_id)
    if local_day(now) < before.day:
        raise rules.TooEarlyToArrive(before.id, before.number)
    return step(tx, before, Verb.MISS, by=by, now=now)
