"""School days, closures, and sessions: the nouns of a season."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from outreach.catalogue.model import (
    ONLINE,
    DayPart,
    GroupRules,
    HallId,
    ProgrammeId,
    ProgrammeKind,
    VenueId,
    WaitlistPolicy,
)
from outreach.kernel.clock import local_day
from outreach.province.model import Stage

SessionId = NewType("SessionId", int)
NOON = time(12)


class SessionState(StrEnum):
    OPEN = "open"
    CANCELLED = "cancelled"


class BreakKind(StrEnum):
    """Kinds named on screens; any other text is accepted too and shown as it was typed."""

    EXAM_WEEK = "exam_week"
    SCHOOL_BREAK = "school_break"
    ENTRANCE_EXAM = "entrance_exam"


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    """A public day off, or a weekend day that is worked instead (make-up day)."""

    day: date
    is_off: bool
    name: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """School days of a city and stage, both ends included."""

    id: int
    city_code: str
    stage: Stage
    name: str
    starts_on: date
    ends_on: date
    provisional: bool = False

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class SchoolBreak:
    """Days in a term on which schools do not travel; no city or stage means all of them."""

    id: int
    city_code: str | None
    stage: Stage | None
    kind: str
    name: str
    starts_on: date
    ends_on: date
    provisional: bool = False

    def concerns(self, day: date, *, city_code: str, stage: Stage) -> bool:
        return (
            self.starts_on <= day <= self.ends_on
            and self.city_code in (None, city_code)
            and self.stage in (None, stage)
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """Days, both included, on which a venue takes no groups."""

    id: int
    venue_id: VenueId
    starts_on: date
    ends_on: date
    reason: str

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """What the rules about school days ask: terms, breaks and public holidays of some days."""

    terms: tuple[Term, ...]
    breaks: tuple[SchoolBreak, ...]
    holidays: Mapping[date, PublicHoliday]


class Why(StrEnum):
    """Why a day is a school day or is not."""

    IN_TERM = "in_term"
    MAKE_UP_DAY = "make_up_day"
    TERM_UNKNOWN = "term_unknown"
    WEEKEND = "weekend"
    PUBLIC_HOLIDAY = "public_holiday"
    BREAK = "break"
    OUT_OF_TERM = "out_of_term"


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """Whether schools of a city and stage are at school; `name` is the holiday, break or term."""

    at_school: bool
    why: Why
    name: str | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class DayLoad:
    """Group pupils already expected in a capped part of a day."""

    part: DayPart
    capacity: int
    taken: int

    @property
    def left(self) -> int:
        return self.capacity - self.taken


@dataclass(frozen=True, slots=True)
class Session:
    """A programme given once, as lists show it.

    `day_left` is what the venue's day and half-day caps still allow; None without caps.
    """

    id: SessionId
    programme_id: ProgrammeId
    venue_id: VenueId
    day: date
    starts: time
    ends: time
    capacity: int
    taken: int
    waiting: int
    revision: int
    state: SessionState
    opens_at: datetime
    closes_at: datetime
    hall_id: HallId | None
    reason: str | None
    release_id: int | None = None
    kept_until: datetime | None = None
    day_left: int | None = None

    @property
    def places_left(self) -> int:
        left = self.capacity - self.taken
        return left if self.day_left is None else max(0, min(left, self.day_left))

    @property
    def half(self) -> DayPart:
        return half_of(self.starts)

    @property
    def last_day_to_book(self) -> date:
        """The last day on which a booking is early enough; booking closes when it ends."""
        return local_day(self.closes_at - timedelta(seconds=1))

    def takes_bookings_at(self, now: datetime) -> bool:
        return (
            self.state is SessionState.OPEN
            and self.kept_until is None
            and self.opens_at <= now < self.closes_at
        )


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """Everything the booking rules ask about a session."""

    id: SessionId
    programme_id: ProgrammeId
    programme_version: int
    programme_name: str
    programme_name_en: str
    venue_id: VenueId
    venue_name: str
    venue_name_en: str
    day: date
    starts: time
    ends: time
    capacity: int
    taken: int
    waiting: int
    revision: int
    state: SessionState
    opens_at: datetime
    closes_at: datetime
    grades_from: int
    grades_to: int
    batch_size: int
    waitlist_policy: WaitlistPolicy
    max_passes: int | None
    rules: GroupRules
    loads: tuple[DayLoad, ...]
    release_id: int | None = None
    kept_until: datetime | None = None
    kind: ProgrammeKind = ProgrammeKind.ROUTE
    conditions_version: int | None = None
    is_by_venue_only: bool = False
    """On trial: only the venue enters bookings."""

    @property
    def online(self) -> bool:
        """Whether schools join it with rooms, from where they are."""
        return self.kind in ONLINE

    @property
    def room(self) -> "Room":
        return Room(self.id, self.venue_id, self.day, self.starts, in_house=not self.online)

    @property
    def half(self) -> DayPart:
        return half_of(self.starts)

    @property
    def places_left(self) -> int:
        """Pupils who may still book, by this session and by every cap of its day."""
        loads = () if self.online else self.loads
        return max(0, min([self.capacity - self.taken, *(load.left for load in loads)]))


@dataclass(frozen=True, slots=True)
class KeptShare:
    """Places still kept for far schools, and when everybody may have them."""

    places: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """Where places are taken: a session, and the caps of its venue's day and half-day.

    Who joins a live lesson does not come in, so only the session counts.
    """

    session_id: int
    venue_id: int
    day: date
    starts: time
    in_house: bool = True

    @property
    def half(self) -> DayPart:
        return half_of(self.starts)

    @property
    def parts(self) -> list[DayPart]:
        """In the order in which `places.lock` takes them."""
        return sorted((DayPart.DAY, self.half)) if self.in_house else []


def half_of(starts: time) -> DayPart:
    """The half-day a session belongs to; afternoons begin at 12:00."""
    return DayPart.AM if starts < NOON else DayPart.PM


@dataclass(frozen=True, slots=True)
class KeptPlaces:
    """Places of a session kept for invited schools, and what became of them."""

    id: int
    session_id: int
    holder: str
    promised: int
    kept: int
    used: int
    given_back: int
    until: datetime
    refused: int = 0
    """Schools that would have fitted, had these places not been kept."""
