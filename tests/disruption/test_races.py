"""Officers, teachers and an undo at once, over HTTP: no place twice, no group twice, none lost."""

from typing import Any

import pytest
from sqlalchemy import select, text

from outreach.booking.model import TAKES_PLACES, BookingState
from outreach.booking.steps import get
from outreach.disruption import queries
from outreach.disruption.model import Choice, Outcome, Touch, Turn
from outreach.disruption.preview import preview
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.outbox.tables import OutboxRow
from outreach.season import queries as season
from tests import serving
from tests.booking import rush
from tests.booking.rush import Answer, Pen, Post
from tests.booking.test_races import assert_counters_agree, told, unguarded
from tests.booking.world import COUNTY
from tests.disruption import ground
from tests.disruption.ground import Rain

pytestmark = pytest.mark.race

CLIENTS = 8
GONE = BookingState.FORCE_MAJEURE


def confirm(
    database: Database, pen: Pen, rain: Rain, key: str, *, turn: str = "cancel", token: str
) -> Post:
    """The second step of an officer who has just seen the preview."""
    with database.reading() as tx:
        seen = preview(tx, rain.province, rain.scope, now=utc_now()).touched
    rows: dict[str, Any] = {}
    for each in seen:
        rows[f"seen-{each.booking.id}"] = each.booking.revision
        rows[f"turn-{each.booking.id}"] = turn
    day = rain.world.day
    path = (
        f"/disruptions/new?counties={COUNTY}&starts_on={day}&ends_on={day}&touching=all"
        "&venue=&reason=flood&words=storm&turn=cancel"
    )
    return pen.post(key, rain.province, path, token=token, **rows)


def race(database: Database, posts: list[Post]) -> list[Answer]:
    with serving.serving(rush.url_of(database)) as address:
        return rush.race(address, posts, clients=CLIENTS)


def letters(database: Database, kind: str) -> list[str]:
    with database.reading() as tx:
        return list(tx.scalars(select(OutboxRow.payload).where(OutboxRow.kind == kind)))


def groups_of(database: Database) -> list[Touch]:
    with database.reading() as tx:
        return queries.touches_of(tx, 1)


def test_one_form_sent_eight_times_at_once_is_one_disruption(database: Database) -> None:
    rain = ground.build(database, groups=12, capacity=240, now=utc_now())
    pen = Pen(database)
    post = confirm(database, pen, rain, "same", token="one-form-of-an-officer")

    answers = race(database, [post] * 8)

    assert told(answers) == {303: 8}
    assert len({answer.where for answer in answers}) == 1
    assert len(letters(database, "disruption-cancelled")) == 12
    assert ground.states(database, rain) == [GONE] * 12
    assert_counters_agree(database, rain.world)


def test_of_officers_who_confirm_at_once_one_acts_and_the_others_are_told(
    database: Database,
) -> None:
    rain = ground.build(database, groups=12, capacity=240, now=utc_now())
    pen = Pen(database)
    posts = [
        confirm(database, pen, rain, str(n), token=f"form-of-officer-number-{n}") for n in range(6)
    ]

    answers = race(database, posts)

    assert told(answers) == {303: 1, 409: 5}
    assert len(letters(database, "disruption-cancelled")) == 12
    assert_counters_agree(database, rain.world)


def test_a_batch_and_what_schools_and_the_desk_do_to_the_same_groups(database: Database) -> None:
    """Cancelling, holding and declining beside the batch: each group ends in one state."""
    rain = ground.build(database, groups=12, capacity=240, now=utc_now(), confirmed=False)
    pen = Pen(database)
    later = rain.world.sessions[1]
    posts = [confirm(database, pen, rain, "batch", turn=f"postpone:{later}", token="batch-" * 4)]
    for n, booking_id in enumerate(rain.bookings):
        teacher, desk = rain.world.teachers[n], rain.world.coordinator
        posts += [
            [
                pen.post(f"{n}", teacher, f"/bookings/{booking_id}/cancel", reason="illness"),
                pen.post(f"{n}", desk, f"/desk/bookings/{booking_id}/hold"),
                pen.post(f"{n}", desk, f"/desk/bookings/{booking_id}/decline", reason="x"),
            ][n % 3]
        ]

    answers = race(database, posts)

    assert set(told(answers)) <= {303, 409}
    assert_counters_agree(database, rain.world)


