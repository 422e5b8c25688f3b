"""Schools that wait for a visit, how their turn is reckoned, and what is put off."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from outreach.province.model import TravelBand


class Meeting(StrEnum):
    """How a school and science would meet next; which suits follows from the way."""

    COME = "come"
    TRIP = "trip"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Weights:
    """Exponents of the four parts: 0 leaves a part out, 1 takes it as it is, 2 sharpens it."""

    need: float = 1.0
    gap: float = 1.0
    wait: float = 1.0
    way: float = 0.5

    def as_tuple(self) -> tuple[float, float, float, float]:
        return self.need, self.gap, self.wait, self.way


@dataclass(frozen=True, slots=True)
class Candidate:
    """A school as the ranking sees it. `reached` are pupils surely reached in three years."""

    school_id: int
    county_code: str
    pupils: int | None
    reached: int
    months: int | None
    """Full months since its last contact; None: never."""
    last_day: date | None
    need: float
    km: float
    hours: float
    """One way, by coach."""
    band: TravelBand

    @property
    def unreached(self) -> int:
        """Pupils nobody can be sure to have met; none where the register tells no number."""
        return max(0, (self.pupils or 0) - self.reached)


@dataclass(frozen=True, slots=True)
class Parts:
    """The four factors of a school's turn, each from 0 to 1."""

    need: float
    gap: float
    wait: float
    way: float

    def as_tuple(self) -> tuple[float, float, float, float]:
        return self.need, self.gap, self.wait, self.way


@dataclass(frozen=True, slots=True)
class Ranked:
    """A school in its turn: the parts, their product from 0 to 100, and how firm its place is."""

    rank: int
    candidate: Candidate
    parts: Parts
    score: float
    meeting: Meeting
    firm: bool
    """Whether it stays among the first `Ranking.top` when any weight moves by a fifth."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """All candidates in their turn."""

    lines: tuple[Ranked, ...]
    weights: Weights
    top: int


@dataclass(frozen=True, slots=True)
class PutOff:
    """Not now, because …: a school left out of the list until a day, kept with who and why."""

    id: int
    school_id: int
    until: date
    reason: str
    by: int | None
    at: datetime
