"""What the venue does with bookings: hold, confirm, return, decline; and what time does."""

from datetime import datetime

from sqlalchemy import update

from outreach.booking import due_queries, rules
from outreach.booking.actions import release, session_facts
from outreach.booking.model import Booking, BookingState, Verb
from outreach.booking.steps import get, lock_day, step
from outreach.booking.tables import BookingRow
from outreach.kernel.db import Database, Tx, changed


def hold(tx: Tx, *, booking_id: int, by: int, now: datetime) -> Booking:
    """Keep the places until the papers are due."""
    before = get(tx, booking_id)
    due = rules.papers_due(session_facts(tx, before.session_id), now=now)
    return step(
        tx,
        before,
        Verb.HOLD,
        by=by,
        now=now,
        notice="booking-held",
        hold_until=due,
        changed_at=None,
        agreed_pupils=before.group.pupils,
    )


def confirm(tx: Tx, *, booking_id: int, note: str | None = None, by: int, now: datetime) -> Booking:
    """The papers are here and in order: the visit stands. `note` says why, where they are not."""
    before = get(tx, booking_id)
    return step(
        tx,
        before,
        Verb.CONFIRM,
        by=by,
        now=now,
        note=note,
        notice="booking-confirmed",
        papers_at=before.papers_at or now,
        confirmed_at=now,
        hold_until=None,
        changed_at=None,
        agreed_pupils=before.group.pupils,
    )


def send_back(tx: Tx, *, booking_id: int, reason: str, by: int, now: datetime) -> Booking:
    """Something must be put right first; the places stay until the same date as for papers."""
    before = get(tx, booking_id)
    due = rules.papers_due(session_facts(tx, before.session_id), now=now)
    return step(
        tx,
        before,
        Verb.RETURN,
        by=by,
        now=now,
        note=_given(reason),
        notice="booking-returned",
        reason=reason,
        hold_until=before.hold_until or due,
    )


def decline(tx: Tx, *, booking_id: int, reason: str, by: int, now: datetime) -> Booking:
    """The visit cannot be; its places go to the waitlist."""
    return release(
        tx,
        booking_id=booking_id,
        verb=Verb.DECLINE,
        reason=_given(reason),
        notice="booking-declined",
        by=by,
        now=now,
    )


def _given(reason: str) -> str:
    if not reason.strip():
        raise rules.ReasonMissing
    return reason.strip()


def acknowledge(tx: Tx, *, booking_id: int) -> None:
    """The venue has seen what the school changed."""
    seen = {"changed_at": None, "agreed_pupils": BookingRow.pupils}
    tx.execute(update(BookingRow).where(BookingRow.id == booking_id).values(seen))


def papers_came(tx: Tx, *, booking_id: int, now: datetime) -> None:
    """All papers are here and wait for the venue: from now on the hold cannot lapse."""
    _set_papers(tx, booking_id, papers_at=now)


def papers_missing(tx: Tx, *, booking_id: int, until: datetime | None = None) -> None:
    """Papers are awaited again; the hold lasts until `until` at least."""
    before = get(tx, booking_id)
    held = before.hold_until
    later = max(held, until) if held is not None and until is not None else held
    _set_papers(tx, booking_id, papers_at=None, hold_until=later)


def _set_papers(tx: Tx, booking_id: int, **values: datetime | None) -> None:
    tx.execute(
        update(BookingRow)
        .where(BookingRow.id == booking_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def mark_reminded(tx: Tx, *, booking_id: int, before: datetime | None, now: datetime) -> bool:
    """Note that a reminder goes out; False when another worker was quicker."""
    same = BookingRow.reminded_at.is_(None) if before is None else BookingRow.reminded_at == before
    rows = changed(
        tx, update(BookingRow).where(BookingRow.id == booking_id, same).values(reminded_at=now)
    )
    return rows == 1


def lapse(tx: Tx, *, booking_id: int, now: datetime) -> bool:
    """End a hold whose papers did not come; False when they came, or it ended, meanwhile."""
    before = get(tx, booking_id)
    lock_day(tx, before)
    before = get(tx, booking_id)
    overdue = before.hold_until is not None and before.hold_until <= now
    with_venue = before.state is BookingState.HELD and before.papers_at is not None
    lapses = before.state in (BookingState.HELD, BookingState.RETURNED) and not with_venue
    if not lapses or not overdue:
        return False
    release(
        tx,
        booking_id=booking_id,
        verb=Verb.LAPSE,
        reason=None,
        notice="booking-lapsed",
        by=None,
        now=now,
    )
    return True


def lapse_due(database: Database, *, now: datetime) -> int:
    """End every hold that is overdue, each in a transaction of its own; how many ended."""
    with database.reading() as tx:
        due = due_queries.holds_due(tx, now=now)
    ended = 0
    for booking_id in due:
        with database.writing() as tx:
            ended += lapse(tx, booking_id=booking_id, now=now)
    return ended


def call_off(tx: Tx, *, booking_id: int, reason: str, by: int, now: datetime) -> Booking:
    """Force majeure: weather, a closure. Nobody is to blame and nothing is held against anyone."""
    return release(
        tx,
        booking_id=booking_id,
        verb=Verb.CALL_OFF,
        reason=_given(reason),
        notice="session-cancelled",
        by=by,
        now=now,
    )
