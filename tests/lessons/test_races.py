"""Many schools at once at the last rooms of a lesson: joined is exactly what there was."""

import threading
import time
from collections import Counter

import pytest
from sqlalchemy import event, text

from outreach.kernel.db import Database, Tx
from outreach.lessons import queries, rules
from outreach.season import places
from outreach.season import queries as season
from outreach.season.model import Room
from tests.lessons import ground as lessons
from tests.lessons.ground import Ground

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("whole_province")]

SCHOOLS, ROOMS = 12, 4


def all_at_once(database: Database, ground: Ground) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    together = threading.Barrier(SCHOOLS)

    def join(number: int) -> None:
        together.wait()
        try:
            with database.writing() as tx:
                lessons.join(tx, ground, number)
        except rules.LessonFull:
            outcomes["full"] += 1
        else:
            outcomes["joined"] += 1

    teachers = [threading.Thread(target=join, args=(n,)) for n in range(SCHOOLS)]
    for teacher in teachers:
        teacher.start()
    for teacher in teachers:
        teacher.join()
    return outcomes


def test_the_last_rooms_are_given_exactly(database: Database) -> None:
    ground = lessons.lay(database, schools=SCHOOLS, rooms=ROOMS)

    outcomes = all_at_once(database, ground)

    assert outcomes == {"joined": ROOMS, "full": SCHOOLS - ROOMS}
    with database.reading() as tx:
        assert season.session_facts(tx, ground.session.id).taken == ROOMS
        assert len(queries.rooms_of_session(tx, ground.session.id)) == ROOMS
        assert queries.lesson(tx, ground.session.id).lines_taken == ROOMS


def test_without_the_guard_rooms_are_given_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: should this not oversell, the test above proves nothing."""
    ground = lessons.lay(database, schools=SCHOOLS, rooms=ROOMS)
    if database.is_sqlite:
        database.dispose()
        event.listen(
            database.engine,
            "connect",
            lambda c, _r: c.execute("PRAGMA ignore_check_constraints=ON"),
        )
    else:
        with database.writing() as tx:
            tx.execute(text("ALTER TABLE session DROP CONSTRAINT ck_session_never_oversold"))
    seen = threading.Barrier(SCHOOLS)
    looked = threading.local()

    def look_first(tx: Tx, room: Room, pupils: int, *, past_waiting: bool = False) -> bool:
        del past_waiting
        places.give_back(tx, room, -pupils)
        return bool(looked.left >= pupils)

    writing = database.writing

    def writing_after_looking() -> object:
        with database.reading() as tx:
            looked.left = season.session_facts(tx, ground.session.id).places_left
        seen.wait()
        time.sleep(0.01)
        return writing()

    monkeypatch.setattr(places, "take", look_first)
    monkeypatch.setattr(database, "writing", writing_after_looking)

    outcomes = all_at_once(database, ground)

    assert outcomes["joined"] > ROOMS
