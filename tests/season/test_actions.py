"""Making a term's sessions, moving, cancelling and resizing them, on both databases."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from outreach.catalogue import actions as catalogue_actions
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import DayCap, DayKind, DayPart, GroupRules
from outreach.catalogue.route_rules import HallOverCapacity
from outreach.kernel.db import Database, Tx
from outreach.season import actions, calendar_actions, places, queries
from outreach.season.calendar_actions import By
from outreach.season.generation import Because, Proposal
from outreach.season.loading import load_holidays
from outreach.season.model import Room, Session, SessionState
from outreach.season.refusals import (
    CapacityBelowTaken,
    DayFull,
    HallTaken,
    SessionCancelled,
    SessionThere,
    VenueClosedThen,
)
from outreach.season.tables import ClaimRow, DayLoadRow
from tests import make

pytestmark = pytest.mark.usefixtures("whole_province")

TUESDAY = date(2026, 12, 8)
WEDNESDAY = TUESDAY + timedelta(days=1)
MUSEUM = 1


def world(tx: Tx) -> None:
    make.province(tx)
    load_holidays(tx)


def make_all(tx: Tx, *, last: date = TUESDAY) -> Proposal:
    return actions.make_sessions(
        tx,
        venue_id=MUSEUM,
        programme_ids=[p.id for p in catalogue.programmes(tx, venue_id=MUSEUM)],
        first=TUESDAY,
        last=last,
        now=make.NOW,
        person_id=None,
    )


def room(session: Session) -> Room:
    return Room(session.id, session.venue_id, session.day, session.starts)


def loads(tx: Tx, day: date) -> dict[str, tuple[int, int]]:
    rows = tx.scalars(select(DayLoadRow).where(DayLoadRow.day == day))
    return {row.part: (row.taken, row.capacity) for row in rows}


def one(tx: Tx, programme: str, day: date, starts: time) -> Session:
    found = catalogue.find_programme_by_slug(tx, programme)
    assert found is not None
    there = queries.upcoming_sessions(tx, programme_id=found.id, first=day, last=day)
    return next(session for session in there if session.starts == starts)


def test_a_second_run_adds_only_what_is_missing(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        first = make_all(tx)
    with database.writing() as tx:
        again = make_all(tx)
    with database.writing() as tx:
        more = make_all(tx, last=WEDNESDAY)

    assert (len(first.proposed), len(again.proposed)) == (9, 0)
    assert again.standing == 9
    assert {session.day for session in more.proposed} == {WEDNESDAY}


def test_saved_sessions_are_what_was_proposed(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        proposed = make_all(tx).proposed
    with database.reading() as tx:
        stored = queries.upcoming_sessions(tx, first=TUESDAY, last=TUESDAY)

    def seen(s: Session) -> tuple[object, ...]:
        return (s.programme_id, s.day, s.starts, s.ends, s.capacity, s.opens_at, s.closes_at)

    assert sorted(map(str, map(seen, stored))) == sorted(
        str((p.programme.id, p.day, p.starts, p.ends, p.capacity, p.opens_at, p.closes_at))
        for p in proposed
    )


def test_the_caps_of_a_day_come_with_its_sessions(database: Database) -> None:
    saturday = date(2026, 12, 12)
    with database.writing() as tx:
        world(tx)
        make_all(tx, last=saturday)

        assert loads(tx, TUESDAY) == {"day": (0, 1200)}
        assert loads(tx, saturday) == {"day": (0, 200)}


def test_places_left_are_bounded_by_the_day(database: Database) -> None:
    saturday = date(2026, 12, 12)
    with database.writing() as tx:
        world(tx)
        make_all(tx, last=saturday)
        morning = one(tx, "science-principles", saturday, time(9))
        assert places.take(tx, room(morning), 180)

    with database.reading() as tx:
        afternoon = one(tx, "cosmic-explorer", saturday, time(14, 30))
        facts = queries.session_facts(tx, afternoon.id)

    assert (afternoon.capacity, afternoon.places_left, facts.places_left) == (150, 20, 20)


def test_a_moved_session_takes_its_groups_its_hall_and_its_load_along(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        make_all(tx, last=WEDNESDAY)
        lab = one(tx, "lab-invisible-forces", TUESDAY, time(14))
        assert places.take(tx, room(lab), 30)
    with database.writing() as tx:
        moved = actions.move_session(
            tx,
            session_id=lab.id,
            day=WEDNESDAY,
            starts=time(15, 15),
            now=make.NOW,
            person_id=None,
        )

        assert (moved.day, moved.starts, moved.ends) == (WEDNESDAY, time(15, 15), time(16, 15))
        assert (moved.taken, moved.revision) == (30, lab.revision + 2)
        assert moved.closes_at == lab.closes_at + timedelta(days=1)
        assert (loads(tx, TUESDAY)["day"][0], loads(tx, WEDNESDAY)["day"][0]) == (0, 30)
        claim = tx.scalars(select(ClaimRow).where(ClaimRow.holder == f"session:{lab.id}")).one()
        assert claim.ends - claim.starts == 3600


def test_a_session_moved_within_its_day_leaves_the_days_load_alone(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        make_all(tx)
        route = one(tx, "cosmic-explorer", TUESDAY, time(10))
        assert places.take(tx, room(route), 30)
    with database.writing() as tx:
        actions.move_session(
            tx, session_id=route.id, day=TUESDAY, starts=time(13), now=make.NOW, person_id=None
        )

        assert loads(tx, TUESDAY) == {"day": (30, 1200)}


def move(tx: Tx, session: Session, day: date, starts: time) -> Session:
    return actions.move_session(
        tx, session_id=session.id, day=day, starts=starts, now=make.NOW, person_id=None
    )


def test_an_exclusive_hall_that_is_taken_refuses_and_names_the_session(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        make_all(tx)
        lab = one(tx, "lab-invisible-forces", TUESDAY, time(14))
    with pytest.raises(HallTaken) as refusal, database.writing() as tx:
        move(tx, lab, TUESDAY, time(11))

    taken = refusal.value
    assert (taken.hall, taken.day, taken.starts) == ("科学实验室", TUESDAY, time(10, 40))
    with database.reading() as tx:
        assert queries.find_session(tx, lab.id) == lab


def test_a_day_without_room_for_its_groups_refuses_a_session(database: Database) -> None:
    saturday = date(2026, 12, 12)
    with database.writing() as tx:
        world(tx)
        make_all(tx, last=saturday)
        assert places.take(tx, room(one(tx, "science-principles", saturday, time(9))), 180)
        tuesday = one(tx, "science-principles", TUESDAY, time(13, 30))
        assert places.take(tx, room(tuesday), 21)
    with pytest.raises(DayFull) as refusal, database.writing() as tx:
        move(tx, tuesday, saturday, time(10))

    assert (refusal.value.left, refusal.value.coming) == (20, 21)


@pytest.mark.parametrize(
    ("day", "starts", "because"),
    [
        (date(2026, 12, 7), time(10), Because.CLOSED_WEEKDAY),
        (date(2027, 1, 1), time(10), Because.PUBLIC_HOLIDAY),
        (TUESDAY, time(15), Because.OUTSIDE_HOURS),
        (date(2026, 11, 22), time(10), Because.TOO_LATE),
    ],
)
def test_a_session_is_not_moved_to_where_its_house_is_closed(
    sqlite_database: Database, day: date, starts: time, because: Because
) -> None:
    with sqlite_database.writing() as tx:
        world(tx)
        make_all(tx)
        route = one(tx, "cosmic-explorer", TUESDAY, time(10))
    with pytest.raises(VenueClosedThen) as refusal, sqlite_database.writing() as tx:
        move(tx, route, day, starts)

    assert refusal.value.because == because


def test_one_programme_is_not_given_twice_at_the_same_time(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        make_all(tx)
        route = one(tx, "cosmic-explorer", TUESDAY, time(10))
    with pytest.raises(SessionThere), database.writing() as tx:
        move(tx, route, TUESDAY, time(14, 30))


def test_a_cancelled_session_frees_its_hall_and_stays_cancelled(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        make_all(tx)
        lab = one(tx, "lab-invisible-forces", TUESDAY, time(10, 40))
        other = one(tx, "lab-invisible-forces", TUESDAY, time(14))
    with database.writing() as tx:
        cancelled = actions.cancel_session(
            tx, session_id=lab.id, reason="停电", now=make.NOW, person_id=None
        )
        moved = move(tx, other, TUESDAY, time(11))
        again = make_all(tx)

    assert (cancelled.state, cancelled.reason) == (SessionState.CANCELLED, "停电")
    assert moved.starts == time(11)
    assert [(p.programme.slug, p.starts) for p in again.proposed] == [
        ("lab-invisible-forces", time(14))
    ]
    with pytest.raises(SessionCancelled), database.writing() as tx:
        move(tx, lab, WEDNESDAY, time(9))


def test_capacity_changes_but_never_below_what_is_taken(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        make_all(tx)
        route = one(tx, "cosmic-explorer", TUESDAY, time(10))
        assert places.take(tx, room(route), 90)

    def resize(capacity: int) -> Session:
        with database.writing() as tx:
            return actions.change_capacity(
                tx, session_id=route.id, capacity=capacity, now=make.NOW, person_id=None
            )

    assert resize(90).places_left == 0
    with pytest.raises(CapacityBelowTaken) as refusal:
        resize(89)
    assert (refusal.value.wanted, refusal.value.taken) == (89, 90)
    assert resize(200).places_left == 110
    with pytest.raises(HallOverCapacity) as overfull:
        resize(400)
    assert overfull.value.capacity < overfull.value.coming


def test_new_rules_reach_sessions_that_stand_and_nobody_loses_a_place(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        make_all(tx)
        route = one(tx, "cosmic-explorer", TUESDAY, time(10))
        assert places.take(tx, room(route), 90)
    caps = (
        DayCap(DayKind.WEEKDAY, DayPart.DAY, 60),
        DayCap(DayKind.WEEKDAY, DayPart.AM, 100),
        DayCap(DayKind.WEEKDAY, DayPart.PM, 100),
    )
    with database.writing() as tx:
        catalogue_actions.change_rules(
            tx,
            venue_id=MUSEUM,
            rules=GroupRules(lead_days=3, caps=caps),
            confirmed=True,
            now=make.NOW,
            person_id=None,
        )
        actions.apply_rules(tx, venue_id=MUSEUM, now=make.NOW)
        after = one(tx, "cosmic-explorer", TUESDAY, time(10))

        assert loads(tx, TUESDAY) == {"day": (90, 90), "am": (90, 100), "pm": (0, 100)}
    assert after.closes_at == route.closes_at + timedelta(days=4)
    assert (after.taken, after.places_left) == (90, 0)


def test_a_cap_that_is_lifted_leaves_no_row_behind(database: Database) -> None:
    with database.writing() as tx:
        world(tx)
        make_all(tx)
        catalogue_actions.change_rules(
            tx,
            venue_id=MUSEUM,
            rules=GroupRules(),
            confirmed=False,
            now=make.NOW,
            person_id=None,
        )
        actions.apply_rules(tx, venue_id=MUSEUM, now=make.NOW)

        assert loads(tx, TUESDAY) == {}


def test_what_is_removed_from_the_calendar_can_be_put_back(database: Database) -> None:
    by = By(person_id=None, at=make.NOW)
    with database.writing() as tx:
        world(tx)
        closed = calendar_actions.add_closure(
            tx, venue_id=MUSEUM, starts_on=TUESDAY, ends_on=TUESDAY, reason="检修", by=by
        )
        assert make_all(tx).proposed == ()
        calendar_actions.remove(tx, kind="closure", row_id=closed, by=by)
        calendar_actions.restore(tx, kind="closure", row_id=closed, by=by)
        assert make_all(tx).proposed == ()
        calendar_actions.remove(tx, kind="closure", row_id=closed, by=by)
        assert len(make_all(tx).proposed) == 9
