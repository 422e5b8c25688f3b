"""Booked and came, side by side and never mixed: by group, by school, by month, and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from outreach.accounts.model import Person
from outreach.booking import arrival_queries, desk
from outreach.booking import queries as booking
from outreach.booking.desk import Line
from outreach.booking.model import Arrival, BookingState, DifferenceReason
from outreach.booking.queries import Search
from outreach.duty.model import WalkIn
from outreach.duty.queries import walk_ins_between
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.province.model import School

DUE = (BookingState.ARRIVED, BookingState.DONE, BookingState.NO_SHOW)
"""Groups whose day came: they are in the share, whether they came or not."""
GIVEN_UP = (BookingState.CANCELLED, BookingState.FORCE_MAJEURE)
"""Groups that gave word before; they are listed with their reasons and are in no share."""
MOST = 20_000


@dataclass(slots=True)
class Tally:
    """Pupils booked and pupils who came, of the same groups; two figures that nothing adds."""

    groups_booked: int = 0
    groups_came: int = 0
    booked: int = 0
    came: int = 0

    def add(self, line: Line, arrival: Arrival | None) -> None:
        self.groups_booked += 1
        self.booked += line.booking.group.pupils
        if arrival is not None and line.booking.state is not BookingState.NO_SHOW:
            self.groups_came += 1
            self.came += arrival.pupils

    @property
    def share(self) -> float | None:
        """Percent of the booked pupils' number that came; over 100 when more came."""
        return 100 * self.came / self.booked if self.booked else None


@dataclass(frozen=True, slots=True)
class Group:
    """One group: what was booked, and what the desk counted."""

    line: Line
    arrival: Arrival | None

    @property
    def came(self) -> bool:
        return self.arrival is not None and self.line.booking.state is not BookingState.NO_SHOW

    @property
    def difference(self) -> int | None:
        if self.arrival is None or not self.came:
            return None
        return self.arrival.pupils - self.line.booking.group.pupils


@dataclass(slots=True)
class Comparison:
    """A period, told from both sides."""

    groups: list[Group]
    given_up: list[Line]
    walk_ins: list[WalkIn]
    total: Tally = field(default_factory=Tally)
    schools: dict[int, tuple[School, Tally]] = field(default_factory=dict)
    months: dict[date, Tally] = field(default_factory=lambda: defaultdict(Tally))
    reasons: dict[DifferenceReason | None, tuple[int, int, int]] = field(default_factory=dict)
    why_given_up: Counter[str] = field(default_factory=Counter)

    @property
    def pupils_walked_in(self) -> int:
        return sum(walk_in.pupils for walk_in in self.walk_ins)


def compare(tx: Tx, person: Person, *, days: Days, venue_id: int | None) -> Comparison:
    """What somebody may see of a period: own venue, own counties."""
    found = _bookings(tx, person, (*DUE, *GIVEN_UP), days=days, venue_id=venue_id)
    due = [line for line in found if line.booking.state in DUE]
    arrivals = arrival_queries.last_arrivals(tx, [line.booking.id for line in due])
    compared = Comparison(
        groups=[Group(line, arrivals.get(line.booking.id)) for line in due],
        given_up=[line for line in found if line.booking.state in GIVEN_UP],
        walk_ins=_walk_ins(tx, person, days=days, venue_id=venue_id),
    )
    _add_up(compared)
    return compared


def _bookings(
    tx: Tx, person: Person, states: Sequence[BookingState], *, days: Days, venue_id: int | None
) -> list[Line]:
    search = Search(states=tuple(states), venue_id=venue_id, first=days.first, last=days.last)
    found, _total = booking.bookings_for(tx, person, search, limit=MOST)
    return desk.lines(tx, found)


def _walk_ins(tx: Tx, person: Person, *, days: Days, venue_id: int | None) -> list[WalkIn]:
    """At the person's venue, or from the person's counties."""
    found = walk_ins_between(
        tx, days.first, days.last, venue_ids=None if venue_id is None else [venue_id]
    )
    return [
        w for w in found if person.runs_venue(w.venue_id) or person.watches_county(w.county_code)
    ]


def _add_up(compared: Comparison) -> None:
    for group in compared.groups:
        line = group.line
        compared.total.add(line, group.arrival)
        compared.months[line.booking.day.replace(day=1)].add(line, group.arrival)
        _school, tally = compared.schools.setdefault(line.school.id, (line.school, Tally()))
        tally.add(line, group.arrival)
    compared.reasons = _why(compared.groups)
    compared.why_given_up.update(_given_up(line) for line in compared.given_up)


def _why(groups: Iterable[Group]) -> dict[DifferenceReason | None, tuple[int, int, int]]:
    """By reason: groups whose numbers differ, pupils fewer, pupils more."""
    found: dict[DifferenceReason | None, tuple[int, int, int]] = {}
    for group in groups:
        difference = group.difference
        if not difference or group.arrival is None:
            continue
        times, fewer, more = found.get(group.arrival.reason, (0, 0, 0))
        found[group.arrival.reason] = (
            times + 1,
            fewer + max(0, -difference),
            more + max(0, difference),
        )
    return found


def _given_up(line: Line) -> str:
    """A reason to choose from, or force majeure; free words are not counted apart."""
    if line.booking.state is BookingState.FORCE_MAJEURE:
        return BookingState.FORCE_MAJEURE.value
    return line.booking.reason or "other"
