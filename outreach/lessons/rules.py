"""Who may join a live lesson, when the address is shown, and when a roomful may be counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.refusal import Refusal
from outreach.lessons.model import TRANSITIONS, Room, RoomEntry, Roomful, RoomState, Shown, Verb
from outreach.season.model import SessionFacts, SessionState

LINES_LIMIT = 60
"""What the platform carries until the centre enters its own limit."""

TEST_AHEAD = timedelta(days=2)
ADDRESS_AHEAD = timedelta(days=1)
RECORDING_COUNTS = timedelta(days=90)
"""So long after a lesson a class that saw its recording may be counted."""


@dataclass(eq=False)
class NoSuchLesson(Refusal):
    """Missing, or not the person's business: the two are told apart nowhere."""

    code: ClassVar[str] = "no-such-lesson"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class LessonFull(Refusal):
    """No room is left, or the platform carries no more lines."""

    code: ClassVar[str] = "lesson-full"
    programme_id: int
    rooms_left: int
    lines_left: int


@dataclass(eq=False)
class LessonClosed(Refusal):
    """It was called off, has begun, or may not be joined yet."""

    code: ClassVar[str] = "lesson-closed"
    programme_id: int
    called_off: bool
    opens_at: datetime | None


@dataclass(eq=False)
class RoomTwice(Refusal):
    """The school has joined with a room of that name already."""

    code: ClassVar[str] = "room-twice"
    session_id: int
    label: str


@dataclass(eq=False)
class RoomChanged(Refusal):
    """What was asked does not follow from where the room stands, or somebody was quicker."""

    code: ClassVar[str] = "room-changed"
    session_id: int
    label: str
    state: RoomState


@dataclass(eq=False)
class CountTooEarly(Refusal):
    code: ClassVar[str] = "count-too-early"
    status: ClassVar[int] = 422
    session_id: int
    begins_at: datetime


@dataclass(eq=False)
class WrongDay(Refusal):
    """A live roomful is counted for the lesson's day, a recording for a day after it, not ahead."""

    code: ClassVar[str] = "wrong-day"
    status: ClassVar[int] = 422
    first: date
    last: date


@dataclass(eq=False)
class LinesTaken(Refusal):
    """Rooms that joined keep their lines; or somebody saved other settings meanwhile."""

    code: ClassVar[str] = "lines-taken"
    session_id: int
    lines_taken: int
    wanted: int


@dataclass(eq=False)
class GradeUnsuited(Refusal):
    code: ClassVar[str] = "grade-unsuited"
    status: ClassVar[int] = 422
    grades_from: int
    grades_to: int


@dataclass(eq=False)
class RoomTooLarge(Refusal):
    code: ClassVar[str] = "room-too-large"
    status: ClassVar[int] = 422
    most: int
    coming: int


def complaints(entry: RoomEntry, session: SessionFacts) -> Iterator[Refusal]:
    """Everything about a room that the lesson does not take, all at once."""
    if not session.grades_from <= entry.grade <= session.grades_to:
        yield GradeUnsuited(session.grades_from, session.grades_to)
    if entry.pupils > session.batch_size:
        yield RoomTooLarge(most=session.batch_size, coming=entry.pupils)


def check_joinable(session: SessionFacts, *, now: datetime) -> None:
    """A lesson is joined from its release until it begins; no lead time, for nobody travels."""
    begun = now >= at_wall_clock(session.day, session.starts)
    called_off = session.state is SessionState.CANCELLED
    if called_off or begun or now < session.opens_at:
        opens_at = session.opens_at if now < session.opens_at else None
        raise LessonClosed(session.programme_id, called_off, opens_at)


def next_state(verb: Verb, state: RoomState) -> RoomState | None:
    """What a room becomes; None when the verb does not follow from its state."""
    allowed, becomes = TRANSITIONS[verb]
    return (becomes or state) if state in allowed else None


def test_is_due(room: Room, *, now: datetime) -> bool:
    """From two days before on a room that has not tried its line is asked, and listed."""
    return (
        room.state is RoomState.JOINED
        and room.tested_at is None
        and local_day(now) >= room.day - TEST_AHEAD
        and now < room.begins_at
    )


def count_is_due(room: Room, *, now: datetime) -> bool:
    return room.state is RoomState.JOINED and now >= room.begins_at


def address_is_shown(day: date, *, now: datetime) -> bool:
    """From the day before; earlier it would only be passed on to others."""
    return local_day(now) >= day - ADDRESS_AHEAD


def check_count(room: Room, came: Roomful, *, now: datetime) -> None:
    """Refuse what cannot have been: before the lesson, in the future, or long after."""
    if now < room.begins_at:
        raise CountTooEarly(session_id=room.session_id, begins_at=room.begins_at)
    last = (
        room.day if came.shown is Shown.LIVE else min(local_day(now), room.day + RECORDING_COUNTS)
    )
    if not room.day <= came.day <= last:
        raise WrongDay(first=room.day, last=last)
