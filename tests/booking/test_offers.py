"""Places that came back are offered: taken, passed on, or given to the next when time is up."""

import json
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from outreach.booking import actions, offer_actions, queries, rules, session_actions
from outreach.booking.model import OFFER_UNANSWERED, Booking, BookingState
from outreach.catalogue.tables import OpeningRow
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Database, Tx
from outreach.outbox.tables import OutboxRow
from outreach.season import queries as season
from tests import make
from tests.booking import world
from tests.booking.world import World
from tests.browse import Browse

HOUR = timedelta(hours=1)
S = BookingState


def _book(tx: Tx, ground: World, school: int, *, waits: bool = False) -> int:
    return actions.book(
        tx,
        session_id=ground.sessions[0],
        school=ground.schools[school],
        group=world.group(pupils=60),
        token=f"offers-of-school-{school}",
        joins_waitlist=waits,
        placed_by=ground.teachers[school].id,
        now=make.NOW,
    ).booking_id


def _line(database: Database) -> tuple[World, list[int]]:
    """A full session, and two schools that wait for it."""
    ground = world.build(database, capacity=60)
    with database.writing() as tx:
        return ground, [_book(tx, ground, n, waits=n > 0) for n in range(3)]


def _cancel_first(database: Database, bookings: list[int]) -> None:
    with database.writing() as tx:
        actions.cancel(tx, booking_id=bookings[0], reason="weather", by=None, now=make.NOW)


def _get(database: Database, booking_id: int) -> Booking:
    with database.reading() as tx:
        found = queries.find_booking(tx, booking_id)
    assert found is not None
    return found


def _letters(database: Database, kind: str) -> list[dict[str, Any]]:
    with database.reading() as tx:
        rows = tx.scalars(select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.id))
        return [json.loads(row.payload) for row in rows]


def test_the_first_in_line_is_offered_the_places_and_nobody_else_gets_them(
    database: Database,
) -> None:
    ground, bookings = _line(database)

    _cancel_first(database, bookings)

    offered, waits = _get(database, bookings[1]), _get(database, bookings[2])
    assert (offered.state, waits.state) == (S.OFFERED, S.WAITLISTED)
    assert offered.answer_by == make.NOW + 48 * HOUR
    with database.reading() as tx:
        session = season.session_facts(tx, ground.sessions[0])
    assert (session.taken, session.waiting) == (60, 1)
    assert [letter["booking_id"] for letter in _letters(database, "booking-promoted")] == [
        offered.id
    ]


def test_an_accepted_offer_is_held_with_papers_due_as_usual(database: Database) -> None:
    ground, bookings = _line(database)
    _cancel_first(database, bookings)

    with database.writing() as tx:
        offer_actions.accept(tx, booking_id=bookings[1], by=None, now=make.NOW + HOUR)
        again = offer_actions.accept(tx, booking_id=bookings[1], by=None, now=make.NOW + HOUR)

    with database.reading() as tx:
        due = rules.papers_due(season.session_facts(tx, ground.sessions[0]), now=make.NOW + HOUR)
    assert (again.state, again.hold_until, again.answer_by) == (S.HELD, due, None)
    assert len(_letters(database, "booking-held")) == 1


def test_a_passed_on_offer_goes_to_the_next_in_line(database: Database) -> None:
    _ground, bookings = _line(database)
    _cancel_first(database, bookings)

    for _press in range(2):
        with database.writing() as tx:
            offer_actions.forgo(tx, booking_id=bookings[1], by=None, now=make.NOW + HOUR)

    assert _get(database, bookings[1]).state is S.CANCELLED
    assert _get(database, bookings[2]).state is S.OFFERED


def test_an_unanswered_offer_lapses_goes_on_and_everyone_is_told_once(database: Database) -> None:
    _ground, bookings = _line(database)
    _cancel_first(database, bookings)
    late = make.NOW + 48 * HOUR

    assert offer_actions.lapse_offers_due(database, now=late - HOUR) == 0
    assert offer_actions.lapse_offers_due(database, now=late) == 1
    assert offer_actions.lapse_offers_due(database, now=late) == 0

    lapsed = _get(database, bookings[1])
    assert (lapsed.state, lapsed.reason) == (S.LAPSED, OFFER_UNANSWERED)
    assert _get(database, bookings[2]).state is S.OFFERED
    assert [each["booking_id"] for each in _letters(database, "booking-lapsed")] == [lapsed.id]
    promoted = [each["booking_id"] for each in _letters(database, "booking-promoted")]
    assert promoted == [bookings[1], bookings[2]]


