"""What venues promise to schools, and each case in which it was kept or broken: the nouns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from outreach.booking.model import Booking


class Standard(StrEnum):
    """The promises; the value is what stands in an address."""

    ANSWER = "answer"
    CONFIRMATION = "confirmation"
    WAITLIST = "waitlist"
    FEEDBACK = "feedback"


class Verdict(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "open"  # its time has not come: it counts in no share


@dataclass(frozen=True, slots=True)
class Case:
    """One booking judged by one standard: by when it was due, and when it was done."""

    booking: Booking
    verdict: Verdict
    due: datetime
    done: datetime | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A standard over a period: how often kept, the share promised, and every case."""

    standard: Standard
    target: int  # percent
    cases: tuple[Case, ...]

    def having(self, verdict: Verdict) -> list[Case]:
        return [case for case in self.cases if case.verdict is verdict]

    @property
    def kept(self) -> int:
        return len(self.having(Verdict.KEPT))

    @property
    def judged(self) -> int:
        """Cases that count: kept or broken."""
        return self.kept + len(self.having(Verdict.BROKEN))

    @property
    def percent(self) -> int | None:
        """The share kept, rounded down so that 99.6 never reads as all; None without a case."""
        return self.kept * 100 // self.judged if self.judged else None

    @property
    def reached(self) -> bool | None:
        return None if self.percent is None else self.percent >= self.target
