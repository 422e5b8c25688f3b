"""Activities: what happened, for whom, and how many were there."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, NewType

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
    GATHERING = "gathering"  # for everybody, on a square or at a fair
    CONSULTATION = "consultation"
    OTHER = "other"


class Label(StrEnum):
    """Occasions that yearly forms ask for; an activity may belong to several."""

    SCIENCE_MONTH = "science_month"
    SCIENCE_WEEK = "science_week"
    SCIENCE_DAY = "science_day"  # until 2024, when the month took its place
    WORKERS_DAY = "workers_day"
    SCIENCE_NIGHT = "science_night"
    COUNTRYSIDE = "countryside"
    DOUBLE_REDUCTION = "double_reduction"
    SPIRIT = "spirit"
    VOLUNTEERS = "volunteers"
    LARGE = "large"


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
    """How far a record is: planned, done and so counted, checked by somebody else, taken out."""

    PLANNED = "planned"
    COUNTED = "counted"
    CHECKED = "checked"
    WITHDRAWN = "withdrawn"


COUNTING = (State.COUNTED, State.CHECKED)
"""What every figure counts: done, whether checked yet or not."""


class PartnerRole(StrEnum):
    """How a unit beside the lead takes part: it carries the activity out, or it helps."""

    CARRIES = "carries"
    HELPS = "helps"


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
class Partner:
    """A unit that takes part in a joint activity, and the part that is its own.

    The part is among the activity's people, who are counted once, where the lead reports them.
    County or venue say in whose list the activity shows as well; both are empty for the others.
    """

    name: str
    role: PartnerRole = PartnerRole.HELPS
    county_code: str | None = None
    venue_id: int | None = None
    onsite: int | None = None
    onsite_pupils: int | None = None


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
    until_day: date | None = None  # the last of several days; None: one day
    planned_onsite: int | None = None
    onsite_rough: bool | None = None  # 约: nobody counted
    own_programme: bool | None = None  # False: shared by another unit; None: nobody said
    vehicle: str | None = None
    kilometres: int | None = None
    volunteers: int | None = None
    volunteer_hours: int | None = None  # of all volunteers together
    funding: str | None = None  # the project that paid
    labels: tuple[Label, ...] = ()
    partners: tuple[Partner, ...] = ()
    cells: tuple[Cell, ...] = ()


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
    until_day: date | None
    planned_onsite: int | None
    planned_day: date | None
    onsite_rough: bool
    counted_daily: bool
    own_programme: bool | None
    vehicle: str | None
    kilometres: int | None
    volunteers: int | None
    volunteer_hours: int | None
    funding: str | None
    checked_by: int | None
    checked_at: datetime | None

    @property
    def is_counted(self) -> bool:
        return self.state in COUNTING

    @property
    def is_planned(self) -> bool:
        return self.state is State.PLANNED

    @property
    def last_day(self) -> date:
        return self.until_day or self.day


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
    county_codes: tuple[str, ...] | None = None  # any of these; none at all when empty
    kind: Kind | None = None
    audience: Audience | None = None
    lead: str | None = None
    venue_id: int | None = None
    school_id: int | None = None
    school_ids: tuple[int, ...] | None = None  # any of these; none at all when empty
    led_elsewhere: bool = False  # only those that no venue leads
    joint: bool = False  # only those of several units
    text: str | None = None
    label: Label | None = None
    own_programme: bool | None = None
    partner: str | None = None  # a unit that takes part, by a piece of its name
    taking_part: bool = False  # those that another unit reports, instead of the own
    states: tuple[State, ...] = COUNTING  # empty: all of them


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


class HeadCount(NamedTuple):
    """Pupils of one cell at one activity; of them those new this school year, where asked."""

    pupils: int
    first_timers: int | None
    whole_class: str | None
    """Name of the class that came complete."""
    day: date


@dataclass(frozen=True, slots=True)
class SchoolHeads:
    """Every head count of one cell in a period, in order of days: what unique reach comes from."""

    county_code: str
    school_id: int
    cohort: int | None
    counts: tuple[HeadCount, ...]


@dataclass(frozen=True, slots=True)
class LastContact:
    """When a school last had anything, and how often in the period asked for."""

    school_id: int
    last_day: date
    activities: int
