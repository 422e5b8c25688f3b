"""The day at the gate: how a venue runs it, who parks where, what went wrong, who just came by."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from outreach.booking.model import Booking
from outreach.catalogue.model import Hall
from outreach.kernel.span import Span

IncidentId = NewType("IncidentId", int)
WalkInId = NewType("WalkInId", int)


@dataclass(frozen=True, slots=True)
class DutyRules:
    """How a venue's gate is run: minutes after which a group is late, and bays for coaches."""

    late_minutes: int = 30
    bays: int = 0

    @property
    def late_after(self) -> timedelta:
        return timedelta(minutes=self.late_minutes)


@dataclass(frozen=True, slots=True)
class Parking:
    """A bay taken for a group; `holder` is "coach:<booking>" or "walk-in:<id>"."""

    bay: int
    holder: str
    span: Span


@dataclass(frozen=True, slots=True)
class Parked:
    """What became of a group's coaches: their bays, how many found none, and when one frees."""

    bays: tuple[int, ...] = ()
    missing: int = 0
    next_free: datetime | None = None


@dataclass(frozen=True, slots=True)
class WalkIn:
    """A group that came without a booking: counts only, and the school as it is called."""

    id: WalkInId
    venue_id: int
    session_id: int
    programme_id: int
    day: date
    school_id: int | None
    school_name: str
    county_code: str
    grade: int | None
    pupils: int
    adults: int
    came_at: datetime
    left_at: datetime | None
    sample: bool

    @property
    def holder(self) -> str:
        return f"walk-in:{self.id}"


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that went wrong, and what was done: no names in it."""

    id: IncidentId
    venue_id: int
    at: datetime
    hall_id: int | None
    place: str | None
    what: str
    done: str
    closed: bool
    recorded_by: int | None
    recorded_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """What an incident said before somebody corrected it."""

    at: datetime
    person_id: int | None
    before: str
    after: str


class Presence(StrEnum):
    """Where a group of today stands for the gate."""

    LATE = "late"
    EXPECTED = "expected"
    INSIDE = "inside"
    LEFT = "left"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Somewhere:
    """Pupils who move as one, and the hall they are in now; None between halls."""

    hall_id: int | None
    pupils: int


@dataclass(frozen=True, slots=True)
class Inside:
    """Pupils now in one hall, or on no hall's stretch of the way (`hall` is None)."""

    hall: Hall | None
    pupils: int
    groups: int

    @property
    def over(self) -> int:
        """Pupils above the hall's capacity; 0 when it holds them."""
        return max(0, self.pupils - self.hall.capacity) if self.hall else 0


class FailureWord(StrEnum):
    """What was said about a no-show: by the school, or by whoever may clear it."""

    EXPLAINED = "explained"
    CLEARED = "cleared"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Said:
    at: datetime
    person_id: int | None
    word: FailureWord
    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A group that did not come and sent no word, with everything said about it since."""

    booking: Booking
    said: tuple[Said, ...]

    @property
    def counts(self) -> bool:
        """Whether it still stands against the school; the last decision holds."""
        decisions = [s.word for s in self.said if s.word is not FailureWord.EXPLAINED]
        return not decisions or decisions[-1] is FailureWord.RESTORED

    @property
    def explained(self) -> bool:
        return any(said.word is FailureWord.EXPLAINED for said in self.said)
