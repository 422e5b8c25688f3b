"""What the gate does with groups, on both databases: arrivals, bays, no-shows, walk-ins, sheets."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from outreach.booking import actions as booking
from outreach.booking import arrival_rules, change_actions, desk_actions, queries
from outreach.booking.model import TAKES_PLACES, BookingState
from outreach.booking.rules import NotPossibleNow
from outreach.catalogue import queries as catalogue
from outreach.duty import (
    gate_actions,
    incident_actions,
    no_show_actions,
    no_show_queries,
    rules,
    sheet_actions,
    walk_in_actions,
)
from outreach.duty import queries as duty
from outreach.duty.incident_actions import Told
from outreach.duty.model import Presence
from outreach.duty.sheet_queries import find_sheet
from outreach.duty.sheet_rules import Outcome, Typed
from outreach.duty.walk_in_actions import Door
from outreach.kernel.db import Database
from outreach.kernel.span import Days
from outreach.ledger import queries as ledger
from outreach.ledger.model import EVERYTHING, Audience, Filter
from outreach.season import queries as season
from tests.booking.world import COUNTY
from tests.duty.ground import ADULTS, PUPILS, Gate, count, open_gate


@pytest.fixture
def gate(database: Database) -> Gate:
    return open_gate(database)


def arrive(
    database: Database, gate: Gate, visit: int = 0, *, seen: int = 0, now: datetime, **counted: int
) -> gate_actions.Arrived:
    with database.writing() as tx:
        return gate_actions.arrive(
            tx,
            booking_id=gate.visits[visit],
            count=count(**counted),
            seen=seen,
            by=gate.world.coordinator.id,
            now=now,
        )


def miss(database: Database, gate: Gate, visit: int = 0, *, now: datetime) -> None:
    with database.writing() as tx:
        gate_actions.miss(tx, booking_id=gate.visits[visit], by=gate.world.coordinator.id, now=now)


def admit(
    database: Database,
    gate: Gate,
    *,
    pupils: int,
    form: str = "door",
    now: datetime,
    coaches: int = 0,
) -> None:
    school = gate.world.schools[-1]
    door = Door(school.id, "路过小学", COUNTY, 4, pupils, 2, coaches)
    with database.writing() as tx:
        walk_in_actions.admit(
            tx,
            session_id=gate.world.sessions[0],
            door=door,
            token=form,
            by=gate.world.coordinator.id,
            now=now,
        )


def taken(database: Database, gate: Gate) -> int:
    with database.reading() as tx:
        return season.session_facts(tx, gate.world.sessions[0]).taken


def board(database: Database, *, now: datetime, day: date) -> duty.Board:
    with database.reading() as tx:
        (venue,) = catalogue.venues(tx)
        return duty.board(tx, venue, day, now=now)


def test_the_same_count_twice_is_one_count(database: Database, gate: Gate) -> None:
    first = arrive(database, gate, now=gate.opening)
    second = arrive(database, gate, now=gate.opening)

    assert (first.repeated, second.repeated) == (False, True)
    with database.reading() as tx:
        assert len(queries.arrivals(tx, gate.visits[0])) == 1


def test_who_counts_otherwise_than_a_colleague_is_told(database: Database, gate: Gate) -> None:
    arrive(database, gate, now=gate.opening)

    with pytest.raises(rules.CountedMeanwhile) as told:
        arrive(database, gate, pupils=18, now=gate.opening)
    corrected = arrive(database, gate, seen=1, pupils=18, now=gate.opening)

    assert (told.value.pupils, told.value.typed_pupils) == (PUPILS, 18)
    assert not corrected.repeated


def test_the_day_on_one_screen(database: Database, gate: Gate) -> None:
    arrive(database, gate, pupils=19, coaches=1, now=gate.opening)
    now = gate.opening + timedelta(minutes=31)

    found = board(database, now=now, day=gate.world.day)

    assert [v.presence for v in found.visitors] == [Presence.INSIDE, Presence.LATE]
    assert (found.pupils_inside, found.groups_inside, found.over) == (19, 1, 0)
    assert (found.free_bays, found.bays_of(f"coach:{gate.visits[0]}")) == ([2, 3], [1])


def test_a_missing_groups_room_is_there_for_a_group_at_the_door(database: Database) -> None:
    gate = open_gate(database, capacity=40)
    with pytest.raises(rules.NoRoomNow):
        admit(database, gate, pupils=15, now=gate.opening)

    miss(database, gate, now=gate.opening + timedelta(hours=1))
    admit(database, gate, pupils=15, now=gate.opening + timedelta(hours=1))

    assert taken(database, gate) == PUPILS + 15
    with pytest.raises(arrival_rules.RoomGivenAway) as told:
        arrive(database, gate, now=gate.opening + timedelta(hours=1, minutes=5))
    assert (told.value.coming, told.value.places_left) == (PUPILS, 5)


def test_a_missing_group_that_comes_after_all_takes_its_room_again(
    database: Database, gate: Gate
) -> None:
    miss(database, gate, now=gate.opening)
    assert taken(database, gate) == PUPILS

    arrive(database, gate, now=gate.opening + timedelta(hours=1))

    assert taken(database, gate) == 2 * PUPILS


def test_missing_twice_gives_the_room_back_once(database: Database, gate: Gate) -> None:
    miss(database, gate, now=gate.opening)
    miss(database, gate, now=gate.opening)

    assert taken(database, gate) == PUPILS


def test_who_is_here_is_not_missing(database: Database, gate: Gate) -> None:
    arrive(database, gate, now=gate.opening)

    with pytest.raises(NotPossibleNow):
        miss(database, gate, now=gate.opening)


def test_weather_after_a_no_show_gives_nothing_back_twice(database: Database, gate: Gate) -> None:
    miss(database, gate, now=gate.opening)
    with database.writing() as tx:
        desk_actions.call_off(
            tx,
            booking_id=gate.visits[0],
            reason="暴雨",
            by=gate.world.coordinator.id,
            now=gate.opening,
        )
        found = queries.find_booking(tx, gate.visits[0])

    assert taken(database, gate) == PUPILS
    assert found is not None
    assert found.state not in TAKES_PLACES


def test_a_walk_in_group_keeps_to_the_days_cap(database: Database) -> None:
    gate = open_gate(database, capacity=100, day_cap=50)

    admit(database, gate, pupils=10, now=gate.opening)
    with pytest.raises(rules.NoRoomNow):
        admit(database, gate, pupils=1, form="other", now=gate.opening)

    assert taken(database, gate) == 50


def test_a_walk_in_group_sent_twice_is_one_group(database: Database, gate: Gate) -> None:
    admit(database, gate, pupils=10, now=gate.opening)
    admit(database, gate, pupils=10, now=gate.opening)

    assert taken(database, gate) == 2 * PUPILS + 10


def test_a_walk_in_group_stands_in_the_ledger_with_its_mark(database: Database, gate: Gate) -> None:
    admit(database, gate, pupils=12, now=gate.opening)
    for _twice in range(2):
        walk_in_actions.leave_due(database, now=gate.opening + timedelta(hours=4))

    with database.reading() as tx:
        (found,) = ledger.listed(tx, Filter(), sight=EVERYTHING).activities
    assert found.title.startswith("临时来馆 · ")
    assert (found.audience, found.onsite, found.onsite_pupils) == (Audience.SCHOOL, 14, 12)


def test_a_school_that_no_register_knows_counts_heads_only(database: Database, gate: Gate) -> None:
    with database.writing() as tx:
        found, _parked = walk_in_actions.admit(
            tx,
            session_id=gate.world.sessions[0],
            door=Door(None, "外省小学", COUNTY, None, 12, 2),
            token="door",
            by=gate.world.coordinator.id,
            now=gate.opening,
        )
        walk_in_actions.leave(tx, walk_in_id=found.id, by=None, now=gate.opening)
        (activity,) = ledger.listed(tx, Filter(), sight=EVERYTHING).activities

    assert (activity.audience, activity.school_id) == (Audience.PUBLIC, None)
    assert activity.onsite_pupils == 12


def test_bays_are_kept_taken_and_told_when_there_is_none(database: Database, gate: Gate) -> None:
    with database.writing() as tx:
        ahead = gate_actions.reserve_bays(
            tx, booking_id=gate.visits[1], coaches=2, now=gate.opening - timedelta(days=1)
        )
    came = arrive(database, gate, coaches=2, now=gate.opening)

    assert ahead.bays == (1, 2)
    assert (came.parked.bays, came.parked.missing) == ((3,), 1)
    assert came.parked.next_free == gate.opening + timedelta(minutes=90)


def test_bays_are_free_when_the_group_leaves_cancels_or_moves(
    database: Database, gate: Gate
) -> None:
    arrive(database, gate, coaches=2, now=gate.opening)
    with database.writing() as tx:
        gate_actions.reserve_bays(
            tx, booking_id=gate.visits[1], coaches=1, now=gate.opening - timedelta(days=1)
        )
    with database.writing() as tx:
        gate_actions.leave(
            tx, booking_id=gate.visits[0], by=gate.world.coordinator.id, now=gate.opening
        )
        booking.cancel(tx, booking_id=gate.visits[1], reason="no_coach", by=None, now=gate.opening)

    assert board(database, now=gate.opening, day=gate.world.day).free_bays == [1, 2, 3]
    admit(database, gate, pupils=5, coaches=3, now=gate.opening)
    assert board(database, now=gate.opening, day=gate.world.day).free_bays == []


def test_a_coach_that_stays_too_long_is_seen_and_may_stay(database: Database, gate: Gate) -> None:
    arrive(database, gate, coaches=1, now=gate.opening)
    later = gate.opening + timedelta(hours=2)
    assert board(database, now=later, day=gate.world.day).bays[0].overdue

    with database.writing() as tx:
        assert gate_actions.stay(tx, booking_id=gate.visits[0], now=later)

    (first, *_rest) = board(database, now=later, day=gate.world.day).bays
    assert first.now is not None
    assert (first.overdue, first.now.span.ends) == (False, later + timedelta(minutes=30))


def sheet(
    database: Database, gate: Gate, *lines: Typed, form: str = "sheet", **more: object
) -> sheet_actions.Taken:
    with database.writing() as tx:
        return sheet_actions.take_sheet(
            tx,
            venue_id=1,
            day=gate.world.day,
            lines=lines,
            choices=more.get("choices", {}),  # type: ignore[arg-type]
            token=form,
            by=gate.world.coordinator.id,
            now=gate.opening + timedelta(hours=5),
        )


def number(database: Database, gate: Gate, visit: int) -> str:
    with database.reading() as tx:
        found = queries.find_booking(tx, gate.visits[visit])
    assert found is not None
    return found.number


def test_a_paper_sheet_counts_once_however_often_it_is_sent(database: Database, gate: Gate) -> None:
    lines = [
        Typed(number(database, gate, 0), "9:05", "19", "10", "1", "11:20", "LW"),
        Typed(number(database, gate, 1)),
    ]

    first = sheet(database, gate, *lines)
    again = sheet(database, gate, *lines)
    by_another = sheet(database, gate, *lines, form="another sheet")

    assert (first.sheet_id, again.sheet_id, again.repeated) == (
        again.sheet_id,
        first.sheet_id,
        True,
    )
    with database.reading() as tx:
        (came,) = queries.arrivals(tx, gate.visits[0])
        found = queries.find_booking(tx, gate.visits[0])
        other = find_sheet(tx, by_another.sheet_id or 0)
        activities = ledger.listed(tx, Filter(), sight=EVERYTHING).total
    assert (came.pupils, came.at) == (19, gate.opening + timedelta(minutes=5))
    assert found is not None
    assert (found.state, activities) == (BookingState.DONE, 1)
    assert other is not None
    assert [line.outcome for line in other.lines] == [Outcome.SKIPPED]


@pytest.mark.parametrize(
    ("holds", "pupils", "outcome"),
    [("paper", 18, Outcome.PAPER_HOLDS), ("screen", 20, Outcome.SCREEN_HOLDS)],
)
def test_where_paper_and_screen_differ_somebody_decides(
    database: Database, gate: Gate, holds: str, pupils: int, outcome: Outcome
) -> None:
    arrive(database, gate, now=gate.opening)
    line = Typed(number(database, gate, 0), "9:05", "18", "10")

    asked = sheet(database, gate, line)
    decided = sheet(database, gate, line, choices={gate.visits[0]: holds})

    assert asked.sheet_id is None
    with database.reading() as tx:
        found = find_sheet(tx, decided.sheet_id or 0)
        counted = queries.arrivals(tx, gate.visits[0])
    assert found is not None
    assert [(line.outcome, line.held_before) for line in found.lines] == [(outcome, f"20+{ADULTS}")]
    assert (counted[0].pupils, counted[-1].pupils) == (20, pupils)


def test_one_wrong_line_keeps_the_whole_sheet_out(database: Database, gate: Gate) -> None:
    good = Typed(number(database, gate, 0), "9:05", "19")
    taken_up = sheet(database, gate, good, replace(good, number="26-99999"))

    assert taken_up.sheet_id is None
    with database.reading() as tx:
        assert queries.arrivals(tx, gate.visits[0]) == []


def told(gate: Gate, **changes: object) -> Told:
    facts = {
        "at": gate.opening,
        "hall_id": None,
        "place": "东门",
        "what": "一名学生擦伤",
        "done": "已包扎",
        "closed": False,
    }
    return Told(**facts | changes)  # type: ignore[arg-type]


def test_an_incident_is_noted_once_and_its_corrections_keep_what_it_said(
    database: Database, gate: Gate
) -> None:
    by = gate.world.coordinator.id
    with database.writing() as tx:
        for _twice in range(2):
            first = incident_actions.record(
                tx, venue_id=1, told=told(gate), token="t", by=by, now=gate.opening
            )
        incident_actions.correct(
            tx,
            incident_id=first.id,
            told=told(gate, closed=True),
            revision=1,
            by=by,
            now=gate.opening,
        )
        with pytest.raises(rules.IncidentChanged):
            incident_actions.correct(
                tx, incident_id=first.id, told=told(gate), revision=1, by=by, now=gate.opening
            )
        days = Days.through(gate.world.day, gate.world.day)
        (found,) = incident_actions.incidents_of(tx, venue_id=1, days=days)
        (change,) = incident_actions.changes(tx, first.id)

    assert found.closed
    assert (change.before[-1], change.after[-1]) == ("…", "✓")


def test_a_failure_is_a_no_show_without_a_word(database: Database) -> None:
    """Of five groups that did not come, one counts: the others sent word, or it was nobody's fault."""
    gate = open_gate(database, visits=5)
    by, day = gate.world.coordinator.id, gate.opening
    for visit in (0, 3):
        miss(database, gate, visit, now=day)
    with database.writing() as tx:
        booking.cancel(
            tx, booking_id=gate.visits[1], reason="illness", by=None, now=day - timedelta(days=3)
        )
        for visit in (2, 3):
            desk_actions.call_off(tx, booking_id=gate.visits[visit], reason="暴雨", by=by, now=day)
        booking.cancel(tx, booking_id=gate.visits[4], reason="not_approved", by=None, now=day)

    with database.reading() as tx:
        year = rules.school_year_of(gate.world.day)
        counted = [
            len(no_show_queries.failures(tx, school_id=school.id, school_year=year))
            for school in gate.world.schools
        ]
        before = Days(date(2020, 9, 1), date(2021, 9, 1))
        earlier = no_show_queries.failures(
            tx, school_id=gate.world.schools[0].id, school_year=before
        )
    assert (counted, earlier) == ([1, 0, 0, 0, 0], [])


