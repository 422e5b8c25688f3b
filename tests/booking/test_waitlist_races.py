"""Offers, parts and leftovers under many hands at once: sold exactly, nobody twice, no half school."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy.exc import IntegrityError

from outreach.booking import actions, leftover_actions, leftover_queries, offer_actions, queries
from outreach.booking.model import OFFER_UNANSWERED, BookingState
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.season import places
from outreach.season import queries as season
from outreach.season.model import Room
from tests import make, serving
from tests.booking import rush, world
from tests.booking.rush import Pen, Post
from tests.booking.test_races import assert_counters_agree, told
from tests.booking.world import World

pytestmark = pytest.mark.race

CLIENTS = 12
S = BookingState


def wait_in_line(database: Database, ground: World, *, holders: int) -> None:
    """The first schools have places, all others wait."""
    for n, school in enumerate(ground.schools):
        with database.writing() as tx:
            actions.book(
                tx,
                session_id=ground.sessions[0],
                school=school,
                group=world.group(),
                token=f"in-line-{n:0>20}",
                joins_waitlist=n >= holders,
                placed_by=ground.teachers[n].id,
                now=utc_now(),
            )


def test_offers_answered_both_ways_at_once_while_newcomers_press_in(database: Database) -> None:
    ground = world.build(database, capacity=100, schools=20, now=utc_now())
    wait_in_line(database, ground, holders=5)
    for booking_id in range(1, 6):
        with database.writing() as tx:
            actions.cancel(tx, booking_id=booking_id, reason="weather", by=None, now=utc_now())
    pen, posts = Pen(database), []
    for n in range(5, 10):
        where = f"/bookings/{n + 1}/offer"
        posts += [
            pen.post(f"take{n}", ground.teachers[n], where, answer="take"),
            pen.post(f"again{n}", ground.teachers[n], where, answer="take"),
            pen.post(f"pass{n}", ground.coordinator, where, answer="pass"),
        ]
    posts += [
        pen.book(
            f"new{n}", ground.teachers[n], session=ground.sessions[0], school=ground.schools[n].id
        )
        for n in range(5)
    ]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert set(told(answers)) <= {303, 409}
    assert {a.status for a in answers if a.key.startswith("new")} == {409}
    assert_counters_agree(database, ground)
    with database.reading() as tx:
        states = [queries.find_booking(tx, n).state for n in range(6, 11)]  # type: ignore[union-attr]
    assert set(states) <= {S.HELD, S.CANCELLED}


@pytest.mark.parametrize("turn", range(4))
def test_an_offer_that_lapses_while_it_is_accepted_ends_one_way(
    database: Database, turn: int
) -> None:
    now = utc_now()
    ground = world.build(database, capacity=20, schools=3, now=now)
    wait_in_line(database, ground, holders=1)
    with database.writing() as tx:
        actions.cancel(tx, booking_id=1, reason="weather", by=None, now=now)
    ends = now + timedelta(hours=49)

    together(
        database,
        lambda tx: offer_actions.accept(tx, booking_id=2, by=None, now=now + timedelta(hours=47)),
        lambda tx: offer_actions.lapse_offer(tx, booking_id=2, now=ends),
        lambda tx: offer_actions.forgo(tx, booking_id=2, by=None, now=now),
    )

    assert_counters_agree(database, ground)
    with database.reading() as tx:
        answered, following = queries.find_booking(tx, 2), queries.find_booking(tx, 3)
        told_of = [step.state for step in queries.history(tx, 2)]
    assert answered is not None
    assert following is not None
    assert (answered.state is S.HELD) == (following.state is S.WAITLISTED)
    assert answered.reason in {None, OFFER_UNANSWERED, "offer_declined"}
    assert len(told_of) == 3, "waiting, offered, and one end"


def together(database: Database, *acts: Callable[[Tx], object]) -> None:
    """Everybody in a transaction of their own, in the same moment; refusals are answers."""
    begin = Barrier(len(acts))

    def run(act: Callable[[Tx], object]) -> None:
        begin.wait()
        try:
            with database.writing() as tx:
                act(tx)
        except Refusal:
            pass

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def schools_and_classes(database: Database, ground: World) -> list[Post]:
    """Parts in either order from every second school, single classes from the others."""
    pen, posts = Pen(database), []
    for n, (teacher, school) in enumerate(zip(ground.teachers, ground.schools, strict=True)):
        if n % 2:
            posts.append(
                pen.book(str(n), teacher, session=ground.sessions[n % 4 // 2], school=school.id)
            )
            continue
        order = ground.sessions if n % 4 else ground.sessions[::-1]
        plan = ",".join(f"{session}:20" for session in order)
        posts.append(
            pen.post(
                str(n),
                teacher,
                f"/book/{order[0]}/split",
                token=f"split-{n:0>20}",
                school=school.id,
                plan=plan,
                grade=5,
                pupils=40,
                adults=10,
                leader="刘老师",
                leader_phone="0797-2831234",
            )
        )
    return posts


def test_whole_schools_and_classes_meet_at_the_last_places(database: Database) -> None:
    """Parts in either order and single classes, more than fit: every school whole or not at all."""
    ground = world.build(database, capacity=100, sessions=2, schools=24, now=utc_now())
    posts = schools_and_classes(database, ground)

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, posts, clients=CLIENTS)

    assert set(told(answers)) <= {303, 409}
    assert_counters_agree(database, ground)
    with database.reading() as tx:
        groups = [b for s in ground.sessions for b in queries.bookings_of_session(tx, s)]
    parts = Counter(b.split_of for b in groups if b.split_of is not None)
    assert set(parts.values()) <= {2}, "half a school was booked"
    assert sum(b.group.pupils for b in groups) >= 180


def rushed(database: Database, schools: int) -> tuple[World, int]:
    """A release that gathers asks now, with room for fifteen classes on each of two days.

    On two days, because in one half-day a school has one booking anyway.
    """
    now = utc_now()
    ground = world.build(
        database, capacity=300, sessions=2, schools=schools, same_day=False, now=now
    )
    with database.writing() as tx:
        release = leftover_actions.publish(
            tx,
            venue_id=1,
            opens_at=now - timedelta(minutes=1),
            first=ground.day,
            last=ground.day + timedelta(days=1),
            by=None,
            now=now - timedelta(hours=1),
        )
    return ground, release.id


def asks_of_all(database: Database, ground: World, release_id: int, *, twice: int) -> list[Post]:
    """A form from each school, and one more from a colleague in the first of them."""
    pen = Pen(database)
    with database.writing() as tx:
        second = [make.person(tx, scope=s.id, now=utc_now()) for s in ground.schools[:twice]]
    asks = list(zip(ground.teachers, ground.schools, strict=True))
    asks += list(zip(second, ground.schools[:twice], strict=True))
    return [
        pen.post(
            f"{n}",
            teacher,
            f"/leftovers/{release_id}/ask",
            token=f"leftover-form-{n:0>12}",
            first=ground.sessions[n % 2],
            second=ground.sessions[(n + 1) % 2],
            grade=5,
            pupils=20,
            adults=2,
            leader="刘老师",
            leader_phone="0797-2831234",
        )
        for n, (teacher, _school) in enumerate(asks)
    ]


def test_four_hundred_schools_at_one_release_get_exactly_what_there_is(database: Database) -> None:
    ground, release_id = rushed(database, 400)
    posts = asks_of_all(database, ground, release_id, twice=20)
    pen = Pen(database)
    before = [
        pen.book(
            f"early{n}", ground.teachers[n], session=ground.sessions[0], school=ground.schools[n].id
        )
        for n in range(20)
    ]

    with serving.serving(rush.url_of(database)) as address:
        answers = rush.race(address, [*posts, *before, *posts[:40]], clients=CLIENTS)
    together_draw(database)

    assert {a.status for a in answers if a.key.startswith("early")} == {409}
    with database.reading() as tx:
        found = leftover_queries.asks(tx, release_id)
        taken = [season.session_facts(tx, each).taken for each in ground.sessions]
    won = [ask for ask in found if ask.outcome == "won"]
    assert len(found) == 400
    assert [ask.position for ask in found] == list(range(1, 401))
    assert (taken, len(won)) == ([300, 300], 30)
    assert len({ask.school_id for ask in won}) == 30
    assert_counters_agree(database, ground)


def together_draw(database: Database) -> None:
    """Two workers draw at once."""
    later = utc_now() + timedelta(minutes=10)
    workers = [
        Thread(target=leftover_actions.draw_due, args=[database], kwargs={"now": later})
        for _worker in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def test_without_the_guard_the_draw_gives_out_too_much(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: only the database's own CHECK, the last line, is left to stop it."""
    ground, release_id = rushed(database, 40)
    for n in range(40):
        with database.writing() as tx:
            leftover_actions.ask(
                tx,
                release_id=release_id,
                school=ground.schools[n],
                group=world.group(),
                choices=ground.sessions[:1],
                token=f"ask-{n}",
                placed_by=None,
                now=utc_now(),
            )

    def take_without_asking(tx: Tx, room: Room, pupils: int, *, past_waiting: bool = False) -> bool:
        places.give_back(tx, room, -pupils)
        return True

    monkeypatch.setattr(places, "take", take_without_asking)

    with pytest.raises(IntegrityError, match=r"never_oversold"):
        leftover_actions.draw_due(database, now=utc_now() + timedelta(minutes=10))
