"""An officer confirms, and every group has its turn, its letter and its places as they should be."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.booking import actions as desk
from outreach.booking import arrival_actions, desk_actions, queries
from outreach.booking.model import BookingState
from outreach.booking.rules import NotPossibleNow
from outreach.disruption import queries as disruptions
from outreach.disruption import undo_actions
from outreach.disruption.actions import PreviewChanged, disrupt
from outreach.disruption.model import Because, Choice, Outcome, Turn
from outreach.disruption.rules import PlacesGone, UndoOver
from outreach.kernel.db import Database
from outreach.outbox.tables import OutboxRow
from outreach.season import queries as season
from outreach.season.model import SessionState
from tests import make
from tests.disruption import ground
from tests.disruption.ground import LATER, TOO_LATE, disrupted, states

CONFIRMED, GONE = BookingState.CONFIRMED, BookingState.FORCE_MAJEURE


def letters(database: Database, kind: str) -> int:
    with database.reading() as tx:
        return len(tx.scalars(select(OutboxRow.id).where(OutboxRow.kind == kind)).all())


def taken(database: Database, session_id: int) -> int:
    with database.reading() as tx:
        return season.session_facts(tx, session_id).taken


def test_twelve_groups_are_cancelled_in_one_go_and_each_is_told_once(database: Database) -> None:
    rain = ground.build(database, groups=12, capacity=240)

    _made, groups = disrupted(database, rain)

    assert states(database, rain) == [GONE] * 12
    assert [t.outcome for t in groups] == [Outcome.DONE] * 12
    assert all(t.is_owed for t in groups)
    assert taken(database, rain.world.sessions[0]) == 0
    assert letters(database, "disruption-cancelled") == 12


def test_nobody_who_lost_a_visit_can_be_marked_as_missing(database: Database) -> None:
    rain = ground.build(database)
    disrupted(database, rain)

    with pytest.raises(NotPossibleNow), database.writing() as tx:
        arrival_actions.miss(
            tx,
            booking_id=rain.bookings[0],
            by=rain.world.coordinator.id,
            now=make.NOW + timedelta(days=31),
        )


def test_groups_move_inside_their_venue_and_keep_their_number(database: Database) -> None:
    rain = ground.build(database)
    first, second, third = rain.bookings
    later = rain.world.sessions[1]

    _made, groups = disrupted(
        database,
        rain,
        choices={
            first: Choice(Turn.POSTPONE, session_id=later),
            second: Choice(Turn.OPEN),
            third: Choice(Turn.LEAVE),
        },
    )

    assert [(t.turn, t.outcome) for t in groups] == [
        (Turn.POSTPONE, Outcome.DONE),
        (Turn.OPEN, Outcome.DONE),
        (Turn.LEAVE, Outcome.LEFT),
    ]
    assert states(database, rain) == [CONFIRMED, GONE, CONFIRMED]
    assert (taken(database, rain.world.sessions[0]), taken(database, later)) == (20, 20)
    assert letters(database, "disruption-moved") == 1


def test_a_group_that_finds_the_new_session_full_is_left_and_listed(database: Database) -> None:
    rain = ground.build(database, capacity=100)
    later = rain.world.sessions[1]
    with database.writing() as tx:
        ground.book(tx, rain.world, school=3, session=1, pupils=70)

    _made, groups = disrupted(
        database,
        rain,
        choices={b: Choice(Turn.POSTPONE, session_id=later) for b in rain.bookings},
    )

    assert [(t.outcome, t.because) for t in groups] == [
        (Outcome.DONE, None),
        (Outcome.LEFT, Because.FULL),
        (Outcome.LEFT, Because.FULL),
    ]
    assert taken(database, later) == 90


def test_the_same_form_sent_again_does_nothing_more(database: Database) -> None:
    rain = ground.build(database)
    with database.writing() as tx:
        wanted = ground.order(
            tx, rain.province, rain.scope, choices=Choice(Turn.CANCEL), now=make.NOW
        )
        first = disrupt(tx, person=rain.province, order=wanted, now=make.NOW)
    with database.writing() as tx:
        second = disrupt(tx, person=rain.province, order=wanted, now=LATER)

    assert second == first
    assert letters(database, "disruption-cancelled") == 3


def test_what_changed_since_the_preview_is_shown_and_nothing_is_done(database: Database) -> None:
    rain = ground.build(database)
    with database.writing() as tx:
        wanted = ground.order(
            tx, rain.province, rain.scope, choices=Choice(Turn.CANCEL), now=make.NOW
        )
        desk.cancel(tx, booking_id=rain.bookings[0], reason="illness", by=None, now=make.NOW)
        came = ground.book(tx, rain.world, school=4)

    with pytest.raises(PreviewChanged) as refusal, database.writing() as tx:
        disrupt(tx, person=rain.province, order=wanted, now=make.NOW)

    assert refusal.value.facts == {
        "changed": frozenset(),
        "came": {came},
        "gone": {rain.bookings[0]},
    }
    assert states(database, rain) == [BookingState.CANCELLED, CONFIRMED, CONFIRMED]


def test_undo_gives_everybody_back_what_they_had(database: Database) -> None:
    rain = ground.build(database)
    later = rain.world.sessions[1]
    before = [ground.booking(database, b) for b in rain.bookings]
    made, _groups = disrupted(
        database,
        rain,
        choices={b: Choice(Turn.CANCEL) for b in rain.bookings[:2]}
        | {rain.bookings[2]: Choice(Turn.POSTPONE, session_id=later)},
    )

    for _twice in range(2):
        with database.writing() as tx:
            undo_actions.undo(tx, disruption_id=made.id, person=rain.province, now=LATER)

    after = [ground.booking(database, b) for b in rain.bookings]
    assert [(b.state, b.day, b.session_id) for b in after] == [
        (b.state, b.day, b.session_id) for b in before
    ]
    assert all(b.sequence == a.sequence + 2 for a, b in zip(before, after, strict=True))
    assert (taken(database, rain.world.sessions[0]), taken(database, later)) == (60, 0)
    assert letters(database, "disruption-undone") == 3


def test_undo_does_not_take_places_from_a_newcomer(database: Database) -> None:
    rain = ground.build(database, capacity=60)
    made, _groups = disrupted(database, rain)
    with database.writing() as tx:
        ground.book(tx, rain.world, school=4, pupils=20)

    with database.writing() as tx:
        undo_actions.undo(tx, disruption_id=made.id, person=rain.province, now=LATER)
        groups = disruptions.touches_of(tx, made.id)

    assert sorted(states(database, rain)) == [CONFIRMED, CONFIRMED, GONE]
    assert [t.outcome for t in groups].count(Outcome.LOST) == 1
    assert [t.because for t in groups if t.outcome is Outcome.LOST] == [Because.FULL]
    assert taken(database, rain.world.sessions[0]) == 60


def test_after_a_quarter_of_an_hour_groups_come_back_one_by_one(database: Database) -> None:
    rain = ground.build(database, capacity=60)
    made, groups = disrupted(database, rain)

    with pytest.raises(UndoOver), database.writing() as tx:
        undo_actions.undo(tx, disruption_id=made.id, person=rain.province, now=TOO_LATE)
    with database.writing() as tx:
        ground.book(tx, rain.world, school=4, pupils=40)
        undo_actions.restore_one(
            tx, touch_id=groups[0].id, person=rain.world.coordinator, now=TOO_LATE
        )
    with pytest.raises(PlacesGone), database.writing() as tx:
        undo_actions.restore_one(
            tx, touch_id=groups[1].id, person=rain.world.coordinator, now=TOO_LATE
        )

    assert states(database, rain) == [CONFIRMED, GONE, GONE]


def test_what_a_school_did_itself_meanwhile_stands(database: Database) -> None:
    rain = ground.build(database)
    later = rain.world.sessions[1]
    made, _groups = disrupted(database, rain, choices=Choice(Turn.POSTPONE, session_id=later))
    with database.writing() as tx:
        desk.cancel(tx, booking_id=rain.bookings[0], reason="illness", by=None, now=make.NOW)

    with database.writing() as tx:
        undo_actions.undo(tx, disruption_id=made.id, person=rain.province, now=LATER)

    assert states(database, rain) == [BookingState.CANCELLED, CONFIRMED, CONFIRMED]


def test_near_days_places_stay_free_and_far_days_go_to_those_who_wait(database: Database) -> None:
    near = ground.build(database, capacity=60)
    with database.writing() as tx:
        waiting = ground.book(tx, near.world, school=3, waits=True)
    eve = make.NOW + timedelta(days=27)  # three days ahead

    only = {b: Choice(Turn.CANCEL) for b in near.bookings[:1]}
    disrupted(database, near, choices=only, now=eve)
    assert ground.booking(database, waiting).state is BookingState.WAITLISTED
    assert taken(database, near.world.sessions[0]) == 40

    with database.writing() as tx:
        desk_actions.confirm(
            tx,
            booking_id=ground.book(tx, near.world, school=4, session=1),
            by=near.world.coordinator.id,
            now=make.NOW,
        )


def test_a_shut_venue_shuts_its_sessions_and_opens_them_again(database: Database) -> None:
    rain = ground.build(database)
    session = rain.world.sessions[0]
    made, groups = disrupted(
        database,
        rain,
        person=rain.world.coordinator,
        choices=Choice(Turn.LEAVE),
        counties=frozenset(),
        venue_id=rain.world.venue,
        closes=True,
    )

    assert [(t.turn, t.outcome) for t in groups] == [(Turn.OPEN, Outcome.DONE)] * 3
    with database.reading() as tx:
        assert season.session_facts(tx, session).state is SessionState.CANCELLED
    assert made.closure_id is not None

    with database.writing() as tx:
        lifted = undo_actions.lift(
            tx, disruption_id=made.id, person=rain.world.coordinator, now=TOO_LATE
        )
    assert not lifted.shuts
    with database.reading() as tx:
        assert season.session_facts(tx, session).state is SessionState.OPEN
        assert queries.bookings_of_session(tx, session, states=[CONFIRMED]) == []
