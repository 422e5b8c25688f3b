"""Duties follow bookings, guides are told once, and limits hold unless a reason is given."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from outreach.booking import actions as booking
from outreach.booking import change_actions
from outreach.catalogue.model import DayPart
from outreach.kernel.db import Database, Tx
from outreach.outbox.tables import OutboxRow
from outreach.roster import actions, assign_actions, board, guide_actions, loads, needs, queries
from outreach.roster.constraints import Rule
from outreach.roster.loads import Period
from outreach.roster.model import DutyState, Limits, OffKind
from outreach.roster.rules import DutyChanged, GuideNotPossible, LimitsPassed
from outreach.season import claims
from tests import make
from tests.roster import ground

BY: dict[str, Any] = {"by": None, "now": make.NOW}


def told(tx: Tx) -> list[tuple[str, int | None]]:
    rows = tx.scalars(
        select(OutboxRow).where(OutboxRow.kind.startswith("duty-")).order_by(OutboxRow.id)
    )
    return [(row.kind, row.recipient_id) for row in rows]


def test_each_batch_of_each_group_needs_one_guide(database: Database) -> None:
    laid = ground.lay(database, groups=1)
    with database.writing() as tx:
        ground.book(tx, laid.world, session=1, school=2, pupils=90)  # batches of at most 40
        brought = needs.bring_day(tx, venue_id=1, day=laid.day, now=make.NOW)

    assert brought.added == 3
    assert [(d.starts, d.batch, d.pupils) for d in ground.duties(database, laid)] == [
        (time(9), 1, 20),
        (time(10), 1, 30),
        (time(10), 2, 30),
        (time(10), 3, 30),
    ]


def test_bringing_a_day_twice_changes_nothing(database: Database) -> None:
    laid = ground.lay(database)
    before = ground.duties(database, laid)

    with database.writing() as tx:
        again = needs.bring_day(tx, venue_id=1, day=laid.day, now=make.NOW)

    assert not again
    assert ground.duties(database, laid) == before


def test_the_job_looks_without_writing_where_nothing_changed(database: Database) -> None:
    laid = ground.lay(database)

    assert needs.keep_up(database, now=make.NOW) == 0
    with database.writing() as tx:
        ground.book(tx, laid.world, session=0, school=3)
    assert needs.keep_up(database, now=make.NOW) == 1
    assert needs.keep_up(database, now=make.NOW) == 0


def test_a_cancelled_group_frees_its_guide_and_tells_once(database: Database) -> None:
    laid = ground.lay(database)
    duty, guide = ground.duties(database, laid)[0], laid.guides[0]
    with database.writing() as tx:
        assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, **BY)
        booking.cancel(tx, booking_id=duty.booking_id, reason="weather", **BY)
        needs.bring_day(tx, venue_id=1, day=laid.day, now=make.NOW)

    with database.reading() as tx:
        assert claims.claimed(tx, resource=f"guide:{guide.id}", span=duty.span) == []
        assert told(tx) == [("duty-given", guide.person_id), ("duty-taken-away", guide.person_id)]
        found = queries.find_duty(tx, duty.id)
    assert found is not None
    assert (found.state, found.guide_id) == (DutyState.CANCELLED, None)


def test_a_moved_group_keeps_its_guide_where_the_guide_is_free(database: Database) -> None:
    laid = ground.lay(database, groups=1)
    duty, guide = ground.duties(database, laid)[0], laid.guides[0]
    with database.writing() as tx:
        assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, **BY)
        change_actions.reschedule(
            tx,
            booking_id=duty.booking_id,
            session_id=laid.world.sessions[1],
            by_venue=False,
            **BY,
        )
        needs.bring_day(tx, venue_id=1, day=laid.day, now=make.NOW)

    moved = ground.duties(database, laid)[0]
    assert (moved.id, moved.starts, moved.guide_id) == (duty.id, time(10), guide.id)
    with database.reading() as tx:
        assert claims.claimed(tx, resource=f"guide:{guide.id}", span=moved.span) == [
            f"duty:{duty.id}"
        ]
        assert [kind for kind, _who in told(tx)] == ["duty-given", "duty-changed"]


def test_a_moved_group_loses_a_guide_who_is_taken_then(database: Database) -> None:
    laid = ground.lay(database, groups=2)
    first, second = ground.duties(database, laid)
    guide = laid.guides[0]
    with database.writing() as tx:
        for duty in first, second:
            assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, **BY)
        change_actions.reschedule(
            tx,
            booking_id=first.booking_id,
            session_id=laid.world.sessions[1],
            by_venue=False,
            **BY,
        )
        brought = needs.bring_day(tx, venue_id=1, day=laid.day, now=make.NOW)

    assert brought.freed == 1
    with database.reading() as tx:
        open_ = [d.id for d in queries.duties_of_day(tx, 1, laid.day) if d.state is DutyState.OPEN]
        assert open_ == [first.id]
        assert [kind for kind, _who in told(tx)] == ["duty-given"] * 2 + ["duty-taken-away"]


def test_nobody_has_two_duties_at_once(database: Database) -> None:
    laid = ground.lay(database, sessions=1, groups=2)
    first, second = ground.duties(database, laid)
    with database.writing() as tx:
        assign_actions.assign(tx, duty_id=first.id, guide_id=laid.guides[0].id, **BY)

    with database.writing() as tx, pytest.raises(GuideNotPossible) as refused:
        assign_actions.assign(tx, duty_id=second.id, guide_id=laid.guides[0].id, reason="急", **BY)

    assert [breach.rule for breach in refused.value.breaches] == [Rule.OTHER_DUTY]


def test_limits_are_passed_only_with_a_reason_that_stays(database: Database) -> None:
    laid = ground.lay(database, groups=2)
    first, second = ground.duties(database, laid)
    guide = laid.guides[0]
    with database.writing() as tx:
        guide_actions.change_guide(
            tx,
            guide_id=guide.id,
            entry=ground.entry("guide0", limits=Limits(duties_a_day=1)),
            revision=0,
            **BY,
        )
        assign_actions.assign(tx, duty_id=first.id, guide_id=guide.id, **BY)

    with database.writing() as tx, pytest.raises(LimitsPassed) as refused:
        assign_actions.assign(tx, duty_id=second.id, guide_id=guide.id, reason="  ", **BY)
    with database.writing() as tx:
        after = assign_actions.assign(
            tx, duty_id=second.id, guide_id=guide.id, reason="同事临时生病", **BY
        )

    assert [(b.rule, b.would_be, b.at_most) for b in refused.value.breaches] == [
        (Rule.DUTIES_A_DAY, 2, 1)
    ]
    assert after.override == "同事临时生病"


def test_whoever_decided_on_an_old_page_is_told(database: Database) -> None:
    laid = ground.lay(database)
    duty = ground.duties(database, laid)[0]
    with database.writing() as tx:
        assign_actions.assign(tx, duty_id=duty.id, guide_id=laid.guides[0].id, revision=0, **BY)

    with database.writing() as tx, pytest.raises(DutyChanged):
        assign_actions.assign(tx, duty_id=duty.id, guide_id=laid.guides[1].id, revision=0, **BY)


def test_days_off_give_the_duties_back(database: Database) -> None:
    laid = ground.lay(database)
    first, second = ground.duties(database, laid)
    guide = laid.guides[0]
    with database.writing() as tx:
        for duty in first, second:
            assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, **BY)
        _off, freed = guide_actions.take_day_off(
            tx,
            guide_id=guide.id,
            first=laid.day,
            last=laid.day + timedelta(days=2),
            part=DayPart.AM,
            kind=OffKind.LEAVE,
            **BY,
        )

    assert {duty.id for duty in freed} == {first.id, second.id}
    with database.writing() as tx, pytest.raises(GuideNotPossible):
        assign_actions.assign(tx, duty_id=first.id, guide_id=guide.id, reason="急", **BY)


def test_an_unfilled_duty_is_seen_a_week_ahead_with_who_could(database: Database) -> None:
    laid = ground.lay(database, guides=2)
    today = laid.day - timedelta(days=7)
    with database.reading() as tx:
        seen = board.unfilled_soon(tx, laid.coordinator, today=today)
        too_early = board.unfilled_soon(tx, laid.coordinator, today=today - timedelta(days=1))
        lives = queries.lives(tx, venue_id=1, first=laid.day, last=laid.day)
        found = board.unfilled(lives, seen[0])

    assert (len(seen), too_early) == (2, [])
    assert [guide.name for guide in found.could] == ["guide0", "guide1"]


def test_loads_count_what_is_done_and_to_come(database: Database) -> None:
    laid = ground.lay(database, guides=2)
    for duty in ground.duties(database, laid):
        with database.writing() as tx:
            assign_actions.assign(tx, duty_id=duty.id, guide_id=laid.guides[0].id, **BY)
    after = make.NOW + timedelta(days=31)
    assert assign_actions.finish_due(database, now=after) == 2

    with database.reading() as tx:
        fair = loads.of_venue(tx, 1, today=laid.day)

    assert [(load.guide.name, load.minutes[Period.WEEK]) for load in fair.loads] == [
        ("guide1", 0),
        ("guide0", 100),
    ]
    assert [load.minutes[Period.TERM] for load in fair.by_term] == [0, 100]


def test_a_retired_guide_gives_everything_back(database: Database) -> None:
    laid = ground.lay(database)
    duty, guide = ground.duties(database, laid)[0], laid.guides[0]
    with database.writing() as tx:
        assign_actions.assign(tx, duty_id=duty.id, guide_id=guide.id, **BY)
        freed = guide_actions.set_active(tx, guide_id=guide.id, active=False, revision=0, **BY)

    assert freed == 1
    with database.reading() as tx:
        assert [g.name for g in queries.guides(tx, venue_id=1)] == ["guide1", "guide2"]


def test_two_needs_of_one_key_are_a_mistake_of_ours(database: Database) -> None:
    laid = ground.lay(database)
    with database.reading() as tx:
        wanted = needs.between(tx, venue_id=1, first=laid.day, last=laid.day)[laid.day]

    with database.writing() as tx, pytest.raises(ValueError, match="a key names one duty"):
        actions.need_duties(
            tx, venue_id=1, day=laid.day, needs=[wanted[0], wanted[0]], by=None, now=make.NOW
        )
