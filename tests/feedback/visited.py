"""A visit that is over, so that its people may be asked."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from outreach.booking import actions as booking
from outreach.booking import desk_actions
from outreach.feedback import actions
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Database
from outreach.ledger import visits
from tests import make
from tests.booking import world
from tests.booking.world import World


@dataclass(frozen=True)
class Visited:
    ground: World
    booking_id: int
    now: datetime  # the day after the visit


def visit(database: Database, *, pupils: int = 20, adults: int = 2, ask: bool = True) -> Visited:
    ground = world.build(database)
    with database.writing() as tx:
        placed = booking.book(
            tx,
            session_id=ground.sessions[0],
            school=ground.schools[0],
            group=world.group(pupils=pupils, adults=adults),
            token="t1",
            placed_by=ground.teachers[0].id,
            now=make.NOW,
        )
        by = ground.coordinator.id
        desk_actions.confirm(tx, booking_id=placed.booking_id, by=by, now=make.NOW)
    begins = at_wall_clock(ground.day, time(9))
    with database.writing() as tx:
        visits.count(
            tx,
            booking_id=placed.booking_id,
            pupils=pupils,
            adults=adults,
            note=None,
            by=by,
            now=begins,
        )
        visits.finish(tx, booking_id=placed.booking_id, by=by, now=begins + timedelta(hours=2))
    now = begins + timedelta(days=1)
    if ask:
        assert actions.ask_due(database, now=now) == 1
    return Visited(ground, placed.booking_id, now)
