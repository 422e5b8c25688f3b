"""Leftovers: nobody before the moment, everybody alike within ten minutes, drawn and checkable."""

import json
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from outreach.booking import actions, change_actions, leftover_actions, leftover_queries
from outreach.booking import leftover_rules as rules
from outreach.booking.leftover_queries import Release
from outreach.booking.leftover_rules import Asking
from outreach.booking.model import Placed
from outreach.kernel.db import Database
from outreach.kernel.refusal import Refusal
from outreach.outbox.tables import OutboxRow
from outreach.season import queries as season
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.browse import Browse

OPENS = make.NOW + timedelta(days=2)
DURING = OPENS + timedelta(minutes=3)
AFTER = OPENS + timedelta(minutes=10)
FORMS = count(1)


def build(database: Database, *, capacity: int = 60, schools: int = 6) -> tuple[World, Release]:
    ground = world.build(database, capacity=capacity, sessions=2, schools=schools, same_day=False)
    with database.writing() as tx:
        release = leftover_actions.publish(
            tx,
            venue_id=1,
            opens_at=OPENS,
            first=ground.day,
            last=ground.day + timedelta(days=1),
            by=ground.coordinator.id,
            now=make.NOW,
        )
    return ground, release


def ask(database: Database, ground: World, n: int, *, now: Any = DURING, **other: Any) -> None:
    with database.writing() as tx:
        details: dict[str, Any] = {
            "choices": ground.sessions[:1],
            "token": f"ask-of-school-{n}",
            "group": world.group(),
        }
        leftover_actions.ask(
            tx,
            release_id=1,
            school=ground.schools[n],
            placed_by=ground.teachers[n].id,
            now=now,
            **(details | other),
        )


def book(database: Database, ground: World, n: int, *, now: Any, **other: Any) -> Placed:
    with database.writing() as tx:
        details: dict[str, Any] = {"session_id": ground.sessions[0], "token": f"book-{next(FORMS)}"}
        return actions.book(
            tx,
            school=ground.schools[n],
            group=world.group(),
            placed_by=ground.teachers[n].id,
            now=now,
            **(details | other),
        )


@pytest.mark.parametrize("minutes_before", [2 * 24 * 60, 1, 0])
def test_before_the_draw_nobody_gets_any_by_no_way(database: Database, minutes_before: int) -> None:
    ground, _release = build(database)
    now = OPENS - timedelta(minutes=minutes_before)

    for way in ({}, {"on_behalf": True}, {"joins_waitlist": True}):
        with pytest.raises(rules.LeftoversKept):
            book(database, ground, 0, now=now, **way)

    with database.reading() as tx:
        session = season.session_facts(tx, ground.sessions[0])
    assert (session.taken, session.waiting) == (0, 0)


def test_a_booking_that_stands_may_shrink_but_not_grow_into_the_leftovers(
    database: Database,
) -> None:
    ground = world.build(database, capacity=60)
    placed = book(database, ground, 0, now=make.NOW)
    with database.writing() as tx:
        leftover_actions.publish(
            tx, venue_id=1, opens_at=OPENS, first=ground.day, last=ground.day, by=None, now=make.NOW
        )

    def change(pupils: int) -> None:
        with database.writing() as tx:
            change_actions.change(
                tx,
                booking_id=placed.booking_id,
                group=world.group(pupils=pupils),
                by=None,
                by_school=True,
                now=make.NOW,
            )

    with pytest.raises(rules.LeftoversKept):
        change(25)
    change(15)


def test_an_ask_outside_the_minutes_is_refused_by_the_servers_clock(database: Database) -> None:
    ground, _release = build(database)

    with pytest.raises(rules.LeftoversKept):
        ask(database, ground, 0, now=OPENS - timedelta(seconds=1))
    with pytest.raises(rules.LeftoversGathered):
        ask(database, ground, 0, now=AFTER)


def test_the_same_form_twice_asks_once_and_a_school_asks_once(database: Database) -> None:
    ground, _release = build(database)

    ask(database, ground, 0)
    ask(database, ground, 0)
    with pytest.raises(rules.OneForEachSchool):
        ask(database, ground, 0, token="a-colleagues-other-form")

    with database.reading() as tx:
        assert leftover_actions.get(tx, 1).asks == 1


