"""Groups that come without a booking: through the same guard as everybody, and in the ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from outreach.catalogue import queries as catalogue
from outreach.duty import bays, rules
from outreach.duty.model import Parked, WalkIn
from outreach.duty.queries import duty_rules, find_walk_in, walk_in, walk_ins_still_here
from outreach.duty.tables import WalkInRow
from outreach.kernel.db import Database, Tx, changed
from outreach.kernel.span import Span
from outreach.ledger import entries
from outreach.ledger.model import Audience, Cell, Entry, Kind
from outreach.ledger.queries import find_by_token
from outreach.ledger.visits import VISIT_LASTS
from outreach.season import places
from outreach.season import queries as season

MARK = "临时来馆"
"""Kept in the record's title, in Chinese as every record is."""


@dataclass(frozen=True, slots=True)
class Door:
    """A group at the door: the school as called, whose county, and how many; no names."""

    school_id: int | None
    school_name: str
    county_code: str
    grade: int | None
    pupils: int
    adults: int
    coaches: int = 0


def admit(
    tx: Tx,
    *,
    session_id: int,
    door: Door,
    token: str,
    by: int | None,
    now: datetime,
    sample: bool = False,
) -> tuple[WalkIn, Parked]:
    """Let a group in that has not booked, if the session and its day have room; it is here at once.

    Those on the waitlist are not passed over: they are at home, and the session begins now.
    """
    first = _find(tx, token)
    if first is not None:
        return first, Parked()
    places.lock(tx, [session_id])
    session = season.session_facts(tx, session_id)
    room = session.room
    if not places.take(tx, room, door.pupils, past_waiting=True):
        raise rules.NoRoomNow(
            session_id=session_id,
            venue_slug=catalogue.venue(tx, session.venue_id).slug,
            coming=door.pupils,
            places_left=session.places_left,
        )
    row = WalkInRow(
        venue_id=session.venue_id,
        session_id=session.id,
        programme_id=session.programme_id,
        day=session.day,
        school_id=door.school_id,
        school_name=door.school_name,
        county_code=door.county_code,
        grade=door.grade,
        pupils=door.pupils,
        adults=door.adults,
        came_at=now,
        recorded_by=by,
        token=token,
        sample=sample,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:  # the second of two taps, in the same moment
        first = _find(tx, token)
        if first is None:
            raise
        places.give_back(tx, room, door.pupils)
        return first, Parked()
    found = walk_in(row)
    return found, _park(tx, found, door.coaches, now=now)


def _park(tx: Tx, found: WalkIn, coaches: int, *, now: datetime) -> Parked:
    if not coaches:
        return Parked()
    minutes = catalogue.programme(tx, found.programme_id).minutes
    return bays.park(
        tx,
        venue_id=found.venue_id,
        holder=found.holder,
        coaches=coaches,
        span=Span(now, now + timedelta(minutes=minutes) + bays.AFTER),
        bays=duty_rules(tx, found.venue_id).bays,
        now=now,
    )


def _find(tx: Tx, token: str) -> WalkIn | None:
    row = tx.scalar(select(WalkInRow).where(WalkInRow.token == token))
    return None if row is None else walk_in(row)


def leave(tx: Tx, *, walk_in_id: int, by: int | None, now: datetime) -> None:
    """The group is gone, and the ledger has one record of it. Twice does no harm."""
    gone = (
        update(WalkInRow)
        .where(WalkInRow.id == walk_in_id, WalkInRow.left_at.is_(None))
        .values(left_at=now)
        .execution_options(synchronize_session=False)
    )
    rows = changed(tx, gone)
    if rows != 1:
        return
    found = find_walk_in(tx, walk_in_id)
    assert found is not None  # noqa: S101 - it was just changed
    bays.leave(tx, found.holder)
    token = found.holder
    if find_by_token(tx, token) is None:
        entry = entry_of(tx, found)
        entries.add(tx, entry, token=token, person_id=by, now=now, sample=found.sample)


def entry_of(tx: Tx, found: WalkIn) -> Entry:
    """A walk-in group as the ledger tells it: of its school, or, unknown to the register, public.

    Only schools of the register are counted as reached; the heads are counted either way.
    """
    venue = catalogue.venue(tx, found.venue_id)
    programme = catalogue.programme(tx, found.programme_id)
    known = found.school_id is not None
    cell = Cell(school_id=found.school_id or 0, pupils=found.pupils, grade=found.grade)
    return Entry(
        kind=Kind.VISIT,
        title=f"{MARK} · {programme.name} · {found.school_name}",
        day=found.day,
        county_code=found.county_code,
        place=venue.name,
        lead=venue.name,
        audience=Audience.SCHOOL if known else Audience.PUBLIC,
        school_id=found.school_id,
        onsite=found.pupils + found.adults,
        onsite_pupils=found.pupils,
        minutes=programme.minutes,
        venue_id=found.venue_id,
        cells=(cell,) if known else (),
    )


def leave_due(database: Database, *, now: datetime) -> int:
    """Let those go whom nobody saw leave, as booked groups are; each in its own transaction."""
    with database.reading() as tx:
        over = walk_ins_still_here(tx, before=now - VISIT_LASTS)
    for walk_in_id in over:
        with database.writing() as tx:
            leave(tx, walk_in_id=walk_in_id, by=None, now=now)
    return len(over)
