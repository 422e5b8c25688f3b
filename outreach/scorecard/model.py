"""What stands on a county's sheet."""

from dataclasses import dataclass
from enum import StrEnum

from outreach.province.model import School


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
    """What is overdue in a county: wishes without an answer, plans whose day has gone by, tasks."""

    wishes: int
    plans: int
    tasks: int

    @property
    def together(self) -> int:
        return self.wishes + self.plans + self.tasks


@dataclass(frozen=True, slots=True)
class Waiting:
    """A school nobody reached for two years, or ever."""

    school: School
    months: int | None
