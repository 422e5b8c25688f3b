"""Taking and giving back places: the one guard in front of anything that can run out.

Each counter changes by one conditional UPDATE, so that the decision and the change are the same
statement on every database. Whoever touches several sessions or days locks them first, in
ascending order, so that two such people never wait for each other.

What every booking executes is built once, below: putting a statement together costs more than
executing it.
"""

from collections.abc import Iterable

from sqlalchemy import Integer, Update, bindparam, select, update

from outreach.catalogue.model import DayPart
from outreach.kernel.db import Tx, changed
from outreach.season.model import Room, SessionState
from outreach.season.tables import DayLoadRow, SessionRow

_PUPILS = bindparam("pupils", type_=Integer)
_TAKE_PAST_WAITING = (
    update(SessionRow)
    .where(
        SessionRow.id == bindparam("session"),
        SessionRow.day == bindparam("on"),  # whoever saw it before it was moved is refused
        SessionRow.starts == bindparam("at"),
        SessionRow.state == SessionState.OPEN,
        SessionRow.taken + _PUPILS <= SessionRow.capacity,
    )
    .values(taken=SessionRow.taken + _PUPILS, revision=SessionRow.revision + 1)
    .execution_options(synchronize_session=False)
)
# Newcomers get neither past those who wait nor at leftovers before their hour.
_TAKE = _TAKE_PAST_WAITING.where(SessionRow.waiting == 0, SessionRow.kept_until.is_(None))
_TAKE_PART = (
    update(DayLoadRow)
    .where(
        DayLoadRow.venue_id == bindparam("venue"),
        DayLoadRow.day == bindparam("on"),
        DayLoadRow.part == bindparam("of"),
        DayLoadRow.taken + _PUPILS <= DayLoadRow.capacity,
    )
    .values(taken=DayLoadRow.taken + _PUPILS)
    .execution_options(synchronize_session=False)
)
_CAP = select(DayLoadRow.capacity).where(
    DayLoadRow.venue_id == bindparam("venue"),
    DayLoadRow.day == bindparam("on"),
    DayLoadRow.part == bindparam("of"),
)


def lock(tx: Tx, session_ids: Iterable[int]) -> None:
    """Hold the sessions, and the caps of their days, until the transaction ends.

    SQLite has one writer, who holds everything already; there this only reads.
    """
    locked = tx.execute(
        select(SessionRow.venue_id, SessionRow.day)
        .where(SessionRow.id.in_(sorted(set(session_ids))))
        .order_by(SessionRow.id)
        .with_for_update()
    ).all()
    for venue_id, day in sorted(set(locked)):
        tx.execute(
            select(DayLoadRow.part)
            .where(DayLoadRow.venue_id == venue_id, DayLoadRow.day == day)
            .order_by(DayLoadRow.part)
            .with_for_update()
        )


def take(tx: Tx, room: Room, pupils: int, *, past_waiting: bool = False) -> bool:
    """Take places for a group, if the session and its day have them; whether it did.

    While anyone waits, or leftovers are kept for their hour, newcomers get nothing; promotion and
    the draw do (`past_waiting`).
    """
    guard = _TAKE_PAST_WAITING if past_waiting else _TAKE
    seen = {"session": room.session_id, "on": room.day, "at": room.starts}
    if not _changed(tx, guard, pupils=pupils, **seen):
        return False
    for position, part in enumerate(room.parts):
        if not _take_part(tx, room, part, pupils):
            for earlier in room.parts[:position]:
                _give_part(tx, room, earlier, pupils)
            tx.execute(_session(room, -pupils))
            return False
    return True


def give_back(tx: Tx, room: Room, pupils: int) -> None:
    """Return a group's places to the session and its day."""
    tx.execute(_session(room, -pupils))
    for part in room.parts:
        _give_part(tx, room, part, pupils)


def wait(tx: Tx, session_id: int, groups: int) -> None:
    """Count groups that begin (1) or cease (-1) to wait for a session."""
    tx.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id)
        .values(waiting=SessionRow.waiting + groups)
    )


def _session(room: Room, pupils: int) -> Update:
    return (
        update(SessionRow)
        .where(SessionRow.id == room.session_id)
        .values(taken=SessionRow.taken + pupils, revision=SessionRow.revision + 1)
    )


def _part(room: Room, part: DayPart, pupils: int) -> Update:
    return (
        update(DayLoadRow)
        .where(
            DayLoadRow.venue_id == room.venue_id,
            DayLoadRow.day == room.day,
            DayLoadRow.part == part,
        )
        .values(taken=DayLoadRow.taken + pupils)
    )


def _take_part(tx: Tx, room: Room, part: DayPart, pupils: int) -> bool:
    """True as well where the day has no such cap."""
    where = {"venue": room.venue_id, "on": room.day, "of": part}
    return _changed(tx, _TAKE_PART, pupils=pupils, **where) or tx.scalar(_CAP, where) is None


def _give_part(tx: Tx, room: Room, part: DayPart, pupils: int) -> None:
    tx.execute(_part(room, part, -pupils))


def _changed(tx: Tx, statement: Update, **values: object) -> bool:
    return changed(tx, statement, values) == 1
