"""Some days before the visit whoever still waits is told so once, and stays in the line."""

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from outreach.booking import actions, no_place_actions, queries
from outreach.booking.model import BookingState, Verb
from outreach.booking.tables import BookingRow
from outreach.catalogue.tables import GroupRuleRow
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.kernel.span import Days
from outreach.notices import mails
from outreach.outbox import queries as outbox
from outreach.outbox.tables import OutboxRow
from outreach.season.tables import SessionRow
from outreach.standards import queries as standards
from outreach.standards.model import Standard, Verdict
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.browse import Browse

DAY = timedelta(days=1)


@pytest.fixture
def ground(database: Database) -> World:
    """Twenty have the twenty places of the first day; two schools wait; the second day is free."""
    found = world.build(database, capacity=20, sessions=2, same_day=False)
    for school in range(3):
        join(database, found, school, now=make.NOW)
    return found


def join(database: Database, ground: World, school: int, *, now: object) -> None:
    with database.writing() as tx:
        actions.book(
            tx,
            session_id=ground.sessions[0],
            school=ground.schools[school],
            group=world.group(),
            token=f"no-place-{school}",
            joins_waitlist=True,
            placed_by=ground.teachers[school].id,
            now=now,  # type: ignore[arg-type]
        )


def letters(database: Database) -> int:
    with database.reading() as tx:
        return len(tx.scalars(select(OutboxRow).where(OutboxRow.kind == "no-place")).all())


def test_it_is_told_on_the_published_day_once_and_twice_does_no_harm(
    database: Database, ground: World
) -> None:
    day = at_wall_clock(ground.day - 3 * DAY, time(0))

    told = [
        no_place_actions.tell_due(database, now=now)
        for now in (day - timedelta(minutes=1), day, day, day + DAY, day + 2 * DAY)
    ]

    assert told == [0, 2, 0, 0, 0]
    assert letters(database) == 2
    with database.reading() as tx:
        stands = [queries.find_booking(tx, n) for n in (1, 2, 3)]
        verbs = [step.verb for step in queries.history(tx, 2)]
    assert [b.knows_no_place for b in stands if b] == [False, True, True]
    assert verbs == [Verb.JOIN_WAITLIST, Verb.NO_PLACE]


def test_the_venue_sets_how_early(database: Database, ground: World) -> None:
    with database.writing() as tx:
        tx.get_one(GroupRuleRow, ground.venue).no_place_days = 7

    six = at_wall_clock(ground.day - 7 * DAY, time(0))
    assert no_place_actions.tell_due(database, now=six - timedelta(minutes=1)) == 0
    assert no_place_actions.tell_due(database, now=six) == 2


def test_who_joins_late_is_told_a_day_after(database: Database, ground: World) -> None:
    late = at_wall_clock(ground.day - 2 * DAY, time(6))
    no_place_actions.tell_due(database, now=late)
    with database.writing() as tx:
        tx.execute(world.stays_open(ground.sessions[0], until=late + DAY))
    join(database, ground, 3, now=late)

    told = [
        no_place_actions.tell_due(database, now=now)
        for now in (late, late + DAY - timedelta(minutes=1), late + DAY)
    ]

    assert told == [0, 0, 1]


def test_it_stays_in_line_and_is_promoted_all_the_same(database: Database, ground: World) -> None:
    now = at_wall_clock(ground.day - 3 * DAY, time(1))
    no_place_actions.tell_due(database, now=now)

    with database.writing() as tx:
        actions.cancel(tx, booking_id=1, reason="illness", by=None, now=now)

    with database.reading() as tx:
        promoted, still = queries.find_booking(tx, 2), queries.find_booking(tx, 3)
    assert promoted is not None
    assert still is not None
    assert promoted.state is BookingState.OFFERED
    assert not promoted.knows_no_place
    assert still.state is BookingState.WAITLISTED
    assert still.knows_no_place


def test_a_session_that_moves_to_another_day_is_told_of_anew(
    database: Database, ground: World
) -> None:
    no_place_actions.tell_due(database, now=at_wall_clock(ground.day - 3 * DAY, time(1)))
    moved = ground.day + 7 * DAY
    with database.writing() as tx:
        for table in (SessionRow, BookingRow):
            tx.execute(update(table).where(table.day == ground.day).values(day=moved))

    again = at_wall_clock(ground.day + 4 * DAY, time(0))
    assert no_place_actions.tell_due(database, now=again) == 2


def test_the_answer_keeps_the_promise_of_the_waitlist(database: Database, ground: World) -> None:
    days = Days.through(ground.day, ground.day)

    def verdicts() -> list[Verdict]:
        with database.reading() as tx:
            found = standards.figures(
                tx, venue_ids=[ground.venue], days=days, now=at_wall_clock(ground.day, time(9))
            )
        return [c.verdict for f in found if f.standard is Standard.WAITLIST for c in f.cases]

    assert verdicts() == [Verdict.BROKEN, Verdict.BROKEN]
    no_place_actions.tell_due(database, now=at_wall_clock(ground.day - 3 * DAY, time(0, 1)))
    assert verdicts() == [Verdict.KEPT, Verdict.KEPT]


def test_the_letter_names_what_is_open_now_in_both_languages(
    app: Flask, database: Database, settings: Settings, ground: World
) -> None:
    now = at_wall_clock(ground.day - 3 * DAY, time(1))
    with database.writing() as tx:
        tx.execute(world.stays_open(ground.sessions[1], until=now + DAY))
    no_place_actions.tell_due(database, now=now)

    with database.reading() as tx, app.app_context():
        message = next(m for m in outbox.messages(tx) if m.kind == "no-place")
        body = mails.compose(tx, message, settings=settings, now=now).body

    for letter in body.split(mails.RULE):
        assert f"/book/{ground.sessions[1]}" in letter
        assert f"/book/{ground.sessions[0]}" not in letter
        assert "/ask" in letter
        assert "%(" not in letter


def test_the_school_and_the_desk_see_it(database: Database, ground: World, browse: Browse) -> None:
    browse.clock.now = at_wall_clock(ground.day - 3 * DAY, time(1))
    no_place_actions.tell_due(database, now=browse.clock.now)

    school = browse.sign_in(ground.teachers[1]).get("/bookings/2").text
    desk = browse.sign_in(ground.coordinator).get(f"/desk/sessions/{ground.sessions[0]}").text

    assert "到今天还没有名额，已来信告知" in school
    assert desk.count("已告知没有名额") == 2
