"""Figures move ten answers at a time, whatever is answered, typed, taken back and waited for."""

from datetime import datetime, timedelta
from random import Random

import pytest

from outreach.feedback import actions, queries, released, rules
from outreach.feedback.model import Answer, Question, Respondent, Tally
from outreach.kernel.db import Database
from tests.feedback.visited import Visited, visit

PUPIL = Respondent.PUPIL
FIVES = (5, 5, 5, 5, 5)
DAY = rules.UNDO_WITHIN + timedelta(minutes=1)


@pytest.fixture
def where(database: Database) -> Visited:
    return visit(database, pupils=85, adults=15)


def answer(database: Database, where: Visited, said: Answer, *, token: str, now: datetime) -> None:
    with database.writing() as tx:
        actions.answer(tx, booking_id=where.booking_id, said=said, token=token, now=now)


def pile(database: Database, where: Visited, sheets: list[Answer], *, now: datetime) -> int:
    with database.writing() as tx:
        return actions.enter_sheets(
            tx,
            booking_id=where.booking_id,
            answers=sheets,
            token=f"pile{now.timestamp()}",
            by=None,
            now=now,
        ).id


def seen(database: Database, *, now: datetime) -> dict[tuple[int, int, str], Tally]:
    with database.reading() as tx:
        return released.tallies(tx, now=now)


def pupils(database: Database, *, now: datetime) -> int:
    return sum(tally.answers for tally in seen(database, now=now).values())


def test_nine_answers_move_nothing_and_the_tenth_moves_ten(
    database: Database, where: Visited
) -> None:
    found = []
    for n in range(21):
        answer(database, where, Answer(PUPIL, FIVES), token=f"n{n}", now=where.now)
        found.append(pupils(database, now=where.now))

    assert found == [0] * 9 + [10] * 10 + [20] * 2


def test_pupils_and_adults_are_counted_apart(database: Database, where: Visited) -> None:
    for n in range(9):
        answer(database, where, Answer(PUPIL, FIVES), token=f"p{n}", now=where.now)
        answer(database, where, Answer(Respondent.ADULT, FIVES), token=f"a{n}", now=where.now)

    assert pupils(database, now=where.now) == 0


def test_a_question_that_few_answered_is_hidden_in_a_shown_group(
    database: Database, where: Visited
) -> None:
    sheets = [Answer(PUPIL, (5, 4, 3, 2, 5 if n < 9 else None)) for n in range(12)]
    pile(database, where, sheets, now=where.now)

    (tally,) = seen(database, now=where.now + DAY).values()

    assert tally.answers == 10
    assert tally.mean(Question.SUITABLE) == 5.0
    assert tally.mean(Question.AGAIN) is None


def test_a_made_up_pile_that_is_taken_back_never_showed(database: Database, where: Visited) -> None:
    for n in range(10):
        answer(database, where, Answer(PUPIL, FIVES), token=f"n{n}", now=where.now)
    before = seen(database, now=where.now)
    batch = pile(database, where, [Answer(PUPIL, (1, 1, 1, 1, 1))] * 19, now=where.now)
    answer(database, where, Answer(PUPIL, (2, 2, 2, 2, 2)), token="last", now=where.now)
    assert seen(database, now=where.now) == before, "it may still be taken back"

    with database.writing() as tx:
        actions.undo_sheets(tx, booking_id=where.booking_id, batch_id=batch, now=where.now)

    assert seen(database, now=where.now + DAY) == before


def test_remarks_come_with_their_answers(database: Database, where: Visited) -> None:
    for n in range(11):
        said = Answer(PUPIL, FIVES, remark=f"第 {n} 句")
        answer(database, where, said, token=f"n{n}", now=where.now)

    with database.reading() as tx:
        remarks = queries.remarks(tx, programme_id=1, version=1, now=where.now)

    assert len(remarks) == 10
    assert "第 10 句" not in remarks


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_figure_ever_differs_from_an_earlier_one_by_fewer_than_ten(
    database: Database, where: Visited, seed: int
) -> None:
    rng = Random(seed)  # noqa: S311 - the same draws each time
    now, piles = where.now, []
    earlier: list[dict[tuple[int, int, str], Tally]] = []
    for step in range(40):
        who = rng.choice(list(Respondent))
        blank = [Answer(who, (4, *(rng.choice((1, 3, 5, None)) for _ in range(4))))]
        try:
            if rng.random() < 0.6:
                said = Answer(who, tuple(rng.randint(1, 5) for _ in Question))
                answer(database, where, said, token=f"s{step}", now=now)
            elif rng.random() < 0.7:
                piles.append(pile(database, where, blank * rng.randint(1, 12), now=now))
            elif piles:
                with database.writing() as tx:
                    batch = piles.pop()
                    actions.undo_sheets(
                        tx, booking_id=where.booking_id, batch_id=batch, now=now
                    )  # fmt: skip
        except (rules.EverybodyAnswered, rules.UndoTooLate):
            pass
        now += timedelta(hours=rng.choice((1, 2, 9)))
        shown = seen(database, now=now)
        for before in earlier:
            grew_by_tens(before, shown)
        earlier.append(shown)
    assert earlier[-1], "something was shown"


def grew_by_tens(
    before: dict[tuple[int, int, str], Tally], after: dict[tuple[int, int, str], Tally]
) -> None:
    for key, old in before.items():
        new = after[key]
        assert (new.answers - old.answers) % rules.AT_LEAST == 0
        for question in Question:
            was, now = old.counts[question], new.counts[question]
            assert all(n >= w for n, w in zip(now, was, strict=True)), "nothing shown goes again"
            assert (sum(now) - sum(was)) % rules.AT_LEAST == 0
