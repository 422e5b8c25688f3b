"""What the centre does: lines, addresses, a failed stream, plays, calling a lesson off."""

from datetime import datetime, timedelta

from sqlalchemy import update

from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx, changed
from outreach.lessons import queries, records, rules
from outreach.lessons.actions import hold, live_session
from outreach.lessons.model import Room, Verb
from outreach.lessons.steps import get, step, tell
from outreach.lessons.tables import LessonQuestionRow, LessonRoomRow, LessonRow
from outreach.season import actions as season_actions
from outreach.season.model import SessionFacts, SessionState


def arrange(
    tx: Tx,
    *,
    session_id: int,
    lines_limit: int,
    address: str | None,
    recording: str | None,
    revision: int,
) -> None:
    """Set how many lines the platform carries, where to join, and the recording.

    Fewer lines than are taken cannot be; nor what somebody else has changed meanwhile.
    """
    hold(tx, session_id)
    rows = changed(
        tx,
        update(LessonRow)
        .where(
            LessonRow.session_id == session_id,
            LessonRow.revision == revision,
            LessonRow.lines_taken <= lines_limit,
        )
        .values(
            lines_limit=lines_limit,
            address=address,
            recording=recording,
            revision=LessonRow.revision + 1,
        ),
    )
    if rows != 1:
        told = queries.lesson(tx, session_id)
        raise rules.LinesTaken(session_id, lines_taken=told.lines_taken, wanted=lines_limit)


def fail(tx: Tx, *, session_id: int, recording: str | None, now: datetime) -> int:
    """The stream failed: every school that joined is told where the recording is. Once."""
    session = live_session(tx, session_id)
    hold(tx, session_id)
    values = {"recording": recording} if recording else {}
    rows = changed(
        tx,
        update(LessonRow)
        .where(LessonRow.session_id == session_id, LessonRow.failed_at.is_(None))
        .values(failed_at=now, **values),
    )
    if rows != 1:
        return 0
    return tell(tx, session, queries.rooms_of_session(tx, session_id), "lesson-failed", now=now)


def count_plays(
    tx: Tx, *, session_id: int, plays: int, platform: str, by: int, now: datetime
) -> None:
    """Keep the platform's figure, apart from every roomful."""
    session = live_session(tx, session_id)
    hold(tx, session_id)
    tx.execute(
        update(LessonRow)
        .where(LessonRow.session_id == session_id)
        .values(plays=plays, platform=platform)
    )
    records.record_plays(tx, session, plays=plays, platform=platform, by=by, now=now)


def call_off(tx: Tx, *, session_id: int, reason: str, by: int, now: datetime) -> int:
    """Cancel a lesson; every school that joined is told. How many rooms that are."""
    live_session(tx, session_id)
    season_actions.cancel_session(tx, session_id=session_id, reason=reason, now=now, person_id=by)
    rooms = queries.rooms_of_session(tx, session_id)
    for room in rooms:
        follow(tx, room.id, now=now)
    return len(rooms)


def follow_due(database: Database, *, now: datetime) -> int:
    """Let rooms follow lessons that were moved or called off, by whomever; each by itself."""
    with database.reading() as tx:
        waiting = queries.rooms_to_follow(tx, first=local_day(now) - timedelta(days=1))
        lost = [room for room in waiting if _strays(room, live_session(tx, room.session_id))]
    for room in lost:
        with database.writing() as tx:
            follow(tx, room.id, now=now)
    return len(lost)


def remind_due(database: Database, *, now: datetime) -> int:
    """Ask rooms that have not tried their line two days before to do so; once each."""
    with database.reading() as tx:
        waiting = queries.rooms_to_follow(tx, first=local_day(now), unreminded=True)
    due = [room for room in waiting if rules.test_is_due(room, now=now)]
    for room in due:
        with database.writing() as tx:
            asked = tx.execute(
                update(LessonRoomRow)
                .where(LessonRoomRow.id == room.id, LessonRoomRow.reminded_at.is_(None))
                .values(reminded_at=now)
                .returning(LessonRoomRow.id)
            ).scalar()
            if asked is not None:
                tell(tx, live_session(tx, room.session_id), [room], "lesson-test", now=now)
    return len(due)


def _strays(room: Room, session: SessionFacts) -> bool:
    moved = (room.day, room.starts) != (session.day, session.starts)
    return moved or session.state is SessionState.CANCELLED


def follow(tx: Tx, room_id: int, *, now: datetime) -> None:
    """Tell one room what became of its lesson; nothing when it knows already."""
    room = get(tx, room_id)
    session = live_session(tx, room.session_id)
    if not _strays(room, session) or rules.next_state(Verb.FOLLOW, room.state) is None:
        return
    if session.state is SessionState.CANCELLED:
        step(tx, room, Verb.CALL_OFF)
        tell(tx, session, [room], "lesson-called-off", now=now)
        return
    step(
        tx,
        room,
        Verb.FOLLOW,
        day=session.day,
        starts=session.starts,
        tested_at=None,
        reminded_at=None,
    )
    tell(tx, session, [room], "lesson-moved", now=now)


def use_question(tx: Tx, *, question_id: int, by: int, now: datetime) -> None:
    """Take a question up as a topic. Twice does no harm."""
    tx.execute(
        update(LessonQuestionRow)
        .where(LessonQuestionRow.id == question_id, LessonQuestionRow.used_at.is_(None))
        .values(used_at=now, used_by=by)
    )
