"""Many processes at once, over HTTP, at the last places: sold is exactly what there was."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from outreach.accounts.model import Role
from outreach.booking import queries
from outreach.booking.model import TAKES_PLACES, BookingState
from outreach.booking.waitlist import next_promotion
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.season import queries as season
from tests import make, serving
from tests.booking import rush, world
from tests.booking.rush import Answer, Pen, Post
from tests.booking.world import World

pytestmark = pytest.mark.race

CLIENTS = 12


def told(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def assert_counters_agree(database: Database, ground: World) -> None:
    """What sessions say is what their bookings add up to, and nobody waits who would fit."""
    with database.reading() as tx:
        for session_id in ground.sessions:
            session = season.session_facts(tx, session_id)
            groups = queries.bookings_of_session(tx, session_id)
            assert session.taken == sum(b.group.pupils for b in groups if b.state in TAKES_PLACES)
            assert session.taken <= session.capacity
            waiting = [b for b in groups if b.state is BookingState.WAITLISTED]
            assert session.waiting == len(waiting)
            assert (
                next_promotion(
                    queries.waiting(tx, session_id),
                    session.places_left,
                    policy=session.waitlist_policy,
                    max_passes=session.max_passes,
                )
                is None
            )


def test_the_last_places_are_sold_exactly(database: Database) -> None:
    """60 classes at once for 15 classes' places: 15 get them, 45 are told, nothing breaks."""
    ground = world.build(database, capacity=300, schools=60, now=utc_now())
    pen = Pen(database)
    posts = [
        pen.book(str(n), teacher, session=ground.sessions[0], school=school.id)
        for n, (teacher, school) in enumerate(zip(ground.teachers, ground.schools, strict=True))
    ]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers) == {303: 15, 409: 45}
    assert_counters_agree(database, ground)


def test_a_day_cap_is_never_crossed_by_several_sessions(database: Database) -> None:
    ground = world.build(database, capacity=300, sessions=3, schools=36, day_cap=200, now=utc_now())
    pen = Pen(database)
    posts = [
        pen.book(str(n), teacher, session=ground.sessions[n % 3], school=school.id)
        for n, (teacher, school) in enumerate(zip(ground.teachers, ground.schools, strict=True))
    ]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers) == {303: 10, 409: 26}
    assert_counters_agree(database, ground)


def test_without_the_guard_places_are_sold_twice(database: Database, tmp_path: Path) -> None:
    """The control: should this not oversell, the tests above prove nothing."""
    ground = world.build(database, capacity=100, schools=24, now=utc_now())
    without_check(database)
    pen = Pen(database)
    posts = [
        pen.book(str(n), teacher, session=ground.sessions[0], school=school.id)
        for n, (teacher, school) in enumerate(zip(ground.teachers, ground.schools, strict=True))
    ]

    with unguarded(database) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers)[303] > 5
    with database.reading() as tx:
        session = season.session_facts(tx, ground.sessions[0])
    assert session.taken > session.capacity


def without_check(database: Database) -> None:
    """Take away the database's own last line; in SQLite the unguarded server looks away."""
    if not database.is_sqlite:
        with database.writing() as tx:
            tx.execute(text("ALTER TABLE session DROP CONSTRAINT ck_session_never_oversold"))


@contextmanager
def unguarded(database: Database, server: str = "unguarded") -> Iterator[str]:
    """A server with a guard taken off; `server` names the file beside that takes it off."""
    port = serving.free_port()
    running = subprocess.Popen(
        [sys.executable, "-m", f"tests.booking.{server}", "serve", "--port", str(port)],
        env=serving.environment(rush.url_of(database)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        serving.wait_for(port, running)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(10)


def test_one_form_sent_many_times_at_once_books_once(database: Database) -> None:
    ground = world.build(database, schools=4, now=utc_now())
    pen = Pen(database)
    posts = [
        pen.book(
            f"{n}-{school.id}",
            teacher,
            session=ground.sessions[0],
            school=school.id,
            token=f"one-form-of-school-{school.id}",
        )
        for teacher, school in zip(ground.teachers, ground.schools, strict=True)
        for n in range(6)
    ]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers) == {303: 24}
    by_school = {a.key.partition("-")[2]: set[str]() for a in answers}
    for answer in answers:
        by_school[answer.key.partition("-")[2]].add(answer.where)
    assert [len(pages) for pages in by_school.values()] == [1, 1, 1, 1]
    with database.reading() as tx:
        assert season.session_facts(tx, ground.sessions[0]).taken == 80


def test_two_teachers_of_a_school_get_one_booking_between_them(database: Database) -> None:
    ground = world.build(database, schools=8, now=utc_now())
    pen = Pen(database)
    with database.writing() as tx:
        second = [make.person(tx, scope=s.id, now=utc_now()) for s in ground.schools]
    posts = [
        pen.book(f"{turn}{n}", teacher, session=ground.sessions[0], school=school.id, pupils=10)
        for n, school in enumerate(ground.schools)
        for turn, teacher in ((1, ground.teachers[n]), (2, second[n]))
    ]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers) == {303: 8, 409: 8}
    assert_counters_agree(database, ground)


