"""What coordinators do with sessions: make a term's, move, cancel, give more or fewer places."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy import select

from outreach.accounts.actions import record_audit
from outreach.catalogue import actions as catalogue_actions
from outreach.catalogue import queries as catalogue
from outreach.catalogue import route_rules
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.season import calendar_queries, generation, rules, shares, term_queries
from outreach.season.claims import release_halls, take_halls
from outreach.season.generation import Because, House, Proposal, Proposed
from outreach.season.loads import HalfDay, bring_loads, days_with_sessions, lock_days, move_load
from outreach.season.model import Session, SessionState, half_of
from outreach.season.queries import find_session
from outreach.season.refusals import (
    CapacityBelowTaken,
    ChangedMeanwhile,
    SessionCancelled,
    SessionThere,
    VenueClosedThen,
)
from outreach.season.tables import SessionRow


def make_sessions(
    tx: Tx,
    *,
    venue_id: int,
    programme_ids: Iterable[int],
    first: date,
    last: date,
    now: datetime,
    person_id: int | None,
) -> Proposal:
    """Save what is proposed for a term and missing; again, and nothing more is added.

    Two coordinators who save at once come one after the other, and the second finds the first
    one's sessions there.
    """
    catalogue_actions.hold_venue(tx, venue_id)
    proposal = term_queries.proposal(
        tx, venue_id=venue_id, programme_ids=programme_ids, first=first, last=last, now=now
    )
    _save(tx, venue_id=venue_id, proposed=proposal.proposed)
    if proposal.proposed:
        record_audit(
            tx,
            person_id=person_id,
            action="make-sessions",
            subject=f"venue:{venue_id}",
            after=f"{len(proposal.proposed)} sessions from {first} to {last}",
            at=now,
        )
    return proposal


def _save(tx: Tx, *, venue_id: int, proposed: tuple[Proposed, ...]) -> None:
    rows = [
        SessionRow(
            programme_id=session.programme.id,
            venue_id=venue_id,
            day=session.day,
            starts=session.starts,
            ends=session.ends,
            capacity=session.capacity,
            opens_at=session.opens_at,
            closes_at=session.closes_at,
            hall_id=session.claims[0].hall_id if session.claims else None,
        )
        for session in proposed
    ]
    tx.add_all(rows)
    tx.flush()  # numbers the sessions, which hold the claims
    for row, session in zip(rows, proposed, strict=True):
        take_halls(tx, session.claims, session_id=row.id)
    days = {session.day for session in proposed}
    if days:
        holidays = calendar_queries.holidays(tx, first=min(days), last=max(days))
        bring_loads(tx, catalogue.venue(tx, venue_id), days=days, holidays=holidays)
        tx.flush()  # the caps must be there for the shares to count against
    for row, session in zip(rows, proposed, strict=True):
        if session.programme.far_share:
            shares.keep(tx, row.id, session.programme, day=session.day, starts=session.starts)


def move_session(
    tx: Tx,
    *,
    session_id: int,
    day: date,
    starts: time,
    now: datetime,
    person_id: int | None,
) -> Session:
    """Give a session at another day or hour, with its groups, its halls and its load.

    Its capacity and all who have places stay. Bookings carry the day too: whoever calls this
    moves them along in the same transaction.
    """
    row = _locked_with(tx, session_id, day)
    house = _house_that_day(tx, row, day)
    ends = _new_end(row, day=day, starts=starts)
    _refuse_closed(house, day=day, starts=starts, ends=ends, now=now)
    _refuse_double(tx, row, day=day, starts=starts)

    old = HalfDay(row.day, half_of(row.starts))
    bring_loads(tx, house.venue, days=[day], holidays=house.holidays)
    tx.flush()  # the new day's caps must be there to be counted against
    new = HalfDay(day, half_of(starts))
    programme = catalogue.programme(tx, row.programme_id)
    if not programme.online:
        move_load(tx, house.venue, pupils=row.taken, old=old, new=new)

    release_halls(tx, session_id=row.id)
    take_halls(tx, generation.hall_spans(programme, day, starts), session_id=row.id)

    before = f"{row.day} {row.starts:%H:%M}"
    row.day, row.starts, row.ends = day, starts, ends
    row.closes_at = rules.booking_closes_at(
        day, starts, rules=house.venue.rules, holidays=house.holidays
    )
    row.revision += 1
    _audit(tx, row, "move-session", before, f"{day} {starts:%H:%M}", person_id, now)
    return _saved(tx, row)


def cancel_session(
    tx: Tx, *, session_id: int, reason: str, now: datetime, person_id: int | None
) -> Session:
    """Cancel a session: nobody books it any more and its halls are free.

    Places are given back by cancelling the bookings, which whoever calls this does in the same
    transaction.
    """
    row = _locked(tx, session_id)
    row.state = SessionState.CANCELLED
    row.reason = reason
    row.revision += 1
    release_halls(tx, session_id=row.id)
    _audit(tx, row, "cancel-session", "open", reason, person_id, now)
    return _saved(tx, row)


def change_capacity(
    tx: Tx, *, session_id: int, capacity: int, now: datetime, person_id: int | None
) -> Session:
    """Give a session more or fewer places, never fewer than are taken.

    More places may let a waiting group in: whoever calls this promotes afterwards. Refuses more
    than the programme's way has room for, were everything else of that weekday full.
    """
    row = _locked(tx, session_id)
    if capacity < row.taken:
        raise CapacityBelowTaken(wanted=capacity, taken=row.taken)
    programme = catalogue.programme(tx, row.programme_id)
    if capacity > max(row.capacity, programme.capacity):
        on_that_day = (row.day.weekday(),)
        larger = replace(programme, capacity=capacity, weekdays=on_that_day, starts=(row.starts,))
        route_rules.check_halls(larger, catalogue.programmes(tx, venue_id=programme.venue_id))
    before = str(row.capacity)
    row.capacity = capacity
    row.revision += 1
    _audit(tx, row, "change-capacity", before, str(capacity), person_id, now)
    return _saved(tx, row)


def apply_rules(tx: Tx, *, venue_id: int, now: datetime) -> None:
    """Bring sessions still to come in line with a venue's rules after these were changed.

    Booking closes by the new lead time, opens by the new release unless it has begun, and days
    get the new caps. Who has a place keeps it.
    """
    catalogue_actions.hold_venue(tx, venue_id)
    venue = catalogue.venue(tx, venue_id)
    today = local_day(now)
    days = days_with_sessions(tx, venue, first=today)
    if not days:
        return
    lock_days(tx, venue_id=venue_id, days=days)
    house = term_queries.house(tx, venue, first=today, last=max(days))
    for row in tx.scalars(
        select(SessionRow)
        .where(SessionRow.venue_id == venue_id, SessionRow.day >= today)
        .execution_options(populate_existing=True)
    ):
        row.closes_at = rules.booking_closes_at(
            row.day, row.starts, rules=venue.rules, holidays=house.holidays
        )
        if row.opens_at > now:
            row.opens_at = rules.booking_opens_at(row.day, rules=venue.rules, made_at=now)
    bring_loads(tx, venue, days=days, holidays=house.holidays)


def _locked(tx: Tx, session_id: int) -> SessionRow:
    row = tx.get_one(SessionRow, session_id, with_for_update=True, populate_existing=True)
    if row.state != SessionState.OPEN:
        raise SessionCancelled(day=row.day, starts=row.starts)
    return row


def _locked_with(tx: Tx, session_id: int, other: date) -> SessionRow:
    """A session, held together with the rest of its day and of the day it shall move to."""
    seen = tx.get_one(SessionRow, session_id)
    first_seen = seen.day
    lock_days(tx, venue_id=seen.venue_id, days=[first_seen, other])
    row = _locked(tx, session_id)
    if row.day != first_seen:
        raise ChangedMeanwhile
    return row


def _house_that_day(tx: Tx, row: SessionRow, day: date) -> House:
    return term_queries.house(tx, catalogue.venue(tx, row.venue_id), first=day, last=day)


def _new_end(row: SessionRow, *, day: date, starts: time) -> time:
    minutes = _minutes(row.ends) - _minutes(row.starts)
    ends = generation.ends_of(starts, minutes)
    if ends is None:
        raise VenueClosedThen(day=day, starts=starts, because=Because.OUTSIDE_HOURS, name=None)
    return ends


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _refuse_closed(house: House, *, day: date, starts: time, ends: time, now: datetime) -> None:
    closed = generation.why_closed(house, day)
    because = closed.because if closed else None
    if because is None and not generation.fits_hours(house, day, starts, ends):
        because = Because.OUTSIDE_HOURS
    if because is None and at_wall_clock(day, starts) <= now:
        because = Because.TOO_LATE
    if because is not None:
        name = closed.name if closed else None
        raise VenueClosedThen(day=day, starts=starts, because=because, name=name)


def _refuse_double(tx: Tx, row: SessionRow, *, day: date, starts: time) -> None:
    there = tx.scalar(
        select(SessionRow.id).where(
            SessionRow.programme_id == row.programme_id,
            SessionRow.day == day,
            SessionRow.starts == starts,
        )
    )
    if there is not None:
        raise SessionThere(day=day, starts=starts)


def _audit(
    tx: Tx,
    row: SessionRow,
    action: str,
    before: str,
    after: str,
    person_id: int | None,
    now: datetime,
) -> None:
    subject = f"session:{row.id}"
    record_audit(
        tx, person_id=person_id, action=action, subject=subject, before=before, after=after, at=now
    )


def _saved(tx: Tx, row: SessionRow) -> Session:
    tx.flush()  # the database's checks speak now, and the reading below sees the change
    session = find_session(tx, row.id)
    assert session is not None  # noqa: S101 - it has just been written
    return session