def test_undo_sent_many_times_restores_once(database: Database) -> None:
    rain = ground.build(database, groups=12, capacity=240, now=utc_now())
    made, _groups = ground.disrupted(database, rain, now=utc_now())
    pen = Pen(database)
    path = f"/disruptions/{made.id}/undo"

    answers = race(database, [pen.post(str(n), rain.province, path) for n in range(8)])

    assert told(answers) == {303: 8}
    assert ground.states(database, rain) == [BookingState.CONFIRMED] * 12
    assert len(letters(database, "disruption-undone")) == 12
    assert_counters_agree(database, rain.world)


def undo_among_newcomers(database: Database, rain: Rain) -> list[Post]:
    """A full session was emptied; its groups come back while as many others book its places."""
    made, _groups = ground.disrupted(database, rain, now=utc_now())
    pen = Pen(database)
    schools = list(zip(rain.world.teachers, rain.world.schools, strict=True))[12:24]
    newcomers = [
        pen.book(f"new{n}", teacher, session=rain.world.sessions[0], school=school.id)
        for n, (teacher, school) in enumerate(schools)
    ]
    undo = pen.post("undo", rain.province, f"/disruptions/{made.id}/undo")
    return [*newcomers[:3], undo, *newcomers[3:]]


def test_undo_and_newcomers_share_the_last_places(database: Database) -> None:
    """240 places for 24 groups of 20: twelve have them, and whoever lost both comes first."""
    rain = ground.build(database, groups=12, capacity=240, now=utc_now(), schools=24)

    answers = race(database, undo_among_newcomers(database, rain))

    assert set(told(answers)) <= {303, 409}
    booked = sum(a.status == 303 for a in answers if a.key.startswith("new"))
    groups = groups_of(database)
    back = [t for t in groups if t.outcome is Outcome.UNDONE]
    lost = [t for t in groups if t.outcome is Outcome.LOST]
    assert (len(back), len(lost)) == (12 - booked, booked)
    assert all(t.is_owed for t in lost)
    assert_counters_agree(database, rain.world)


def test_without_the_guard_undo_sells_places_twice(database: Database) -> None:
    """The control: should this not oversell, the test above proves nothing."""
    rain = ground.build(database, groups=12, capacity=240, now=utc_now(), schools=24)
    if not database.is_sqlite:
        with database.writing() as tx:
            tx.execute(text("ALTER TABLE session DROP CONSTRAINT ck_session_never_oversold"))
    posts = undo_among_newcomers(database, rain)

    with unguarded(database) as address:
        rush.race(address, posts, clients=CLIENTS)

    with database.reading() as tx:
        session = season.session_facts(tx, rain.world.sessions[0])
    assert session.taken > session.capacity


def test_undo_and_schools_that_give_up_meanwhile(database: Database) -> None:
    """Moved groups cancel while they are being moved back: each ends once, and counters hold."""
    rain = ground.build(database, groups=12, capacity=240, now=utc_now())
    later = rain.world.sessions[1]
    made, _groups = ground.disrupted(
        database, rain, choices=Choice(Turn.POSTPONE, session_id=later), now=utc_now()
    )
    pen = Pen(database)
    posts = [
        pen.post(f"{n}", rain.world.teachers[n], f"/bookings/{b}/cancel", reason="illness")
        for n, b in enumerate(rain.bookings)
    ]
    posts.insert(4, pen.post("undo", rain.province, f"/disruptions/{made.id}/undo"))

    answers = race(database, posts)

    assert set(told(answers)) <= {303, 409}
    assert set(ground.states(database, rain)) <= {BookingState.CANCELLED, BookingState.CONFIRMED}
    assert_counters_agree(database, rain.world)


def test_of_officers_who_book_again_at_once_one_does(database: Database) -> None:
    rain = ground.build(database, groups=3, now=utc_now())
    ground.disrupted(database, rain, now=utc_now())
    touch = groups_of(database)[0]
    pen = Pen(database)
    sessions = rain.world.sessions[1:]
    posts = [
        pen.post(str(n), rain.province, f"/make-ups/{touch.id}/book/{sessions[n % 2]}")
        for n in range(6)
    ]

    answers = race(database, posts)

    assert set(told(answers)) <= {303, 409}
    with database.reading() as tx:
        active = [
            get(tx, n)
            for n in tx.scalars(text("SELECT id FROM booking"))
            if get(tx, n).school_id == touch.school.id and get(tx, n).state in TAKES_PLACES
        ]
    assert len(active) == 1
    assert_counters_agree(database, rain.world)
