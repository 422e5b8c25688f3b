"""Taking force majeure back: a booking returns to where it stood, if its places are still free."""

from datetime import datetime

from outreach.booking import queries, rules
from outreach.booking.actions import full, session_facts
from outreach.booking.change_actions import columns_of
from outreach.booking.model import TAKES_PLACES, Booking, BookingState, Verb
from outreach.booking.promotion import promote_day
from outreach.booking.steps import active_place, get, lock_day, place_beside, step
from outreach.kernel.db import Tx
from outreach.season import places
from outreach.season.model import SessionFacts, SessionState


def former_state(tx: Tx, booking_id: int) -> BookingState | None:
    """Where a booking stood before it was called off last; None when it never was."""
    steps = queries.history(tx, booking_id)
    called_off = [n for n, each in enumerate(steps) if each.verb is Verb.CALL_OFF]
    return steps[called_off[-1] - 1].state if called_off and called_off[-1] > 0 else None


def restore(tx: Tx, *, booking_id: int, by: int | None, now: datetime) -> Booking:
    """Undo a calling off: the former state, and the places, through the guard.

    The group had its places before anybody who waits now, so it does not stand in line again.
    Refuses when the session does not take place, or its places have gone to others. Telling the
    school is for whoever calls, who knows why.
    """
    before = get(tx, booking_id)
    lock_day(tx, before)
    before = get(tx, booking_id)
    former = former_state(tx, booking_id)
    if before.state is not BookingState.FORCE_MAJEURE or former is None:
        raise rules.NotPossibleNow(before.id, before.number, Verb.RESTORE, before.state)
    session = session_facts(tx, before.session_id)
    if session.state is not SessionState.OPEN:
        raise rules.SessionCancelled(programme_id=session.programme_id, reason=None)
    if former in TAKES_PLACES:
        if not places.take(tx, before.room, before.group.pupils, past_waiting=True):
            raise full(tx, session.id, before.group.pupils)
    else:
        places.wait(tx, session.id, 1)
    offered = BookingState.OFFERED
    place = active_place(
        school_id=before.school_id, venue_id=before.venue_id, day=before.day, half=before.half
    )
    overdue = before.hold_until is not None and before.hold_until <= now
    return step(
        tx,
        before,
        Verb.RESTORE,
        by=by,
        now=now,
        to=former,
        reason=None,
        hold_until=rules.papers_due(session, now=now) if overdue else before.hold_until,
        answer_by=_offered_until(before, session, now=now) if former is offered else None,
        sequence=before.sequence + 1,
        active_place=place_beside(tx, before.split_of, place, before.session_id),
    )


def _offered_until(before: Booking, session: SessionFacts, *, now: datetime) -> datetime | None:
    """A whole offer once more, where there is time for one; else what is left of the old one."""
    return rules.offer_ends(session, now=now) or before.answer_by


def move_back(
    tx: Tx, *, booking_id: int, session_id: int, by: int | None, now: datetime
) -> Booking:
    """Return a moved group to the session it came from, past whoever waits there by now.

    Refuses like `restore`; the places it was moved to go to whoever waits for those.
    """
    before = get(tx, booking_id)
    lock_day(tx, before, session_id)
    before = get(tx, booking_id)
    session = session_facts(tx, session_id)
    if before.state not in TAKES_PLACES or before.session_id == session.id:
        raise rules.NotPossibleNow(before.id, before.number, Verb.RESCHEDULE, before.state)
    if session.state is not SessionState.OPEN:
        raise rules.SessionCancelled(programme_id=session.programme_id, reason=None)
    places.give_back(tx, before.room, before.group.pupils)  # both may share the day's caps
    if not places.take(tx, session.room, before.group.pupils, past_waiting=True):
        raise full(tx, session.id, before.group.pupils)
    after = step(
        tx,
        before,
        Verb.RESCHEDULE,
        by=by,
        now=now,
        note=f"{before.day} {before.starts:%H:%M} → {session.day} {session.starts:%H:%M}",
        hold_until=rules.papers_due(session, now=now) if before.hold_until else None,
        sequence=before.sequence + 1,
        **columns_of(tx, session, before),
    )
    promote_day(tx, venue_id=before.venue_id, day=before.day, now=now)
    return after
