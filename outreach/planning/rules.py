"""Answers that decline, about a day's plan."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from outreach.kernel.refusal import Refusal


@dataclass(eq=False)
class PlanChanged(Refusal):
    """Somebody else moved a batch, or arranged the day anew, since the page was opened.

    `verb` and `booking`, `batch`, `hall` tell the step that came between; `who` may be nobody.
    """

    code: ClassVar[str] = "plan-changed"
    venue: str
    day: str
    verb: str
    who: str
    at: datetime | None
    number: str
    batch: int | None
    hall: str
    hall_en: str


@dataclass(eq=False)
class PlanNotReady(Refusal):
    """A plan that breaks a promise, or that bookings have overtaken, is not shown to schools."""

    code: ClassVar[str] = "plan-not-ready"
    venue: str
    day: str
    breaches: int
    soft: int
    """Remarks that somebody must first accept."""
    overtaken: bool


@dataclass(eq=False)
class NoSuchTurn(Refusal):
    """A move of something that is not on the board."""

    code: ClassVar[str] = "no-such-turn"
    status: ClassVar[int] = 422
    venue: str
    day: str


@dataclass(eq=False)
class NothingToUndo(Refusal):
    code: ClassVar[str] = "nothing-to-undo"
    venue: str
    day: str
