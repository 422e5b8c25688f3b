"""What can be changed about a booking that stands: its group, or its session."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from outreach.booking import condition_rules, rules, tolerance
from outreach.booking.actions import full, room_of, session_facts
from outreach.booking.model import TAKES_PLACES, Booking, BookingState, Group, Verb
from outreach.booking.promotion import promote_day
from outreach.booking.steps import active_place, get, lock_day, place_beside, step
from outreach.kernel.db import Tx
from outreach.season import places
from outreach.season.model import SessionFacts


def change(
    tx: Tx,
    *,
    booking_id: int,
    group: Group,
    revision: int | None = None,
    by: int | None,
    by_school: bool,
    notice: str = "booking-changed",
    now: datetime,
) -> Booking:
    """Other numbers, grade, needs or leader. More pupils go through the same guard as a booking.

    Within the venue's tolerance a school's change needs no second look. `revision` is the one the
    form was opened with. What a venue sent back to be put right is submitted again by changing it.
    """
    before = get(tx, booking_id)
    lock_day(tx, before)
    before = get(tx, booking_id)
    if revision is not None and revision != before.revision:
        raise rules.ChangedMeanwhile(before.id, before.number)
    session = session_facts(tx, before.session_id)
    rules.check_group(group, session)
    if before.state in TAKES_PLACES:
        more = group.pupils - before.group.pupils
        if more > 0 and not places.take(tx, before.room, more):
            raise full(tx, before.session_id, more)
        if more < 0:
            places.give_back(tx, before.room, -more)
    returned = before.state is BookingState.RETURNED
    looks = by_school and tolerance.asks_the_venue(before, group, session.rules)
    after = step(
        tx,
        before,
        Verb.RESUBMIT if returned else Verb.CHANGE,
        by=by,
        now=now,
        note=_difference(before.group, group),
        notice=notice,
        sequence=before.sequence + 1,
        changed_at=now if looks else before.changed_at,
        agreed_pupils=before.agreed_pupils if by_school else group.pupils,
        **asdict(group),
    )
    promote_day(tx, venue_id=before.venue_id, day=before.day, now=now)
    return after


def join(
    tx: Tx,
    *,
    booking_id: int,
    pupils: int,
    adults: int,
    revision: int,
    by: int | None,
    now: datetime,
) -> Booking:
    """A colleague's class comes along under the same number; whoever booked first is told."""
    group = get(tx, booking_id).group
    return change(
        tx,
        booking_id=booking_id,
        group=replace(group, pupils=group.pupils + pupils, adults=group.adults + adults),
        revision=revision,
        by=by,
        by_school=True,
        notice="booking-joined",
        now=now,
    )


def _difference(before: Group, after: Group) -> str:
    """What changed, as counts only: "pupils 40→38, adults 2→3"."""
    fields = ("grade", "pupils", "adults")
    old, new = asdict(before), asdict(after)
    return ", ".join(f"{name} {old[name]}→{new[name]}" for name in fields if old[name] != new[name])


def reschedule(
    tx: Tx,
    *,
    booking_id: int,
    session_id: int,
    by: int | None,
    by_venue: bool,
    now: datetime,
    notice: str | None = "booking-rescheduled",
    promotes: bool = True,
) -> Booking:
    """Move a booking to another session, under the same number: both are locked, or neither."""
    before = get(tx, booking_id)
    session = session_facts(tx, session_id)
    lock_day(tx, before, session.id)
    before = get(tx, booking_id)
    if session.venue_id != before.venue_id:
        raise rules.NoSuchBooking  # what one venue has granted binds no other
    condition_rules.check_in_house(session)
    rules.check_open(session, now=now, on_behalf=by_venue)
    rules.check_group(before.group, session)
    if before.state not in TAKES_PLACES:
        raise rules.NotPossibleNow(before.id, before.number, Verb.RESCHEDULE, before.state)
    if before.session_id == session.id:
        return before
    places.give_back(tx, before.room, before.group.pupils)  # both may share the day's caps
    if not places.take(tx, room_of(session), before.group.pupils):
        raise full(tx, session.id, before.group.pupils)
    due = rules.papers_due(session, now=now) if before.hold_until else None
    after = step(
        tx,
        before,
        Verb.RESCHEDULE,
        by=by,
        now=now,
        note=f"{before.day} {before.starts:%H:%M} → {session.day} {session.starts:%H:%M}",
        notice=notice,
        hold_until=due,
        sequence=before.sequence + 1,
        changed_at=None if by_venue else now,
        **columns_of(tx, session, before),
    )
    if promotes:
        promote_day(tx, venue_id=before.venue_id, day=before.day, now=now)
    return after


def columns_of(tx: Tx, session: SessionFacts, booking: Booking) -> dict[str, Any]:
    """What a booking repeats of the session that it is for."""
    place = active_place(
        school_id=booking.school_id,
        venue_id=session.venue_id,
        day=session.day,
        half=session.half,
    )
    return {
        "session_id": session.id,
        "programme_id": session.programme_id,
        "programme_version": session.programme_version,
        "day": session.day,
        "starts": session.starts,
        "active_place": place_beside(tx, booking.split_of, place, session.id),
    }
