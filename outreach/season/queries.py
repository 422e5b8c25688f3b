"""Reading sessions and the load of days."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select

from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import DayPart
from outreach.kernel.db import Tx
from outreach.season.model import (
    NOON,
    DayLoad,
    Session,
    SessionFacts,
    SessionId,
    SessionState,
    half_of,
)
from outreach.season.tables import DayLoadRow, SessionRow


def session_facts(tx: Tx, session_id: int) -> SessionFacts:
    """What the booking rules need to know; LookupError when there is no such session."""
    row = tx.execute(_SESSION, {"session": session_id}).one_or_none()
    if row is None:
        raise LookupError(f"no session {session_id}")
    offer = catalogue.offer(tx, row.programme_id)
    programme = offer.programme
    return SessionFacts(
        id=SessionId(row.id),
        programme_id=programme.id,
        programme_version=programme.version,
        programme_name=programme.name,
        programme_name_en=programme.name_en,
        venue_id=programme.venue_id,
        venue_name=offer.venue_name,
        venue_name_en=offer.venue_name_en,
        day=row.day,
        starts=row.starts,
        ends=row.ends,
        capacity=row.capacity,
        taken=row.taken,
        waiting=row.waiting,
        revision=row.revision,
        state=SessionState(row.state),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        grades_from=programme.grades_from,
        grades_to=programme.grades_to,
        batch_size=programme.batch_size,
        waitlist_policy=programme.waitlist_policy,
        max_passes=programme.max_passes,
        rules=offer.rules,
        loads=loads_of(tx, venue_id=row.venue_id, day=row.day, half=half_of(row.starts)),
        release_id=row.release_id,
        kept_until=row.kept_until,
        kind=programme.kind,
        conditions_version=programme.conditions_version,
        is_by_venue_only=programme.is_by_venue_only,
    )


def loads_of(tx: Tx, *, venue_id: int, day: date, half: DayPart) -> tuple[DayLoad, ...]:
    """The caps a session in that half-day counts against."""
    rows = tx.execute(_LOADS, {"venue": venue_id, "on": day, "half": half})
    return tuple(DayLoad(DayPart(r.part), r.capacity, r.taken) for r in rows)


def find_session(tx: Tx, session_id: int) -> Session | None:
    found = _sessions(tx, select(*_COLUMNS).where(SessionRow.id == session_id))
    return found[0] if found else None


def sessions_by_id(tx: Tx, session_ids: Iterable[int]) -> dict[int, Session]:
    found = _sessions(tx, select(*_COLUMNS).where(SessionRow.id.in_(list(session_ids))))
    return {session.id: session for session in found}


def upcoming_sessions(
    tx: Tx,
    *,
    first: date,
    last: date,
    programme_id: int | None = None,
    venue_id: int | None = None,
    with_cancelled: bool = False,
) -> list[Session]:
    """Sessions from `first` to `last`, both included, by day and hour."""
    query = select(*_COLUMNS).where(SessionRow.day >= first, SessionRow.day <= last)
    if programme_id is not None:
        query = query.where(SessionRow.programme_id == programme_id)
    if venue_id is not None:
        query = query.where(SessionRow.venue_id == venue_id)
    if not with_cancelled:
        query = query.where(SessionRow.state == SessionState.OPEN)
    return _sessions(tx, query.order_by(SessionRow.day, SessionRow.starts, SessionRow.id))


_STATES = {state.value: state for state in SessionState}
_COLUMNS = (
    SessionRow.id,
    SessionRow.programme_id,
    SessionRow.venue_id,
    SessionRow.day,
    SessionRow.starts,
    SessionRow.ends,
    SessionRow.capacity,
    SessionRow.taken,
    SessionRow.waiting,
    SessionRow.revision,
    SessionRow.state,
    SessionRow.opens_at,
    SessionRow.closes_at,
    SessionRow.hall_id,
    SessionRow.reason,
    SessionRow.release_id,
    SessionRow.kept_until,
)
# Built once, because every booking asks them: putting a statement together costs more than
# executing it. Columns are always read anew, where rows would be remembered by the transaction.
_SESSION = select(*_COLUMNS).where(SessionRow.id == bindparam("session"))
_LOADS = select(DayLoadRow.part, DayLoadRow.capacity, DayLoadRow.taken).where(
    DayLoadRow.venue_id == bindparam("venue"),
    DayLoadRow.day == bindparam("on"),
    DayLoadRow.part.in_((DayPart.DAY, bindparam("half"))),
)


def _sessions(tx: Tx, query: Select[*tuple[Any, ...]]) -> list[Session]:
    """Thousands at a time: the columns stand in the order of the model's fields."""
    rows: Sequence[Any] = tx.execute(query).all()
    left = _day_left(tx, rows)
    fields = (
        (*row[:10], _STATES[row[10]], *row[11:], left.get((row[2], row[3], row[4] < NOON)))
        for row in rows
    )
    return [Session(*each) for each in fields]


def _day_left(tx: Tx, rows: Sequence[Any]) -> dict[tuple[int, date, bool], int]:
    """Pupils whom the caps still allow, by venue, day and whether it is morning."""
    if not rows:
        return {}
    days = {row[3] for row in rows}
    loads = tx.execute(
        select(
            DayLoadRow.venue_id,
            DayLoadRow.day,
            DayLoadRow.part,
            DayLoadRow.capacity - DayLoadRow.taken,
        ).where(
            DayLoadRow.venue_id.in_({row[2] for row in rows}),
            DayLoadRow.day.between(min(days), max(days)),
        )
    )
    left: dict[tuple[int, date, bool], int] = defaultdict(lambda: sys.maxsize)
    for venue_id, day, part, free in loads:
        for morning in (True, False) if part == DayPart.DAY else (part == DayPart.AM,):
            left[venue_id, day, morning] = min(left[venue_id, day, morning], free)
    return dict(left)


def waiting_sessions(tx: Tx, *, venue_id: int, day: date) -> list[SessionId]:
    """Sessions of a venue's day for which groups wait, in the order in which they are locked."""
    rows = tx.scalars(
        select(SessionRow.id)
        .where(SessionRow.venue_id == venue_id, SessionRow.day == day, SessionRow.waiting > 0)
        .order_by(SessionRow.id)
    )
    return [SessionId(row) for row in rows]
