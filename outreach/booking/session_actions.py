"""Moving or cancelling a booked session: its groups go along or are let go, and told."""

from datetime import date, datetime, time

from outreach.booking import queries, rules
from outreach.booking.desk_actions import call_off
from outreach.booking.model import ACTIVE, TAKES_PLACES, Booking, Verb
from outreach.booking.promotion import promote_day
from outreach.booking.rules import LAST_PROMOTION
from outreach.booking.steps import active_place, place_beside, step
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.season import actions as season_actions
from outreach.season import queries as season
from outreach.season.model import Session, half_of


def affected(tx: Tx, session_id: int) -> list[Booking]:
    """Whoever would have to be told."""
    return queries.bookings_of_session(tx, session_id, states=ACTIVE)


def cancel_session(
    tx: Tx, *, session_id: int, reason: str, by: int, now: datetime
) -> list[Booking]:
    """Call a session off, with every booking of it; nobody is to blame, everybody is told."""
    if not reason.strip():
        raise rules.ReasonMissing
    season_actions.cancel_session(tx, session_id=session_id, reason=reason, now=now, person_id=by)
    return [
        call_off(tx, booking_id=booking.id, reason=reason, by=by, now=now)
        for booking in affected(tx, session_id)
    ]


def move_session(
    tx: Tx, *, session_id: int, day: date, starts: time, by: int, now: datetime
) -> list[Booking]:
    """Give a session at another day or hour; its bookings keep their numbers and go along."""
    session = season_actions.move_session(
        tx, session_id=session_id, day=day, starts=starts, now=now, person_id=by
    )
    # Read when the session is held, and with those whose visit is over: they refuse to come along.
    groups = queries.bookings_of_session(tx, session_id, states=ACTIVE | TAKES_PLACES)
    half = half_of(session.starts)
    moved = []
    for booking in groups:
        place = active_place(
            school_id=booking.school_id, venue_id=booking.venue_id, day=session.day, half=half
        )
        moved.append(
            step(
                tx,
                booking,
                Verb.CARRY,
                by=by,
                now=now,
                note=f"{booking.day} {booking.starts:%H:%M} → {day} {starts:%H:%M}",
                notice="session-moved",
                day=session.day,
                starts=session.starts,
                active_place=place_beside(tx, booking.split_of, place, session_id),
                answer_by=_still_in_time(booking.answer_by, session),
                sequence=booking.sequence + 1,
            )
        )
    return moved


def change_capacity(tx: Tx, *, session_id: int, capacity: int, by: int, now: datetime) -> None:
    """More places let waiting groups in; never fewer than are taken."""
    season_actions.change_capacity(
        tx, session_id=session_id, capacity=capacity, now=now, person_id=by
    )
    session = season.session_facts(tx, session_id)
    promote_day(tx, venue_id=session.venue_id, day=session.day, now=now)


def _still_in_time(answer_by: datetime | None, session: Session) -> datetime | None:
    """An offer of a session that moved ends before the new eve as well."""
    last = at_wall_clock(session.day, session.starts) - LAST_PROMOTION
    return None if answer_by is None else min(answer_by, last)
