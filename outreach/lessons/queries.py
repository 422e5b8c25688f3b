"""Reading lessons, their rooms and what pupils asked."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select

from outreach.accounts.model import Person, Role
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme
from outreach.kernel.db import Tx
from outreach.lessons.model import (
    TAKES_PART,
    Lesson,
    Line,
    Room,
    RoomEntry,
    Roomful,
    RoomId,
    RoomState,
    Shown,
    Topic,
)
from outreach.lessons.rules import LINES_LIMIT
from outreach.lessons.tables import LessonQuestionRow, LessonRoomRow, LessonRow
from outreach.season import queries as season
from outreach.season.model import Session


def lesson(tx: Tx, session_id: int) -> Lesson:
    """What the centre has entered for a session; the defaults where it has not yet."""
    row = tx.get(LessonRow, session_id, populate_existing=True)
    if row is None:
        return Lesson(session_id, LINES_LIMIT)
    return Lesson(
        session_id=row.session_id,
        lines_limit=row.lines_limit,
        lines_taken=row.lines_taken,
        address=row.address,
        recording=row.recording,
        failed_at=row.failed_at,
        plays=row.plays,
        platform=row.platform,
        revision=row.revision,
    )


def programmes(tx: Tx) -> dict[int, Programme]:
    """The live lessons that are offered, retired ones too."""
    return {int(p.id): p for p in catalogue.programmes(tx, with_retired=True) if p.online}


def coming(tx: Tx, *, first: date, last: date) -> list[Session]:
    """Sessions of live lessons, by day."""
    ids = programmes(tx)
    return [
        session
        for session in season.upcoming_sessions(tx, first=first, last=last)
        if session.programme_id in ids
    ]


def room(row: LessonRoomRow) -> Room:
    came = None
    if row.came_pupils is not None and row.shown_on is not None:
        came = Roomful(
            row.came_pupils, row.came_adults or 0, Shown(row.shown or Shown.LIVE), row.shown_on
        )
    return Room(
        id=RoomId(row.id),
        session_id=row.session_id,
        school_id=row.school_id,
        county_code=row.county_code,
        day=row.day,
        starts=row.starts,
        entry=RoomEntry(
            label=row.label,
            grade=row.grade,
            pupils=row.pupils,
            projector=row.projector,
            sound=row.sound,
            line=Line(row.line),
            spare_line=row.spare_line,
        ),
        state=RoomState(row.state),
        joined_by=row.joined_by,
        joined_at=row.joined_at,
        tested_at=row.tested_at,
        came=came,
        revision=row.revision,
    )


def find_room(tx: Tx, room_id: int) -> Room | None:
    row = tx.get(LessonRoomRow, room_id, populate_existing=True)
    return room(row) if row is not None else None


def find_by_token(tx: Tx, *, school_id: int, token: str) -> Room | None:
    row = tx.scalar(
        select(LessonRoomRow).where(
            LessonRoomRow.school_id == school_id, LessonRoomRow.token == token
        )
    )
    return room(row) if row is not None else None


def _rooms(tx: Tx, query: Select[LessonRoomRow]) -> list[Room]:
    ordered = query.order_by(LessonRoomRow.day, LessonRoomRow.starts, LessonRoomRow.id)
    return [room(row) for row in tx.scalars(ordered.execution_options(populate_existing=True))]


def rooms_of_session(
    tx: Tx, session_id: int, *, states: Collection[RoomState] = TAKES_PART
) -> list[Room]:
    return _rooms(
        tx,
        select(LessonRoomRow).where(
            LessonRoomRow.session_id == session_id, LessonRoomRow.state.in_(states)
        ),
    )


def rooms_of_lessons(tx: Tx, session_ids: Collection[int]) -> dict[tuple[int, int], list[Room]]:
    """Rooms that take part in these lessons, by lesson and school."""
    wanted = LessonRoomRow.session_id.in_(sorted(session_ids))
    found: dict[tuple[int, int], list[Room]] = {}
    taking_part = select(LessonRoomRow).where(wanted, LessonRoomRow.state.in_(TAKES_PART))
    for each in _rooms(tx, taking_part):
        found.setdefault((each.session_id, each.school_id), []).append(each)
    return found


def rooms_for(
    tx: Tx, person: Person, *, first: date, states: Collection[RoomState] = TAKES_PART
) -> list[Room]:
    """Rooms that are somebody's business: of the own schools, counties and cities."""
    parts: list[ColumnElement[bool]] = [
        LessonRoomRow.school_id.in_([int(s) for s in person.scopes(Role.TEACHER)]),
        LessonRoomRow.county_code.in_(sorted(person.scopes(Role.COUNTY))),
        *(LessonRoomRow.county_code.startswith(c[:4]) for c in sorted(person.scopes(Role.CITY))),
    ]
    return _rooms(
        tx,
        select(LessonRoomRow).where(
            or_(*parts), LessonRoomRow.day >= first, LessonRoomRow.state.in_(states)
        ),
    )


def rooms_to_follow(tx: Tx, *, first: date, unreminded: bool = False) -> list[Room]:
    """Rooms that wait for a lesson to come, whatever became of it."""
    waiting = select(LessonRoomRow).where(
        LessonRoomRow.state == RoomState.JOINED, LessonRoomRow.day >= first
    )
    if unreminded:
        waiting = waiting.where(LessonRoomRow.reminded_at.is_(None))
    return _rooms(tx, waiting)


def questions_of(tx: Tx, room_ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = tx.execute(
        select(LessonQuestionRow.room_id, LessonQuestionRow.words)
        .where(LessonQuestionRow.room_id.in_(list(room_ids)))
        .order_by(LessonQuestionRow.id)
    )
    for room_id, words in rows:
        found.setdefault(room_id, []).append(words)
    return found


def topics(tx: Tx, *, venue_ids: Collection[int], limit: int = 300) -> list[Topic]:
    """What pupils asked in lessons of these venues: what waits first, the newest of it on top."""
    rows = tx.execute(
        select(LessonQuestionRow, LessonRoomRow)
        .join(LessonRoomRow, LessonRoomRow.id == LessonQuestionRow.room_id)
        .order_by(LessonQuestionRow.used_at.is_not(None), LessonQuestionRow.id.desc())
        .limit(limit)
    ).all()
    sessions = season.sessions_by_id(tx, {joined.session_id for _, joined in rows})
    return [
        Topic(
            id=asked.id,
            session_id=joined.session_id,
            programme_id=sessions[joined.session_id].programme_id,
            county_code=joined.county_code,
            grade=joined.grade,
            words=asked.words,
            asked_at=asked.asked_at,
            used_at=asked.used_at,
        )
        for asked, joined in rows
        if sessions[joined.session_id].venue_id in venue_ids
    ]
