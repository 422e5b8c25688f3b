"""Sessions outside the timetable: given in another's place, or given after all."""

from datetime import date, datetime, time

from sqlalchemy import select

from outreach.accounts.actions import record_audit
from outreach.catalogue import queries as catalogue
from outreach.kernel.db import Tx
from outreach.season import generation, queries, rules, term_queries
from outreach.season.claims import take_halls
from outreach.season.generation import Because
from outreach.season.loads import bring_loads
from outreach.season.model import Session, SessionState
from outreach.season.refusals import SessionThere, VenueClosedThen
from outreach.season.tables import SessionRow


def find_session_at(tx: Tx, *, programme_id: int, day: date, starts: time) -> Session | None:
    """The programme as it is given then, cancelled or not."""
    session_id = tx.scalar(
        select(SessionRow.id).where(
            SessionRow.programme_id == programme_id,
            SessionRow.day == day,
            SessionRow.starts == starts,
        )
    )
    return None if session_id is None else queries.find_session(tx, session_id)


def add_session(
    tx: Tx,
    *,
    programme_id: int,
    day: date,
    starts: time,
    now: datetime,
    person_id: int | None,
) -> Session:
    """Give a programme at a day and hour, with its halls.

    Refuses when it is given then already, when the venue is closed, or when a hall is taken.
    """
    if find_session_at(tx, programme_id=programme_id, day=day, starts=starts) is not None:
        raise SessionThere(day=day, starts=starts)
    programme = catalogue.programme(tx, programme_id)
    venue = catalogue.venue(tx, programme.venue_id)
    house = term_queries.house(tx, venue, first=day, last=day)
    ends = generation.ends_of(starts, programme.minutes)
    if ends is None or not generation.fits_hours(house, day, starts, ends):
        because = Because.OUTSIDE_HOURS
        raise VenueClosedThen(day=day, starts=starts, because=because, name=None)
    row = SessionRow(
        programme_id=programme.id,
        venue_id=venue.id,
        day=day,
        starts=starts,
        ends=ends,
        capacity=generation.room_for(programme),
        opens_at=now,
        closes_at=rules.booking_closes_at(day, starts, rules=venue.rules, holidays=house.holidays),
    )
    tx.add(row)
    tx.flush()  # numbers the session, which holds the claims
    spans = generation.hall_spans(programme, day, starts)
    row.hall_id = spans[0].hall_id if spans else None
    take_halls(tx, spans, session_id=row.id)
    bring_loads(tx, venue, days=[day], holidays=house.holidays)
    return _saved(tx, row, "add-session", f"{day} {starts:%H:%M}", person_id, now)


def reopen_session(tx: Tx, *, session_id: int, now: datetime, person_id: int | None) -> Session:
    """Give a cancelled session after all, with its halls; refuses when one of them is taken.

    Twice does no harm. Whoever had a place gets it back by the booking's own restoring.
    """
    row = tx.get_one(SessionRow, session_id, with_for_update=True, populate_existing=True)
    if row.state != SessionState.OPEN:
        programme = catalogue.programme(tx, row.programme_id)
        take_halls(tx, generation.hall_spans(programme, row.day, row.starts), session_id=row.id)
        row.state, row.reason = SessionState.OPEN, None
        row.revision += 1
    return _saved(tx, row, "reopen-session", "open", person_id, now)


def _saved(
    tx: Tx, row: SessionRow, action: str, after: str, person_id: int | None, now: datetime
) -> Session:
    subject = f"session:{row.id}"
    record_audit(tx, person_id=person_id, action=action, subject=subject, after=after, at=now)
    tx.flush()  # the database's checks speak now, and the reading below sees the change
    found = queries.find_session(tx, row.id)
    assert found is not None  # noqa: S101 - it has just been written
    return found
