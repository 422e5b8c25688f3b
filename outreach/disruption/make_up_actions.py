"""待补: a lost visit gets a new booking, is found to have one, or is written off with a reason."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from outreach.accounts.actions import record_audit
from outreach.accounts.model import Person
from outreach.booking import make_up_queries
from outreach.booking import rules as booking_rules
from outreach.booking.actions import book, session_facts
from outreach.booking.model import Booking, SchoolRef
from outreach.booking.steps import get
from outreach.disruption import queries, rules
from outreach.disruption.model import Touch
from outreach.disruption.tables import DisruptionGroupRow
from outreach.kernel.db import Tx
from outreach.season.model import Session


def book_again(tx: Tx, *, touch_id: int, session_id: int, person: Person, now: datetime) -> Booking:
    """Book a session for a group that lost its visit, on behalf, through the same guard as ever.

    A venue may book until the session begins, an officer while schools may. Twice does no harm.
    """
    before = _made_up_id(tx, touch_id)  # first, so that the swap sees whatever comes between
    touch = queries.touch(tx, person, touch_id)
    if touch.made_up_by is not None and touch.made_up_by.session_id == session_id:
        return touch.made_up_by
    if not touch.is_owed:
        raise rules.NotOwed(touch.booking.number)
    session = session_facts(tx, session_id)
    if session.venue_id != touch.booking.venue_id:
        raise booking_rules.NoSuchBooking
    if not person.runs_venue(session.venue_id):
        booking_rules.check_open(session, now=now)
    placed = book(
        tx,
        session_id=session_id,
        school=SchoolRef(touch.school.id, touch.school.county_code),
        group=touch.booking.group,
        token=f"make-up-{touch.id}-{before or 0}-{session_id}",
        placed_by=person.id,
        on_behalf=True,
        accepted=session.conditions_version,
        sample=touch.booking.sample,
        now=now,
    )
    _tie(tx, touch, placed.booking_id, person, now=now, before=before)
    return get(tx, placed.booking_id)


def find_again(tx: Tx, touches: Sequence[Touch]) -> dict[int, Booking]:
    """Bookings that schools have made themselves since, at the same venue, by the lost visit.

    Such a booking may be the visit's make-up; lost visits without one are left out.
    """
    if not touches:
        return {}
    since = make_up_queries.bookings_since(
        tx,
        {touch.school.id for touch in touches},
        placed_after=min(touch.told_at for touch in touches),
        first=min(touch.former_day for touch in touches),
    )
    found = {touch.id: _again(touch, since[touch.school.id]) for touch in touches}
    return {number: again for number, again in found.items() if again is not None}


def _again(touch: Touch, since: Sequence[Booking]) -> Booking | None:
    fitting = [
        b
        for b in since
        if b.venue_id == touch.booking.venue_id
        and b.placed_at > touch.told_at
        and b.day >= touch.former_day
        and rules.counts_as_made_up(b)
    ]
    same = [b for b in fitting if b.programme_id == touch.former_programme.id]
    return next(iter(same or fitting), None)


def link(tx: Tx, *, touch_id: int, person: Person, now: datetime) -> Booking:
    """Take the booking the school made itself for the make-up."""
    before = _made_up_id(tx, touch_id)
    touch = queries.touch(tx, person, touch_id)
    found = find_again(tx, [touch]).get(touch.id)
    if not touch.is_owed or found is None:
        raise rules.NotOwed(touch.booking.number)
    _tie(tx, touch, found.id, person, now=now, before=before)
    return found


def write_off(tx: Tx, *, touch_id: int, reason: str, person: Person, now: datetime) -> None:
    """There will be no make-up, and why; it counts as none."""
    touch = queries.touch(tx, person, touch_id)
    if not touch.is_owed:
        raise rules.NotOwed(touch.booking.number)
    tx.execute(
        update(DisruptionGroupRow)
        .where(DisruptionGroupRow.id == touch_id, DisruptionGroupRow.written_off.is_(None))
        .values(written_off=reason.strip(), written_off_by=person.id)
    )
    record_audit(
        tx,
        person_id=person.id,
        action="write-off-visit",
        subject=f"booking:{touch.booking.id}",
        after=reason.strip(),
        at=now,
    )


def _made_up_id(tx: Tx, touch_id: int) -> int | None:
    return tx.scalar(select(DisruptionGroupRow.made_up_id).where(DisruptionGroupRow.id == touch_id))


def _tie(
    tx: Tx, touch: Touch, booking_id: int, person: Person, *, now: datetime, before: int | None
) -> None:
    """Compare and swap: of two officers who book at once, one is told, and booked nothing."""
    used = tx.scalar(
        select(DisruptionGroupRow.id).where(DisruptionGroupRow.made_up_id == booking_id)
    )
    tied = (
        tx.execute(
            update(DisruptionGroupRow)
            .where(
                DisruptionGroupRow.id == touch.id,
                DisruptionGroupRow.made_up_id.is_not_distinct_from(before),
                DisruptionGroupRow.written_off.is_(None),
            )
            .values(made_up_id=booking_id)
            .returning(DisruptionGroupRow.id)
        ).scalar()
        if used in (None, touch.id)
        else None
    )
    if tied is None:
        raise rules.NotOwed(touch.booking.number)
    record_audit(
        tx,
        person_id=person.id,
        action="make-up-visit",
        subject=f"booking:{touch.booking.id}",
        after=f"booking:{booking_id}",
        at=now,
    )


def may_book(person: Person, session: Session, *, now: datetime) -> bool:
    """Whether the person may book a session for others at this moment."""
    return person.runs_venue(session.venue_id) or session.takes_bookings_at(now)
