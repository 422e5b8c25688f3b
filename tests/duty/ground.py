"""A day at a gate: groups that are confirmed for today, and who counts them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from outreach.booking import actions as booking
from outreach.booking import desk_actions
from outreach.duty import gate_actions
from outreach.duty.gate_actions import Count
from outreach.duty.model import DutyRules
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Database, Tx
from outreach.season.tables import SessionRow
from tests import make
from tests.booking import world
from tests.booking.world import World

MONTH = timedelta(days=30)
PUPILS, ADULTS = 20, 10


@dataclass(frozen=True)
class Gate:
    """The world on its day: `visits` are confirmed bookings, in the order of the schools."""

    world: World
    visits: tuple[int, ...]
    opening: datetime
    """When the first session begins, 09:00."""


def open_gate(
    database: Database,
    *,
    visits: int = 2,
    schools: int = 4,
    capacity: int = 100,
    bays: int = 3,
    day_cap: int | None = None,
    now: datetime = make.NOW,
) -> Gate:
    """Groups of 20 pupils and 10 adults, booked a month ago for the day of `now` at nine."""
    then = now - MONTH
    ground = world.build(
        database, schools=max(schools, visits), capacity=capacity, day_cap=day_cap, now=then
    )
    placed = []
    with database.writing() as tx:
        gate_actions.set_rules(
            tx, venue_id=1, gate=DutyRules(30, bays), by=ground.coordinator.id, now=then
        )
        for school, teacher in zip(ground.schools[:visits], ground.teachers, strict=False):
            found = booking.book(
                tx,
                session_id=ground.sessions[0],
                school=school,
                group=world.group(pupils=PUPILS, adults=ADULTS),
                token=f"visit-{school.id:0>20}",
                placed_by=teacher.id,
                now=then,
            )
            desk_actions.confirm(
                tx, booking_id=found.booking_id, by=ground.coordinator.id, now=then
            )
            placed.append(int(found.booking_id))
    return Gate(ground, tuple(placed), at_wall_clock(ground.day, time(9)))


def another_session(tx: Tx, day: date, *, now: datetime) -> int:
    """Nine o'clock on another day, open to be booked."""
    row = SessionRow(
        programme_id=1,
        venue_id=1,
        day=day,
        starts=time(9),
        ends=time(9, 50),
        capacity=100,
        opens_at=now - timedelta(days=1),
        closes_at=at_wall_clock(day, time(8)),
    )
    tx.add(row)
    tx.flush()
    return row.id


def count(pupils: int = PUPILS, adults: int = ADULTS, **more: object) -> Count:
    return Count(pupils, adults, **more)  # type: ignore[arg-type]
