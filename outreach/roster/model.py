"""Guides, their duties, days off and swaps: the nouns of the roster."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from outreach.catalogue.model import DayPart
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.span import Span
from outreach.season.model import half_of

GuideId = NewType("GuideId", int)
DutyId = NewType("DutyId", int)
SwapId = NewType("SwapId", int)

NOON, MIDNIGHT = time(12), time(0)
SATURDAY = 5


class Language(StrEnum):
    MANDARIN = "mandarin"
    GAN = "gan"
    HAKKA = "hakka"
    ENGLISH = "english"
    SIGN = "sign"


class DutyState(StrEnum):
    OPEN = "open"
    FILLED = "filled"
    DONE = "done"
    CANCELLED = "cancelled"


STANDS = frozenset({DutyState.OPEN, DutyState.FILLED})
"""States of duties that still need, or have, somebody."""


class Verb(StrEnum):
    """What is done to a duty; the values stand in its history."""

    NEED = "need"
    CHANGE = "change"
    ASSIGN = "assign"
    FREE = "free"
    SWAP = "swap"
    CANCEL = "cancel"
    FINISH = "finish"
    ASK_LANGUAGE = "ask_language"


class OffKind(StrEnum):
    """Why somebody is away, as far as it is anybody's business: no medical detail."""

    LEAVE = "leave"
    TRAINING = "training"
    ELSEWHERE = "elsewhere"
    OTHER = "other"


class SwapState(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Hours:
    """When a guide works on a weekday, 0 Monday to 6 Sunday."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a guide takes on; a week runs from Monday to Sunday."""

    duties_a_day: int = 3
    minutes_a_day: int = 300
    duties_a_week: int = 12
    minutes_a_week: int = 1200


@dataclass(frozen=True, slots=True)
class Guide:
    """An adult who leads groups through a venue. Without `hours` they work when it is open."""

    id: GuideId
    venue_id: int
    name: str
    phone: str | None
    languages: tuple[Language, ...]
    skills: frozenset[int]
    """Programmes the guide can lead."""
    hours: tuple[Hours, ...]
    limits: Limits
    active: bool
    sample: bool
    revision: int
    person_id: int | None = None
    """The account with which the guide signs in and is told by mail, where there is one."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """Days, both included, or the same half of each, on which a guide has no duties."""

    id: int
    guide_id: GuideId
    first: date
    last: date
    part: DayPart
    kind: OffKind

    @property
    def spans(self) -> Iterator[Span]:
        """The stretches of time that are off."""
        for offset in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=offset)
            noon = at_wall_clock(day, NOON)
            starts = noon if self.part is DayPart.PM else at_wall_clock(day, MIDNIGHT)
            next_day = at_wall_clock(day + timedelta(days=1), MIDNIGHT)
            yield Span(starts, noon if self.part is DayPart.AM else next_day)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Need:
    """One guide is wanted for one batch of one session. `key` stays through every change."""

    key: str
    session_id: int
    programme_id: int
    booking_id: int
    batch: int
    starts: time
    ends: time
    pupils: int


@dataclass(frozen=True, slots=True)
class BatchHours:
    """When a batch needs its guide by a day's timetable, and for which batch that was said."""

    booking_id: int
    batch: int
    session_id: int
    pupils: int
    starts: time
    ends: time


def key_of(booking_id: int, batch: int) -> str:
    """Names the duty of a booking's batch, counted from 1, for ever."""
    return f"{booking_id}-{batch}"


@dataclass(frozen=True, slots=True)
class Duty:
    """One guide's work for one batch, whoever does it."""

    id: DutyId
    key: str
    venue_id: int
    session_id: int
    programme_id: int
    booking_id: int
    batch: int
    day: date
    starts: time
    ends: time
    pupils: int
    language: Language | None
    state: DutyState
    guide_id: GuideId | None
    override: str | None
    """Why the duty was given although a limit is passed."""
    revision: int
    changed_at: datetime

    @property
    def span(self) -> Span:
        return Span(at_wall_clock(self.day, self.starts), at_wall_clock(self.day, self.ends))

    @property
    def minutes(self) -> int:
        return minutes_of(self.ends) - minutes_of(self.starts)

    @property
    def half(self) -> DayPart:
        return half_of(self.starts)

    @property
    def monday(self) -> date:
        return monday_of(self.day)

    @property
    def at_weekend(self) -> bool:
        return self.day.weekday() >= SATURDAY

    @property
    def claims_as(self) -> str:
        """What the claim of its guide is held for."""
        return f"duty:{self.id}"


def minutes_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Life:
    """A guide with everything that decides whether they can take a duty."""

    guide: Guide
    off: tuple[DayOff, ...] = ()
    busy: tuple[Span, ...] = ()
    """From the calendar they subscribed to; only that they are busy, not with what."""
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One entry in a duty's history."""

    at: datetime
    person_id: int | None
    verb: Verb
    guide_id: GuideId | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Swap:
    """A duty somebody would like to hand on; `revision` is the duty's when it was offered."""

    id: SwapId
    duty_id: DutyId
    venue_id: int
    from_guide: GuideId
    state: SwapState
    offered_at: datetime
    taken_by: GuideId | None
    settled_at: datetime | None


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """A guide as the venue types it; `email` opens an account, with which the guide signs in."""

    name: str
    phone: str | None = None
    email: str | None = None
    languages: tuple[Language, ...] = (Language.MANDARIN,)
    skills: frozenset[int] = frozenset()
    hours: tuple[Hours, ...] = ()
    limits: Limits = USUAL