def test_the_draw_gives_out_exactly_what_there_is_and_tells_everybody(database: Database) -> None:
    ground, _release = build(database)
    for n in range(6):
        ask(database, ground, n)

    assert leftover_actions.draw_due(database, now=AFTER - timedelta(seconds=1)) == 0
    assert leftover_actions.draw_due(database, now=AFTER) == 6
    assert leftover_actions.draw_due(database, now=AFTER) == 0

    with database.reading() as tx:
        found = leftover_queries.asks(tx, 1)
        told = tx.scalars(select(OutboxRow).where(OutboxRow.kind == "leftover-result")).all()
        session = season.session_facts(tx, ground.sessions[0])
    assert [each.position for each in found] == [1, 2, 3, 4, 5, 6]
    assert [each.outcome for each in found] == ["won"] * 3 + ["lost"] * 3
    assert {each.because for each in found[3:]} == {"session-full"}
    assert (session.taken, session.kept_until) == (60, None)
    letters = [json.loads(row.payload) for row in told]
    assert sorted(each["position"] for each in letters) == [1, 2, 3, 4, 5, 6]


def test_anybody_can_check_the_draw_with_the_seed_shown_afterwards(database: Database) -> None:
    ground, published = build(database)
    for n in range(6):
        ask(database, ground, n)
    leftover_actions.draw_due(database, now=AFTER)

    with database.reading() as tx:
        drawn = leftover_actions.get(tx, 1)
        schools = [each.school_id for each in leftover_queries.asks(tx, 1)]

    assert published.seed is None
    assert drawn.seed is not None
    assert rules.hash_of(drawn.seed) == published.seed_hash
    assert schools == sorted(schools, key=lambda school: rules.lot(str(drawn.seed), school))


def test_a_school_that_has_a_visit_comes_after_those_that_have_none(database: Database) -> None:
    ground = world.build(database, capacity=20, sessions=2, same_day=False)
    book(database, ground, 0, now=make.NOW, session_id=ground.sessions[1])
    with database.writing() as tx:
        leftover_actions.publish(
            tx, venue_id=1, opens_at=OPENS, first=ground.day, last=ground.day, by=None, now=make.NOW
        )
    for n in (0, 1):
        ask(database, ground, n)

    leftover_actions.draw_due(database, now=AFTER)

    with database.reading() as tx:
        assert [a.school_id for a in leftover_queries.asks(tx, 1)] == [
            ground.schools[1].id,
            ground.schools[0].id,
        ]


@given(
    seed=st.text("0123456789abcdef", min_size=1),
    schools=st.lists(st.tuples(st.integers(1, 999), st.booleans()), unique_by=lambda s: s[0]),
    shuffle=st.randoms(),
)
def test_the_order_of_asking_makes_no_difference(
    seed: str, schools: list[tuple[int, bool]], shuffle: Any
) -> None:
    asking = [Asking(n, school, visit) for n, (school, visit) in enumerate(schools)]
    other = list(asking)
    shuffle.shuffle(other)

    assert rules.order(seed, asking) == rules.order(seed, other)


def test_the_second_choice_is_tried_when_the_first_is_full(database: Database) -> None:
    ground, _release = build(database, capacity=20)
    for n in range(3):
        ask(database, ground, n, choices=ground.sessions)

    leftover_actions.draw_due(database, now=AFTER)

    with database.reading() as tx:
        taken = [season.session_facts(tx, each).taken for each in ground.sessions]
        found = leftover_queries.asks(tx, 1)
    assert taken == [20, 20]
    assert [each.outcome for each in found] == ["won", "won", "lost"]


def test_a_draw_that_was_interrupted_goes_on_where_it_stopped(database: Database) -> None:
    ground, _release = build(database)
    for n in range(6):
        ask(database, ground, n)
    with database.writing() as tx:
        leftover_actions._fix_order(tx, 1, now=AFTER)
    for _answer in range(2):
        leftover_actions._answer_next(database, 1, now=AFTER)
    with pytest.raises(rules.LeftoversKept):
        book(database, ground, 5, now=AFTER)

    assert leftover_actions.draw_due(database, now=AFTER + timedelta(minutes=5)) == 4

    with database.reading() as tx:
        assert season.session_facts(tx, ground.sessions[0]).taken == 60
        assert leftover_queries.how_many_won(tx, 1) == 3