def test_a_failure_is_explained_cleared_and_kept(database: Database, gate: Gate) -> None:
    miss(database, gate, now=gate.opening)
    by, now, visit = gate.world.coordinator.id, gate.opening, gate.visits[0]
    with database.writing() as tx:
        no_show_actions.explain(
            tx, booking_id=visit, text="车坏了", by=gate.world.teachers[0].id, now=now
        )
        cleared = no_show_actions.clear(tx, booking_id=visit, reason="已核实", by=by, now=now)
        no_show_actions.clear(tx, booking_id=visit, reason="再点一次", by=by, now=now)
        again = no_show_actions.restore(tx, booking_id=visit, reason="看错了", by=by, now=now)

    assert (cleared.counts, cleared.explained, again.counts) == (False, True, True)
    assert [said.text for said in again.said] == ["车坏了", "已核实", "看错了"]


def test_a_group_of_other_numbers_keeps_its_bay(database: Database) -> None:
    gate = open_gate(database)
    with database.writing() as tx:
        gate_actions.reserve_bays(tx, booking_id=gate.visits[0], coaches=1, now=gate.opening)
        change_actions.change(
            tx,
            booking_id=gate.visits[0],
            group=replace(
                queries.booking_facts(tx, gate.visits[0]).booking.group, pupils=PUPILS - 1
            ),
            by=None,
            by_school=False,
            now=gate.opening - timedelta(days=1),
        )
    assert board(database, now=gate.opening, day=gate.world.day).free_bays == [2, 3]
