"""From opening hours, closures and programmes to the sessions of a term; saves nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from outreach.catalogue.model import HallId, Programme, ProgrammeId, Venue
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.span import Days, Span
from outreach.season import rules
from outreach.season.model import Closure, PublicHoliday


class Because(StrEnum):
    """Why something is not proposed."""

    CLOSED_WEEKDAY = "closed_weekday"
    CLOSURE = "closure"
    PUBLIC_HOLIDAY = "public_holiday"
    OUTSIDE_HOURS = "outside_hours"
    TOO_LATE = "too_late"
    BUILDING_FULL = "building_full"
    HALL_TAKEN = "hall_taken"


@dataclass(frozen=True, slots=True)
class HallSpan:
    """An exclusive hall taken by a session for a while."""

    hall_id: HallId
    span: Span
    programme_id: ProgrammeId


@dataclass(frozen=True, slots=True)
class Standing:
    """A session that exists already; a cancelled one is not made again.

    `capacity` counts who comes into the house, which for a live lesson is nobody.
    """

    programme_id: ProgrammeId
    day: date
    starts: time
    ends: time
    capacity: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A session that may be made."""

    programme: Programme
    day: date
    starts: time
    ends: time
    capacity: int
    opens_at: datetime
    closes_at: datetime
    claims: tuple[HallSpan, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is left out: a whole day, or one start of a programme.

    `name` is the closure's reason or the holiday's name; `hall_id` and `taken_by` tell a clash.
    """

    day: date
    because: Because
    name: str | None = None
    programme_id: ProgrammeId | None = None
    starts: time | None = None
    hall_id: HallId | None = None
    taken_by: ProgrammeId | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What saving would make, what it leaves out, and how many sessions stand already."""

    proposed: tuple[Proposed, ...]
    skipped: tuple[Skipped, ...]
    standing: int

    @property
    def clashes(self) -> tuple[Skipped, ...]:
        return tuple(s for s in self.skipped if s.because is Because.HALL_TAKEN)

    @property
    def days_skipped(self) -> tuple[Skipped, ...]:
        return tuple(s for s in self.skipped if s.programme_id is None)

    @property
    def starts_skipped(self) -> tuple[Skipped, ...]:
        return tuple(
            s
            for s in self.skipped
            if s.programme_id is not None and s.because is not Because.HALL_TAKEN
        )

    @property
    def weeks(self) -> tuple[tuple[date, tuple[Proposed, ...]], ...]:
        """The proposed sessions by the Monday of their week."""
        grouped: dict[date, list[Proposed]] = defaultdict(list)
        for session in self.proposed:
            grouped[session.day - timedelta(days=session.day.weekday())].append(session)
        return tuple((monday, tuple(grouped[monday])) for monday in sorted(grouped))

    @property
    def counts(self) -> Counter[ProgrammeId]:
        return Counter(session.programme.id for session in self.proposed)


@dataclass(frozen=True, slots=True)
class House:
    """What generation must know about a venue in the days it looks at."""

    venue: Venue
    closures: tuple[Closure, ...]
    holidays: Mapping[date, PublicHoliday]
    standing: tuple[Standing, ...] = ()
    claims: tuple[HallSpan, ...] = ()


def propose(
    house: House, *, programmes: Sequence[Programme], days: Days, now: datetime
) -> Proposal:
    """The sessions of these programmes that a venue's own rules allow and that are missing.

    Asked again after saving, it proposes nothing: whatever stands, cancelled or not, is left
    alone. Earlier programmes in the list take a shared hall first.
    """
    writer = _Writer(house, now=now)
    for day in days:
        writer.write_day(day, programmes)
    return Proposal(tuple(writer.proposed), tuple(writer.skipped), writer.stood)


def why_closed(house: House, day: date) -> Skipped | None:
    """Why a venue takes no groups on a day at all; None when it does."""
    for closure in house.closures:
        if day in closure:
            return Skipped(day, Because.CLOSURE, closure.reason)
    if rules.is_day_off(day, house.holidays) and not house.venue.rules.opens_on_holidays:
        return Skipped(day, Because.PUBLIC_HOLIDAY, house.holidays[day].name)
    if not rules.hours_on(house.venue, day, house.holidays):
        return Skipped(day, Because.CLOSED_WEEKDAY)
    return None


def fits_hours(house: House, day: date, starts: time, ends: time) -> bool:
    """Whether one stretch of opening hours holds the whole session; lunch breaks divide a day."""
    return any(
        opening.opens <= starts and ends <= opening.closes
        for opening in rules.hours_on(house.venue, day, house.holidays)
    )


def ends_of(starts: time, minutes: int) -> time | None:
    """The clock when a programme ends; None when it would run past midnight."""
    end = starts.hour * 60 + starts.minute + minutes
    return None if end >= 24 * 60 else time(end // 60, end % 60)


def hall_spans(programme: Programme, day: date, starts: time) -> tuple[HallSpan, ...]:
    """When a session of the programme has its exclusive halls to itself, stop after stop."""
    spans = []
    begins = at_wall_clock(day, starts)
    for stop in programme.stops:
        leaves = begins + timedelta(minutes=stop.minutes)
        if stop.hall.exclusive:
            spans.append(HallSpan(stop.hall.id, Span(begins, leaves), programme.id))
        begins = leaves
    return tuple(spans)


def room_for(programme: Programme) -> int:
    """Places of a session: the programme's, never more than an exclusive hall on its way holds."""
    halls = [stop.hall.capacity for stop in programme.stops if stop.hall.exclusive]
    return min([programme.capacity, *halls])


class _Writer:
    """Collects a proposal, remembering what it has given away on the way."""

    def __init__(self, house: House, *, now: datetime) -> None:
        self.house = house
        self.now = now
        self.proposed: list[Proposed] = []
        self.skipped: list[Skipped] = []
        self.stood = 0
        self._standing = {(s.programme_id, s.day, s.starts) for s in house.standing}
        self._inside: dict[date, list[tuple[time, time, int]]] = defaultdict(list)
        for session in house.standing:
            if session.is_open:
                self._inside[session.day].append((session.starts, session.ends, session.capacity))
        self._claims: dict[HallId, list[HallSpan]] = defaultdict(list)
        for claim in house.claims:
            self._claims[claim.hall_id].append(claim)

    def write_day(self, day: date, programmes: Sequence[Programme]) -> None:
        timetables = rules.timetables_of(day, self.house.holidays)
        given = [p for p in programmes if any(weekday in p.weekdays for weekday in timetables)]
        if not given:
            return
        if closed := why_closed(self.house, day) or self._too_late(day):
            self.skipped.append(closed)
            return
        for programme in given:
            for starts in sorted(programme.starts):
                if (programme.id, day, starts) in self._standing:
                    self.stood += 1
                else:
                    self._write(programme, day, starts)

    def _too_late(self, day: date) -> Skipped | None:
        """Whether the lead time has passed for whatever begins that day."""
        closes_at = self._closes_at(day, time.max)
        return Skipped(day, Because.TOO_LATE) if closes_at <= self.now else None

    def _closes_at(self, day: date, starts: time) -> datetime:
        return rules.booking_closes_at(
            day, starts, rules=self.house.venue.rules, holidays=self.house.holidays
        )

    def _write(self, programme: Programme, day: date, starts: time) -> None:
        venue = self.house.venue
        ends = ends_of(starts, programme.minutes)
        closes_at = self._closes_at(day, starts)
        capacity = room_for(programme)
        claims = hall_spans(programme, day, starts)
        if ends is None or not fits_hours(self.house, day, starts, ends):
            self._skip(programme, day, starts, Because.OUTSIDE_HOURS)
        elif closes_at <= self.now:
            self._skip(programme, day, starts, Because.TOO_LATE)
        elif not programme.online and not self._building_holds(day, starts, ends, capacity):
            self._skip(programme, day, starts, Because.BUILDING_FULL)
        elif clash := next(self._clashes(claims), None):
            self.skipped.append(
                Skipped(
                    day,
                    Because.HALL_TAKEN,
                    programme_id=programme.id,
                    starts=starts,
                    hall_id=clash.hall_id,
                    taken_by=clash.programme_id,
                )
            )
        else:
            opens_at = rules.booking_opens_at(day, rules=venue.rules, made_at=self.now)
            self._keep(
                Proposed(programme, day, starts, ends, capacity, opens_at, closes_at, claims)
            )

    def _skip(self, programme: Programme, day: date, starts: time, because: Because) -> None:
        self.skipped.append(Skipped(day, because, programme_id=programme.id, starts=starts))

    def _keep(self, session: Proposed) -> None:
        self.proposed.append(session)
        if not session.programme.online:
            self._inside[session.day].append((session.starts, session.ends, session.capacity))
        for claim in session.claims:
            self._claims[claim.hall_id].append(claim)

    def _clashes(self, claims: tuple[HallSpan, ...]) -> Iterator[HallSpan]:
        for claim in claims:
            for other in self._claims[claim.hall_id]:
                if other.span.overlaps(claim.span):
                    yield other

    def _building_holds(self, day: date, starts: time, ends: time, pupils: int) -> bool:
        """Whether the building's limit holds at every moment, were every place taken."""
        limit = self.house.venue.rules.max_inside
        if limit is None:
            return True
        there = [s for s in self._inside[day] if s[0] < ends and starts < s[1]]
        moments = [starts, *(begins for begins, _, _ in there if begins > starts)]
        return all(
            pupils + sum(size for begins, leaves, size in there if begins <= moment < leaves)
            <= limit
            for moment in moments
        )
