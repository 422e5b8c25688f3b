"""The nouns of reporting: templates and their rules, units, rounds, returns and who signed them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from outreach.ledger.model import Audience, Kind, Label
from outreach.province.model import TravelBand


class Measure(StrEnum):
    """What a cell adds up, or counts the different ones of."""

    TIMES = "times"
    ONSITE = "onsite"
    PUPILS = "pupils"
    ONLINE = "online"
    HOURS = "hours"
    DAYS = "days"
    KILOMETRES = "kilometres"
    VOLUNTEERS = "volunteers"
    VOLUNTEER_HOURS = "volunteer_hours"
    COUNTIES = "counties"
    SCHOOLS = "schools"
    BY_HAND = "by_hand"  # the ledger does not know it; typed, with its source

    @property
    def counts_different(self) -> bool:
        """Whether one thing counts once, in however many records it stands."""
        return self in (Measure.COUNTIES, Measure.SCHOOLS)


class Period(StrEnum):
    """Which days a cell is about; `OF_FORM` are those of the return itself."""

    OF_FORM = "form"
    CALENDAR_YEAR = "year"
    SCHOOL_YEAR = "school_year"  # the one that ends in the return's year
    SCIENCE_MONTH = "september"
    TO_DATE = "to_date"  # from New Year to the end of the return's own days


class Every(StrEnum):
    """How often a form is filled."""

    YEAR = "year"
    MONTH = "month"


class Joint(StrEnum):
    """Whether an activity was held with partners."""

    ALONE = "alone"
    TOGETHER = "together"


class Programme(StrEnum):
    """Whose programme was given: the unit's own, or one that another unit shares."""

    OWN = "own"
    SHARED = "shared"


class UnitKind(StrEnum):
    """Who fills a form of its own."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    VENUE = "venue"


class State(StrEnum):
    OPEN = "open"
    COMPILED = "compiled"
    CHECKED = "checked"
    SIGNED = "signed"
    FROZEN = "frozen"


class Verb(StrEnum):
    """What a line in a return's history did."""

    COMPILED = "compiled"
    CHECKED = "checked"
    SIGNED = "signed"
    FROZEN = "frozen"
    SENT_BACK = "sent_back"
    ADJUSTED = "adjusted"
    TARGET = "target"
    TARGETS_APPROVED = "targets_approved"
    EXPLAINED = "explained"
    REOPENED = "reopened"  # a second version begins


NEXT: Mapping[State, Verb] = {
    State.OPEN: Verb.COMPILED,
    State.COMPILED: Verb.CHECKED,
    State.CHECKED: Verb.SIGNED,
    State.SIGNED: Verb.FROZEN,
}
"""The one step forward from each state; the state it leads to has the step's name."""
SENDS_BACK = frozenset({State.COMPILED, State.CHECKED, State.SIGNED})


@dataclass(frozen=True, slots=True)
class Rule:
    """How a cell is counted: a measure over the activities that fit every condition.

    An empty condition leaves all in. A county's form leaves its venues' activities to the venues'
    own forms unless `with_venues`.
    """

    measure: Measure
    kinds: frozenset[Kind] = frozenset()
    labels: frozenset[Label] = frozenset()
    audience: Audience | None = None
    joint: Joint | None = None
    period: Period = Period.OF_FORM
    programme: Programme | None = None
    bands: frozenset[TravelBand] = frozenset()
    with_venues: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    unit: str = ""
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a form; `cells` has a rule per column, none where the column does not apply.

    `points` are those of a performance table's indicator.
    """

    key: str
    label: str
    cells: Mapping[str, Rule]
    label_en: str = ""
    group: str = ""
    unit: str = ""
    points: int = 0


@dataclass(frozen=True, slots=True)
class Definition:
    """A form as an administrator can edit it.

    `targets` makes it a performance table: one column, a target and a score for each line. `text`
    has blanks such as {talk.times}. The form is due so many days after its period ends.
    """

    name: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    units: frozenset[UnitKind]
    name_en: str = ""
    every: Every = Every.YEAR
    period: Period = Period.CALENDAR_YEAR
    due_days: int = 31
    targets: bool = False
    text: str = ""
    notes: tuple[str, ...] = ()

    def rule(self, key: "CellKey") -> Rule | None:
        line, column = key
        return next((x.cells.get(column) for x in self.lines if x.key == line), None)

    @property
    def cells(self) -> tuple[tuple["CellKey", Rule], ...]:
        return tuple(
            ((line.key, column.key), line.cells[column.key])
            for line in self.lines
            for column in self.columns
            if column.key in line.cells
        )


CellKey = tuple[str, str]
"""A line's key and a column's."""


@dataclass(frozen=True, slots=True)
class Version:
    """A definition as it stood after one edit; returns keep the one they were opened with."""

    id: int
    template_id: int
    slug: str
    number: int
    definition: Definition
    note: str
    created_at: datetime
    created_by: int | None


@dataclass(frozen=True, slots=True)
class Unit:
    """Who fills a form: `code` is a city's or county's, or a venue's id as text."""

    kind: UnitKind
    code: str
    name: str
    name_en: str = ""

    @property
    def city_code(self) -> str | None:
        return f"{self.code[:4]}00" if self.kind in (UnitKind.CITY, UnitKind.COUNTY) else None


PROVINCE_CODE = "province"


@dataclass(frozen=True, slots=True)
class Round:
    """A form asked for once: a year, or a month of it (0 where the form is yearly)."""

    id: int
    version: Version
    year: int
    month: int
    due: date
    opened_at: datetime

    @property
    def definition(self) -> Definition:
        return self.version.definition


@dataclass(frozen=True, slots=True)
class Return:
    """One unit's form of one round, in one version: 2 and later hold what came after freezing."""

    id: int
    round: Round
    unit: Unit
    version: int
    state: State
    revision: int
    targets_approved: bool

    def is_late(self, today: date) -> bool:
        return today > self.round.due and self.state in (
            State.OPEN,
            State.COMPILED,
            State.CHECKED,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a return's history. `subject` is the cell or line it is about."""

    verb: Verb
    at: datetime
    person_id: int | None
    reason: str = ""
    subject: str = ""
    before: str = ""
    after: str = ""
    alone: bool = False
    """Nobody else was entitled, so that somebody signed twice."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A figure set by hand; `value` is none where the computed one stands again."""

    cell: CellKey
    value: int | None
    reason: str
    person_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    line: str
    value: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a return says beside its computed cells."""

    adjusted: Mapping[CellKey, Adjustment] = field(default_factory=dict)
    targets: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
