"""Two people sign, or freeze, at once, while the ledger changes: one wins, and no figure moves."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.returns import actions, queries
from outreach.returns.model import State, Verb
from tests import serving
from tests.booking import rush
from tests.booking.rush import Answer, Pen, Post
from tests.returns import making
from tests.returns.making import COUNTY_UNIT, Ground

pytestmark = pytest.mark.race

TRIES = 6
TALKS = ("talks", "onsite")


@pytest.fixture
def ground(database: Database) -> Ground:
    people = making.lay(database, "national", now=utc_now())
    with database.writing() as tx:
        for _ in range(20):
            making.tell(tx, onsite=10, by=people.county.id)
    return people


def return_id(database: Database, ground: Ground) -> int:
    with database.reading() as tx:
        return ground.return_of(tx, "national", COUNTY_UNIT).id


def race(database: Database, posts: list[Post]) -> list[Answer]:
    with serving.serving(rush.url_of(database)) as address:
        return rush.race(address, posts, clients=len(posts))


def signs(database: Database, ground: Ground, found: int, *, revision: int) -> list[Post]:
    """Two people press the same button, several times, having seen the same page."""
    pen = Pen(database)
    return [
        pen.post(f"{who.name}{turn}", who, f"/returns/{found}/sign", revision=revision)
        for turn in range(TRIES)
        for who in (ground.province, ground.admin)
    ]


def checked(database: Database, ground: Ground) -> tuple[int, int]:
    """A return that waits for its last signature, with the revision its page shows."""
    found = return_id(database, ground)
    with database.reading() as tx:
        making.compile_now(database, queries.version_row(tx, found), ground.county)
    with database.writing() as tx:
        now = queries.version_row(tx, found)
        actions.check(tx, now, seen=now.revision, by=ground.city.id, now=utc_now())
        return found, now.revision + 1


def test_of_two_people_who_sign_at_once_one_signs(database: Database, ground: Ground) -> None:
    found, revision = checked(database, ground)

    answers = race(database, signs(database, ground, found, revision=revision))

    assert Counter(a.status for a in answers) == {303: 1, 409: 2 * TRIES - 1}
    with database.reading() as tx:
        verbs = [step.verb for step in queries.steps(tx, found)]
    assert verbs.count(Verb.SIGNED) == 1


def test_compiled_and_frozen_while_the_ledger_changes_every_cell_is_still_its_trail(
    database: Database, ground: Ground
) -> None:
    """Whoever is first: what was signed is one moment of the ledger, whole."""
    found = return_id(database, ground)
    pen = Pen(database)
    entry = {
        "audience": "public", "kind": "talk", "day": "2025-06-03", "county_code": making.XUNWU,
        "lead": "县科协", "onsite": "10",
    }  # fmt: skip
    tells = [
        pen.post(
            f"tell{n}",
            ground.county,
            "/ledger/new",
            **entry,
            place=f"第{n}礼堂",
            token=f"race-token-{n:020d}",
        )
        for n in range(2 * TRIES)
    ]
    compiles = [
        pen.post(f"compile{n}", ground.county, f"/returns/{found}/compile", revision=1)
        for n in range(TRIES)
    ]

    answers = race(database, [*tells[:TRIES], *compiles, *tells[TRIES:]])

    told = [a for a in answers if a.key.startswith("tell")]
    assert {a.status for a in told} == {303}, "the ledger did change"
    statuses = Counter(a.status for a in answers if a.key.startswith("compile"))
    assert statuses == {303: 1, 409: TRIES - 1}
    with database.reading() as tx:
        kept = queries.find_snapshot(tx, found)
        assert kept is not None
        assert kept.value(TALKS) == sum(part.brings for part in kept.trail(TALKS))
        assert kept.value(("talks", "times")) == len(kept.trail(TALKS))
        assert (kept.value(TALKS) or 0) == 10 * len(kept.trail(TALKS))
        assert queries.version_row(tx, found).state is State.COMPILED


def test_without_the_swap_two_people_sign(database: Database, ground: Ground) -> None:
    """The control: should one signature remain, the tests above prove nothing."""
    found, revision = checked(database, ground)

    with unguarded(database) as address:
        answers = rush.race(
            address, signs(database, ground, found, revision=revision), clients=2 * TRIES
        )

    assert Counter(a.status for a in answers)[303] > 1
    with database.reading() as tx:
        verbs = [step.verb for step in queries.steps(tx, found)]
    assert verbs.count(Verb.SIGNED) > 1


@contextmanager
def unguarded(database: Database) -> Iterator[str]:
    port = serving.free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.returns.unguarded", "serve", "--port", str(port)],
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
