"""What surrounds an activity: what was asked when it was told, and what became of it since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from outreach.ledger.model import Activity, Cell, Label, Partner


class Verb(StrEnum):
    """What a line in an activity's history did."""

    DONE = "done"
    CHECKED = "checked"
    UNCHECKED = "unchecked"
    CORRECTED = "corrected"
    RECOUNTED = "recounted"  # the desk corrected an arrival
    JOINED = "joined"  # a partner said which part is its own
    DAY_COUNTED = "day_counted"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class EnrolledFacts:
    """What the register knows of the school that an entry names."""

    pupils: int | None  # in the whole school; None where nobody told
    by_grade: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier records say about an entry.

    `twins` are numbers of activities of the same kind and day at the same school (or, for the
    public, the same place); `others` those of other units that may be this very activity;
    `outings` how often its vehicle was out in the same week.
    """

    twins: tuple[str, ...] = ()
    others: tuple[Activity, ...] = ()
    outings: int = 0


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
class Change:
    """One line of an activity's history: fields before and after, as text, and why."""

    verb: Verb
    at: datetime
    person_id: int | None
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    reason: str


@dataclass(frozen=True, slots=True)
class CountedDay:
    """How many came on one day of an activity; 0 says that it was shut."""

    day: date
    onsite: int
    onsite_pupils: int | None
    counted_by: int | None
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the ledger knows of an activity."""

    activity: Activity
    cells: tuple[Cell, ...]
    partners: tuple[Partner, ...]
    labels: tuple[Label, ...]
    changes: tuple[Change, ...]
    answers: tuple[Answer, ...]
