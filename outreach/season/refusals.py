"""Answers that decline, about sessions, halls and capacities."""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

from outreach.kernel.refusal import Refusal


@dataclass(eq=False)
class HallTaken(Refusal):
    """An exclusive hall is already given to another session for that time."""

    code: ClassVar[str] = "hall-taken"
    hall: str
    hall_en: str
    programme: str
    programme_en: str
    day: date
    starts: time


@dataclass(eq=False)
class HallShut(Refusal):
    """An exclusive hall is closed for that time, as for maintenance."""

    code: ClassVar[str] = "hall-shut"
    hall: str
    hall_en: str


@dataclass(eq=False)
class CapacityBelowTaken(Refusal):
    """Places that are given away cannot be taken back by a smaller number."""

    code: ClassVar[str] = "capacity-below-taken"
    wanted: int
    taken: int


@dataclass(eq=False)
class SessionCancelled(Refusal):
    """A cancelled session is neither moved nor changed."""

    code: ClassVar[str] = "session-cancelled"
    day: date
    starts: time


@dataclass(eq=False)
class SessionThere(Refusal):
    """The programme is already given at that day and hour."""

    code: ClassVar[str] = "session-there"
    day: date
    starts: time


@dataclass(eq=False)
class VenueClosedThen(Refusal):
    """The venue takes no groups at that time. `because` is a value of generation.Because."""

    code: ClassVar[str] = "venue-closed-then"
    day: date
    starts: time
    because: str
    name: str | None


@dataclass(eq=False)
class DayFull(Refusal):
    """A cap of the day leaves less room than a session with its groups needs."""

    code: ClassVar[str] = "day-full"
    day: date
    part: str
    left: int
    coming: int


@dataclass(eq=False)
class ChangedMeanwhile(Refusal):
    """Somebody else changed it after the page was opened."""

    code: ClassVar[str] = "session-changed-meanwhile"
