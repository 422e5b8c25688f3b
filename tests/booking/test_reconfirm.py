"""Whether a school still comes: asked once, answered with one tap, rung when it is silent."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.accounts.model import Role
from outreach.accounts.tables import AuditRow
from outreach.booking import actions, call_queries, desk_actions, queries, rules
from outreach.booking import reconfirm_actions as reconfirm
from outreach.booking.model import BookingState
from outreach.booking.reconfirm_actions import Answer, Details
from outreach.duty import call_list
from outreach.kernel.db import Database
from outreach.outbox.tables import OutboxRow
from outreach.season import queries as season
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.browse import Browse

DAY = timedelta(days=1)
NEAR = make.NOW + 27 * DAY  # three days before the visits


@pytest.fixture
def ground(database: Database) -> World:
    """A confirmed visit of 20 in a session of 30, for which another 20 wait."""
    found = world.build(database, capacity=30)
    with database.writing() as tx:
        for school in (0, 1):
            placed = actions.book(
                tx,
                session_id=found.sessions[0],
                school=found.schools[school],
                group=world.group(),
                token=f"reconfirm-school-{school}",
                joins_waitlist=school == 1,
                placed_by=found.teachers[school].id,
                now=make.NOW,
            )
            if school == 0:
                assert placed.booking_id == 1
                desk_actions.confirm(tx, booking_id=1, by=found.coordinator.id, now=make.NOW)
    return found


def token(database: Database) -> str:
    with database.reading() as tx:
        row = tx.scalars(select(OutboxRow).where(OutboxRow.kind == "reconfirm")).one()
    return str(json.loads(row.payload)["token"])


def state(database: Database, booking_id: int = 1) -> BookingState:
    with database.reading() as tx:
        found = queries.find_booking(tx, booking_id)
    assert found is not None
    return found.state


def test_a_school_is_asked_once_and_no_earlier_than_the_venue_says(
    database: Database, ground: World
) -> None:
    asked = [reconfirm.ask_due(database, now=now) for now in (NEAR - DAY, NEAR, NEAR, NEAR + DAY)]

    assert asked == [0, 1, 0, 0]


def test_one_tap_says_that_the_school_comes(
    database: Database, ground: World, browse: Browse
) -> None:
    reconfirm.ask_due(database, now=NEAR)
    browse.clock.now = NEAR + timedelta(hours=1)
    path = f"/reconfirm/{token(database)}"

    page = browse.get(path)
    after = browse.follow(
        browse.post(path, {"answer": "coming", "coaches": "2", "arrives": "08:45"})
    )

    assert "照常来" in page.text
    assert world.group().leader_phone not in page.text
    assert "已收到：照常来" in after.text
    with database.reading() as tx:
        kept = call_queries.reconfirmation(tx, 1, ground.day)
    assert kept is not None
    assert (kept.answer, kept.coaches, str(kept.arrives)) == ("coming", 2, "08:45:00")


def test_who_cannot_come_gives_the_places_to_the_next_in_line(
    database: Database, ground: World, browse: Browse
) -> None:
    reconfirm.ask_due(database, now=NEAR)
    browse.clock.now = NEAR
    path = f"/reconfirm/{token(database)}"

    twice = [
        browse.post(path, {"answer": "not_coming", "reason": "illness"}).status_code
        for _press in range(2)
    ]

    assert twice == [303, 303]
    assert (state(database), state(database, 2)) == (BookingState.CANCELLED, BookingState.OFFERED)


def test_other_numbers_go_through_the_guard_and_the_rules(
    database: Database, ground: World, browse: Browse
) -> None:
    reconfirm.ask_due(database, now=NEAR)
    browse.clock.now = NEAR
    path = f"/reconfirm/{token(database)}"

    none_left = browse.post(path, {"answer": "changed", "pupils": "31", "adults": "10"})
    too_many = browse.post(path, {"answer": "changed", "pupils": "25", "adults": "10"})
    too_few_adults = browse.post(path, {"answer": "changed", "pupils": "19", "adults": "0"})
    good = browse.post(path, {"answer": "changed", "pupils": "18", "adults": "2"})

    assert [none_left.status_code, too_many.status_code] == [422, 409]
    assert "至少 1 位" in too_few_adults.text
    assert good.status_code == 303
    with database.reading() as tx:
        assert season.session_facts(tx, ground.sessions[0]).taken == 18


def test_an_answer_after_the_visit_began_is_refused(database: Database, ground: World) -> None:

    with pytest.raises(rules.NotPossibleNow), database.writing() as tx:
        reconfirm.answer(
            tx,
            booking_id=1,
            answer=Answer.COMING,
            details=Details(),
            by=None,
            now=make.NOW + 31 * DAY,
        )


def test_bad_answers_are_answered_and_change_nothing(
    database: Database, ground: World, browse: Browse
) -> None:
    reconfirm.ask_due(database, now=NEAR)
    browse.clock.now = NEAR
    path = f"/reconfirm/{token(database)}"

    told = [
        browse.post(path, {"answer": "perhaps"}).status_code,
        browse.post(path, {"answer": "coming", "coaches": "-1"}).status_code,
        browse.post(path, {"answer": "coming", "arrives": "noon"}).status_code,
        browse.post(path, {"answer": "changed", "pupils": "9" * 40}).status_code,
        browse.post(path, {"answer": "not_coming", "reason": "x"}).status_code,
        browse.get("/reconfirm/" + "y" * 32).status_code,
    ]

    assert told == [400, 422, 422, 422, 422, 404]
    assert state(database) is BookingState.CONFIRMED


def test_a_silent_school_is_on_the_call_list_until_somebody_reached_it(
    database: Database, ground: World, browse: Browse
) -> None:
    reconfirm.ask_due(database, now=NEAR)
    browse.clock.now = NEAR + DAY
    desk = browse.sign_in(ground.coordinator)

    def listed(hours: int) -> int:
        with database.reading() as tx:
            now = NEAR + timedelta(hours=hours)
            found = call_list.entries(tx, ground.coordinator, now=now, patience=DAY)
            return len([each for each in found if each.due.reason == "reconfirmation"])

    assert (listed(23), listed(24)) == (0, 1)
    page = desk.get("/desk/calls")
    opened = desk.post("/desk/calls/1/reconfirmation/open")
    desk.post("/desk/calls/1/reconfirmation", {"outcome": "not_reached"})
    tried = desk.get("/desk/calls")
    desk.post("/desk/calls/1/reconfirmation", {"outcome": "reached"})

    number = world.group().leader_phone
    assert "没有复核" in page.text
    assert number not in page.text
    assert number in opened.text
    assert "/reconfirm/" in opened.text
    assert "没有接通" in tried.text
    assert listed(25) == 0
    with database.reading() as tx:
        audited = tx.scalars(select(AuditRow).where(AuditRow.action == "open-number")).one()
    assert (audited.subject, audited.person_id) == ("booking:1", ground.coordinator.id)


def test_another_venues_desk_neither_sees_nor_opens_the_number(
    database: Database, ground: World, browse: Browse
) -> None:

    reconfirm.ask_due(database, now=NEAR)
    browse.clock.now = NEAR + DAY
    stranger = browse.as_(Role.VENUE, scope=99)

    assert "没有要打的电话" in stranger.get("/desk/calls").text
    assert stranger.post("/desk/calls/1/reconfirmation/open").status_code == 404
    assert stranger.post("/desk/calls/1/reconfirmation", {"outcome": "reached"}).status_code == 404
