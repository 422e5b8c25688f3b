"""Asking once, taking each answer once, and never more answers than people who came."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from outreach.feedback import actions, queries, rules
from outreach.feedback.model import Answer, Respondent
from outreach.feedback.tables import FeedbackAnswerRow
from outreach.kernel.db import Database
from outreach.outbox.tables import OutboxRow
from tests.feedback.visited import Visited, visit

SAID = Answer(Respondent.PUPIL, (5, 4, 5, 3, 5))


def answer(database: Database, where: Visited, token: str, said: Answer = SAID) -> None:
    with database.writing() as tx:
        actions.answer(tx, booking_id=where.booking_id, said=said, token=token, now=where.now)


def enter(database: Database, where: Visited, sheets: int, token: str, at: datetime) -> int:
    with database.writing() as tx:
        return actions.enter_sheets(
            tx, booking_id=where.booking_id, answers=[SAID] * sheets, token=token, by=None, now=at
        ).id


def answers(database: Database, where: Visited) -> tuple[int, int]:
    """What the counter says, and how many rows there are."""
    with database.reading() as tx:
        there = queries.find_ask(tx, where.booking_id)
        assert there is not None
        return there.answers, tx.scalar(select(func.count(FeedbackAnswerRow.id))) or 0


def test_a_finished_visit_is_asked_about_once_and_the_teacher_is_told(database: Database) -> None:
    where = visit(database)

    assert actions.ask_due(database, now=where.now) == 0
    with database.reading() as tx:
        told = tx.scalars(select(OutboxRow).where(OutboxRow.kind == "feedback-asked")).all()
        there = queries.find_ask(tx, where.booking_id)
    assert [row.recipient_id for row in told] == [where.ground.teachers[0].id]
    assert there is not None
    assert there.most == 22


def test_the_same_form_counts_once(database: Database) -> None:
    where = visit(database)

    for token in ("one", "one", "two"):
        answer(database, where, token)

    assert answers(database, where) == (2, 2)


def test_nobody_answers_for_people_who_did_not_come(database: Database) -> None:
    where = visit(database, pupils=2, adults=1)
    for n in range(3):
        answer(database, where, f"t{n}")

    with pytest.raises(rules.EverybodyAnswered) as refusal:
        answer(database, where, "t4")

    assert refusal.value.facts == {"most": 3, "answers": 3, "more": 1}
    assert answers(database, where) == (3, 3)


def test_a_pile_is_taken_whole_or_not_at_all(database: Database) -> None:
    where = visit(database, pupils=10, adults=2)
    enter(database, where, 8, "pile", where.now)

    with pytest.raises(rules.EverybodyAnswered):
        enter(database, where, 5, "other", where.now)

    assert answers(database, where) == (8, 8)


def test_a_pile_typed_twice_counts_once_and_is_taken_back_once(database: Database) -> None:
    where = visit(database)
    first, again = (enter(database, where, 6, "pile", where.now) for _ in range(2))
    assert first == again

    for _ in range(2):
        with database.writing() as tx:
            actions.undo_sheets(tx, booking_id=where.booking_id, batch_id=first, now=where.now)

    assert answers(database, where) == (0, 0)


def test_after_a_day_a_pile_stays(database: Database) -> None:
    where = visit(database)
    pile = enter(database, where, 6, "pile", where.now)
    late = where.now + timedelta(hours=25)

    with pytest.raises(rules.UndoTooLate), database.writing() as tx:
        actions.undo_sheets(tx, booking_id=where.booking_id, batch_id=pile, now=late)


def test_after_two_months_nobody_is_heard_any_more(database: Database) -> None:
    where = visit(database)
    late = where.now + timedelta(days=61)

    with pytest.raises(rules.FeedbackClosed), database.writing() as tx:
        actions.answer(tx, booking_id=where.booking_id, said=SAID, token="t", now=late)


def test_a_row_holds_the_day_but_not_the_moment(database: Database) -> None:
    assert "at" not in {column.name for column in FeedbackAnswerRow.__table__.columns}
    assert visit(database).booking_id == 1


@pytest.mark.race
def test_many_at_once_are_counted_exactly(database: Database) -> None:
    where = visit(database, pupils=10, adults=2)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda n: _try(database, where, f"t{n}"), range(40)))

    assert outcomes.count("taken") == 12
    assert answers(database, where) == (12, 12)


def _try(database: Database, where: Visited, token: str) -> str:
    try:
        answer(database, where, token)
    except rules.EverybodyAnswered:
        return "refused"
    return "taken"


@pytest.mark.race
def test_without_the_guard_more_answer_than_came(database: Database) -> None:
    """The control: whoever looks first and writes later lets everybody in."""
    where = visit(database, pupils=3, adults=1)
    together = Barrier(8)

    def look_then_write(n: int) -> None:
        with database.reading() as tx:
            there = queries.find_ask(tx, where.booking_id)
        together.wait()
        assert there is not None
        if there.answers < there.most:
            with database.writing() as tx:
                tx.add(
                    FeedbackAnswerRow(
                        booking_id=where.booking_id,
                        programme_id=1,
                        programme_version=1,
                        token=f"t{n}",
                        respondent="pupil",
                        day=where.ground.day,
                    )
                )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(look_then_write, range(8)))

    assert answers(database, where)[1] == 8
