"""The controls of parts and leftovers: with its guard off each must break, or the races prove nothing."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from outreach.booking import leftover_actions, leftover_queries, queries
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.season import queries as season
from tests import make, serving
from tests.booking import rush, world
from tests.booking.rush import Pen, Post
from tests.booking.test_races import assert_counters_agree, told, unguarded, without_check
from tests.booking.test_waitlist_races import CLIENTS, asks_of_all, rushed, schools_and_classes
from tests.booking.world import World

pytestmark = pytest.mark.race

SCHOOLS = 12
ONE_EACH = "CONSTRAINT uq_leftover_ask_release_id UNIQUE (release_id, school_id)"


def test_without_the_guard_schools_in_parts_are_sold_places_twice(database: Database) -> None:
    """The same forms as in the race of whole schools and classes, looked at before writing."""
    ground = world.build(database, capacity=100, sessions=2, schools=24, now=utc_now())
    without_check(database)
    posts = [post for post in schools_and_classes(database, ground) if "split" in post.path]

    with unguarded(database) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers)[303] > 5, "five schools of 20 and 20 fit"
    with database.reading() as tx:
        sessions = [season.session_facts(tx, each) for each in ground.sessions]
    assert all(session.taken > session.capacity for session in sessions)


def one_each_is_forgotten(database: Database) -> None:
    """Drop the unique index that gives each school one line of a release."""
    with database.writing() as tx:
        if not database.is_sqlite:
            name = ONE_EACH.split()[1]
            tx.execute(text(f"ALTER TABLE leftover_ask DROP CONSTRAINT {name}"))
            return
        made = str(tx.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'leftover_ask'")))
        before, found, after = made.partition(ONE_EACH)
        assert found, "the index has another name now"
        tx.execute(text("DROP TABLE leftover_ask"))
        tx.execute(text(before.rstrip().rstrip(",") + after))


def beside_each_other(posts: list[Post]) -> list[Post]:
    """Both forms of each school one after the other, so that two processes send them at once."""
    half = len(posts) // 2
    return [post for pair in zip(posts[:half], posts[half:], strict=True) for post in pair]


def test_without_the_guard_a_school_gets_two_in_one_release_of_leftovers(
    database: Database,
) -> None:
    """Two colleagues ask at once; what each saw before writing knew nothing of the other."""
    ground, release_id = rushed(database, SCHOOLS)
    one_each_is_forgotten(database)
    posts = beside_each_other(asks_of_all(database, ground, release_id, twice=SCHOOLS))

    with unguarded(database, "unguarded_asks") as address:
        answers = rush.race(address, posts, clients=CLIENTS)
    leftover_actions.draw_due(database, now=utc_now() + timedelta(minutes=10))

    assert told(answers)[303] > SCHOOLS
    with database.reading() as tx:
        asks = leftover_queries.asks(tx, release_id)
    won = Counter(ask.school_id for ask in asks if ask.outcome == "won")
    assert max(won.values()) == 2


def drawn_and_still_fresh(database: Database) -> tuple[World, list[Post]]:
    """A release that nobody asked in, in its hour; two of each school book, each on a day."""
    ground, _release_id = rushed(database, SCHOOLS)
    with database.writing() as tx:
        second = [make.person(tx, scope=s.id, now=utc_now()) for s in ground.schools]
    leftover_actions.draw_due(database, now=utc_now() + timedelta(minutes=10))
    pen = Pen(database)
    return ground, [
        pen.book(f"{day}-{n}", teachers[n], session=ground.sessions[day], school=school.id)
        for n, school in enumerate(ground.schools)
        for day, teachers in enumerate((ground.teachers, second))
    ]


def test_in_the_hour_after_the_draw_two_colleagues_get_one_booking(database: Database) -> None:
    ground, posts = drawn_and_still_fresh(database)

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert told(answers) == {303: SCHOOLS, 409: SCHOOLS}
    assert most_of_one_school(database, ground) == 1
    assert_counters_agree(database, ground)


def test_without_the_guard_two_colleagues_get_two_after_the_draw(database: Database) -> None:
    """The control: everything as it is but the unique index."""
    ground, posts = drawn_and_still_fresh(database)
    one_each_is_forgotten(database)

    with serving.serving(rush.url_of(database)) as address:
        rush.race(address, posts, clients=CLIENTS)

    assert most_of_one_school(database, ground) == 2


def most_of_one_school(database: Database, ground: World) -> int:
    with database.reading() as tx:
        groups = [b for each in ground.sessions for b in queries.bookings_of_session(tx, each)]
    return max(Counter(b.school_id for b in groups).values())
