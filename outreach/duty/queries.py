"""Reading the gate: its rules, walk-in groups, and the day on one screen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from outreach.booking import arrival_queries, desk
from outreach.booking import queries as booking
from outreach.booking.desk import Line
from outreach.booking.model import Arrival
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme, Venue
from outreach.duty import bays, rules
from outreach.duty.model import DutyRules, Inside, Parking, Presence, Somewhere, WalkIn, WalkInId
from outreach.duty.tables import DutyRuleRow, WalkInRow
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.kernel.span import Span
from outreach.planning import queries as planning
from outreach.planning.queries import Edition
from outreach.roster import queries as roster
from outreach.roster.model import Duty, Guide
from outreach.season import queries as season


def duty_rules(tx: Tx, venue_id: int) -> DutyRules:
    row = tx.get(DutyRuleRow, venue_id)
    return DutyRules() if row is None else DutyRules(row.late_minutes, row.bays)


def walk_in(row: WalkInRow) -> WalkIn:
    return WalkIn(
        id=WalkInId(row.id),
        venue_id=row.venue_id,
        session_id=row.session_id,
        programme_id=row.programme_id,
        day=row.day,
        school_id=row.school_id,
        school_name=row.school_name,
        county_code=row.county_code,
        grade=row.grade,
        pupils=row.pupils,
        adults=row.adults,
        came_at=row.came_at,
        left_at=row.left_at,
        sample=row.sample,
    )


def find_walk_in(tx: Tx, walk_in_id: int) -> WalkIn | None:
    row = tx.get(WalkInRow, walk_in_id, populate_existing=True)
    return None if row is None else walk_in(row)


def walk_ins_of_day(tx: Tx, day: date, *, venue_id: int) -> list[WalkIn]:
    rows = tx.scalars(
        select(WalkInRow)
        .where(WalkInRow.day == day, WalkInRow.venue_id == venue_id)
        .order_by(WalkInRow.came_at, WalkInRow.id)
    )
    return [walk_in(row) for row in rows]


def walk_ins_between(
    tx: Tx, first: date, last: date, *, venue_ids: Iterable[int] | None = None
) -> list[WalkIn]:
    """Groups without a booking in a stretch of days, both included."""
    query = select(WalkInRow).where(WalkInRow.day >= first, WalkInRow.day <= last)
    if venue_ids is not None:
        query = query.where(WalkInRow.venue_id.in_(list(venue_ids)))
    return [walk_in(row) for row in tx.scalars(query.order_by(WalkInRow.day, WalkInRow.id))]


def walk_ins_still_here(tx: Tx, *, before: datetime, limit: int = 500) -> list[int]:
    """Groups at the door that came before a moment and that nobody has seen leave."""
    rows = tx.scalars(
        select(WalkInRow.id)
        .where(WalkInRow.left_at.is_(None), WalkInRow.came_at < before)
        .limit(limit)
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A booked group on the day: its booking, its count, and where it stands."""

    line: Line
    came: Arrival | None
    presence: Presence
    minutes_late: int


@dataclass(frozen=True, slots=True)
class BayNow:
    """A bay as it is: who has it now, until when, and who has it next."""

    bay: int
    now: Parking | None
    next: Parking | None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A venue's day on one screen."""

    venue: Venue
    day: date
    gate: DutyRules
    visitors: tuple[Visitor, ...]
    walk_ins: tuple[WalkIn, ...]
    inside: tuple[Inside, ...]
    bays: tuple[BayNow, ...]
    programmes: dict[int, Programme]
    planned: bool
    duties: tuple[Duty, ...]
    guides: dict[int, Guide]

    def duties_of(self, booking_id: int) -> list[Duty]:
        """Who guides a group, batch by batch; open ones have nobody yet."""
        return [duty for duty in self.duties if duty.booking_id == booking_id]

    @property
    def without_guide(self) -> list[Duty]:
        return [duty for duty in self.duties if duty.guide_id is None]

    def standing(self, *presences: Presence) -> list[Visitor]:
        return [v for v in self.visitors if v.presence in presences]

    @property
    def pupils_inside(self) -> int:
        return sum(here.pupils for here in self.inside)

    @property
    def groups_inside(self) -> int:
        walked_in = sum(walk_in.left_at is None for walk_in in self.walk_ins)
        return len(self.standing(Presence.INSIDE)) + walked_in

    @property
    def over(self) -> int:
        return rules.over_limit(self.pupils_inside, self.venue.rules.max_inside)

    @property
    def free_bays(self) -> list[int]:
        return [b.bay for b in self.bays if b.now is None]

    @property
    def next_free(self) -> datetime | None:
        return min((b.now.span.ends for b in self.bays if b.now), default=None)

    def bays_of(self, holder: str) -> list[int]:
        return [b.bay for b in self.bays for p in (b.now, b.next) if p and p.holder == holder]


