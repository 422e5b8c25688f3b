"""The day itself: who came, who did not, and when it was over."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from outreach.booking import rules
from outreach.booking.actions import session_facts
from outreach.booking.arrival_rules import RoomGivenAway
from outreach.booking.model import Booking, BookingState, DifferenceReason, Verb
from outreach.booking.steps import get, remember, step
from outreach.booking.tables import ArrivalRow, BookingRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.season import places


def lock(tx: Tx, booking_ids: Iterable[int]) -> None:
    """Hold bookings and their sessions until the transaction ends, so that what is seen holds.

    Always sessions first and ascending, so that two desks never wait for each other. SQLite has
    one writer, who holds everything already.
    """
    wanted = sorted(set(booking_ids))
    sessions = tx.scalars(select(BookingRow.session_id).where(BookingRow.id.in_(wanted)))
    places.lock(tx, sessions)
    tx.execute(
        select(BookingRow.id)
        .where(BookingRow.id.in_(wanted))
        .order_by(BookingRow.id)
        .with_for_update()
    )


def record_arrival(
    tx: Tx,
    *,
    booking_id: int,
    pupils: int,
    adults: int,
    came_at: datetime | None = None,
    reason: DifferenceReason | None = None,
    note: str | None = None,
    by: int | None,
    now: datetime,
) -> Booking:
    """Count who came. A correction adds a new count and keeps the old one.

    Also for a visit that is over: its state stays, and the ledger is corrected by who calls.
    Refuses a group whose room was given away after it had been recorded as missing.
    """
    lock(tx, [booking_id])
    before = get(tx, booking_id)
    if local_day(now) < before.day:
        raise rules.TooEarlyToArrive(before.id, before.number)
    if before.state is BookingState.NO_SHOW:
        _take_room_again(tx, before, now=now)
    tx.add(
        ArrivalRow(
            booking_id=booking_id,
            pupils=pupils,
            adults=adults,
            recorded_at=now,
            recorded_by=by,
            note=note,
            came_at=came_at,
            reason=reason,
        )
    )
    counted = f"pupils {pupils}, adults {adults}"
    if before.state is BookingState.DONE:
        remember(tx, before.id, Verb.ARRIVE, before.state, by=by, now=now, note=counted)
        return before
    return step(tx, before, Verb.ARRIVE, by=by, now=now, note=counted)


def _take_room_again(tx: Tx, missed: Booking, *, now: datetime) -> None:
    """A day that is over fills no room any more: then only the record is put right."""
    taken = places.take(tx, missed.room, missed.group.pupils, past_waiting=True)
    if not taken and missed.day == local_day(now):
        raise RoomGivenAway(
            booking_id=missed.id,
            number=missed.number,
            coming=missed.group.pupils,
            places_left=session_facts(tx, missed.session_id).places_left,
            venue_id=missed.venue_id,
        )


def finish(tx: Tx, *, booking_id: int, by: int | None, now: datetime) -> Booking:
    """The visit is over; the ledger takes it from here. Twice does no harm."""
    before = get(tx, booking_id)
    if before.state is BookingState.DONE:
        return before
    return step(tx, before, Verb.FINISH, by=by, now=now)


def miss(tx: Tx, *, booking_id: int, by: int, now: datetime) -> Booking:
    """Nobody came; the room is there for groups at the door. Twice does no harm.

    A later word of weather, refusal or illness turns it into force majeure. The waitlist gets
    nothing on the day itself: whoever waits at home cannot be here in time.
    """
    lock(tx, [booking_id])
    before = get(tx, booking_id)
    if before.state is BookingState.NO_SHOW:
        return before
    if local_day(now) < before.day:
        raise rules.TooEarlyToArrive(before.id, before.number)
    after = step(tx, before, Verb.MISS, by=by, now=now)
    places.give_back(tx, before.room, before.group.pupils)
    return after
