"""An activity's way through the ledger: planned, done, checked by somebody else."""

from datetime import datetime

from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import entries, history, queries, rules
from outreach.ledger.actions import Answers, store
from outreach.ledger.model import Activity, Entry, State
from outreach.ledger.record_model import Verb


def plan(
    tx: Tx,
    *,
    entry: Entry,
    token: str | None,
    person_id: int,
    on_behalf: bool,
    now: datetime,
) -> Activity:
    """Write down what shall take place; nothing counts it yet. A repeat is harmless."""
    return store(
        tx,
        entry=entry,
        answers=(),
        token=token,
        person_id=person_id,
        on_behalf=on_behalf,
        now=now,
        state=State.PLANNED,
    )


def carry_out(
    tx: Tx,
    *,
    activity_id: int,
    revision: int,
    entry: Entry,
    answers: Answers,
    person_id: int,
    now: datetime,
) -> Activity:
    """It took place: from now on it counts, with what was counted; the plan stays beside it."""
    rules.check_day(entry.day, today=local_day(now))
    rules.check_step(queries.activity(queries.row(tx, activity_id)), State.PLANNED)
    row = history.swap(tx, activity_id, revision=revision)
    before = history.fields(tx, row)
    entries.rewrite(tx, row, entry)
    row.state = State.COUNTED
    history.keep_answers(tx, row, answers, person_id=person_id, now=now)
    history.remember(tx, row, Verb.DONE, before=before, reason="", person_id=person_id, now=now)
    return queries.activity(row)


def check(tx: Tx, *, activity_id: int, revision: int, person_id: int, now: datetime) -> Activity:
    """Somebody else than who told it has seen the evidence and finds the record right."""
    record = queries.activity(queries.row(tx, activity_id))
    if record.state is State.CHECKED:
        return record  # the second tap finds it done
    rules.check_step(record, State.COUNTED)
    rules.check_other_eyes(record, person_id=person_id, told_by=history.told_by(tx, activity_id))
    row = history.swap(tx, activity_id, revision=revision)
    before = history.fields(tx, row)
    row.state, row.checked_by, row.checked_at = State.CHECKED, person_id, now
    history.remember(tx, row, Verb.CHECKED, before=before, reason="", person_id=person_id, now=now)
    return queries.activity(row)


def uncheck(
    tx: Tx, *, activity_id: int, revision: int, reason: str, person_id: int, now: datetime
) -> Activity:
    """It is not right after all: done, counted, and to be checked again."""
    rules.check_step(queries.activity(queries.row(tx, activity_id)), State.CHECKED)
    row = history.swap(tx, activity_id, revision=revision)
    before = history.fields(tx, row)
    history.take_check_back(row)
    history.remember(
        tx, row, Verb.UNCHECKED, before=before, reason=reason, person_id=person_id, now=now
    )
    return queries.activity(row)