def board(tx: Tx, venue: Venue, day: date, *, now: datetime) -> Board:
    """Everything the gate needs to know of a day, in a fixed number of statements but for bays."""
    gate = duty_rules(tx, venue.id)
    lines = desk.lines(tx, booking.bookings_of_day(tx, day, venue_ids=[venue.id]))
    came = arrival_queries.last_arrivals(tx, [line.booking.id for line in lines])
    walk_ins = walk_ins_of_day(tx, day, venue_id=venue.id)
    programmes = {int(p.id): p for p in catalogue.programmes(tx, with_retired=True)}
    visitors = tuple(
        Visitor(
            line=line,
            came=came.get(line.booking.id),
            presence=rules.presence(line.booking, gate, now=now),
            minutes_late=rules.minutes_late(line.booking, now=now),
        )
        for line in lines
    )
    plan = planning.find_plan(tx, venue.id, day)
    published = plan.published if plan else None
    starts = season.sessions_by_id(tx, {w.session_id for w in walk_ins})
    everybody = [*_booked(visitors, published, now=now)]
    for w in (w for w in walk_ins if w.left_at is None):
        begins = max(w.came_at, at_wall_clock(day, starts[w.session_id].starts))
        everybody.append(_walking(programmes[w.programme_id], begins, w.pupils, now=now))
    duties = roster.duties_of_day(tx, venue.id, day)
    return Board(
        venue=venue,
        day=day,
        gate=gate,
        visitors=visitors,
        walk_ins=tuple(walk_ins),
        inside=tuple(rules.inside(everybody, venue.halls)),
        planned=published is not None,
        bays=_bays(tx, venue.id, day, gate, visitors, now=now),
        programmes=programmes,
        duties=tuple(duties),
        guides={
            int(guide.id): guide
            for guide in roster.guides(tx, venue_id=venue.id, with_retired=True)
        },
    )


def _booked(
    visitors: Iterable[Visitor], published: Edition | None, *, now: datetime
) -> Iterator[Somewhere]:
    """Booked groups inside: by the published plan, else by their programme's stops.

    Who came early waits for the session, who came late starts late.
    """
    for v in visitors:
        if v.presence is not Presence.INSIDE or v.came is None:
            continue
        visit, pupils = v.line.booking, v.came.pupils
        planned = published and rules.planned_halls(
            published.timetable, published.batches, visit, pupils=pupils, now=now
        )
        begins = max(at_wall_clock(visit.day, visit.starts), v.came.at)
        yield from planned or [_walking(v.line.programme, begins, pupils, now=now)]


def _walking(programme: Programme, begins: datetime, pupils: int, *, now: datetime) -> Somewhere:
    hall = rules.hall_at(programme, begins, now=now)
    return Somewhere(int(hall.id) if hall else None, pupils)


def _bays(
    tx: Tx,
    venue_id: int,
    day: date,
    gate: DutyRules,
    visitors: Sequence[Visitor],
    *,
    now: datetime,
) -> tuple[BayNow, ...]:
    begins = at_wall_clock(day, datetime.min.time())
    taken = bays.parked(tx, venue_id, Span(begins, begins + timedelta(days=1)))
    here = {bays.holder_of(v.line.booking.id) for v in visitors if v.presence is Presence.INSIDE}
    numbers = sorted({*range(1, gate.bays + 1), *(p.bay for p in taken if p.span.ends > now)})
    return tuple(_bay(bay, [p for p in taken if p.bay == bay], here, now=now) for bay in numbers)


def _bay(bay: int, taken: Sequence[Parking], here: set[str], *, now: datetime) -> BayNow:
    """Who is here keeps the bay in fact, even after the time it was kept for."""
    current = next((p for p in taken if p.span.starts <= now < p.span.ends), None)
    stays = next((p for p in taken if p.span.ends <= now and p.holder in here), None)
    coming = next((p for p in taken if p.span.starts > now), None)
    return BayNow(bay, current or stays, coming, overdue=current is None and stays is not None)
