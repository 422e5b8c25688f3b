"""A disruption: what touches many bookings at once, and what became of each group."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from outreach.booking.model import Booking, BookingState
from outreach.catalogue.model import Programme, Setting, Venue
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.span import Days
from outreach.lessons.model import Room
from outreach.province.model import School
from outreach.season.model import Session

DisruptionId = NewType("DisruptionId", int)
UNDO_WITHIN = timedelta(minutes=15)


class Reason(StrEnum):
    FLOOD = "flood"
    HEAT = "heat"
    ICE = "ice"
    POWER = "power"
    MAINTENANCE = "maintenance"
    EPIDEMIC = "epidemic"
    OTHER = "other"


class Touching(StrEnum):
    """Which visits of the counties and days are touched."""

    ALL = "all"
    OUTDOORS = "outdoors"
    TRAVEL = "travel"
    AT_VENUE = "at_venue"


class Turn(StrEnum):
    """What becomes of a group."""

    CANCEL = "cancel"
    OPEN = "open"
    POSTPONE = "postpone"
    INSIDE = "inside"
    ONLINE = "online"
    LEAVE = "leave"


MOVES = frozenset({Turn.POSTPONE, Turn.INSIDE})
"""Turns that keep the booking and give it another session."""

ENDS = frozenset({Turn.CANCEL, Turn.OPEN, Turn.ONLINE})
"""Turns that end the booking by force majeure; the group is owed a visit.

Online, the school is led to a live lesson; it joins with its own rooms, of which only it knows.
"""


WITHOUT_PLACES = frozenset({BookingState.WAITLISTED, BookingState.OFFERED})
"""Such groups can only be told that there will be no session."""


class Outcome(StrEnum):
    """How things stand with a group of a disruption."""

    DONE = "done"  # what was chosen was done
    LEFT = "left"  # nothing was done, by choice or because it could not be
    UNDONE = "undone"  # it was taken back
    LOST = "lost"  # it was to be taken back, and the places had gone


class Because(StrEnum):
    """Why a group was left as it was, or could not have its visit back."""

    CHOSEN = "chosen"
    CHANGED = "changed"
    FULL = "full"
    BOOKED = "booked"
    CLOSED = "closed"
    UNSUITED = "unsuited"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a disruption touches. Empty counties or no venue leave that side open.

    With `starts` and `ends` only sessions that overlap those hours count. `closes` calls the
    sessions themselves off, so that nobody new books them.
    """

    days: Days
    touching: Touching
    counties: frozenset[str] = frozenset()
    venue_id: int | None = None
    hall_id: int | None = None
    programme_id: int | None = None
    starts: time | None = None
    ends: time | None = None
    closes: bool = False


@dataclass(frozen=True, slots=True)
class VisitAt:
    """What the rules ask about a session, and about the school whose group comes, if one does."""

    venue_id: int
    venue_county: str
    programme_id: int
    setting: Setting
    online: bool
    halls: frozenset[int]
    day: date
    starts: time
    ends: time
    school_county: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to become of a group, and where it goes when it moves.

    A target is a session that stands, or a programme to be given once more in the same hour.
    """

    turn: Turn
    session_id: int | None = None
    programme_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A place a group could go to instead: a session that stands, or one that would be made."""

    turn: Turn
    programme: Programme
    day: date
    starts: time
    session: Session | None = None

    @property
    def choice(self) -> Choice:
        if self.session is not None:
            return Choice(self.turn, session_id=self.session.id)
        return Choice(self.turn, programme_id=self.programme.id)


@dataclass(frozen=True, slots=True)
class Touched:
    """A booking a disruption would touch, with all that an officer weighs."""

    booking: Booking
    school: School
    programme: Programme
    venue: Venue
    session: Session
    told: tuple[str, ...]
    offers: tuple[Offer, ...]
    to_waitlist: bool

    def offer(self, turn: Turn) -> Offer | None:
        return next((offer for offer in self.offers if offer.turn is turn), None)


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming would touch; nothing has been done."""

    touched: tuple[Touched, ...]
    sessions: tuple[Session, ...]

    @property
    def pupils(self) -> int:
        return sum(each.booking.group.pupils for each in self.touched)


@dataclass(frozen=True, slots=True)
class Disruption:
    id: DisruptionId
    reason: Reason
    words: str
    scope: Scope
    made_by: int | None
    made_at: datetime
    undone_at: datetime | None
    lifted_at: datetime | None
    closure_id: int | None
    sample: bool

    @property
    def undo_until(self) -> datetime:
        return self.made_at + UNDO_WITHIN

    def may_be_undone_at(self, now: datetime) -> bool:
        return self.undone_at is None and now < self.undo_until

    @property
    def shuts(self) -> bool:
        """Whether something stays closed until it is lifted."""
        return self.scope.closes and self.lifted_at is None and self.undone_at is None


@dataclass(frozen=True, slots=True)
class Touch:
    """One group of a disruption: as it stood, what was done, who knows, and how it went on.

    `former_day` and `former_starts` are the visit's before; `booking` is as it is now.
    """

    id: int
    disruption_id: DisruptionId
    booking: Booking
    school: School
    programme: Programme
    venue: Venue
    former_session_id: int
    former_state: BookingState
    former_day: date
    former_starts: time
    former_programme: Programme
    pupils: int
    turn: Turn
    outcome: Outcome
    because: Because | None
    told_at: datetime
    mailed: int
    answered_at: datetime | None
    reached_at: datetime | None
    reached_by: str | None
    acted_for: bool
    online: Session | None
    online_programme: Programme | None
    made_up_by: Booking | None
    written_off: str | None
    reason: Reason
    words: str
    online_rooms: tuple[Room, ...] = ()
    """Rooms with which the school has joined the lesson it was led to."""

    @property
    def counted_online(self) -> tuple[Room, ...]:
        """Rooms of that lesson that were counted; only these say that pupils saw it."""
        return tuple(room for room in self.online_rooms if room.came is not None)

    @property
    def pupils_online(self) -> int:
        return sum(room.came.pupils for room in self.online_rooms if room.came is not None)

    @property
    def saw_it_online(self) -> bool:
        """Made up online: joined and counted. The visit stays owed all the same."""
        return self.turn is Turn.ONLINE and bool(self.counted_online)

    @property
    def knows(self) -> bool:
        return self.answered_at is not None or self.reached_at is not None

    @property
    def must_know(self) -> bool:
        return self.outcome in (Outcome.DONE, Outcome.UNDONE)

    @property
    def is_owed(self) -> bool:
        """Had a place, lost its visit, and has no other and no word that there will be none."""
        return (
            self.is_ended
            and self.had_places
            and self.made_up_by is None
            and self.written_off is None
        )

    @property
    def had_places(self) -> bool:
        """Whether a visit was agreed at all; who waited, or had an offer, is owed nothing."""
        return self.former_state not in WITHOUT_PLACES

    @property
    def is_ended(self) -> bool:
        return (
            self.turn in ENDS
            and self.outcome in (Outcome.DONE, Outcome.LOST)
            and self.booking.state is BookingState.FORCE_MAJEURE
        )

    @property
    def former_moment(self) -> datetime:
        return at_wall_clock(self.former_day, self.former_starts)
