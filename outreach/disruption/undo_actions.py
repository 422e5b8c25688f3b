"""Taking a disruption back: as a whole within a quarter of an hour, later group by group."""

from datetime import datetime

from sqlalchemy import update

from outreach.accounts.actions import record_audit
from outreach.accounts.model import Person
from outreach.accounts.rules import NotYours
from outreach.booking import queries as bookings
from outreach.booking import restore_actions
from outreach.booking.model import ACTIVE, Booking, BookingState
from outreach.booking.promotion import promote_session
from outreach.booking.steps import recipients, tell
from outreach.disruption import queries, rights, rules
from outreach.disruption.actions import why
from outreach.disruption.closing import holder_of
from outreach.disruption.model import ENDS, MOVES, Disruption, Outcome, Touch
from outreach.disruption.tables import DisruptionGroupRow, DisruptionRow, DisruptionSessionRow
from outreach.kernel.db import Tx, changed
from outreach.kernel.refusal import Refusal
from outreach.season import actions as season_actions
from outreach.season import calendar_actions, claims, extra_sessions, places


def undo(tx: Tx, *, disruption_id: int, person: Person, now: datetime) -> Disruption:
    """Give every group back what it had, unless others have it by now; twice does no harm.

    Groups whose places have gone are owed a visit before all others; what a school itself did
    meanwhile stands. Each group whose visit comes back is told so, once.
    """
    found = queries.get(tx, disruption_id)
    if not rights.made(person, found):
        raise NotYours
    if found.undone_at is not None:
        return found
    rules.check_undo(found, now=now)
    groups = queries.touches_of(tx, disruption_id)
    shut = queries.shut_sessions(tx, disruption_id)
    places.lock(tx, {t.former_session_id for t in groups} | {*shut} | {*_now_in(groups)})
    swapped = changed(
        tx,
        update(DisruptionRow)
        .where(DisruptionRow.id == disruption_id, DisruptionRow.undone_at.is_(None))
        .values(undone_at=now),
    )
    if swapped != 1:  # somebody else was quicker
        return queries.get(tx, disruption_id)
    _withdraw_added(tx, found, groups, person, now=now)
    _unclose(tx, found, person, now=now)
    for touch in sorted(queries.touches_of(tx, disruption_id), key=_in_order):
        if touch.outcome is Outcome.DONE:
            _give_back(tx, touch, person, now=now)
    _keep_used(tx, found, person, now=now)
    _promote(tx, groups, now=now)
    record_audit(
        tx,
        person_id=person.id,
        action="undo-disruption",
        subject=f"disruption:{disruption_id}",
        at=now,
    )
    return queries.get(tx, disruption_id)


def _now_in(groups: list[Touch]) -> set[int]:
    return {touch.booking.session_id for touch in groups}


def _in_order(touch: Touch) -> tuple[int, int]:
    return touch.former_session_id, touch.booking.id


def _promote(tx: Tx, groups: list[Touch], *, now: datetime) -> None:
    """Who came back to a waitlist may find room at once."""
    for session_id in sorted({touch.former_session_id for touch in groups}):
        promote_session(tx, session_id, now=now)


def _give_back(tx: Tx, touch: Touch, person: Person, *, now: datetime) -> bool:
    """Whether the group has its visit back; what it could not have, and why, is remembered."""
    try:
        with tx.begin_nested():
            if touch.turn in MOVES:
                restored = restore_actions.move_back(
                    tx,
                    booking_id=touch.booking.id,
                    session_id=touch.former_session_id,
                    by=person.id,
                    now=now,
                )
            else:
                restored = restore_actions.restore(
                    tx, booking_id=touch.booking.id, by=person.id, now=now
                )
    except Refusal as refusal:
        _settle(tx, touch.id, outcome=_lost(touch), because=why(refusal))
        return False
    _tell_of_return(tx, touch, restored, now=now)
    return True


def _tell_of_return(tx: Tx, touch: Touch, restored: Booking, *, now: datetime) -> None:
    """Whoever knew that there is no visit must hear that there is one: nobody has answered yet."""
    _settle(
        tx,
        touch.id,
        outcome=Outcome.UNDONE,
        because=None,
        told_at=now,
        mailed=len(recipients(tx, restored)),
        answered_at=None,
        reached_at=None,
        reached_by=None,
        acted_for=False,
    )
    tell(tx, restored, "disruption-undone", now=now, touch_id=touch.id)


