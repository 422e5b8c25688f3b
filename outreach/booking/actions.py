"""What schools do at the booking desk: book and cancel; changing is beside, in change_actions."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from outreach.booking import acceptance, condition_rules, far_share, leftover_claims, queries, rules
from outreach.booking.leftover_rules import check_not_kept
from outreach.booking.model import (
    TAKES_PLACES,
    TRANSITIONS,
    Booking,
    BookingState,
    Group,
    Placed,
    SchoolRef,
    Verb,
)
from outreach.booking.promotion import promote_day, promote_session
from outreach.booking.repeats import after_clash, digest_of, find_repeat
from outreach.booking.steps import (
    active_place,
    get,
    lock_day,
    place_beside,
    remember,
    step,
    tell,
)
from outreach.booking.tables import BookingRow
from outreach.kernel.db import Tx
from outreach.season import kept, places
from outreach.season import queries as season
from outreach.season.model import Room, SessionFacts


def book(
    tx: Tx,
    *,
    session_id: int,
    school: SchoolRef,
    group: Group,
    token: str,
    joins_waitlist: bool = False,
    placed_by: int | None,
    on_behalf: bool = False,
    accepted: int | None = None,
    digest: str | None = None,
    split_of: int | None = None,
    drawn: bool = False,
    sample: bool = False,
    now: datetime,
) -> Placed:
    """A school books a session for a group, or joins its waitlist.

    The same form sent again gets the first answer. A booking entered by the venue itself is held
    at once; one by a teacher waits in the inbox, with its places already taken. `accepted` is the
    version of the programme's conditions that was shown and accepted. `digest` and `split_of` are
    of a school that comes in several parts (`split_actions`); `drawn` of leftovers that the draw
    gives out (`leftover_actions`), which nobody else gets.
    """
    digest = digest or digest_of(session_id, group)
    repeated = find_repeat(tx, school, token, digest)
    if repeated is not None:
        return repeated
    session = session_facts(tx, session_id)
    condition_rules.check_in_house(session)
    if not drawn:
        check_not_kept(session)
    rules.check_open(session, now=now, on_behalf=on_behalf)
    rules.check_group(group, session)
    condition_rules.check_conditions(session, accepted=accepted)
    verb = _take_or_wait(
        tx, session, school, group.pupils, joins_waitlist=joins_waitlist, drawn=drawn
    )
    row = _row(session, school, group, token=token, placed_by=placed_by, now=now)
    row.token_digest, row.on_behalf, row.sample = digest, on_behalf, sample
    _begin(row, session, verb, now=now)
    if split_of is not None:
        _set_beside(tx, row, split_of)
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()  # the unique indexes decide here between two forms sent at once
    except IntegrityError as error:
        return after_clash(tx, error, row, school, token, digest, room_of(session), verb)
    booking = queries.booking(row)
    remember(tx, booking.id, verb, booking.state, by=placed_by, now=now)
    if session.release_id is not None and verb is Verb.SUBMIT and not drawn:
        leftover_claims.claim(tx, booking, release_id=session.release_id, now=now)
    acceptance.keep(tx, booking, accepted, by=placed_by, now=now)
    tell(tx, booking, f"booking-{booking.state}", now=now)
    if booking.state is BookingState.WAITLISTED:
        promote_session(tx, session_id, now=now)
        booking = get(tx, booking.id)
    return Placed(booking.id, booking.number, booking.state)


def _begin(row: BookingRow, session: SessionFacts, verb: Verb, *, now: datetime) -> None:
    """Where a new booking stands: waiting, sent in, or held at once when the venue enters it."""
    row.state = BookingState.WAITLISTED if verb is Verb.JOIN_WAITLIST else BookingState.SUBMITTED
    if row.on_behalf and verb is Verb.SUBMIT:
        row.state, row.hold_until = BookingState.HELD, rules.papers_due(session, now=now)
        row.agreed_pupils = row.pupils


def _set_beside(tx: Tx, row: BookingRow, split_of: int) -> None:
    row.split_of = split_of
    row.active_place = place_beside(tx, split_of, str(row.active_place), row.session_id)


def session_facts(tx: Tx, session_id: int) -> SessionFacts:
    try:
        return season.session_facts(tx, session_id)
    except LookupError:
        raise rules.NoSuchBooking from None


def room_of(session: SessionFacts) -> Room:
    return session.room


def _take_or_wait(
    tx: Tx,
    session: SessionFacts,
    school: SchoolRef,
    pupils: int,
    *,
    joins_waitlist: bool,
    drawn: bool,
) -> Verb:
    if kept.take(tx, session.room, school_id=school.id, pupils=pupils):
        return Verb.SUBMIT
    if places.take(tx, room_of(session), pupils, past_waiting=drawn):
        return Verb.SUBMIT
    if far_share.take(tx, session, school_id=school.id, pupils=pupils):
        return Verb.SUBMIT
    if joins_waitlist:
        places.wait(tx, session.id, 1)
        return Verb.JOIN_WAITLIST
    raise full(tx, session.id, pupils, drawn=drawn)


def full(tx: Tx, session_id: int, pupils: int, *, drawn: bool = False) -> rules.SessionFull:
    """Why a group finds no room, with the numbers as they are now."""
    session = session_facts(tx, session_id)
    if not drawn:
        check_not_kept(session)
    return rules.SessionFull(
        session_id=session.id,
        programme_id=session.programme_id,
        places_left=session.places_left,
        coming=pupils,
        groups_waiting=session.waiting,
        policy=session.waitlist_policy,
        max_passes=session.max_passes,
    )


def _row(
    session: SessionFacts,
    school: SchoolRef,
    group: Group,
    *,
    token: str,
    placed_by: int | None,
    now: datetime,
) -> BookingRow:
    return BookingRow(
        session_id=session.id,
        venue_id=session.venue_id,
        programme_id=session.programme_id,
        programme_version=session.programme_version,
        school_id=school.id,
        county_code=school.county_code,
        day=session.day,
        starts=session.starts,
        **asdict(group),
        active_place=active_place(
            school_id=school.id, venue_id=session.venue_id, day=session.day, half=session.half
        ),
        token=token,
        placed_by=placed_by,
        placed_at=now,
    )


def cancel(tx: Tx, *, booking_id: int, reason: str, by: int | None, now: datetime) -> Booking:
    """Give a booking up, with its reason; its places go to the waitlist. Twice does no harm."""
    return release(
        tx,
        booking_id=booking_id,
        verb=Verb.CANCEL,
        reason=reason,
        notice="booking-cancelled",
        by=by,
        now=now,
    )


def release(
    tx: Tx,
    *,
    booking_id: int,
    verb: Verb,
    reason: str | None,
    notice: str | None,
    by: int | None,
    now: datetime,
    promotes: bool = True,
) -> Booking:
    """End a booking before its day: give its places back and promote whoever waits.

    `promotes=False` leaves the places free, where a class could not set out in time.
    """
    before = get(tx, booking_id)
    lock_day(tx, before)
    before = get(tx, booking_id)
    if before.state is TRANSITIONS[verb][1]:
        return before
    after = step(
        tx,
        before,
        verb,
        by=by,
        now=now,
        note=reason,
        notice=notice,
        reason=reason,
        sequence=before.sequence + 1,
    )
    if before.state is BookingState.WAITLISTED:
        places.wait(tx, before.session_id, -1)
    elif before.state in TAKES_PLACES:
        places.give_back(tx, before.room, before.group.pupils)
    if promotes:
        promote_day(tx, venue_id=before.venue_id, day=before.day, now=now)
    return after
