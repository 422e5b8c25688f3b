"""What a record said before, who changed it, and what was asked when it was told."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert, select, union, update

from outreach.accounts.actions import record_audit
from outreach.kernel.db import Tx
from outreach.ledger import queries, rules
from outreach.ledger.model import Partner, State
from outreach.ledger.record_model import Question, Verb
from outreach.ledger.tables import ActivityAnswerRow, ActivityChangeRow, ActivityDayRow, ActivityRow

REMEMBERED = (
    "kind",
    "title",
    "day",
    "county_code",
    "place",
    "audience",
    "school_id",
    "onsite",
    "onsite_pupils",
    "online",
    "online_measure",
    "minutes",
    "lead",
    "state",
    "until_day",
    "planned_onsite",
    "planned_day",
    "onsite_rough",
    "own_programme",
    "vehicle",
    "kilometres",
    "volunteers",
    "volunteer_hours",
    "funding",
)


def swap(tx: Tx, activity_id: int, *, revision: int) -> ActivityRow:
    """The row, if it is still as the page showed it; its revision rises (compare-and-swap)."""
    swapped = tx.scalar(
        update(ActivityRow)
        .where(ActivityRow.id == activity_id, ActivityRow.revision == revision)
        .values(revision=ActivityRow.revision + 1)
        .returning(ActivityRow.id)
    )
    row = queries.row(tx, activity_id)
    if swapped is None:
        raise rules.ActivityChangedMeanwhile(activity_id=activity_id, number=row.number)
    return row


def lock(tx: Tx, activity_id: int) -> ActivityRow:
    """The row, held until the transaction ends, whatever a page showed; its revision rises."""
    tx.execute(
        update(ActivityRow)
        .where(ActivityRow.id == activity_id)
        .values(revision=ActivityRow.revision + 1)
    )
    return queries.row(tx, activity_id)


def lock_visit(tx: Tx, booking_id: int) -> ActivityRow | None:
    """The row of a booked visit, held until the transaction ends; its revision rises."""
    activity_id = tx.scalar(
        update(ActivityRow)
        .where(ActivityRow.booking_id == booking_id)
        .values(revision=ActivityRow.revision + 1)
        .returning(ActivityRow.id)
    )
    return None if activity_id is None else queries.row(tx, activity_id)


def fields(tx: Tx, row: ActivityRow) -> dict[str, str | None]:
    """What a record says, as text; a cell is "grade:pupils:first-timers"."""
    tx.flush()
    said = {name: getattr(row, name) for name in REMEMBERED}
    cells = [
        ":".join("" if part is None else str(part) for part in (c.grade, c.pupils, c.first_timers))
        for c in queries.cells_of(tx, row.id)
    ]
    partners = queries.partners_of(tx, [row.id]).get(row.id, ())
    return {
        **{name: None if value is None else str(value) for name, value in said.items()},
        "cells": " ".join(cells) or None,
        "partners": "、".join(map(_with_part, partners)) or None,
        "labels": " ".join(queries.labels_of(tx, [row.id]).get(row.id, ())) or None,
    }


def _with_part(partner: Partner) -> str:
    return partner.name if partner.onsite is None else f"{partner.name} {partner.onsite}"


def remember(
    tx: Tx,
    row: ActivityRow,
    verb: Verb,
    *,
    before: Mapping[str, str | None],
    reason: str,
    person_id: int | None,
    now: datetime,
) -> None:
    """Keep what changed since `before`, and why."""
    after = fields(tx, row)
    changed = [name for name in before if before[name] != after[name]]
    tx.add(
        ActivityChangeRow(
            activity_id=row.id,
            at=now,
            person_id=person_id,
            verb=verb,
            before=json.dumps({name: before[name] for name in changed}, ensure_ascii=False),
            after=json.dumps({name: after[name] for name in changed}, ensure_ascii=False),
            reason=reason,
        )
    )
    record_audit(
        tx,
        person_id=person_id,
        action=f"activity-{verb}",
        subject=f"activity:{row.id}",
        after=reason,
        at=now,
    )


def take_check_back(row: ActivityRow) -> None:
    """What changes is no longer what somebody checked."""
    if row.state == State.CHECKED:
        row.state = State.COUNTED
    row.checked_by = row.checked_at = None


def told_by(tx: Tx, activity_id: int) -> frozenset[int]:
    """Everybody whose word the record is: who told of it, did it, put it right or counted."""
    told = (Verb.DONE, Verb.CORRECTED, Verb.RECOUNTED, Verb.DAY_COUNTED)
    first = select(ActivityRow.created_by).where(ActivityRow.id == activity_id)
    later = select(ActivityChangeRow.person_id).where(
        ActivityChangeRow.activity_id == activity_id, ActivityChangeRow.verb.in_(told)
    )
    daily = select(ActivityDayRow.counted_by).where(ActivityDayRow.activity_id == activity_id)
    return frozenset(who for who in tx.scalars(union(first, later, daily)) if who is not None)


def keep_answers(
    tx: Tx,
    row: ActivityRow,
    answers: Iterable[tuple[Question, str | None]],
    *,
    person_id: int,
    now: datetime,
) -> None:
    """Keep what was asked with what was said to it."""
    kept = [
        answer(row.id, question, words, person_id=person_id, now=now) for question, words in answers
    ]
    if kept:
        tx.execute(insert(ActivityAnswerRow), kept)


def answer(
    activity_id: int, question: Question, words: str | None, *, person_id: int, now: datetime
) -> dict[str, object]:
    """What was asked about an activity and what was said to it, as the columns of a row."""
    return {
        "activity_id": activity_id,
        "at": now,
        "person_id": person_id,
        "question": question.code,
        "facts": json.dumps(dict(question.facts), ensure_ascii=False),
        "answer": words,
    }
