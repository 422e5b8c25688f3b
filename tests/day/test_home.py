"""The first page: what waits for a teacher, an officer and the desk, and only while it waits."""

from datetime import timedelta

import pytest
from flask import Flask

from outreach import home
from outreach.accounts.model import Person
from outreach.booking import acceptance, desk_actions
from outreach.booking import actions as booking
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from outreach.lessons import actions as lessons
from tests import make
from tests.booking import world
from tests.browse import Browse
from tests.clock import Clock
from tests.lessons import ground as lessons_ground
from tests.lessons.test_actions import live
from tests.wishes import test_journey as wishing


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """A page that reads: what it counts is proven where it happens, on both databases."""
    return sqlite_database


def tasks(app: Flask, database: Database, clock: Clock, person: Person) -> dict[str, int]:
    with app.test_request_context("/"), database.reading() as tx:
        app.preprocess_request()
        found = home.first_page(tx, person, today=local_day(clock.now))
    return {task.title: task.count for task in found.tasks}


def test_a_teacher_is_asked_to_test_a_line_and_then_to_count(
    app: Flask, database: Database, clock: Clock
) -> None:
    ground = lessons_ground.lay(database)
    with database.writing() as tx:
        lessons_ground.join(tx, ground)
    teacher = ground.teachers[0]
    begins = ground.begins

    told = []
    for now in (begins - timedelta(days=5), begins - timedelta(days=1), begins):
        clock.now = now
        found = tasks(app, database, clock, teacher)
        told.append((found.get("直播课前要试线的教室"), found.get("直播课后要登记人数的教室")))

    assert told == [(None, None), (1, None), (None, 1)]
    with database.writing() as tx:
        came = live(ground)
        lessons.count(tx, room_id=1, came=came, by=teacher.id, now=ground.after)
    clock.now = ground.after
    assert "直播课后要登记人数的教室" not in tasks(app, database, clock, teacher)


def test_the_county_has_wishes_to_answer_and_the_city_those_let_pass(
    app: Flask, browse: Browse, database: Database, clock: Clock
) -> None:
    ground = wishing.lay(database)
    wishing.submitted(browse, ground)

    at_once = [tasks(app, database, clock, who) for who in (ground.county, ground.city)]
    clock.now += timedelta(days=10)
    later = tasks(app, database, clock, ground.city)

    assert at_once[0]["等您答复的学校愿望"] == 1
    assert "县里没有按时答复的愿望" not in at_once[1]
    assert later["县里没有按时答复的愿望"] == 1


def test_a_visit_nobody_counted_waits_for_the_desk(
    app: Flask, database: Database, clock: Clock
) -> None:
    ground = world.build(database)
    with database.writing() as tx:
        placed = booking.book(
            tx,
            session_id=ground.sessions[0],
            school=ground.schools[0],
            group=world.group(),
            token="a-visit-nobody-counts",
            placed_by=ground.teachers[0].id,
            now=make.NOW,
        )
        desk_actions.confirm(
            tx, booking_id=placed.booking_id, by=ground.coordinator.id, now=make.NOW
        )

    told = []
    for days in (30, 31):
        clock.now = make.NOW + timedelta(days=days)
        told.append(tasks(app, database, clock, ground.coordinator).get("还没登记到馆的参观"))

    assert told == [None, 1]


def test_new_conditions_wait_for_the_teacher(app: Flask, database: Database, clock: Clock) -> None:
    ground = world.build(database)
    with database.writing() as tx:
        booking.book(
            tx,
            session_id=ground.sessions[0],
            school=ground.schools[0],
            group=world.group(),
            token="a-visit-with-conditions",
            placed_by=ground.teachers[0].id,
            now=make.NOW,
        )
        acceptance.change_conditions(
            tx,
            programme_id=ground.programme,
            words="请勿携带背包。",
            words_en="No bags.",
            by=ground.coordinator.id,
            now=make.NOW,
        )

    assert tasks(app, database, clock, ground.teachers[0])["条件有变、等您确认的预约"] == 1
    assert "条件有变、等您确认的预约" not in tasks(app, database, clock, ground.teachers[1])
