"""Answers that decline, about guides and their duties."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

from outreach.kernel.refusal import Refusal
from outreach.roster.constraints import Breach


@dataclass(eq=False)
class GuideNotPossible(Refusal):
    """Something stands in the way that no reason overrides."""

    code: ClassVar[str] = "guide-not-possible"
    duty_id: int
    guide: str
    breaches: Sequence[Breach]


@dataclass(eq=False)
class LimitsPassed(Refusal):
    """Only limits stand in the way; with a reason the coordinator may pass them."""

    code: ClassVar[str] = "limits-passed"
    duty_id: int
    guide: str
    breaches: Sequence[Breach]


@dataclass(eq=False)
class GuideTaken(Refusal):
    """The guide was claimed for that time by something else, perhaps a moment ago."""

    code: ClassVar[str] = "guide-taken"
    guide: str
    day: date
    starts: time


@dataclass(eq=False)
class DutyChanged(Refusal):
    """Somebody else changed the duty after the page was opened, or it is no longer needed."""

    code: ClassVar[str] = "duty-changed"
    duty_id: int


@dataclass(eq=False)
class GuideChanged(Refusal):
    """Somebody else saved the guide after the page was opened."""

    code: ClassVar[str] = "guide-changed"


@dataclass(eq=False)
class SwapGone(Refusal):
    """Somebody else was quicker, or the offer was withdrawn."""

    code: ClassVar[str] = "swap-gone"


@dataclass(eq=False)
class ProposalStale(Refusal):
    """Duties or guides changed since the roster was proposed: part of it no longer fits."""

    code: ClassVar[str] = "proposal-stale"
    duties: int
