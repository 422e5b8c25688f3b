"""Reading a venue's rotation rules, days as they are to be arranged, and their plans."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from outreach.booking import desk, visit_queries
from outreach.booking import queries as booking_queries
from outreach.booking.desk import Line
from outreach.booking.model import TAKES_PLACES
from outreach.catalogue.model import Venue
from outreach.kernel.db import Tx
from outreach.kernel.span import Days
from outreach.planning import guides
from outreach.planning.days import Lunch, RotationRules, batches_of, make_day
from outreach.planning.frozen import answer_of, timetable_of
from outreach.planning.model import Answer, Day, Limit, Timetable
from outreach.planning.tables import (
    DayEditionRow,
    DayPlanRow,
    DaySolvingRow,
    GuideLineRow,
    HallShowRow,
    HallWalkRow,
    OrderedRouteRow,
    RotationRuleRow,
    UnguidedHallRow,
)
from outreach.season import calendar_queries
from outreach.season import rules as season

DONE_STATES = frozenset({"solved", "impossible", "gave_up", "failed", "overtaken"})


@dataclass(frozen=True, slots=True)
class VenueDay:
    """A day to be arranged, with the bookings it is made of, by their ids."""

    venue: Venue
    date: date
    day: Day
    lines: dict[int, Line]

    @property
    def batches(self) -> list[list[int]]:
        return batches_of(self.day)


@dataclass(frozen=True, slots=True)
class Edition:
    """A timetable as it stood after one step."""

    revision: int
    parent: int
    verb: str
    person_id: int | None
    at: datetime
    batches: list[list[int]]
    timetable: Timetable
    value: int | None
    bound: int | None
    limit: Limit | None
    booking_id: int | None
    batch: int | None
    hall_id: int | None

    @property
    def proven(self) -> bool:
        return self.value is not None and self.value == self.bound

    def fits(self, found: VenueDay) -> bool:
        """Whether the bookings still are those it was made for."""
        return self.batches == found.batches


@dataclass(frozen=True, slots=True)
class Plan:
    """A day's plan: the edition that stands, and the one that schools see."""

    id: int
    venue_id: int
    day: date
    revision: int
    edition: Edition | None
    published: Edition | None
    published_at: datetime | None
    published_by: int | None


@dataclass(frozen=True, slots=True)
class Solving:
    """How far the arranging of a day is."""

    id: int
    state: str
    stage: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    revision: int
    answer: Answer | None

    @property
    def over(self) -> bool:
        return self.state in DONE_STATES


def rotation_rules(tx: Tx, venue: Venue) -> RotationRules:
    """What a venue has decided; the defaults where it has not."""
    halls = [hall.id for hall in venue.halls]
    row = tx.get(RotationRuleRow, venue.id)
    plain = {} if row is None else {
        "walk": row.walk,
        "extra_stay": row.extra_stay,
        "after_closing": row.after_closing,
        "patience": row.patience,
        "lunch": _lunch(row),
    }  # fmt: skip
    shows: dict[int, tuple[object, ...]] = {}
    for show in tx.scalars(
        select(HallShowRow)
        .where(HallShowRow.hall_id.in_(halls))
        .order_by(HallShowRow.hall_id, HallShowRow.starts)
    ):
        shows[show.hall_id] = (*shows.get(show.hall_id, ()), show.starts)
    walks = tx.scalars(select(HallWalkRow).where(HallWalkRow.one_id.in_(halls)))
    lines = tx.scalars(
        select(GuideLineRow).where(GuideLineRow.venue_id == venue.id).order_by(GuideLineRow.starts)
    )
    return RotationRules(
        **plain,  # type: ignore[arg-type]
        shows=shows,  # type: ignore[arg-type]
        unguided=frozenset(
            tx.scalars(select(UnguidedHallRow.hall_id).where(UnguidedHallRow.hall_id.in_(halls)))
        ),
        walks={(walk.one_id, walk.other_id): walk.minutes for walk in walks},
        guides=tuple((line.starts, line.guides) for line in lines),
        ordered=frozenset(tx.scalars(select(OrderedRouteRow.programme_id))),
    )


