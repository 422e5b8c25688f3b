"""Many processes at once at kept places: each is used once, and nobody else ever gets one."""

from collections import Counter

import pytest

from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.season import kept
from outreach.season import queries as season
from tests import serving
from tests.booking import rush, world
from tests.booking.rush import Answer, Pen
from tests.booking.test_races import CLIENTS, told, unguarded, without_check
from tests.booking.world import World
from tests.campaigns import inviting

pytestmark = pytest.mark.race


def _posts(database: Database, ground: World) -> list[rush.Post]:
    pen = Pen(database)
    return [
        pen.book(str(n), teacher, session=ground.sessions[0], school=school.id)
        for n, (teacher, school) in enumerate(zip(ground.teachers, ground.schools, strict=True))
    ]


def _invited(answers: list[Answer], count: int) -> Counter[int]:
    return told([answer for answer in answers if int(answer.key) < count])


def test_invited_schools_get_what_is_kept_and_others_the_rest(database: Database) -> None:
    """30 classes of 20 at once for 200 places, 100 of them kept for five invited schools."""
    ground = world.build(database, capacity=200, schools=30, now=utc_now())
    found = inviting.campaign(database, ground, schools=5, places=100, now=utc_now())
    posts = _posts(database, ground)

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert _invited(answers, 5) == {303: 5}
    assert told(answers) == {303: 10, 409: 20}
    with database.reading() as tx:
        (row,) = kept.of_holder(tx, found.holder)
        assert (row.promised, row.kept, row.used, row.given_back) == (100, 0, 100, 0)
        assert season.session_facts(tx, ground.sessions[0]).taken == 200


def test_without_the_guard_kept_places_go_to_others(database: Database) -> None:
    """The control: should nobody else get a place here, the test above proves nothing."""
    ground = world.build(database, capacity=200, schools=30, now=utc_now())
    inviting.campaign(database, ground, schools=5, places=100, now=utc_now())
    without_check(database)
    posts = _posts(database, ground)

    with unguarded(database) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    uninvited = told([answer for answer in answers if int(answer.key) >= 5])
    assert uninvited[303] > 5
    with database.reading() as tx:
        session = season.session_facts(tx, ground.sessions[0])
    assert session.taken > session.capacity


def test_everybody_books_while_the_campaign_is_withdrawn(database: Database) -> None:
    """Kept places go to an invited school or back, never both."""
    ground = world.build(database, capacity=200, schools=20, now=utc_now())
    found = inviting.campaign(database, ground, schools=5, places=100, now=utc_now())
    pen = Pen(database)
    posts = _posts(database, ground)
    withdrawals = [
        pen.post(f"withdraw{n}", ground.coordinator, f"/campaigns/{found.id}/withdraw")
        for n in range(4)
    ]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, [*posts[:8], *withdrawals, *posts[8:]], clients=CLIENTS)

    assert set(told(answers)) <= {303, 409}
    with database.reading() as tx:
        (row,) = kept.of_holder(tx, found.holder)
        taken = season.session_facts(tx, ground.sessions[0]).taken
    booked = sum(a.status == 303 for a in answers if a.key.isdigit())
    assert row.kept == 0
    assert row.used + row.given_back == 100
    assert taken == 20 * booked
