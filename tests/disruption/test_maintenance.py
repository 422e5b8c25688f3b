"""Emergency maintenance: the tour becomes a talk with one tap, and turns back when undone."""

from dataclasses import replace
from datetime import time

import pytest

from outreach.catalogue.tables import HallRow, OpeningRow, ProgrammeHallRow, ProgrammeRow
from outreach.disruption import queries, undo_actions
from outreach.disruption.actions import disrupt
from outreach.disruption.model import Choice, Outcome, Scope, Touching, Turn
from outreach.disruption.preview import preview
from outreach.disruption.rules import opening_choice
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Database
from outreach.kernel.span import Days, Span
from outreach.season import claims
from outreach.season import queries as season
from outreach.season.model import SessionState
from tests import make
from tests.disruption import ground
from tests.disruption.ground import LATER, Rain


@pytest.fixture
def rain(database: Database) -> Rain:
    """A route through a gallery, and a talk that could be given in the lecture room."""
    rain = ground.build(database)
    with database.writing() as tx:
        tx.add_all(
            HallRow(
                id=n, venue_id=1, name=f"厅{n}", name_en=f"Hall {n}", capacity=200, exclusive=True
            )
            for n in (1, 2)
        )
        tx.add_all(
            OpeningRow(venue_id=1, weekday=n, opens=time(8), closes=time(17)) for n in range(7)
        )
        tx.add(
            ProgrammeRow(
                id=2,
                venue_id=1,
                slug="talk",
                name="报告",
                name_en="Talk",
                kind="talk",
                summary="听报告。",
                summary_en="A talk.",
                minutes=50,
                capacity=200,
                batch_size=200,
                grades_from=1,
                grades_to=9,
                weekdays="",
                starts="",
            )
        )
        tx.flush()
        tx.add_all(
            ProgrammeHallRow(programme_id=n, hall_id=n, position=1, minutes=50) for n in (1, 2)
        )
    return rain


def test_the_tour_becomes_a_talk_and_turns_back(database: Database, rain: Rain) -> None:
    day, coordinator = rain.world.day, rain.world.coordinator
    scope = Scope(Days.through(day, day), Touching.AT_VENUE, venue_id=1, hall_id=1, closes=True)
    with database.writing() as tx:
        touched = preview(tx, coordinator, scope, now=make.NOW).touched
        one_tap = {int(t.booking.id): opening_choice(t, Turn.INSIDE) for t in touched}
        order = ground.order(tx, coordinator, scope, choices=one_tap, now=make.NOW)
        made = disrupt(tx, person=coordinator, order=replace(order), now=make.NOW)
        groups = queries.touches_of(tx, made.id)

    assert [(t.turn, t.outcome) for t in groups] == [(Turn.INSIDE, Outcome.DONE)] * 3
    assert {t.booking.programme_id for t in groups} == {2}
    assert {(t.booking.day, t.booking.starts) for t in groups} == {(day, time(9))}
    whole = Span(at_wall_clock(day, time(8)), at_wall_clock(day, time(17)))
    with database.reading() as tx:
        assert season.session_facts(tx, rain.world.sessions[0]).state is SessionState.CANCELLED
        assert claims.claimed(tx, resource="hall:1", span=whole) == [f"disruption:{made.id}"]

    with database.writing() as tx:
        undo_actions.undo(tx, disruption_id=made.id, person=coordinator, now=LATER)
        groups = queries.touches_of(tx, made.id)

    assert [t.outcome for t in groups] == [Outcome.UNDONE] * 3
    assert {t.booking.session_id for t in groups} == {rain.world.sessions[0]}
    with database.reading() as tx:
        assert season.session_facts(tx, rain.world.sessions[0]).taken == 60
        session = f"session:{rain.world.sessions[0]}"
        assert claims.claimed(tx, resource="hall:1", span=whole) == [session]
        assert claims.claimed(tx, resource="hall:2", span=whole) == []


def test_an_officer_adds_nothing_to_a_venues_timetable(database: Database, rain: Rain) -> None:
    talk = Choice(Turn.INSIDE, programme_id=2)

    _made, groups = ground.disrupted(database, rain, choices=talk, person=rain.county)

    assert {touch.outcome for touch in groups} == {Outcome.LEFT}
    with database.reading() as tx:
        given = season.upcoming_sessions(
            tx, first=rain.world.day, last=rain.world.day, programme_id=2
        )
    assert given == []