def _lunch(row: RotationRuleRow) -> Lunch | None:
    if (
        row.lunch_from is None
        or row.lunch_until is None
        or row.lunch_minutes is None
        or row.canteen_places is None
    ):
        return None
    return Lunch(row.lunch_from, row.lunch_until, row.lunch_minutes, row.canteen_places)


def venue_day(tx: Tx, venue: Venue, day: date) -> VenueDay:
    """A day as it is to be arranged now: every group whose places are taken."""
    booked = visit_queries.visits_in(tx, venue_ids=[venue.id], days=Days.through(day, day))
    bookings = [booking for booking in booked if booking.state in TAKES_PLACES]
    lines = desk.lines(tx, bookings)
    holidays = calendar_queries.holidays(tx, first=day, last=day)
    rules = rotation_rules(tx, venue)
    made = make_day(
        lines,
        venue=venue,
        hours=season.hours_on(venue, day, holidays),
        rules=rules,
        guides=None if rules.guides else guides.on_hand(tx, venue_id=venue.id, day=day),
    )
    return VenueDay(venue, day, made, {line.booking.id: line for line in lines})


def find_plan(tx: Tx, venue_id: int, day: date) -> Plan | None:
    row = tx.scalar(
        select(DayPlanRow)
        .where(DayPlanRow.venue_id == venue_id, DayPlanRow.day == day)
        .execution_options(populate_existing=True)
    )
    return None if row is None else _plan(tx, row)


def _plan(tx: Tx, row: DayPlanRow) -> Plan:
    return Plan(
        id=row.id,
        venue_id=row.venue_id,
        day=row.day,
        revision=row.revision,
        edition=edition(tx, row.id, row.revision),
        published=None if row.published is None else edition(tx, row.id, row.published),
        published_at=row.published_at,
        published_by=row.published_by,
    )


def edition(tx: Tx, plan_id: int, revision: int) -> Edition | None:
    row = tx.get(DayEditionRow, (plan_id, revision))
    if row is None:
        return None
    return Edition(
        revision=row.revision,
        parent=row.parent,
        verb=row.verb,
        person_id=row.person_id,
        at=row.at,
        batches=json.loads(row.batches),
        timetable=timetable_of(json.loads(row.turns)),
        value=row.value,
        bound=row.bound,
        limit=Limit(row.ended_by) if row.ended_by else None,
        booking_id=row.booking_id,
        batch=row.batch,
        hall_id=row.hall_id,
    )


def published_days(
    tx: Tx, *, venue_ids: Iterable[int], first: date, last: date
) -> set[tuple[int, date]]:
    """Venues' days whose timetable schools can see."""
    rows = tx.execute(
        select(DayPlanRow.venue_id, DayPlanRow.day).where(
            DayPlanRow.venue_id.in_(list(venue_ids)),
            DayPlanRow.day.between(first, last),
            DayPlanRow.published.is_not(None),
        )
    )
    return {(row.venue_id, row.day) for row in rows}


def last_solving(tx: Tx, venue_id: int, day: date, *, now: datetime) -> Solving | None:
    """The newest wish to arrange a day. One whose process died reads as failed."""
    row = tx.scalar(
        select(DaySolvingRow)
        .where(DaySolvingRow.venue_id == venue_id, DaySolvingRow.day == day)
        .order_by(DaySolvingRow.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return None if row is None else _solving(row, now=now)


def _solving(row: DaySolvingRow, *, now: datetime) -> Solving:
    died = row.state == "running" and row.lease_until is not None and row.lease_until < now
    return Solving(
        id=row.id,
        state="failed" if died else row.state,
        stage=row.stage,
        asked_at=row.asked_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        revision=row.revision,
        answer=None if row.answer is None else answer_of(json.loads(row.answer)),
    )


def waiting_solvings(tx: Tx) -> list[int]:
    """Days that somebody wants arranged and nobody works on, the oldest first."""
    return list(
        tx.scalars(
            select(DaySolvingRow.id)
            .where(DaySolvingRow.state == "waiting")
            .order_by(DaySolvingRow.id)
        )
    )


def is_published_for(tx: Tx, booking_id: int) -> bool:
    """Whether schools can see the timetable of a booking's day."""
    found = booking_queries.find_booking(tx, booking_id)
    if found is None:
        return False
    days = published_days(tx, venue_ids=[found.venue_id], first=found.day, last=found.day)
    return bool(days)
