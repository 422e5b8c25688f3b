"""What stands on a county's sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from outreach.kernel.span import Days
from outreach.outlook.model import Ranked
from outreach.province.model import County, School
from outreach.reach.model import Reach
from outreach.reach.trend_queries import TermReach


class Yardstick(StrEnum):
    """What counties that are alike are compared by."""

    SCHOOLS = "schools"
    PEOPLE = "people"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the counties that are alike lie, and where this one does; never a rank."""

    yardstick: Yardstick
    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float
    own: float


@dataclass(frozen=True, slots=True)
class Late:
    """What is overdue in a county: wishes without an answer, plans whose day has gone by."""

    wishes: int
    plans: int

    @property
    def together(self) -> int:
        return self.wishes + self.plans


@dataclass(frozen=True, slots=True)
class Waiting:
    """A school nobody reached for two years, or ever."""

    school: School
    months: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """One county, one sheet. `days` are the twelve months up to today."""

    county: County
    days: Days
    reach: Reach
    band: str
    hours: float
    wishes: int
    late: Late
    never: tuple[Waiting, ...]
    """Schools that never had anything, the largest first."""
    long_ago: tuple[Waiting, ...]
    """Schools last met two years ago or earlier, the longest wait first."""
    townships: tuple[tuple[str, int], ...]
    """Where those of both lists are, most first."""
    following: tuple[tuple[Ranked, School], ...]
    """The three next visits."""
    alike: Sequence[County]
    spreads: tuple[Spread, ...]
    terms: Sequence[TermReach]
