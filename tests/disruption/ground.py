"""A venue on a day of rain: groups with places, officers who act for them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from outreach.accounts.model import Person, Role
from outreach.booking import actions, desk_actions
from outreach.booking.model import Booking, BookingState
from outreach.booking.steps import get
from outreach.disruption import preview, queries
from outreach.disruption.actions import Order, disrupt
from outreach.disruption.model import Choice, Disruption, Reason, Scope, Touch, Touching, Turn
from outreach.kernel.db import Database, Tx
from outreach.kernel.span import Days
from tests import make
from tests.booking import world
from tests.booking.world import COUNTY, World


@dataclass(frozen=True)
class Rain:
    """The world with people who act, and one booking for each school on the first session."""

    world: World
    province: Person
    county: Person
    bookings: tuple[int, ...]

    @property
    def scope(self) -> Scope:
        return Scope(
            days=Days.through(self.world.day, self.world.day),
            touching=Touching.ALL,
            counties=frozenset({COUNTY}),
        )


def build(
    database: Database,
    *,
    groups: int = 3,
    pupils: int = 20,
    now: datetime = make.NOW,
    confirmed: bool = True,
    **details: Any,
) -> Rain:
    """Schools with a booking each for the first session; other sessions on the days after."""
    ground = world.build(
        database,
        **({"sessions": 3, "same_day": False, "schools": groups + 2} | details),
        now=now,
    )
    with database.writing() as tx:
        province = make.person(tx, role=Role.PROVINCE, now=now)
        county = make.person(tx, role=Role.COUNTY, scope=COUNTY, now=now)
        placed = [book(tx, ground, school=n, pupils=pupils, now=now) for n in range(groups)]
        if confirmed:
            for each in placed:
                desk_actions.confirm(tx, booking_id=each, by=ground.coordinator.id, now=now)
    return Rain(ground, province, county, tuple(placed))


def book(
    tx: Tx,
    ground: World,
    *,
    school: int,
    session: int = 0,
    pupils: int = 20,
    waits: bool = False,
    now: datetime = make.NOW,
) -> int:
    return actions.book(
        tx,
        session_id=ground.sessions[session],
        school=ground.schools[school],
        group=world.group(pupils=pupils),
        token=secrets.token_urlsafe(12),
        joins_waitlist=waits,
        placed_by=ground.teachers[school].id,
        now=now,
    ).booking_id


def order(
    tx: Tx,
    person: Person,
    scope: Scope,
    *,
    choices: Mapping[int, Choice] | Choice,
    now: datetime,
    token: str | None = None,
) -> Order:
    """What an officer would confirm who had just seen the preview; one choice may stand for all."""
    seen = {
        int(t.booking.id): t.booking.revision
        for t in preview.preview(tx, person, scope, now=now).touched
    }
    return Order(
        scope=scope,
        reason=Reason.FLOOD,
        words="暴雨红色预警，道路中断",
        choices=choices if isinstance(choices, Mapping) else dict.fromkeys(seen, choices),
        seen=seen,
        token=token or secrets.token_urlsafe(12),
    )


def disrupted(
    database: Database,
    rain: Rain,
    *,
    choices: Mapping[int, Choice] | Choice = Choice(Turn.CANCEL),  # noqa: B008 - frozen
    person: Person | None = None,
    now: datetime = make.NOW,
    **scope: Any,
) -> tuple[Disruption, list[Touch]]:
    """Somebody disrupts the first day, and what became of each group."""
    who = person or rain.province
    with database.writing() as tx:
        wanted = order(tx, who, replace(rain.scope, **scope), choices=choices, now=now)
        made = disrupt(tx, person=who, order=wanted, now=now)
        return made, queries.touches_of(tx, made.id)


def states(database: Database, rain: Rain) -> list[BookingState]:
    with database.reading() as tx:
        return [get(tx, booking_id).state for booking_id in rain.bookings]


def booking(database: Database, booking_id: int) -> Booking:
    with database.reading() as tx:
        return get(tx, booking_id)


LATER = make.NOW + timedelta(minutes=10)
TOO_LATE = make.NOW + timedelta(minutes=16)