def test_what_is_left_is_first_come_but_one_for_each_school_at_first(database: Database) -> None:
    ground, release = build(database)
    ask(database, ground, 0)
    leftover_actions.draw_due(database, now=AFTER)
    other_day = {"session_id": ground.sessions[1]}

    book(database, ground, 1, now=AFTER)
    for school in (0, 1):
        with pytest.raises(rules.OneForEachSchool):
            book(database, ground, school, now=AFTER, **other_day)
    book(database, ground, 1, now=release.free_from, **other_day)


def test_who_lost_in_the_draw_still_has_one_of_what_is_left(database: Database) -> None:
    ground, _release = build(database, capacity=20)
    for n in (0, 1):
        ask(database, ground, n)
    leftover_actions.draw_due(database, now=AFTER)
    with database.reading() as tx:
        lost = [each.school_id for each in leftover_queries.asks(tx, 1)][1]
    n = [school.id for school in ground.schools].index(lost)

    book(database, ground, n, now=AFTER, session_id=ground.sessions[1])


def test_a_release_without_sessions_or_in_the_past_is_refused(database: Database) -> None:
    ground = world.build(database)
    for opens_at, day in ((make.NOW, ground.day), (OPENS, ground.day + timedelta(days=90))):
        with pytest.raises(rules.ReleaseNotPossible), database.writing() as tx:
            leftover_actions.publish(
                tx, venue_id=1, opens_at=opens_at, first=day, last=day, by=None, now=make.NOW
            )


def test_a_withdrawn_release_leaves_the_sessions_as_they_were(database: Database) -> None:
    ground, _release = build(database)
    with database.writing() as tx:
        leftover_actions.withdraw(tx, release_id=1, by=ground.coordinator.id, now=make.NOW)

    book(database, ground, 0, now=make.NOW)
    with pytest.raises(Refusal), database.reading() as tx:
        leftover_actions.get(tx, 1)


def test_the_pages_from_announcement_to_result(database: Database, browse: Browse) -> None:
    ground, _release = build(database)
    announced = browse.get("/find").text
    rules_page = browse.get("/leftovers/1").text
    teacher = browse.sign_in(ground.teachers[0])
    early = teacher.get("/leftovers/1/ask")
    teacher.clock.now = DURING
    teacher = teacher.sign_in(ground.teachers[0])
    form = {
        "token": "an-ask-by-form-and-token",
        "first": str(ground.sessions[0]),
        "grade": "5",
        "pupils": "20",
        "adults": "2",
        "leader": "刘老师",
        "leader_phone": "0797-2831234",
    }

    opened = teacher.get("/leftovers/1/ask")
    wrong = [
        teacher.post("/leftovers/1/ask", form | bad).status_code
        for bad in ({"first": "999"}, {"first": "x"}, {"pupils": "0"}, {"adults": "0"})
    ]
    asked = teacher.follow(teacher.post("/leftovers/1/ask", form))
    leftover_actions.draw_due(database, now=AFTER)
    teacher.clock.now = AFTER
    result = browse.get("/leftovers/1").text

    assert "没约满的名额" in announced
    assert "不分先后，随后抽签" in announced
    assert "还有2 天 0 小时" in rules_page
    assert early.status_code == 409
    assert opened.status_code == 200
    assert wrong == [422] * 4
    assert "先后不影响结果" in asked.text
    assert "1 所学校申请，1 所得到" in result


def test_the_desk_publishes_and_strangers_do_not(database: Database, browse: Browse) -> None:
    ground = world.build(database)
    desk = browse.sign_in(ground.coordinator)
    form = {
        "venue": "1",
        "day": "2026-11-30",
        "clock": "09:00",
        "first": ground.day.isoformat(),
        "last": ground.day.isoformat(),
    }

    page = desk.get("/desk/leftovers")
    wrong = [
        desk.post("/desk/leftovers", form | bad).status_code
        for bad in ({"venue": "99"}, {"last": "2026-01-01"}, {"day": "soon"}, {"clock": "25:00"})
    ]
    made = desk.post("/desk/leftovers", form)

    assert page.status_code == 200
    assert wrong == [422] * 4
    assert made.headers["Location"].endswith("/leftovers/1")
    assert "2026年11月30日" in desk.get("/leftovers/1").text
