"""One step in a booking's life: compare-and-swap of its state, its history, its notice."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from outreach.accounts import queries as accounts
from outreach.accounts.model import Role
from outreach.booking import queries, rules
from outreach.booking.model import ACTIVE, Booking, BookingState, Verb
from outreach.booking.tables import BookingHistoryRow, BookingRow
from outreach.kernel.db import Tx, changed
from outreach.outbox import actions as outbox
from outreach.season import places
from outreach.season import queries as season


def get(tx: Tx, booking_id: int) -> Booking:
    found = queries.find_booking(tx, booking_id)
    if found is None:
        raise rules.NoSuchBooking
    return found


def active_place(*, school_id: int, venue_id: int, day: Any, half: str) -> str:
    """The key under which a school has one active booking."""
    return f"{school_id}:{venue_id}:{day}:{half}"


def place_beside(tx: Tx, split_of: int | None, place: str, session_id: int) -> str:
    """The key for a part of a school whose other part has the half-day's own key already.

    Parts of one school may share a half-day; another booking of the school still may not.
    """
    if split_of is None:
        return place
    holder = tx.scalar(
        select(BookingRow.id).where(
            BookingRow.active_place == place, BookingRow.split_of == split_of
        )
    )
    return place if holder is None else f"{place}/{session_id}"


def _hand_on_place(tx: Tx, booking: Booking) -> None:
    """When the part with the half-day's own key goes, another part there takes the key over."""
    place = active_place(
        school_id=booking.school_id, venue_id=booking.venue_id, day=booking.day, half=booking.half
    )
    if tx.scalar(select(BookingRow.id).where(BookingRow.active_place == place)) is not None:
        return
    beside = tx.scalar(
        select(BookingRow.id)
        .where(
            BookingRow.split_of == booking.split_of,
            BookingRow.active_place.startswith(f"{place}/", autoescape=True),
        )
        .order_by(BookingRow.id)
        .limit(1)
    )
    own = update(BookingRow).where(BookingRow.id == beside).values(active_place=place)
    tx.execute(own.execution_options(synchronize_session=False))


def step(
    tx: Tx,
    booking: Booking,
    verb: Verb,
    *,
    by: int | None,
    now: datetime,
    note: str | None = None,
    notice: str | None = None,
    to: BookingState | None = None,
    **values: Any,
) -> Booking:
    """Take one step; refuse when it does not follow, or when somebody else was quicker.

    `to` is the former state that RESTORE goes back to; `values` are columns that change with it.
    The whole row is compared by its revision, so that of two people who act on the same page one
    is told.
    """
    state = rules.next_state(verb, booking.state)
    if state is None:
        raise rules.NotPossibleNow(booking.id, booking.number, verb, booking.state)
    state = to or state
    if state not in ACTIVE:
        values["active_place"] = None
    swap = (
        update(BookingRow)
        .where(BookingRow.id == booking.id, BookingRow.revision == booking.revision)
        .values(state=state, revision=BookingRow.revision + 1, **values)
        .execution_options(synchronize_session=False)
    )
    try:
        with tx.begin_nested():
            rows = changed(tx, swap)
    except IntegrityError as error:
        if "active_place" not in str(error.orig):
            raise
        raise already_booked(tx, values["active_place"]) from None
    if rows != 1:
        raise rules.ChangedMeanwhile(booking.id, booking.number)
    if booking.split_of is not None:
        _hand_on_place(tx, booking)
    remember(tx, booking.id, verb, state, by=by, now=now, note=note)
    after = get(tx, booking.id)
    if notice is not None:
        tell(tx, after, notice, now=now)
    return after


def already_booked(tx: Tx, place: str) -> rules.AlreadyBooked | rules.NoSuchBooking:
    row = tx.scalar(select(BookingRow).where(BookingRow.active_place == place))
    if row is None:
        return rules.NoSuchBooking()
    found = queries.booking(row)
    return rules.AlreadyBooked(booking_id=found.id, number=found.number)


def remember(
    tx: Tx,
    booking_id: int,
    verb: Verb,
    state: BookingState,
    *,
    by: int | None,
    now: datetime,
    note: str | None = None,
) -> None:
    tx.add(
        BookingHistoryRow(
            booking_id=booking_id, at=now, person_id=by, verb=verb, state=state, note=note
        )
    )


def recipients(tx: Tx, booking: Booking) -> list[int]:
    """Whom messages about a booking go to: who placed it, or the school's teachers."""
    if booking.placed_by is not None and not booking.on_behalf:
        return [booking.placed_by]
    return [person.id for person in accounts.holders(tx, Role.TEACHER, str(booking.school_id))]


def tell(tx: Tx, booking: Booking, notice: str, *, now: datetime, **facts: object) -> None:
    """Post a notice about a booking to everybody whom it concerns."""
    for person_id in recipients(tx, booking):
        outbox.post(
            tx,
            kind=notice,
            payload={"booking_id": booking.id, "sequence": booking.sequence, **facts},
            recipient=person_id,
            at=now,
        )


def lock_day(tx: Tx, booking: Booking, *others: int) -> None:
    """Hold a booking's session, others named, and those of its day on which somebody waits.

    Places that come back may serve any of them, because they share the day's caps.
    """
    waiting = season.waiting_sessions(tx, venue_id=booking.venue_id, day=booking.day)
    places.lock(tx, {booking.session_id, *others, *waiting})
