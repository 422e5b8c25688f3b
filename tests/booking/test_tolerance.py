"""Other numbers after confirmation: at once within the tolerance, looked at again beyond it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from outreach.booking import actions, change_actions, desk_actions, queries, tolerance
from outreach.booking.model import Booking, BookingState
from outreach.booking.rules import SessionFull
from outreach.catalogue.model import GroupRules
from outreach.kernel.db import Database
from outreach.outbox.tables import OutboxRow
from outreach.season import queries as season
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.browse import Browse

LATER = make.NOW + timedelta(days=1)


@pytest.fixture
def ground(database: Database) -> World:
    """A confirmed booking of 100 in a session of 120."""
    found = world.build(database, capacity=120)
    with database.writing() as tx:
        actions.book(
            tx,
            session_id=found.sessions[0],
            school=found.schools[0],
            group=world.group(pupils=100),
            token="tolerance-of-ten-percent",
            placed_by=found.teachers[0].id,
            now=make.NOW,
        )
        desk_actions.confirm(tx, booking_id=1, by=found.coordinator.id, now=make.NOW)
    return found


def booking(database: Database) -> Booking:
    with database.reading() as tx:
        found = queries.find_booking(tx, 1)
    assert found is not None
    return found


def change(database: Database, pupils: int) -> Booking:
    with database.writing() as tx:
        return change_actions.change(
            tx,
            booking_id=1,
            group=world.group(pupils=pupils),
            by=None,
            by_school=True,
            now=LATER,
        )


def test_ten_percent_more_take_effect_at_once_and_the_papers_stay(
    database: Database, ground: World
) -> None:
    after = change(database, 110)

    assert (after.state, after.changed_at) == (BookingState.CONFIRMED, None)
    assert after.papers_at is not None


def test_more_than_that_comes_back_to_the_venue_and_may_need_a_new_letter(
    database: Database, ground: World
) -> None:
    after = change(database, 115)

    assert (after.state, after.changed_at) == (BookingState.CONFIRMED, LATER)
    with database.reading() as tx:
        rules = season.session_facts(tx, ground.sessions[0]).rules
    assert tolerance.needs_new_letter(after, rules)
    with database.writing() as tx:
        desk_actions.acknowledge(tx, booking_id=1)
    assert not tolerance.needs_new_letter(booking(database), rules)


def test_small_steps_do_not_add_up_to_a_large_one(database: Database, ground: World) -> None:
    first, second = change(database, 109), change(database, 118)

    assert (first.changed_at, second.changed_at) == (None, LATER)


def test_within_the_tolerance_the_guard_still_decides(database: Database, ground: World) -> None:
    with database.writing() as tx:
        actions.book(
            tx,
            session_id=ground.sessions[0],
            school=ground.schools[1],
            group=world.group(pupils=15),
            token="fifteen-more-of-twenty",
            placed_by=None,
            now=make.NOW,
        )

    with pytest.raises(SessionFull):
        change(database, 110)

    assert booking(database).group.pupils == 100


def test_many_fewer_free_places_for_the_waitlist_and_the_venue_sees_it(
    database: Database, ground: World
) -> None:
    with database.writing() as tx:
        waits = actions.book(
            tx,
            session_id=ground.sessions[0],
            school=ground.schools[1],
            group=world.group(pupils=40),
            token="forty-of-twenty-wait",
            joins_waitlist=True,
            placed_by=None,
            now=make.NOW,
        )

    after = change(database, 80)

    assert after.changed_at == LATER
    with database.reading() as tx:
        assert queries.find_booking(tx, waits.booking_id).state is BookingState.OFFERED  # type: ignore[union-attr]


@given(agreed=st.integers(1, 2000), percent=st.integers(0, 100), pupils=st.integers(1, 4000))
def test_a_tolerance_never_allows_more_than_its_share(
    agreed: int, percent: int, pupils: int
) -> None:
    held = _agreed_to(agreed)
    rules = GroupRules(change_tolerance=percent)

    within = tolerance.bounds(held, rules)

    assert within is not None
    assert agreed in within
    assert (pupils in within) == (abs(pupils - agreed) * 100 <= agreed * percent)


def _agreed_to(pupils: int) -> Booking:
    return Booking(
        id=1,  # type: ignore[arg-type]
        number="26-00001",
        session_id=1,
        venue_id=1,
        programme_id=1,
        programme_version=1,
        school_id=1,
        county_code=world.COUNTY,
        day=make.NOW.date(),
        starts=make.NOW.time(),
        group=world.group(pupils=pupils),
        state=BookingState.HELD,
        placed_by=None,
        on_behalf=False,
        placed_at=make.NOW,
        hold_until=None,
        papers_at=None,
        confirmed_at=None,
        reason=None,
        passes=0,
        sequence=0,
        revision=0,
        changed_at=None,
        sample=False,
        agreed_pupils=pupils,
    )


def test_another_grade_is_always_looked_at(database: Database, ground: World) -> None:
    before = booking(database)

    looks = tolerance.asks_the_venue(before, replace(before.group, grade=6), GroupRules())

    assert looks


def test_the_form_says_which_of_the_two_it_will_be(
    database: Database, ground: World, browse: Browse
) -> None:
    teacher = browse.sign_in(ground.teachers[0])

    form = teacher.get("/bookings/1/change").text
    typed = [teacher.get(f"/bookings/1/change/weigh?pupils={n}").text for n in (108, 115, 80, 200)]
    fields = {"grade": "5", "adults": "10", "leader": "刘老师", "leader_phone": "0797-2831234"}
    saved = [
        teacher.follow(
            teacher.post("/bookings/1/change", fields | {"pupils": pupils, "revision": revision})
        ).text
        for pupils, revision in (("105", "1"), ("115", "2"))
    ]

    assert "90–110 人立即生效" in form
    said = ("在约定范围内", "可能要新的公函", "让给候补", "名额不够")
    assert [word in text for word, text in zip(said, typed, strict=True)] == [True] * 4
    assert "在约定范围内，立即生效。" in saved[0]
    assert "超出约定范围，场馆会再看一遍。" in saved[1]


def test_a_colleague_sees_the_first_booking_and_joins_it(
    database: Database, ground: World, browse: Browse
) -> None:
    with database.writing() as tx:
        second = make.person(tx, scope=ground.schools[0].id, name="陈老师")
    teacher = browse.sign_in(second)
    fields = {
        "token": "a-second-teachers-form-token",
        "school": str(ground.schools[0].id),
        "grade": "5",
        "pupils": "15",
        "adults": "1",
        "leader": "陈老师",
        "leader_phone": "0797-2831235",
    }

    refused = teacher.post(f"/book/{ground.sessions[0]}", fields)
    page = teacher.get("/bookings/1/join?pupils=15&adults=1")
    joined = teacher.post("/bookings/1/join", {"pupils": "15", "adults": "1", "revision": "1"})
    again = teacher.post("/bookings/1/join", {"pupils": "15", "adults": "1", "revision": "1"})

    assert refused.status_code == 409
    assert "/bookings/1/join?pupils=15&amp;adults=1" in refused.text
    assert "刘老师" in page.text
    assert (joined.status_code, again.status_code) == (303, 409)
    assert booking(database).group.pupils == 115
    with database.reading() as tx:
        told = tx.scalars(select(OutboxRow).where(OutboxRow.kind == "booking-joined")).all()
    assert [row.recipient_id for row in told] == [ground.teachers[0].id]
