"""A form sent twice, and a second booking of a school in one half-day."""

from dataclasses import replace
from typing import Any

import pytest

from outreach.booking import actions
from outreach.kernel.db import Database, Tx
from outreach.kernel.refusal import Refusal
from outreach.season import queries as season
from tests import make
from tests.booking import world
from tests.booking.world import World


def test_the_same_form_sent_twice_gets_the_first_answer(database: Database) -> None:
    ground = world.build(database)
    answers = []
    for _ in range(2):
        with database.writing() as tx:
            answers.append(_book(tx, ground, token="one-form-00000000"))

    assert answers[1] == replace(answers[0], repeated=True)
    with database.reading() as tx:
        assert season.session_facts(tx, ground.sessions[0]).taken == 20


def test_a_used_form_with_other_contents_is_refused(database: Database) -> None:
    ground = world.build(database)
    with database.writing() as tx:
        _book(tx, ground, token="one-form-00000000")

    with pytest.raises(Refusal, match="form-used-twice"), database.writing() as tx:
        _book(tx, ground, token="one-form-00000000", pupils=21)


def test_a_second_booking_in_the_half_day_names_the_first(database: Database) -> None:
    ground = world.build(database, sessions=2)
    with database.writing() as tx:
        first = _book(tx, ground, token="one-form-00000000")

    with pytest.raises(Refusal) as refusal, database.writing() as tx:
        _book(tx, ground, token="other-form-000000", session=1)
    assert refusal.value.code == "already-booked"
    assert refusal.value.facts == {"booking_id": first.booking_id, "number": first.number}


def _book(tx: Tx, ground: World, *, token: str, pupils: int = 20, session: int = 0) -> Any:
    return actions.book(
        tx,
        session_id=ground.sessions[session],
        school=ground.schools[0],
        group=world.group(pupils=pupils),
        token=token,
        placed_by=ground.teachers[0].id,
        now=make.NOW,
    )
