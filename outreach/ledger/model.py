"""Activities: what happened, for whom, and how many were there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from outreach.kernel.span import Days

ActivityId = NewType("ActivityId", int)

LOWEST_GRADE, HIGHEST_GRADE = 0, 12  # preschool, last year of senior school


class Kind(StrEnum):
    """What sort of thing took place; the yearly return groups by it."""

    VISIT = "visit"
    VAN = "van"
    MOBILE_EXHIBITION = "mobile_exhibition"
    EXHIBITION = "exhibition"
    TALK = "talk"
    LIVE_LESSON = "live_lesson"
    LAB = "lab"
    COMPETITION = "competition"
    CAMP = "camp"
    INTEREST_GROUP = "interest_group"
    OPEN_DAY = "open_day"
    TRAINING = "training"
    SCIENCE_MONTH = "science_month"
    OTHER = "other"


class Audience(StrEnum):
    SCHOOL = "school"
    PUBLIC = "public"


class OnlineMeasure(StrEnum):
    """What a platform's figure counts; figures of different measures say different things."""

    VIEWERS = "viewers"
    PLAYS = "plays"
    PEAK = "peak"
    ROOMS = "rooms"


class State(StrEnum):
    COUNTED = "counted"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What a line in an activity's history did."""

    CORRECTED = "corrected"
    RECOUNTED = "recounted"  # the desk corrected an arrival
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


def cohort_of(grade: int, day: date) -> int:
    """The year in which pupils who are in `grade` on `day` entered grade 1.

    School years begin on 1 September; preschool (0) enters in the next one.
    """
    school_year = day.year if day.month >= 9 else day.year - 1
    return school_year + 1 - grade


@dataclass(frozen=True, slots=True)
class Cell:
    """Pupils of one school, and of one grade where it was asked, present at an activity."""

    school_id: int
    pupils: int
    grade: int | None = None
    first_timers: int | None = None
    whole_class: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An activity as somebody tells it.

    `onsite` counts everybody present, pupils and adults together; `online` is the platform's own
    figure. None means "does not apply", which is not zero. The cells' pupils are among `onsite`.
    """

    kind: Kind
    title: str
    day: date
    county_code: str
    place: str
    lead: str
    audience: Audience = Audience.PUBLIC
    school_id: int | None = None
    onsite: int | None = None
    onsite_pupils: int | None = None
    online: int | None = None
    online_measure: OnlineMeasure | None = None
    minutes: int | None = None
    venue_id: int | None = None
    partners: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrolledFacts:
    """What the register knows of the school that an entry names."""

    pupils: int | None  # in the whole school; None where nobody told
    by_grade: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Something in an entry that looks odd. It asks; it does not forbid."""

    code: str
    facts: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Tells whether the very same question was shown: other numbers ask again."""
        return ":".join((self.code, *map(str, self.facts.values())))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked at entry, with its facts, and what the person said to it."""

    question: Question
    words: str | None
    at: datetime
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Activity:
    """One record of the ledger as lists show it."""

    id: ActivityId
    number: str
    kind: Kind
    title: str
    day: date
    county_code: str
    place: str
    audience: Audience
    school_id: int | None
    onsite: int | None
    onsite_pupils: int | None
    online: int | None
    online_measure: OnlineMeasure | None
    minutes: int | None
    lead: str
    booking_id: int | None
    venue_id: int | None
    state: State
    revision: int
    on_behalf: bool
    created_by: int | None
    created_at: datetime
    sample: bool

    @property
    def is_counted(self) -> bool:
        return self.state is State.COUNTED


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an activity's history: fields before and after, as text, and why."""

    verb: Verb
    at: datetime
    person_id: int | None
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the ledger knows of an activity."""

    activity: Activity
    cells: tuple[Cell, ...]
    partners: tuple[str, ...]
    changes: tuple[Change, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose activities somebody may see; all of them when `province`."""

    province: bool = False
    city_codes: frozenset[str] = frozenset()
    county_codes: frozenset[str] = frozenset()
    school_ids: frozenset[int] = frozenset()
    venue_ids: frozenset[int] = frozenset()


EVERYTHING = Sight(province=True)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which activities are meant; an empty field leaves them all in."""

    period: Days | None = None
    city_code: str | None = None
    county_code: str | None = None
    kind: Kind | None = None
    audience: Audience | None = None
    lead: str | None = None
    venue_id: int | None = None
    school_id: int | None = None
    text: str | None = None
    state: State | None = State.COUNTED


@dataclass(frozen=True, slots=True)
class Totals:
    """Counted activities and their contacts; on-site and online are two measures, never added."""

    activities: int = 0
    onsite: int = 0
    onsite_pupils: int = 0
    online: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    activities: tuple[Activity, ...]
    totals: Totals
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class SchoolHeads:
    """Every head count of one cell in a period: what unique reach is worked out from.

    Each tuple is (pupils, first-timers, name of the class that came complete).
    """

    county_code: str
    school_id: int
    cohort: int | None
    counts: tuple[tuple[int, int | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class LastContact:
    """When a school last had anything, and how often in the period asked for."""

    school_id: int
    last_day: date
    activities: int
