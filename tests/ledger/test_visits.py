"""A booked group comes: what the desk counts is what the ledger says."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from outreach.accounts.model import Role
from outreach.booking import actions as booking
from outreach.booking import desk_actions
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Database
from outreach.ledger import actions, queries, reach_queries, visits
from outreach.ledger.model import EVERYTHING, Audience, Filter, Kind, State
from outreach.ledger.record_model import Verb
from tests import make
from tests.booking import world
from tests.booking.world import COUNTY, World
from tests.browse import Browse

PUPILS, ADULTS = 40, 4


@pytest.fixture
def ground(database: Database) -> World:
    return world.build(database)


def came(database: Database, ground: World) -> tuple[int, datetime]:
    """A confirmed group is counted at the door; the booking's id and the moment."""
    with database.writing() as tx:
        placed = booking.book(
            tx,
            session_id=ground.sessions[0],
            school=ground.schools[0],
            group=world.group(pupils=PUPILS, adults=ADULTS),
            token="t1",
            placed_by=ground.teachers[0].id,
            now=make.NOW,
        )
    with database.writing() as tx:
        desk_actions.confirm(
            tx, booking_id=placed.booking_id, by=ground.coordinator.id, now=make.NOW
        )
    moment = at_wall_clock(ground.day, time(9))
    count(database, ground, placed.booking_id, moment)
    return placed.booking_id, moment


def count(
    database: Database, ground: World, booking_id: int, now: datetime, **changes: Any
) -> None:
    counted: dict[str, Any] = {"pupils": PUPILS, "adults": ADULTS, "note": None}
    with database.writing() as tx:
        visits.count(
            tx, booking_id=booking_id, by=ground.coordinator.id, now=now, **counted | changes
        )


def finish(database: Database, ground: World, booking_id: int, now: datetime) -> Any:
    with database.writing() as tx:
        return visits.finish(tx, booking_id=booking_id, by=ground.coordinator.id, now=now)


def test_a_finished_visit_is_one_activity_with_one_cell(database: Database, ground: World) -> None:
    booking_id, now = came(database, ground)

    first = finish(database, ground, booking_id, now)
    second = finish(database, ground, booking_id, now + timedelta(hours=1))

    assert first == second
    assert (first.kind, first.audience, first.county_code) == (Kind.VISIT, Audience.SCHOOL, COUNTY)
    assert (first.onsite, first.onsite_pupils, first.online) == (PUPILS + ADULTS, PUPILS, None)
    assert (first.day, first.venue_id, first.booking_id) == (ground.day, ground.venue, booking_id)
    with database.reading() as tx:
        assert queries.listed(tx, Filter(), sight=EVERYTHING).total == 1
        (cell,) = reach_queries.heads(tx, period=None)
    assert (cell.school_id, cell.cohort, cell.counts) == (
        ground.schools[0].id,
        2022,
        ((PUPILS, None, None, ground.day),),
    )


def test_a_recount_at_the_desk_changes_the_record_and_keeps_what_it_said(
    database: Database, ground: World
) -> None:
    booking_id, now = came(database, ground)
    activity = finish(database, ground, booking_id, now)

    count(database, ground, booking_id, now, pupils=37, note="三人留在车上")

    with database.reading() as tx:
        record = queries.find_record(tx, activity.id, sight=EVERYTHING)
    assert record is not None
    assert (record.activity.onsite, record.activity.onsite_pupils) == (37 + ADULTS, 37)
    assert [cell.pupils for cell in record.cells] == [37]
    (change,) = record.changes
    assert (change.verb, change.reason) == (Verb.RECOUNTED, "三人留在车上")
    assert change.before["onsite_pupils"] == "40"


def test_a_recount_to_nobody_and_back_finds_the_grade_again(
    database: Database, ground: World
) -> None:
    booking_id, now = came(database, ground)
    finish(database, ground, booking_id, now)

    for pupils in (0, 38):
        with database.writing() as tx:
            actions.correct_visit(
                tx,
                booking_id=booking_id,
                grade=5,
                pupils=pupils,
                adults=ADULTS,
                person_id=ground.coordinator.id,
                now=now,
            )

    with database.reading() as tx:
        (cell,) = reach_queries.heads(tx, period=None)
    assert (cell.cohort, cell.counts) == (2022, ((38, None, None, ground.day),))


def test_a_recount_before_the_visit_is_over_needs_no_record(
    database: Database, ground: World
) -> None:
    booking_id, now = came(database, ground)

    count(database, ground, booking_id, now, pupils=39)

    with database.reading() as tx:
        assert queries.find_by_booking(tx, booking_id) is None
    assert finish(database, ground, booking_id, now).onsite_pupils == 39


def test_a_withdrawn_visit_stays_withdrawn_when_it_is_recounted(
    database: Database, ground: World
) -> None:
    booking_id, now = came(database, ground)
    activity = finish(database, ground, booking_id, now)
    with database.writing() as tx:
        actions.withdraw(
            tx,
            activity_id=activity.id,
            revision=activity.revision,
            reason="重复",
            person_id=ground.coordinator.id,
            now=now,
        )

    count(database, ground, booking_id, now, pupils=30)

    with database.reading() as tx:
        found = queries.find_by_booking(tx, booking_id)
        assert found is not None
        assert (found.state, found.onsite_pupils) == (State.WITHDRAWN, 30)
        assert reach_queries.heads(tx, period=None) == []


def test_a_visit_that_nobody_ended_is_ended_by_the_clock(database: Database, ground: World) -> None:
    booking_id, now = came(database, ground)

    early = visits.finish_due(database, now=now + timedelta(hours=1))
    due = visits.finish_due(database, now=now + timedelta(hours=4))
    again = visits.finish_due(database, now=now + timedelta(hours=5))

    assert (early, due, again) == (0, 1, 0)
    with database.reading() as tx:
        found = queries.find_by_booking(tx, booking_id)
    assert found is not None
    assert found.created_by is None


def test_the_number_of_a_visit_is_corrected_at_the_desk_and_not_in_the_ledger(
    browse: Browse, database: Database, ground: World
) -> None:
    booking_id, now = came(database, ground)
    activity = finish(database, ground, booking_id, now)
    browse.clock.now = now
    coordinator = browse.as_(Role.VENUE, scope=ground.venue)

    page = coordinator.get(f"/ledger/{activity.id}")
    refused = coordinator.get(f"/ledger/{activity.id}/correct")

    assert "人数以到馆登记为准" in page.text
    assert refused.status_code == 409
    assert "参观人数在到馆登记处更正" in refused.text


def test_teachers_see_their_own_visit_and_no_other_schools(
    browse: Browse, database: Database, ground: World
) -> None:
    booking_id, now = came(database, ground)
    activity = finish(database, ground, booking_id, now)
    browse.clock.now = now

    seen = [browse.sign_in(teacher).get(f"/ledger/{activity.id}") for teacher in ground.teachers]

    assert [answer.status_code for answer in seen] == [200, 404, 404, 404]
