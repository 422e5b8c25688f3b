"""Two coordinators at one day, over HTTP and at the same moment: one wins, the other is told."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.planning import queries
from outreach.planning.model import BatchKey
from outreach.planning.sheets import sheet_of
from tests import serving
from tests.booking import rush
from tests.booking.rush import Answer, Pen, Post
from tests.clock import Clock
from tests.planning import stage as stages
from tests.planning.stage import Stage, arrange, plan_of

pytestmark = pytest.mark.race

TRIES = 6


@pytest.fixture
def stage(database: Database) -> Stage:
    clock = Clock()
    clock.now = utc_now()
    made = stages.build(database, clock=clock)
    arrange(database, made)
    return made


def moves(database: Database, stage: Stage) -> list[Post]:
    """Both coordinators move the same batch, each elsewhere, having seen the same board."""
    pen = Pen(database)
    return [
        pen.post(
            f"{who}{turn}",
            person,
            f"{stage.board}/move",
            revision=1,
            booking=stage.bookings[0],
            batch=1,
            **{f"starts_{stage.hall}": f"{9 + turn % 2}:{5 * (turn + 1):02}"},
        )
        for turn in range(TRIES)
        for who, person in (("first", stage.world.coordinator), ("second", stage.second))
    ]


def race(database: Database, posts: list[Post]) -> list[Answer]:
    with serving.serving(rush.url_of(database)) as address:
        return rush.race(address, posts, clients=len(posts))


def test_of_many_moves_at_once_one_is_kept_and_the_others_are_told(
    database: Database, stage: Stage
) -> None:
    answers = race(database, moves(database, stage))

    assert Counter(a.status for a in answers) == {303: 1, 409: 2 * TRIES - 1}
    assert plan_of(database, stage).revision == 2


def test_what_is_published_is_what_the_publisher_saw(database: Database, stage: Stage) -> None:
    """Published and moved at the same moment: schools see the edition that was judged, or none."""
    pen = Pen(database)
    publishes = [
        pen.post(f"publish{n}", person, f"{stage.board}/publish", revision=1, accept="on")
        for n, person in enumerate((stage.world.coordinator, stage.second))
    ]

    answers = race(database, [*publishes, *moves(database, stage)[:2]])

    plan = plan_of(database, stage)
    statuses = {a.key: a.status for a in answers}
    if 303 in {statuses["publish0"], statuses["publish1"]}:
        assert plan.published is not None
        assert plan.published.revision == 1
        assert plan.published.verb == "solve"
    else:
        assert plan.published is None
    assert {a.status for a in answers} <= {303, 409}


def test_numbers_that_change_while_a_plan_is_published_are_never_shown_as_they_were(
    database: Database, stage: Stage
) -> None:
    """The split race: whoever is first, no school reads times for pupils who are not coming."""
    pen = Pen(database)
    group = {"grade": 5, "adults": 20, "leader": "刘老师", "leader_phone": "0797-2831234"}
    change = pen.post(
        "change",
        stage.world.teachers[0],
        f"/bookings/{stage.bookings[0]}/change",
        revision=0,
        pupils=130,
        **group,
    )
    publish = pen.post(
        "publish", stage.world.coordinator, f"{stage.board}/publish", revision=1, accept="on"
    )

    answers = race(database, [change, publish])

    assert {a.key: a.status for a in answers}["change"] == 303
    found = stages.found_day(database, stage)
    plan = plan_of(database, stage)
    assert found.lines[stage.bookings[0]].booking.group.pupils == 130
    assert plan.edition is not None
    assert not plan.edition.fits(found)
    with database.reading() as tx:
        shown = queries.find_plan(tx, stage.world.venue, stage.day)
    assert shown is not None
    if shown.published is not None:
        assert sheet_of(found, shown.published, stage.bookings[0]) is None
        assert sheet_of(found, shown.published, stage.bookings[1]) is not None


def test_without_the_swap_a_move_is_lost(database: Database, stage: Stage) -> None:
    """The control: should this keep every move, the tests above prove nothing."""
    posts = moves(database, stage)

    with unguarded(database) as address:
        answers = rush.race(address, posts, clients=len(posts))

    told = [a for a in answers if a.status == 303]
    assert len(told) > 1, "several were told that their move stands"
    edition = plan_of(database, stage).edition
    assert edition is not None
    kept = [
        t
        for t in edition.timetable.of_batch(BatchKey(stage.bookings[0], 1))
        if t.hall == stage.hall
    ]
    assert len(kept) == 1


@contextmanager
def unguarded(database: Database) -> Iterator[str]:
    port = serving.free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.planning.unguarded", "serve", "--port", str(port)],
        env=serving.environment(rush.url_of(database)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        serving.wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)