def test_an_answer_after_the_deadline_is_refused_even_before_the_job_has_come(
    database: Database,
) -> None:
    _ground, bookings = _line(database)
    _cancel_first(database, bookings)

    with pytest.raises(rules.OfferEnded), database.writing() as tx:
        offer_actions.accept(tx, booking_id=bookings[1], by=None, now=make.NOW + 48 * HOUR)

    assert _get(database, bookings[1]).state is S.OFFERED


def test_a_reminder_comes_once_half_a_day_before_the_offer_ends(database: Database) -> None:
    _ground, bookings = _line(database)
    _cancel_first(database, bookings)

    told = [
        offer_actions.remind_offers_due(database, now=make.NOW + hours * HOUR)
        for hours in (30, 36, 37, 47)
    ]

    assert told == [0, 1, 0, 0]


@given(hours=st.integers(-48, 24 * 30), allowed=st.integers(2, 336))
def test_no_offer_reaches_into_the_visits_eve_or_leaves_less_than_two_hours(
    hours: int, allowed: int
) -> None:
    session = world.session_facts(rules=replace(world.RULES, offer_hours=allowed))
    visit = at_wall_clock(session.day, session.starts)
    now = visit - hours * HOUR

    ends = rules.offer_ends(session, now=now)

    assert (ends is None) == (hours < 26)
    if ends is not None:
        assert now + min(2 * HOUR, allowed * HOUR) <= ends <= visit - 24 * HOUR


def test_an_offer_of_a_session_that_moved_nearer_ends_before_its_new_eve(
    database: Database,
) -> None:
    ground, bookings = _line(database)
    _cancel_first(database, bookings)
    with database.writing() as tx:
        tx.add(OpeningRow(venue_id=1, weekday=2, opens=time(8), closes=time(17)))
        tx.flush()
        session_actions.move_session(
            tx,
            session_id=ground.sessions[0],
            day=(make.NOW + timedelta(days=2)).date(),
            starts=time(9),
            by=ground.coordinator.id,
            now=make.NOW,
        )

    assert _get(database, bookings[1]).answer_by == make.NOW + 24 * HOUR


def test_the_letters_link_answers_without_signing_in(
    app: Flask, database: Database, browse: Browse
) -> None:
    _ground, bookings = _line(database)
    _cancel_first(database, bookings)
    token = _letters(database, "booking-promoted")[0]["token"]
    browse.clock.now = make.NOW + HOUR

    page = browse.get(f"/offer/{token}")
    answered = browse.follow(browse.post(f"/offer/{token}", {"answer": "take"}))
    twice = browse.post(f"/offer/{token}", {"answer": "take"})
    other_way = browse.post(f"/offer/{token}", {"answer": "pass"})

    assert "60 个名额给您留着" in page.text
    assert world.group().leader_phone not in page.text
    assert "已接受，名额已预留" in answered.text
    assert (twice.status_code, other_way.status_code) == (303, 409)
    assert _get(database, bookings[1]).state is S.HELD


def test_an_invented_link_and_one_for_another_question_open_nothing(
    database: Database, browse: Browse
) -> None:
    _ground, bookings = _line(database)
    _cancel_first(database, bookings)
    token = _letters(database, "booking-promoted")[0]["token"]

    asked = [browse.get(f"/offer/{word}") for word in ("x" * 32, "国" * 9, token[:-1])]

    assert [page.status_code for page in asked] == [404, 404, 404]
    assert browse.post(f"/offer/{token}", {"answer": "whatever"}).status_code == 400


def test_the_school_answers_on_its_page_and_strangers_cannot(
    database: Database, browse: Browse
) -> None:
    ground, bookings = _line(database)
    _cancel_first(database, bookings)
    other, own = browse.sign_in(ground.teachers[3]), browse.sign_in(ground.teachers[1])

    foreign = other.post(f"/bookings/{bookings[1]}/offer", {"answer": "take"})
    page = own.get(f"/bookings/{bookings[1]}")
    mine = own.follow(own.post(f"/bookings/{bookings[1]}/offer", {"answer": "pass"}))

    assert foreign.status_code == 404
    assert "接受名额" in page.text
    assert "已放弃，名额让给下一所学校" in mine.text
    assert _get(database, bookings[2]).state is S.OFFERED
