"""Two desks, one gate, over HTTP: nobody is counted twice, no bay and no place given twice."""

from collections import Counter

import pytest
from sqlalchemy import text

from outreach.accounts.model import Role
from outreach.booking import queries
from outreach.booking.model import TAKES_PLACES, BookingState
from outreach.duty import bays
from outreach.duty import queries as duty
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.span import Span
from outreach.season import queries as season
from tests import make, serving
from tests.booking import rush
from tests.booking import test_races as booking_races
from tests.booking.rush import Answer, Pen, Post
from tests.duty.ground import ADULTS, PUPILS, Gate, open_gate

pytestmark = pytest.mark.race

CLIENTS = 8


def told(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def counting(
    pen: Pen, gate: Gate, key: str, *, visit: int = 0, pupils: int = PUPILS, coaches: int = 0
) -> Post:
    return pen.post(
        key,
        gate.world.coordinator,
        f"/desk/today/visits/{gate.visits[visit]}/count",
        pupils=pupils,
        adults=ADULTS,
        coaches=coaches,
        seen=0,
    )


def assert_counters_agree(database: Database, gate: Gate) -> None:
    """What the session says is what bookings and walk-in groups add up to."""
    with database.reading() as tx:
        session = season.session_facts(tx, gate.world.sessions[0])
        booked = queries.bookings_of_session(tx, session.id)
        walked = duty.walk_ins_of_day(tx, session.day, venue_id=1)
    inside = sum(b.group.pupils for b in booked if b.state in TAKES_PLACES)
    assert session.taken == inside + sum(w.pupils for w in walked)
    assert session.taken <= session.capacity


def test_two_desks_that_count_a_group_at_once_count_it_once(database: Database) -> None:
    gate = open_gate(database, now=utc_now())
    pen = Pen(database)
    posts = [counting(pen, gate, str(n)) for n in range(CLIENTS)]
    posts += [counting(pen, gate, f"other {n}", visit=1, pupils=10 + n) for n in range(CLIENTS)]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers) == {303: CLIENTS + 1, 409: CLIENTS - 1}
    with database.reading() as tx:
        assert [len(queries.arrivals(tx, visit)) for visit in gate.visits] == [1, 1]


def test_missing_and_coming_at_once_leave_the_places_true(database: Database) -> None:
    gate = open_gate(database, visits=6, capacity=200, now=utc_now())
    pen, who = Pen(database), gate.world.coordinator
    posts = [counting(pen, gate, f"came {n}", visit=n) for n in range(6)]
    posts += [
        pen.post(f"missed {n}", who, f"/desk/today/visits/{visit}/missed")
        for n, visit in enumerate(gate.visits)
    ]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert not [a for a in answers if a.status >= 500 or a.status == 0]
    assert_counters_agree(database, gate)
    with database.reading() as tx:
        found = [queries.find_booking(tx, visit) for visit in gate.visits]
    assert {visit.state for visit in found if visit} == {BookingState.ARRIVED}


def test_a_bay_takes_one_coach_whoever_comes_first(database: Database) -> None:
    gate = open_gate(database, visits=8, capacity=200, bays=3, now=utc_now())
    pen = Pen(database)
    posts = [counting(pen, gate, str(n), visit=n, coaches=1) for n in range(8)]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers) == {303: 8}
    with database.reading() as tx:
        now = utc_now()
        taken = bays.parked(tx, 1, Span(now, now + bays.AFTER))
    assert sorted(p.bay for p in taken) == [1, 2, 3]
    assert len({p.holder for p in taken}) == 3


def at_the_door(pen: Pen, gate: Gate, n: int) -> Post:
    return pen.post(
        str(n),
        gate.world.coordinator,
        "/desk/today/walk-ins/new",
        token=f"door {n:0>20}",
        session_id=gate.world.sessions[0],
        school_text="寻乌县第3小学",
        school_id=gate.world.schools[2].id,
        pupils=10,
        adults=1,
    )


def test_groups_at_the_door_get_the_last_places_exactly(database: Database) -> None:
    """40 of 100 places are booked: six of twelve groups of ten come in, the others are told."""
    gate = open_gate(database, now=utc_now())
    pen = Pen(database)
    posts = [at_the_door(pen, gate, n) for n in range(12)]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers) == {303: 6, 409: 6}
    assert_counters_agree(database, gate)


def test_without_the_guard_the_door_lets_too_many_in(database: Database) -> None:
    """The control: should this not oversell, the test above proves nothing."""
    gate = open_gate(database, now=utc_now())
    if not database.is_sqlite:
        with database.writing() as tx:
            tx.execute(text("ALTER TABLE session DROP CONSTRAINT ck_session_never_oversold"))
    pen = Pen(database)
    posts = [at_the_door(pen, gate, n) for n in range(12)]

    with booking_races.unguarded(database) as address:
        rush.race(address, posts, clients=CLIENTS)

    with database.reading() as tx:
        session = season.session_facts(tx, gate.world.sessions[0])
    assert session.taken > session.capacity


def test_a_sheet_sent_by_two_people_at_once_counts_once(database: Database) -> None:
    """Two people type the same line, and each sends their form four times."""
    now = utc_now()
    gate = open_gate(database, now=now)
    with database.writing() as tx:
        colleague = make.person(tx, role=Role.VENUE, scope=1, now=now)
        number = queries.booking_facts(tx, gate.visits[0]).booking.number
    pen = Pen(database)
    posts = [
        pen.post(
            f"{turn} of {who.id}",
            who,
            f"/desk/today/sheets/new?day={gate.world.day}&venue=1",
            token=f"sheet of {who.id:0>20}",
            confirm="yes",
            number=number,
            came="0:00",
            pupils=19,
            adults=ADULTS,
        )
        for turn in range(4)
        for who in (gate.world.coordinator, colleague)
    ]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers) == {303: 8}
    assert len({answer.where for answer in answers}) == 2
    with database.reading() as tx:
        assert [len(queries.arrivals(tx, visit)) for visit in gate.visits] == [1, 0]
