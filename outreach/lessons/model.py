"""Live lessons: one lesson, many classrooms, each with its own roomful."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType

from outreach.kernel.clock import at_wall_clock

RoomId = NewType("RoomId", int)


class RoomState(StrEnum):
    JOINED = "joined"
    COUNTED = "counted"
    LEFT = "left"
    CALLED_OFF = "called_off"


class Verb(StrEnum):
    """What is done to a room that takes part; testing and following leave its state."""

    JOIN = "join"
    TEST = "test"
    FOLLOW = "follow"
    COUNT = "count"
    LEAVE = "leave"
    CALL_OFF = "call_off"


S = RoomState
TRANSITIONS: dict[Verb, tuple[frozenset[RoomState], RoomState | None]] = {
    Verb.JOIN: (frozenset(), S.JOINED),
    Verb.TEST: (frozenset({S.JOINED}), None),
    Verb.FOLLOW: (frozenset({S.JOINED}), None),
    Verb.COUNT: (frozenset({S.JOINED, S.COUNTED}), S.COUNTED),
    Verb.LEAVE: (frozenset({S.JOINED}), S.LEFT),
    Verb.CALL_OFF: (frozenset({S.JOINED}), S.CALLED_OFF),
}
"""The one table of what may follow what; None means that the state stays."""

TAKES_PART = frozenset({S.JOINED, S.COUNTED})
TONES = {S.JOINED: "wait", S.COUNTED: "good", S.LEFT: "off", S.CALLED_OFF: "off"}


class Line(StrEnum):
    """How a room reaches the platform; a wired one is the steadiest."""

    WIRED = "wired"
    WIRELESS = "wireless"
    MOBILE = "mobile"


class Shown(StrEnum):
    """What the roomful saw: the lesson itself, or its recording on a later day."""

    LIVE = "live"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A classroom as a teacher tells it: counts and equipment, never a pupil's name."""

    label: str
    grade: int
    pupils: int
    projector: bool
    sound: bool
    line: Line
    spare_line: bool

    @property
    def lines(self) -> int:
        """Connections to the platform; a spare one holds a second."""
        return 2 if self.spare_line else 1


@dataclass(frozen=True, slots=True)
class Roomful:
    """Who was there, as the teacher counted."""

    pupils: int
    adults: int
    shown: Shown
    day: date


@dataclass(frozen=True, slots=True)
class Room:
    """A classroom that takes part in a lesson."""

    id: RoomId
    session_id: int
    school_id: int
    county_code: str
    day: date
    starts: time
    entry: RoomEntry
    state: RoomState
    joined_by: int | None
    joined_at: datetime
    tested_at: datetime | None
    came: Roomful | None
    revision: int

    @property
    def begins_at(self) -> datetime:
        return at_wall_clock(self.day, self.starts)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the centre adds to a session: lines, addresses, plays.

    `address` is where to join, `recording` what is shown when the stream fails.
    """

    session_id: int
    lines_limit: int
    lines_taken: int = 0
    address: str | None = None
    recording: str | None = None
    failed_at: datetime | None = None
    plays: int | None = None
    platform: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """A question pupils asked; it belongs to a lesson and a county, to nobody by name."""

    id: int
    session_id: int
    programme_id: int
    county_code: str
    grade: int
    words: str
    asked_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Joined:
    """The answer to a joining form; the same again when it is sent twice."""

    room_id: RoomId
    repeated: bool = False
