"""A museum's day with two schools, arranged for real: bookings, rules, solver and all."""

from dataclasses import dataclass
from datetime import date, time

from outreach.accounts.model import Person, Role
from outreach.booking import actions as booking
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Venue
from outreach.kernel.db import Database
from outreach.planning import actions, queries, solver
from outreach.planning.days import RotationRules
from outreach.planning.queries import Plan, VenueDay
from outreach.planning.rules_actions import set_rules
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.clock import Clock

HALL, CINEMA = "综合展厅", "影院"


@dataclass(frozen=True)
class Stage:
    """Ids of what there is; `bookings` stand in the order of the world's schools."""

    world: World
    bookings: tuple[int, ...]
    hall: int
    cinema: int
    second: Person

    @property
    def day(self) -> date:
        return self.world.day

    @property
    def board(self) -> str:
        return f"/desk/day/museum/{self.day}"


def build(
    database: Database,
    *,
    pupils: tuple[int, ...] = (80, 40),
    patience: int = 45,
    clock: Clock | None = None,
) -> Stage:
    """One session at nine of an hour in the hall and half an hour in the cinema, in batches of 40."""
    now = clock.now if clock else make.NOW
    laid = world.build(database, capacity=600, schools=len(pupils) + 1, now=now)
    with database.writing() as tx:
        hall, cinema = make.halls(tx, venue_id=laid.venue, programme_id=laid.programme)
        placed = [
            booking.book(
                tx,
                session_id=laid.sessions[0],
                school=school,
                group=world.group(pupils=count, adults=count // 20 + 1),
                token=f"rotation-{school.id:0>12}",
                placed_by=teacher.id,
                now=now,
            ).booking_id
            for school, teacher, count in zip(laid.schools, laid.teachers, pupils, strict=False)
        ]
        second = make.person(tx, role=Role.VENUE, scope=laid.venue, name="另一位馆员", now=now)
        set_rules(
            tx,
            catalogue.venue(tx, laid.venue),
            programmes=[laid.programme],
            rules=RotationRules(
                patience=patience,
                shows={
                    cinema: tuple(time(hour, minute) for hour in (9, 10, 11) for minute in (0, 30))
                },
                unguided=frozenset({cinema}),
                guides=((time(9), 3),),
            ),
            by=laid.coordinator.id,
            now=now,
        )
    return Stage(laid, tuple(placed), hall, cinema, second)


def venue_of(database: Database, stage: Stage) -> Venue:
    with database.reading() as tx:
        return catalogue.venue(tx, stage.world.venue)


def found_day(database: Database, stage: Stage) -> VenueDay:
    with database.reading() as tx:
        return queries.venue_day(tx, catalogue.venue(tx, stage.world.venue), stage.day)


def ask(database: Database, stage: Stage) -> int:
    with database.writing() as tx:
        found = queries.venue_day(tx, catalogue.venue(tx, stage.world.venue), stage.day)
        return actions.ask(tx, found, by=stage.world.coordinator.id, now=make.NOW)


def arrange(database: Database, stage: Stage) -> Plan:
    """The day as the solver arranges it."""
    solver.work(database, ask(database, stage), clock=lambda: make.NOW)
    return plan_of(database, stage)


def plan_of(database: Database, stage: Stage) -> Plan:
    with database.reading() as tx:
        plan = queries.find_plan(tx, stage.world.venue, stage.day)
    assert plan is not None
    return plan
