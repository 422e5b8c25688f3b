"""What is done with wishes: submit, answer, decline, withdraw, put right, finish."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.outbox import actions as outbox
from outreach.province import school_queries
from outreach.season import calendar_queries
from outreach.wishes import queries, rules
from outreach.wishes.model import Told, Verb, WayKind, Wish, WishState
from outreach.wishes.tables import WishPlanRow, WishRow, WishStepRow


def submit(
    tx: Tx, *, school_id: int, told: Told, token: str, by: int, now: datetime, sample: bool = False
) -> Wish:
    """A teacher sends a wish. It counts from now on, whether or not its first choice can be met.

    The same form sent again gets the first number.
    """
    first = queries.find_by_token(tx, placed_by=by, token=token)
    if first is not None:
        return first
    today = local_day(now)
    holidays = calendar_queries.holidays(tx, first=today, last=today + timedelta(days=40))
    row = WishRow(
        school_id=school_id,
        county_code=school_queries.school(tx, school_id).county_code,
        **asdict(told),
        state=WishState.SUBMITTED,
        token=token,
        placed_by=by,
        placed_at=now,
        answer_by=rules.answer_by(today, holidays),
        moves_at=rules.moves_at(today, holidays),
        sample=sample,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()  # the unique index decides here between two forms sent at once
    except IntegrityError:
        first = queries.find_by_token(tx, placed_by=by, token=token)
        if first is None:
            raise
        return first
    _remember(tx, row.id, Verb.SUBMIT, by=by, now=now)
    return queries.wish(row)


def make_plan(
    tx: Tx,
    *,
    county_code: str,
    kind: WayKind,
    place: str,
    first: date,
    last: date,
    words: str,
    open_to_all: bool,
    by: int,
    now: datetime,
) -> int:
    """Write down what comes to a county, and when."""
    row = WishPlanRow(
        county_code=county_code,
        kind=kind,
        place=place,
        starts_on=first,
        ends_on=last,
        words=words,
        open_to_all=open_to_all,
        made_by=by,
        made_at=now,
    )
    tx.add(row)
    tx.flush()  # numbers the plan for the wishes it answers
    return row.id


def answer(
    tx: Tx, wishes: Mapping[int, int], *, plan_id: int, words: str, by: int, now: datetime
) -> list[Wish]:
    """Answer wishes (id to the revision that was seen) by one plan: all of them, or none."""
    answered = []
    for wish_id, revision in sorted(wishes.items()):
        after = _step(
            tx, _get(tx, wish_id), Verb.ANSWER, revision=revision, by=by, now=now, note=words,
            plan_id=plan_id, words=words,
        )  # fmt: skip
        _tell(tx, after, "wish-answered", now=now)
        answered.append(after)
    return answered


def decline(tx: Tx, *, wish_id: int, revision: int, words: str, by: int, now: datetime) -> Wish:
    """Say in words why it cannot be for now. The wish goes on counting as need."""
    after = _step(
        tx, _get(tx, wish_id), Verb.DECLINE, revision=revision, by=by, now=now, note=words,
        plan_id=None, words=words,
    )  # fmt: skip
    _tell(tx, after, "wish-declined", now=now)
    return after


def withdraw(tx: Tx, *, wish_id: int, reason: str, by: int, now: datetime) -> Wish:
    """The school takes it back, with a reason and without any penalty. Twice does no harm."""
    before = _get(tx, wish_id)
    if before.state is WishState.WITHDRAWN:
        return before
    return _step(tx, before, Verb.WITHDRAW, by=by, now=now, note=reason, reason=reason)


def correct_school(
    tx: Tx, *, wish_id: int, revision: int, school_id: int, by: int, now: datetime
) -> Wish:
    """It was another school of the same name: the wish goes to that one, and its county."""
    before = _get(tx, wish_id)
    was, now_is = (school_queries.school(tx, each) for each in (before.school_id, school_id))
    note = f"{was.county_name} {was.name} → {now_is.county_name} {now_is.name}"
    return _step(
        tx, before, Verb.CORRECT, revision=revision, by=by, now=now, note=note,
        school_id=now_is.id, county_code=now_is.county_code,
    )  # fmt: skip


def finish(tx: Tx, *, wish_id: int, activity_id: int, number: str, by: int, now: datetime) -> None:
    """What was wished for has happened and is in the ledger. Twice does no harm."""
    before = _get(tx, wish_id)
    if before.state is not WishState.DONE:
        _step(tx, before, Verb.FINISH, by=by, now=now, note=number, activity_id=activity_id)


def _get(tx: Tx, wish_id: int) -> Wish:
    found = queries.find_wish(tx, wish_id)
    if found is None:
        raise rules.NoSuchWish
    return found


def _step(
    tx: Tx,
    before: Wish,
    verb: Verb,
    *,
    by: int,
    now: datetime,
    note: str | None,
    revision: int | None = None,
    **values: Any,
) -> Wish:
    """Compare-and-swap: of two people who act on the same page, one is told."""
    state = rules.next_state(verb, before.state)
    seen = before.revision if revision is None else revision
    swapped = state and tx.scalar(
        update(WishRow)
        .where(WishRow.id == before.id, WishRow.revision == seen)
        .values(state=state, revision=WishRow.revision + 1, **values)
        .returning(WishRow.id)
        .execution_options(synchronize_session=False)
    )
    if not swapped:
        raise rules.WishChanged(before.id, before.number, _get(tx, before.id).state)
    _remember(tx, before.id, verb, by=by, now=now, note=note)
    return _get(tx, before.id)


def _remember(
    tx: Tx, wish_id: int, verb: Verb, *, by: int, now: datetime, note: str | None = None
) -> None:
    tx.add(WishStepRow(wish_id=wish_id, at=now, person_id=by, verb=verb, note=note))
    tx.flush()


def _tell(tx: Tx, wish: Wish, kind: str, *, now: datetime) -> None:
    payload = {"wish_id": wish.id, "number": wish.number, "words": wish.words or ""}
    outbox.post(tx, kind=kind, payload=payload, recipient=wish.placed_by, at=now)
