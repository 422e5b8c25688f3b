"""What a board shows: figures of counties, cities and the province for one period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outreach.kernel.span import Days
from outreach.ledger.model import Totals
from outreach.province.model import County, School, Township
from outreach.reach import equity, measures
from outreach.reach.measures import People


class Measure(StrEnum):
    """What the tiles show; the value stands in addresses and is the rule's anchor."""

    PEOPLE = "people"
    SCHOOLS = "schools"
    CONTACTS = "contacts"
    WAIT = "wait"


class Denominator(StrEnum):
    """Where the number of children comes from; said beside every figure it divides."""

    REGISTER = "register"  # enrolment as schools told it
    COHORTS = "cohorts"  # census cohorts of 2020 moved forward, grades 1 to 9
    CENSUS = "census"  # aged 5 to 14 in 2020, as they stand in the yearbook
    MIXED = "mixed"  # some counties so, some so


@dataclass(frozen=True, slots=True)
class Reach:
    """What was reached in a county, a city or the province."""

    children: int
    denominator: Denominator
    schools: int
    schools_reached: int
    people: People
    totals: Totals
    last_day: date | None
    months: int | None
    """Full months since `last_day`; None: never."""
    median_wait: int | None
    """Months within which half of the registered pupils' schools had something; None: not."""

    @property
    def share_low(self) -> float | None:
        return measures.coverage(self.people.low, self.children)

    @property
    def share(self) -> float | None:
        return measures.coverage(self.people.estimate, self.children)

    @property
    def share_high(self) -> float | None:
        return measures.coverage(self.people.high, self.children)

    @property
    def school_share(self) -> float | None:
        return measures.coverage(self.schools_reached, self.schools)

    @property
    def per_thousand(self) -> float | None:
        return measures.contacts_per_thousand(self.totals.onsite, self.children)

    def value(self, measure: Measure) -> float | None:
        """The number by which counties are ordered and coloured."""
        match measure:
            case Measure.PEOPLE:
                return self.share
            case Measure.SCHOOLS:
                return self.school_share
            case Measure.CONTACTS:
                return self.per_thousand
            case Measure.WAIT:
                return self.months

    def has_nothing(self, measure: Measure) -> bool:
        """Whether nothing at all was reached by a measure: such counties come first."""
        return self.months is None if measure is Measure.WAIT else not self.value(measure)


@dataclass(frozen=True, slots=True)
class CountyReach:
    county: County
    reach: Reach


@dataclass(frozen=True, slots=True)
class CityReach:
    code: str
    name: str
    name_en: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class Equity:
    """How evenly on-site contacts are spread over children, county by county."""

    gini: float | None
    gini_unweighted: float | None
    theil: equity.Theil | None
    concentration: float | None
    floor: tuple[str, float] | None
    zero: tuple[str, ...]
    lorenz: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Board:
    """The figures of one period. `until` is the day as of which waiting is counted."""

    days: Days
    until: date
    counties: tuple[CountyReach, ...]
    cities: tuple[CityReach, ...]
    whole: Reach
    equity: Equity

    def ordered(self, measure: Measure) -> list[CountyReach]:
        """Counties with nothing first, then the least reached; the longest wait first."""
        return sorted(self.counties, key=lambda one: (_rank(one.reach, measure), one.county.code))

    def nothing(self, measure: Measure) -> list[CountyReach]:
        """Counties where a measure has nothing, those with most children first."""
        return [one for one in self.ordered(measure) if one.reach.has_nothing(measure)]

    def county(self, code: str) -> County:
        return next(one.county for one in self.counties if one.county.code == code)


def _rank(reach: Reach, measure: Measure) -> tuple[int, float]:
    if reach.has_nothing(measure):
        return 0, -reach.children
    value = reach.value(measure) or 0
    return 1, -value if measure is Measure.WAIT else value


@dataclass(frozen=True, slots=True)
class SchoolReach:
    """One school's line on its county's page; `people` is empty where no heads were counted."""

    school: School
    people: People
    activities: int
    last_day: date | None
    months: int | None
    heads: int = 0
    """Pupils counted in the period, each as often as they came (人次)."""


@dataclass(frozen=True, slots=True)
class TownshipReach:
    """A township by its schools; schools that name none are not in any."""

    township: Township
    schools: tuple[SchoolReach, ...]

    @property
    def reached(self) -> int:
        return sum(line.activities > 0 for line in self.schools)

    @property
    def people(self) -> People:
        return measures.combine(line.people for line in self.schools)

    @property
    def heads(self) -> int:
        return sum(line.heads for line in self.schools)

    @property
    def pupils(self) -> int:
        """Of the schools that told."""
        return sum(line.school.pupils or 0 for line in self.schools)

    @property
    def last(self) -> SchoolReach | None:
        """The school that was reached last."""
        seen = [line for line in self.schools if line.last_day is not None]
        return max(seen, key=lambda line: (line.last_day, -line.school.id), default=None)


@dataclass(frozen=True, slots=True)
class CountyPage:
    """A county's figures, its schools with those never reached first, and its months."""

    county: CountyReach
    schools: tuple[SchoolReach, ...]
    townships: tuple[TownshipReach, ...]
    by_month: tuple[tuple[int, int, Totals], ...]
    """(year, month, totals) for every month of the period that has begun."""

    @property
    def busiest(self) -> int:
        """On-site contacts of the fullest month, for the height of the bars."""
        return max((totals.onsite for _, _, totals in self.by_month), default=0)

    @property
    def without_township(self) -> int:
        return sum(line.school.township_code is None for line in self.schools)

    @property
    def never(self) -> int:
        return sum(line.months is None for line in self.schools)

    @property
    def long_ago(self) -> int:
        """Schools last reached two years ago or earlier."""
        return sum(line.months is not None and line.months >= 24 for line in self.schools)
