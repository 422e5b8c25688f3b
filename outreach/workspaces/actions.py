"""Sending tasks down, answering them, withdrawing them, reminding of them."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from outreach.accounts import queries as accounts
from outreach.accounts.actions import record_audit
from outreach.accounts.model import Person, Role
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx, changed
from outreach.ledger import plan_queries
from outreach.outbox import actions as outbox
from outreach.returns.model import Unit, UnitKind
from outreach.workspaces import queries, rules
from outreach.workspaces.model import AnswerKind, Order, Part, Task
from outreach.workspaces.tables import UnitTaskPartRow, UnitTaskReminderRow, UnitTaskRow


def send(
    tx: Tx,
    *,
    order: Order,
    to: Collection[Unit],
    sender: str,
    token: str,
    by: int | None,
    now: datetime,
) -> int:
    """Ask units for something; the task's number. The same form sent twice asks once."""
    if not to:
        raise rules.NobodyAsked
    row = UnitTaskRow(
        token=token,
        sender=sender,
        title=order.title,
        words=order.words,
        due=order.due,
        kind=order.kind,
        round_id=order.round_id,
        until_day=order.until,
        created_at=now,
        created_by=by,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()  # the same form sent a second time breaks here
    except IntegrityError:
        known = tx.scalar(select(UnitTaskRow.id).where(UnitTaskRow.token == token))
        if known is None:
            raise
        return known
    tx.execute(
        insert(UnitTaskPartRow),
        [
            {"task_id": row.id, "unit_kind": unit.kind, "unit_code": unit.code, "on_behalf": False}
            for unit in to
        ],
    )
    record_audit(
        tx,
        person_id=by,
        action="send-task",
        subject=f"task:{row.id}",
        after=f"{order.title} {order.due.isoformat()} {len(to)}",
        at=now,
    )
    return row.id


def answer(tx: Tx, part: Part, *, words: str, by: Person, now: datetime) -> None:
    """Say that a unit has done it; by compare-and-swap, so that two answers are one.

    LedgerStillOpen while planned activities up to the day were neither counted nor withdrawn.
    """
    rules.check_answerable(part, today=local_day(now))
    if part.task.order.kind is AnswerKind.LEDGER:
        _check_ledger(tx, part)
    done = changed(
        tx,
        update(UnitTaskPartRow)
        .where(
            UnitTaskPartRow.task_id == part.task.id,
            UnitTaskPartRow.unit_kind == part.unit.kind,
            UnitTaskPartRow.unit_code == part.unit.code,
            UnitTaskPartRow.answered_at.is_(None),
            UnitTaskPartRow.task_id.in_(
                select(UnitTaskRow.id).where(UnitTaskRow.withdrawn_at.is_(None))
            ),
        )
        .values(
            answered_at=now,
            answered_by=by.id,
            on_behalf=not rules.is_own(by, part.unit),
            words=words or None,
        ),
    )
    if not done:
        raise rules.TaskIsClosed(task_id=part.task.id)
    record_audit(
        tx,
        person_id=by.id,
        action="answer-task",
        subject=f"task:{part.task.id}",
        after=f"{part.unit.kind}:{part.unit.code}",
        reason=words or None,
        at=now,
    )


def _check_ledger(tx: Tx, part: Part) -> None:
    until = part.task.order.until or part.task.order.due
    city = part.unit.code if part.unit.kind is UnitKind.CITY else None
    county = part.unit.code if part.unit.kind is UnitKind.COUNTY else None
    plans = plan_queries.plans_gone_by(tx, until=until, city_code=city, county_code=county)
    if plans:
        raise rules.LedgerStillOpen(
            task_id=part.task.id, county=part.unit.code, plans=plans, until=until
        )


def withdraw(tx: Tx, task: Task, *, reason: str, by: int, now: datetime) -> None:
    """Ask for it no longer; what was answered stays."""
    done = changed(
        tx,
        update(UnitTaskRow)
        .where(UnitTaskRow.id == task.id, UnitTaskRow.withdrawn_at.is_(None))
        .values(withdrawn_at=now),
    )
    if not done:
        raise rules.TaskIsClosed(task_id=task.id)
    record_audit(
        tx,
        person_id=by,
        action="withdraw-task",
        subject=f"task:{task.id}",
        reason=reason,
        at=now,
    )


def remind(tx: Tx, task_id: int, late: Collection[Part], *, by: int, now: datetime) -> int | None:
    """Write to the officers of every late unit; None when that was done today already."""
    today = local_day(now)
    readers = {
        person.id: part.unit
        for part in late
        for person in accounts.holders(
            tx,
            Role.CITY if part.unit.kind is UnitKind.CITY else Role.COUNTY,
            part.unit.code,
        )
    }
    if not _first_today(tx, task_id, today, letters=len(readers), by=by):
        return None
    task = queries.find_task(tx, task_id)
    assert task is not None  # noqa: S101 - the reminder's row refers to it
    for person_id, unit in readers.items():
        payload = {
            "task_id": task_id,
            "title": task.order.title,
            "due": task.order.due.isoformat(),
            "unit": unit.name,
        }
        outbox.post(tx, kind="task-reminder", payload=payload, recipient=person_id, at=now)
    record_audit(
        tx,
        person_id=by,
        action="remind-of-task",
        subject=f"task:{task_id}",
        after=str(len(readers)),
        at=now,
    )
    return len(readers)


def _first_today(tx: Tx, task_id: int, today: date, *, letters: int, by: int) -> bool:
    try:
        with tx.begin_nested():
            tx.add(UnitTaskReminderRow(task_id=task_id, day=today, letters=letters, sent_by=by))
            tx.flush()  # a second reminder of the day breaks here
    except IntegrityError:
        return False
    return True
