"""340 pupils for a session of 300: offered in parts, booked all or none, cancelled one or all."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from outreach.booking import actions, change_actions, queries, rules, split_actions, split_queries
from outreach.booking.model import Booking, BookingState, Placed
from outreach.booking.split_rules import Part, Plan, SplitDoesNotAddUp, adults_of, sizes
from outreach.kernel.db import Database
from outreach.season import queries as season
from outreach.season.tables import SessionRow
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.browse import Browse

WHOLE = world.group(pupils=340, adults=17)


def build(database: Database, *, day_cap: int | None = None) -> World:
    return world.build(database, capacity=300, sessions=3, max_pupils=300, day_cap=day_cap)


def plan(ground: World, first: int = 200, second: int = 140) -> Plan:
    return (Part(ground.sessions[0], first), Part(ground.sessions[1], second))


def book(database: Database, ground: World, parts: Plan) -> Placed:
    with database.writing() as tx:
        return split_actions.book_split(
            tx,
            plan=parts,
            school=ground.schools[0],
            group=WHOLE,
            token="one-form-of-340-pupils",
            placed_by=ground.teachers[0].id,
            now=make.NOW,
        )


def parts(database: Database, booking_id: int) -> list[Booking]:
    with database.reading() as tx:
        found = queries.find_booking(tx, booking_id)
        assert found is not None
        return split_queries.parts_of(tx, found)


def taken(database: Database, ground: World) -> list[int]:
    with database.reading() as tx:
        return [season.session_facts(tx, each).taken for each in ground.sessions]


def test_340_for_300_are_offered_as_200_and_140(database: Database) -> None:
    ground = build(database)
    with database.reading() as tx:
        wanted = season.session_facts(tx, ground.sessions[0])
        found = split_queries.offers(tx, wanted, 340, now=make.NOW)

    assert found[0] == plan(ground, 200, 140)


def test_a_days_cap_is_kept_by_the_parts_together(database: Database) -> None:
    ground = build(database, day_cap=320)
    with database.reading() as tx:
        wanted = season.session_facts(tx, ground.sessions[0])

        assert split_queries.offers(tx, wanted, 340, now=make.NOW) == []
        assert split_queries.offers(tx, wanted, 310, now=make.NOW) != []


@given(
    pupils=st.integers(2, 1200),
    rooms=st.lists(st.integers(1, 300), min_size=2, max_size=4),
    batch=st.integers(1, 60),
    least=st.integers(1, 40),
)
def test_a_division_is_whole_and_fits_and_is_found_when_there_is_one(
    pupils: int, rooms: list[int], batch: int, least: int
) -> None:
    found = sizes(pupils, rooms, batch=batch, least=least)

    possible = all(room >= least for room in rooms) and len(rooms) * least <= pupils <= sum(rooms)
    assert (found is not None) == possible
    if found is not None:
        assert sum(found) == pupils
        assert all(least <= part <= room for part, room in zip(found, rooms, strict=True))


@given(
    parts=st.lists(st.integers(1, 300), min_size=2, max_size=4),
    adults=st.integers(0, 100),
    ratio=st.none() | st.integers(1, 40),
)
def test_no_adult_is_lost_or_invented(parts: list[int], adults: int, ratio: int | None) -> None:
    assert sum(adults_of(parts, adults, pupils_per_adult=ratio)) == adults


def test_all_parts_are_booked_in_one_half_day_and_know_each_other(database: Database) -> None:
    ground = build(database)

    placed = book(database, ground, plan(ground))

    both = parts(database, placed.booking_id)
    assert [each.group.pupils for each in both] == [200, 140]
    assert [each.group.adults for each in both] == [10, 7]
    assert taken(database, ground) == [200, 140, 0]


def test_the_same_form_again_gets_the_first_answer(database: Database) -> None:
    ground = build(database)

    first, second = book(database, ground, plan(ground)), book(database, ground, plan(ground))

    assert (second.booking_id, second.repeated) == (first.booking_id, True)
    assert taken(database, ground) == [200, 140, 0]


def test_when_one_part_has_no_room_nothing_is_left(database: Database) -> None:
    ground = build(database)
    with database.writing() as tx:
        tx.execute(update(SessionRow).where(SessionRow.id == ground.sessions[1]).values(taken=200))

    with pytest.raises(rules.SessionFull):
        book(database, ground, plan(ground))

    assert taken(database, ground) == [0, 200, 0]


def test_parts_that_do_not_add_up_are_refused(database: Database) -> None:
    ground = build(database)
    twice = (Part(ground.sessions[0], 200), Part(ground.sessions[0], 140))

    for wrong in (plan(ground, 200, 139), twice):
        with pytest.raises(SplitDoesNotAddUp):
            book(database, ground, wrong)

    assert taken(database, ground) == [0, 0, 0]


def test_another_booking_of_the_school_in_the_half_day_stays_refused_even_after_one_part_went(
    database: Database,
) -> None:
    ground = build(database)
    placed = book(database, ground, plan(ground))

    def another() -> None:
        with database.writing() as tx:
            actions.book(
                tx,
                session_id=ground.sessions[2],
                school=ground.schools[0],
                group=world.group(),
                token="another-form-of-the-school",
                placed_by=None,
                now=make.NOW,
            )

    with pytest.raises(rules.AlreadyBooked):
        another()
    with database.writing() as tx:
        actions.cancel(tx, booking_id=placed.booking_id, reason="illness", by=None, now=make.NOW)
    with pytest.raises(rules.AlreadyBooked):
        another()
    with database.writing() as tx:
        split_actions.cancel_all(
            tx, booking_id=placed.booking_id, reason="illness", by=None, now=make.NOW
        )
    another()
    assert taken(database, ground) == [0, 0, 20]


def test_a_part_moves_beside_the_other_and_away_again(database: Database) -> None:
    ground = world.build(database, capacity=300, sessions=3, max_pupils=300, same_day=False)
    placed = book(database, ground, plan(ground))
    second = parts(database, placed.booking_id)[1]
    with database.writing() as tx:
        beside = SessionRow(
            programme_id=1,
            venue_id=1,
            day=ground.day,
            starts=make.NOW.time().replace(hour=11),
            ends=make.NOW.time().replace(hour=12),
            capacity=300,
            opens_at=make.NOW - timedelta(days=1),
            closes_at=make.NOW + timedelta(days=20),
        )
        tx.add(beside)
        tx.flush()
        there = beside.id

    for session_id in (there, ground.sessions[2]):
        with database.writing() as tx:
            change_actions.reschedule(
                tx,
                booking_id=second.id,
                session_id=session_id,
                by=None,
                by_venue=False,
                now=make.NOW,
            )

    assert [each.session_id for each in parts(database, placed.booking_id)][-1] == ground.sessions[
        2
    ]


def test_the_form_offers_the_split_and_one_press_books_it(
    app: Flask, database: Database, browse: Browse
) -> None:
    ground = build(database)
    teacher = browse.sign_in(ground.teachers[0])
    form = {
        "token": "one-token-for-the-whole-school",
        "school": str(ground.schools[0].id),
        "grade": "5",
        "pupils": "340",
        "adults": "17",
        "leader": "刘老师",
        "leader_phone": "0797-2831234",
    }
    value = f"{ground.sessions[0]}:200,{ground.sessions[1]}:140"

    too_large = teacher.post(f"/book/{ground.sessions[0]}", form)
    booked = teacher.post(f"/book/{ground.sessions[0]}/split", form | {"plan": value})
    again = teacher.post(f"/book/{ground.sessions[0]}/split", form | {"plan": value})
    page = teacher.follow(booked)
    cancelled = teacher.post("/bookings/1/cancel", {"reason": "illness", "every_part": "y"})

    assert too_large.status_code == 422
    assert f'value="{value}"' in too_large.text
    assert booked.headers["Location"] == again.headers["Location"]
    assert "分 2 批来" in page.text
    assert cancelled.status_code == 303
    assert {each.state for each in parts(database, 1)} == {BookingState.CANCELLED}
    assert taken(database, ground) == [0, 0, 0]


def test_a_part_without_its_adults_is_named_with_what_to_do(
    database: Database, browse: Browse
) -> None:
    """17 adults do for 340 pupils, but 190 and 150 of them need 10 and 8."""
    ground = build(database)
    teacher = browse.sign_in(ground.teachers[0])
    form = {"school": str(ground.schools[0].id), "token": "x" * 20, "grade": "5", "adults": "17"}
    form |= {"pupils": "340", "leader": "刘老师", "leader_phone": "0797-2831234"}
    plans = f"{ground.sessions[0]}:190,{ground.sessions[1]}:150"

    page = teacher.post(f"/book/{ground.sessions[0]}/split", form | {"plan": plans})
    enough = teacher.post(
        f"/book/{ground.sessions[0]}/split", form | {"adults": "18", "plan": plans}
    )

    assert page.status_code == 422
    assert "第 2 批" in page.text
    assert "150 名学生）要 8 位老师，还差 1 位" in page.text
    assert "第 1 批（" not in page.text
    assert "请再安排 1 位" in page.text
    assert enough.status_code == 303


def test_plans_that_nobody_was_offered_are_answered(database: Database, browse: Browse) -> None:
    ground = build(database)
    teacher = browse.sign_in(ground.teachers[0])
    form = {"school": str(ground.schools[0].id), "token": "x" * 20, "grade": "5", "adults": "40"}
    form |= {"pupils": "340", "leader": "刘老师", "leader_phone": "0797-2831234"}
    path = f"/book/{ground.sessions[0]}/split"

    told = [
        teacher.post(path, form | {"plan": typed}).status_code
        for typed in ("", "1:1", "a:b,c:d", "1:300,999999999:40", "1:200,2:139", "1:0,2:340")
    ]

    assert told == [400, 400, 400, 404, 422, 422]
    assert taken(database, ground) == [0, 0, 0]
