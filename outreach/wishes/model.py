"""What a school wishes for, the ways to meet it, and what becomes of it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType

WishId = NewType("WishId", int)


class Want(StrEnum):
    """我想…: how a teacher puts it, before anybody speaks of programmes."""

    BRING = "bring"
    COME = "come"
    ONLINE = "online"
    UNSURE = "unsure"


class WayKind(StrEnum):
    """The ways in which science and a school meet."""

    DAY_TRIP = "day_trip"
    NEARER = "nearer"
    OVERNIGHT = "overnight"
    LIVE = "live"
    VAN = "van"
    EXHIBITION = "exhibition"
    SPEAKER = "speaker"


COMES = (WayKind.VAN, WayKind.EXHIBITION, WayKind.SPEAKER)
"""What the county plans and brings to schools."""


class WishState(StrEnum):
    SUBMITTED = "submitted"
    PLANNED = "planned"
    UNMET = "unmet"
    WITHDRAWN = "withdrawn"
    DONE = "done"


class Verb(StrEnum):
    """What is done to a wish; correcting its school leaves its state."""

    SUBMIT = "submit"
    ANSWER = "answer"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    FINISH = "finish"


S = WishState
TRANSITIONS: dict[Verb, tuple[frozenset[WishState], WishState | None]] = {
    Verb.SUBMIT: (frozenset(), S.SUBMITTED),
    Verb.ANSWER: (frozenset({S.SUBMITTED, S.PLANNED, S.UNMET}), S.PLANNED),
    Verb.DECLINE: (frozenset({S.SUBMITTED, S.PLANNED}), S.UNMET),
    Verb.WITHDRAW: (frozenset({S.SUBMITTED, S.PLANNED, S.UNMET}), S.WITHDRAWN),
    Verb.CORRECT: (frozenset({S.SUBMITTED, S.PLANNED, S.UNMET}), None),
    Verb.FINISH: (frozenset({S.SUBMITTED, S.PLANNED, S.UNMET}), S.DONE),
}
"""The one table of what may follow what; None means that the state stays."""

OPEN = frozenset({S.SUBMITTED, S.UNMET})
"""Wishes that nobody has met: they count as need, whatever was answered."""

TONES = {
    S.SUBMITTED: "wait",
    S.PLANNED: "good",
    S.UNMET: "stop",
    S.WITHDRAWN: "off",
    S.DONE: "good",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A wish as a teacher tells it: counts only, never a pupil's name."""

    want: Want
    grade: int
    pupils: int
    adults: int
    week_from: date
    week_to: date
    topic: str | None
    first: str
    second: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to meet a wish. `key` is what a choice stores: "live:41", "plan:3", "van"."""

    key: str
    kind: WayKind
    day: date | None = None
    last_day: date | None = None
    starts: time | None = None
    session_id: int | None = None
    name: str = ""
    name_en: str = ""
    place: str = ""
    place_en: str = ""
    km: int | None = None
    in_weeks: bool = False
    possible: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What a county has planned: some days, one or several schools, or whoever is near."""

    id: int
    county_code: str
    kind: WayKind
    place: str
    starts_on: date
    ends_on: date
    words: str
    open_to_all: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish as the rest of the house sees it. `moves_at`: unanswered, it is the city's then."""

    id: WishId
    number: str
    school_id: int
    county_code: str
    told: Told
    state: WishState
    placed_by: int | None
    placed_at: datetime
    answer_by: date
    moves_at: datetime
    plan_id: int | None
    words: str | None
    reason: str | None
    activity_id: int | None
    revision: int

    def is_the_citys(self, now: datetime) -> bool:
        """Whether the county let its days pass."""
        return self.state is WishState.SUBMITTED and now >= self.moves_at


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a wish's history."""

    at: datetime
    person_id: int | None
    verb: Verb
    note: str | None


def number_of(wish_id: int, placed_at: datetime) -> str:
    """What people quote on the telephone: W26-00312."""
    return f"W{placed_at:%y}-{wish_id:05d}"
