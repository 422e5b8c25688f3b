"""Longer lists take no more statements: pages of one row are read like pages of three."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event

from outreach.booking import actions as booking
from outreach.booking import desk_actions
from outreach.disruption.model import Choice, Turn
from outreach.duty import gate_actions
from outreach.duty.model import DutyRules
from outreach.kernel.db import Database
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.browse import Browse
from tests.clock import Clock
from tests.disruption import ground as rain

LISTS = (
    "/desk",
    "/desk/calls",
    "/desk/roster",
    "/desk/today",
    "/papers",
    "/booked-and-came",
    "/library",
    "/lessons",
    "/no-shows",
)


@contextmanager
def listening(database: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    said: list[str] = []

    def hear(*told: object) -> None:
        said.append(str(told[2]))

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)


def taken_by(database: Database, browse: Browse, pages: Sequence[str]) -> dict[str, int]:
    """How many statements each page takes, once it has been opened before."""
    counted = {}
    for page in pages:
        assert browse.get(page).status_code == 200
        with listening(database) as said:
            browse.get(page)
        counted[page] = len(said)
    return counted


def expect(database: Database, ground: World, schools: Sequence[int]) -> None:
    """Groups that are confirmed for today's session, each with a coach."""
    then = make.NOW - timedelta(days=30)
    with database.writing() as tx:
        for number in schools:
            placed = booking.book(
                tx,
                session_id=ground.sessions[0],
                school=ground.schools[number],
                group=world.group(pupils=20),
                token=f"visit-{number:0>20}",
                placed_by=ground.teachers[number].id,
                now=then,
            )
            desk_actions.confirm(
                tx, booking_id=placed.booking_id, by=ground.coordinator.id, now=then
            )
            gate_actions.reserve_bays(tx, booking_id=placed.booking_id, coaches=1, now=then)


def test_three_groups_of_today_take_no_more_statements_than_one(
    browse: Browse, database: Database, clock: Clock
) -> None:
    ground = world.build(database, capacity=200, now=make.NOW - timedelta(days=30))
    with database.writing() as tx:
        gate_actions.set_rules(
            tx,
            venue_id=ground.venue,
            gate=DutyRules(30, 5),
            by=ground.coordinator.id,
            now=make.NOW - timedelta(days=30),
        )
    clock.now = make.NOW
    desk = browse.sign_in(ground.coordinator)

    expect(database, ground, [0])
    one = taken_by(database, desk, LISTS)
    expect(database, ground, [1, 2])
    three = taken_by(database, desk, LISTS)

    assert three == one


def test_three_lost_visits_take_no_more_statements_than_one(
    browse: Browse, database: Database
) -> None:
    lists = ("/disruptions", "/make-ups", "/make-ups/report")
    found = rain.build(database)
    officer = browse.sign_in(found.province)
    groups = list(found.bookings)
    assert len(groups) == 3

    one_is_lost = {b: Choice(Turn.LEAVE) for b in groups} | {groups[0]: Choice(Turn.CANCEL)}
    rain.disrupted(database, found, choices=one_is_lost)
    one = taken_by(database, officer, lists)
    rain.disrupted(database, found, choices=Choice(Turn.CANCEL))
    three = taken_by(database, officer, lists)

    assert three == one
