"""Conditions to accept: before booking, and again when they change; kept with who and when."""

import pytest
from sqlalchemy import select

from outreach.booking import acceptance, actions, queries
from outreach.booking.condition_rules import ConditionsNotAccepted
from outreach.booking.model import Placed
from outreach.booking.tables import AcceptanceRow
from outreach.catalogue import conditions
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx
from outreach.outbox.tables import OutboxRow
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.browse import Browse


@pytest.fixture
def ground(database: Database) -> World:
    found = world.build(database)
    with database.writing() as tx:
        ask(tx, found, "不带背包")
    return found


def ask(tx: Tx, ground: World, words: str) -> int:
    return acceptance.change_conditions(
        tx,
        programme_id=ground.programme,
        words=words,
        words_en="No bags",
        by=ground.coordinator.id,
        now=make.NOW,
    )


def book(tx: Tx, ground: World, *, accepted: int | None) -> Placed:
    return actions.book(
        tx,
        session_id=ground.sessions[0],
        school=ground.schools[0],
        group=world.group(),
        token="a-token-of-a-form",
        placed_by=ground.teachers[0].id,
        accepted=accepted,
        now=make.NOW,
    )


@pytest.mark.parametrize("accepted", [None, 2])
def test_nobody_books_without_accepting_what_holds_now(
    database: Database, ground: World, accepted: int | None
) -> None:
    with database.writing() as tx, pytest.raises(ConditionsNotAccepted):
        book(tx, ground, accepted=accepted)

    with database.reading() as tx:
        assert queries.bookings_of_session(tx, ground.sessions[0]) == []


def test_who_accepted_which_version_when_is_kept(database: Database, ground: World) -> None:
    with database.writing() as tx:
        placed = book(tx, ground, accepted=1)

    with database.reading() as tx:
        row = tx.scalars(select(AcceptanceRow)).one()
        assert (row.booking_id, row.version) == (placed.booking_id, 1)
        assert (row.person_id, row.at) == (ground.teachers[0].id, make.NOW)


def test_changed_conditions_are_told_and_accepted_again(database: Database, ground: World) -> None:
    with database.writing() as tx:
        placed = book(tx, ground, accepted=1)
        asked = ask(tx, ground, "不带背包\n不拍照")
        again = ask(tx, ground, "不带背包\n不拍照")
        told = tx.scalars(select(OutboxRow.kind)).all()
        booking = queries.find_booking(tx, placed.booking_id)
        assert booking is not None
        waits = acceptance.how_many_wait(
            tx, school_ids=[ground.schools[0].id], today=local_day(make.NOW)
        )
        with pytest.raises(ConditionsNotAccepted):
            acceptance.accept(tx, booking, version=1, by=ground.teachers[0].id, now=make.NOW)
        for _ in range(2):
            acceptance.accept(tx, booking, version=2, by=ground.teachers[0].id, now=make.NOW)
        standing = acceptance.standing(tx, booking)

    assert (asked, again, waits) == (1, 0, 1)
    assert told.count("conditions-changed") == 1
    assert standing is not None
    assert standing.accepted_at == make.NOW
    with database.reading() as tx:
        assert acceptance.how_many_wait(tx, school_ids=[1], today=local_day(make.NOW)) == 0


def form(ground: World, **fields: object) -> dict[str, object]:
    group = world.group()
    return {
        "token": "0123456789abcdef-form",
        "school": ground.schools[0].id,
        "grade": group.grade,
        "pupils": group.pupils,
        "adults": group.adults,
        "leader": group.leader,
        "leader_phone": group.leader_phone,
        **fields,
    }


def test_the_form_asks_and_keeps_what_was_typed(browse: Browse, ground: World) -> None:
    teacher = browse.sign_in(ground.teachers[0])
    path = f"/book/{ground.sessions[0]}"

    assert "不带背包" in teacher.get(path).text
    without = teacher.post(path, form(ground, conditions="1", step_free="y"))
    older = teacher.post(path, form(ground, conditions="7", accepts="y"))
    accepted = teacher.post(path, form(ground, conditions="1", accepts="y", step_free="y"))

    assert without.status_code == 422
    assert "请先阅读参观须知并勾选接受" in without.text
    assert 'value="20"' in without.text
    assert older.status_code == 422
    assert "须知刚刚改过" in older.text
    assert accepted.status_code == 303
    assert "走无台阶路线" in teacher.follow(accepted).text


def test_the_venue_changes_its_conditions_and_the_school_accepts_them(
    browse: Browse, ground: World
) -> None:
    teacher, venue = browse.sign_in(ground.teachers[0]), browse.sign_in(ground.coordinator)
    teacher.post(f"/book/{ground.sessions[0]}", form(ground, conditions="1", accepts="y"))

    uneven = venue.post("/programmes/route/conditions", {"words": "甲\n乙", "words_en": "A"})
    saved = venue.post("/programmes/route/conditions", {"words": "甲\n乙", "words_en": "A\nB"})
    asked = teacher.get("/bookings/1")
    teacher.post("/bookings/1/accept", {"version": "2"})

    assert uneven.status_code == 422
    assert saved.status_code == 303
    assert "参观须知有新版本" in asked.text
    assert "参观须知有新版本" not in teacher.get("/bookings/1").text
    with browse.database.reading() as tx:
        found = conditions.find_conditions(tx, ground.programme)
    assert found is not None
    assert found.lines == ["甲", "乙"]