def _lost(touch: Touch) -> Outcome:
    """A group that moved keeps what it moved to; one that was cancelled is owed a visit first."""
    ended = touch.turn in ENDS and touch.booking.state is BookingState.FORCE_MAJEURE
    return Outcome.LOST if ended else Outcome.DONE


def _settle(tx: Tx, touch_id: int, **values: object) -> None:
    tx.execute(update(DisruptionGroupRow).where(DisruptionGroupRow.id == touch_id).values(**values))


def restore_one(tx: Tx, *, touch_id: int, person: Person, now: datetime) -> None:
    """The warning is withdrawn: a venue gives one group its visit back, if the places are free.

    Refuses with PlacesGone, which says why, when it cannot be.
    """
    touch = queries.touch(tx, person, touch_id)
    if not person.runs_venue(touch.booking.venue_id):
        raise NotYours
    if not touch.is_owed:
        raise rules.NotOwed(touch.booking.number)
    try:
        with tx.begin_nested():
            restored = restore_actions.restore(
                tx, booking_id=touch.booking.id, by=person.id, now=now
            )
    except Refusal as refusal:
        raise rules.PlacesGone(touch.booking.number, why(refusal)) from refusal
    _tell_of_return(tx, touch, restored, now=now)
    record_audit(
        tx,
        person_id=person.id,
        action="restore-booking",
        subject=f"booking:{touch.booking.id}",
        at=now,
    )


def lift(tx: Tx, *, disruption_id: int, person: Person, now: datetime) -> Disruption:
    """What was shut opens: its sessions may be booked again, as far as their halls are free.

    Groups that lost their visit are not moved about once more; the venue restores or books them.
    """
    found = queries.get(tx, disruption_id)
    venue_id = found.scope.venue_id
    if venue_id is None or not person.runs_venue(venue_id):
        raise NotYours
    if not found.shuts:
        return found
    places.lock(tx, queries.shut_sessions(tx, disruption_id))
    tx.execute(
        update(DisruptionRow)
        .where(DisruptionRow.id == disruption_id, DisruptionRow.lifted_at.is_(None))
        .values(lifted_at=now)
    )
    _unclose(tx, found, person, now=now)
    record_audit(
        tx,
        person_id=person.id,
        action="lift-disruption",
        subject=f"disruption:{disruption_id}",
        at=now,
    )
    return queries.get(tx, disruption_id)


def _withdraw_added(
    tx: Tx, found: Disruption, groups: list[Touch], person: Person, *, now: datetime
) -> None:
    """What was given instead makes room in its hall, unless others have booked it too."""
    ours = {touch.booking.id for touch in groups}
    for session_id in queries.added_sessions(tx, found.id):
        there = bookings.bookings_of_session(tx, session_id, states=ACTIVE)
        if all(booking.id in ours for booking in there):
            season_actions.cancel_session(
                tx, session_id=session_id, reason=found.words, now=now, person_id=person.id
            )


def _keep_used(tx: Tx, found: Disruption, person: Person, *, now: datetime) -> None:
    """A group that could not go back keeps what it was given instead."""
    for session_id in queries.added_sessions(tx, found.id):
        if bookings.bookings_of_session(tx, session_id, states=ACTIVE):
            extra_sessions.reopen_session(tx, session_id=session_id, now=now, person_id=person.id)


def _unclose(tx: Tx, found: Disruption, person: Person, *, now: datetime) -> None:
    """Free the halls, take the closure away, and give the sessions that can be given again."""
    claims.release(tx, holder=holder_of(found.id))
    if found.closure_id is not None:
        by = calendar_actions.By(person.id, now)
        calendar_actions.remove(tx, kind="closure", row_id=found.closure_id, by=by)
    for session_id in queries.shut_sessions(tx, found.id):
        try:
            with tx.begin_nested():
                extra_sessions.reopen_session(
                    tx, session_id=session_id, now=now, person_id=person.id
                )
        except Refusal:
            continue  # its hall has gone to another; its groups are owed a date
        tx.execute(
            update(DisruptionSessionRow)
            .where(
                DisruptionSessionRow.disruption_id == found.id,
                DisruptionSessionRow.session_id == session_id,
            )
            .values(reopened_at=now)
        )
