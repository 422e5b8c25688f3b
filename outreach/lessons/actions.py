"""What schools do with a live lesson: join, try the line, leave, count the roomful, ask."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from outreach.booking import far_share
from outreach.booking.model import SchoolRef
from outreach.kernel.db import Tx, changed
from outreach.lessons import queries, records, rules
from outreach.lessons.model import Joined, Room, RoomEntry, Roomful, RoomId, RoomState, Verb
from outreach.lessons.steps import get, step
from outreach.lessons.tables import LessonQuestionRow, LessonRoomRow, LessonRow
from outreach.season import places
from outreach.season import queries as season
from outreach.season.model import SessionFacts


def live_session(tx: Tx, session_id: int) -> SessionFacts:
    """A session that is a live lesson; any other is none of ours."""
    try:
        found = season.session_facts(tx, session_id)
    except LookupError:
        raise rules.NoSuchLesson from None
    if not found.online:
        raise rules.NoSuchLesson
    return found


def join(
    tx: Tx,
    *,
    session_id: int,
    school: SchoolRef,
    entry: RoomEntry,
    token: str,
    by: int | None,
    now: datetime,
    sample: bool = False,
) -> Joined:
    """A school joins with a classroom, as long as the lesson has a room and the platform lines.

    Rooms go through the guard of every session's places, with the share kept for far schools;
    lines through one of their own. The same form sent again gets the first answer.
    """
    first = queries.find_by_token(tx, school_id=school.id, token=token)
    if first is not None:
        return Joined(first.id, repeated=True)
    session = live_session(tx, session_id)
    rules.check_joinable(session, now=now)
    for complaint in rules.complaints(entry, session):
        raise complaint
    _take(tx, session, school, entry)
    row = LessonRoomRow(
        session_id=session.id,
        school_id=school.id,
        county_code=school.county_code,
        day=session.day,
        starts=session.starts,
        **asdict(entry),
        state=RoomState.JOINED,
        active_room=_active(session.id, school.id, entry.label),
        token=token,
        joined_by=by,
        joined_at=now,
        sample=sample,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()  # the unique indexes decide here between two forms sent at once
    except IntegrityError as error:
        if "active_room" not in str(error.orig) and "token" not in str(error.orig):
            raise
        first = queries.find_by_token(tx, school_id=school.id, token=token)
        if first is None:
            raise rules.RoomTwice(session.id, entry.label) from None
        _give_back(tx, session, entry)
        return Joined(first.id, repeated=True)
    return Joined(RoomId(row.id))


def _active(session_id: int, school_id: int, label: str) -> str:
    return f"{session_id}:{school_id}:{label}"


def _take(tx: Tx, session: SessionFacts, school: SchoolRef, entry: RoomEntry) -> None:
    taken = places.take(tx, session.room, 1) or far_share.take(
        tx, session, school_id=school.id, pupils=1
    )
    if taken and take_lines(tx, session.id, entry.lines):
        return
    told = queries.lesson(tx, session.id)
    raise rules.LessonFull(
        programme_id=session.programme_id,
        rooms_left=live_session(tx, session.id).places_left + (1 if taken else 0),
        lines_left=told.lines_limit - told.lines_taken,
    )


def _give_back(tx: Tx, session: SessionFacts, entry: RoomEntry) -> None:
    places.give_back(tx, session.room, 1)
    take_lines(tx, session.id, -entry.lines)


def take_lines(tx: Tx, session_id: int, lines: int) -> bool:
    """Take lines to the platform, or give them back by a negative number; whether there were any.

    One conditional UPDATE, so that the decision and the change are the same statement.
    """
    hold(tx, session_id)
    rows = changed(
        tx,
        update(LessonRow)
        .where(
            LessonRow.session_id == session_id,
            LessonRow.lines_taken + lines <= LessonRow.lines_limit,
        )
        .values(lines_taken=LessonRow.lines_taken + lines),
    )
    return rows == 1


def hold(tx: Tx, session_id: int) -> None:
    """See to it that a lesson has its row; the session's row keeps two from making it at once."""
    places.lock(tx, [session_id])
    if tx.scalar(select(LessonRow.session_id).where(LessonRow.session_id == session_id)) is None:
        tx.add(LessonRow(session_id=session_id, lines_limit=rules.LINES_LIMIT))
        tx.flush()  # the row is there for the UPDATE that follows


def test_line(tx: Tx, *, room_id: int, now: datetime) -> Room:
    """The call two days before went well. Twice does no harm."""
    room = get(tx, room_id)
    if room.tested_at is not None:
        return room
    return step(tx, room, Verb.TEST, tested_at=now)


def leave(tx: Tx, *, room_id: int) -> Room:
    """The class does not take part after all; its room and lines are free. Twice does no harm."""
    room = get(tx, room_id)
    if room.state is RoomState.LEFT:
        return room
    session = live_session(tx, room.session_id)
    places.lock(tx, [session.id])
    left = step(tx, room, Verb.LEAVE)
    _give_back(tx, session, room.entry)
    return left


def count(tx: Tx, *, room_id: int, came: Roomful, by: int, now: datetime) -> Room:
    """The teacher counts the roomful; the ledger's one record of the school follows.

    A second count corrects the first and adds nothing.
    """
    room = get(tx, room_id)
    rules.check_count(room, came, now=now)
    places.lock(tx, [room.session_id])  # two rooms of a school are counted one after the other
    room = get(tx, room_id)
    if room.came == came:
        return room
    counted = step(
        tx,
        room,
        Verb.COUNT,
        came_pupils=came.pupils,
        came_adults=came.adults,
        shown=came.shown,
        shown_on=came.day,
        counted_by=by,
        counted_at=now,
    )
    records.record_school(tx, counted, by=by, now=now)
    return counted


def ask(tx: Tx, *, room_id: int, words: str, now: datetime) -> bool:
    """Pass on what pupils asked; False when the room has asked just that already."""
    room = get(tx, room_id)
    if words in queries.questions_of(tx, [room.id]).get(room.id, []):
        return False
    tx.add(LessonQuestionRow(room_id=room.id, words=words, asked_at=now))
    tx.flush()
    return True