def test_change_cancel_move_promote_and_the_back_office_share_the_guard(
    database: Database,
) -> None:
    """Everything at once on two full sessions: no place is sold twice, no waiting group forgotten."""
    ground = world.build(database, capacity=100, sessions=2, schools=30, now=utc_now())
    pen, posts = Pen(database), []
    with serving.serving(rush.url_of(database)) as address:
        first = [
            pen.book(
                str(n),
                ground.teachers[n],
                session=ground.sessions[n % 2],
                school=ground.schools[n].id,
                waits=True,
            )
            for n in range(20)
        ]
        placed = {a.key: a for a in rush.race(address, first, clients=CLIENTS)}
        assert told(list(placed.values())) == {303: 20}
        for n in range(20):
            posts += _next_steps(pen, ground, n, placed[str(n)].where)
        posts += _newcomers(pen, ground)
        answers = rush.race(address, posts, clients=CLIENTS)

    assert not [a for a in answers if a.status >= 500 or a.status == 0]
    assert set(told(answers)) <= {303, 409, 422}
    assert_counters_agree(database, ground)


def _next_steps(pen: Pen, ground: World, n: int, where: str) -> list[Post]:
    """What the school and the venue do with the same booking in the same moment."""
    number = where.rpartition("/")[2]
    teacher, desk = ground.teachers[n], f"/desk/bookings/{number}"
    school = [
        pen.post(f"cancel{n}", teacher, f"{where}/cancel", reason="weather"),
        pen.post(
            f"change{n}",
            teacher,
            f"{where}/change",
            revision=0,
            grade=5,
            pupils=30 if n % 2 else 10,
            adults=5,
            leader="刘老师",
            leader_phone="0797-2831234",
        ),
        pen.post(
            f"move{n}",
            teacher,
            f"{where}/move/{ground.sessions[(n + 1) % 2]}",
            revision=0,
        ),
    ][n % 3]
    venue = [
        pen.post(f"hold{n}", ground.coordinator, f"{desk}/hold"),
        pen.post(f"confirm{n}", ground.coordinator, f"{desk}/confirm", reason="当天带来"),
        pen.post(f"decline{n}", ground.coordinator, f"{desk}/decline", reason="设备检修"),
        pen.post(f"again{n}", ground.coordinator, f"{desk}/confirm", reason="当天带来"),
    ][n % 4]
    return [school, venue]


def _newcomers(pen: Pen, ground: World) -> list[Post]:
    by_teachers = [
        pen.book(
            f"new{n}",
            ground.teachers[n],
            session=ground.sessions[n % 2],
            school=ground.schools[n].id,
            waits=n % 3 == 0,
        )
        for n in range(20, 26)
    ]
    on_behalf = [
        pen.book(
            f"behalf{n}",
            ground.coordinator,
            session=ground.sessions[n % 2],
            school=ground.schools[n].id,
        )
        for n in range(26, 30)
    ]
    capacity = pen.post(
        "capacity",
        ground.coordinator,
        f"/desk/sessions/{ground.sessions[0]}/capacity",
        capacity=120,
    )
    return [*by_teachers, *on_behalf, capacity]


def test_killing_the_server_loses_nothing_and_books_nothing_twice(database: Database) -> None:
    """kill -9 amid bookings; everything unanswered is sent again with the same form."""
    ground = world.build(database, capacity=2000, schools=80, now=utc_now())
    pen = Pen(database)
    posts = [
        pen.book(str(n), teacher, session=ground.sessions[0], school=school.id)
        for n, (teacher, school) in enumerate(zip(ground.teachers, ground.schools, strict=True))
    ]
    answers = _race_with_a_kill(database, posts)
    acknowledged = {a.key: a.where for a in answers if a.status == 303}
    assert 0 < len(acknowledged) < len(posts), "the kill must fall between the first and the last"

    with serving.serving(rush.url_of(database)) as address:
        again = rush.race(address, posts, clients=CLIENTS)

    assert told(again) == {303: 80}
    assert {a.key: a.where for a in again if a.key in acknowledged} == acknowledged
    with database.reading() as tx:
        assert len(queries.bookings_of_session(tx, ground.sessions[0])) == 80
    assert_counters_agree(database, ground)


def _race_with_a_kill(database: Database, posts: list[Post]) -> list[Answer]:
    port = serving.free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "outreach.cli", "serve", "--port", str(port)],
        env=serving.environment(rush.url_of(database)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    serving.wait_for(port, server)
    clients = rush.start(f"http://127.0.0.1:{port}", [posts[n::4] for n in range(4)])
    patience = time.monotonic() + 30
    while time.monotonic() < patience and _booked(database) < 20:
        time.sleep(0.01)
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    return rush.finish(clients)


def _booked(database: Database) -> int:
    with database.reading() as tx:
        return int(tx.scalar(text("SELECT count(*) FROM booking")) or 0)


def test_a_stranger_to_the_venue_cannot_take_part(sqlite_database: Database) -> None:
    """The race's own forms are judged by the same rights as any other."""
    ground = world.build(sqlite_database, now=utc_now())
    pen = Pen(sqlite_database)
    with sqlite_database.writing() as tx:
        stranger = make.person(tx, role=Role.VENUE, scope=99, now=utc_now())
    post = pen.post("x", stranger, f"/desk/sessions/{ground.sessions[0]}/capacity", capacity=1)

    with serving.serving(rush.url_of(sqlite_database)) as address:
        answers = rush.race(address, [post], clients=1)

    assert told(answers) == {404: 1}
