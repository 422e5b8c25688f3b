"""What people do with the ledger: record, correct, withdraw, restore."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from outreach.accounts.actions import record_audit
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.ledger import entries, history, queries, rules
from outreach.ledger.model import (
    COUNTING,
    Activity,
    Audience,
    Cell,
    Entry,
    Kind,
    State,
)
from outreach.ledger.record_model import Question, Verb

Answers = Iterable[tuple[Question, str | None]]


def record_visit(
    tx: Tx,
    *,
    booking_id: int,
    venue_id: int,
    title: str,
    place: str,
    lead: str,
    day: date,
    school_id: int,
    county_code: str,
    grade: int,
    pupils: int,
    adults: int,
    minutes: int | None,
    person_id: int | None,
    now: datetime,
    first_timers: int | None = None,
    sample: bool = False,
) -> Activity:
    """A booked group came: it becomes one activity, however often this is said.

    `county_code` is the school's, because the ledger counts for whom; `pupils` and `adults` are
    what the desk counted. A repeat answers with the first and changes nothing.
    """
    first = queries.find_by_booking(tx, booking_id)
    if first is not None:
        return first
    cell = Cell(school_id=school_id, pupils=pupils, grade=grade, first_timers=first_timers)
    entry = Entry(
        kind=Kind.VISIT,
        title=title,
        day=day,
        county_code=county_code,
        place=place,
        lead=lead,
        audience=Audience.SCHOOL,
        school_id=school_id,
        onsite=pupils + adults,
        onsite_pupils=pupils,
        minutes=minutes,
        venue_id=venue_id,
        cells=(cell,) if pupils else (),
    )
    try:
        with tx.begin_nested():
            row = entries.add(
                tx, entry, booking_id=booking_id, person_id=person_id, now=now, sample=sample
            )
    except IntegrityError:  # another desk said it in the same moment
        first = queries.find_by_booking(tx, booking_id)
        if first is None:
            raise
        return first
    return queries.activity(row)


def correct_visit(
    tx: Tx,
    *,
    booking_id: int,
    grade: int,
    pupils: int,
    adults: int,
    person_id: int | None,
    now: datetime,
    reason: str = "",
) -> Activity | None:
    """The desk counted again; the record follows and keeps what it said before.

    None when the visit has not become an activity yet. A withdrawn record stays withdrawn.
    """
    row = history.lock_visit(tx, booking_id)
    if row is None:
        return None
    before = history.fields(tx, row)
    row.onsite, row.onsite_pupils = pupils + adults, pupils
    history.take_check_back(row)
    cells = queries.cells_of(tx, row.id)
    if row.school_id is not None:
        counted = [replace(cell, pupils=pupils, first_timers=None) for cell in cells[:1]]
        fresh = counted or [Cell(school_id=row.school_id, pupils=pupils, grade=grade)]
        entries.put_cells(tx, row, fresh if pupils else ())
    history.remember(
        tx, row, Verb.RECOUNTED, before=before, reason=reason, person_id=person_id, now=now
    )
    return queries.activity(row)


def record_activity(
    tx: Tx,
    *,
    entry: Entry,
    answers: Answers,
    token: str | None,
    person_id: int,
    on_behalf: bool,
    now: datetime,
) -> Activity:
    """Somebody tells of an activity of their own. The form's token makes a repeat harmless.

    `answers` holds what the ledger asked about the entry, and what was said to it.
    """
    rules.check_day(entry.day, today=local_day(now))
    return store(
        tx,
        entry=entry,
        answers=answers,
        token=token,
        person_id=person_id,
        on_behalf=on_behalf,
        now=now,
    )


def store(
    tx: Tx,
    *,
    entry: Entry,
    answers: Answers,
    token: str | None,
    person_id: int,
    on_behalf: bool,
    now: datetime,
    state: State = State.COUNTED,
) -> Activity:
    """A new record in a state, or the first one with the same token."""
    first = queries.find_by_token(tx, token) if token else None
    if first is not None:
        return first
    try:
        with tx.begin_nested():
            row = entries.add(
                tx,
                entry,
                token=token,
                person_id=person_id,
                on_behalf=on_behalf,
                now=now,
                state=state,
            )
            history.keep_answers(tx, row, answers, person_id=person_id, now=now)
    except IntegrityError:  # the second of two taps, in the same moment
        first = queries.find_by_token(tx, token) if token else None
        if first is None:
            raise
        return first
    record_audit(
        tx,
        person_id=person_id,
        action="plan-activity" if state is State.PLANNED else "record-activity",
        subject=f"activity:{row.id}",
        after=row.number,
        at=now,
    )
    return queries.activity(row)


def correct(
    tx: Tx,
    *,
    activity_id: int,
    revision: int,
    entry: Entry,
    answers: Answers,
    reason: str,
    person_id: int,
    now: datetime,
) -> Activity:
    """Put a record right, with the reason; what it said before stays in its history.

    One that was checked is checked again. A plan may be of a day to come.
    """
    if queries.row(tx, activity_id).state != State.PLANNED:
        rules.check_day(entry.day, today=local_day(now))
    row = history.swap(tx, activity_id, revision=revision)
    if row.booking_id is not None:
        raise rules.VisitCountedAtDesk(
            activity_id=row.id, booking_id=row.booking_id, number=row.number
        )
    before = history.fields(tx, row)
    entries.rewrite(tx, row, entry)
    history.take_check_back(row)
    history.keep_answers(tx, row, answers, person_id=person_id, now=now)
    history.remember(
        tx, row, Verb.CORRECTED, before=before, reason=reason, person_id=person_id, now=now
    )
    return queries.activity(row)


def withdraw(
    tx: Tx, *, activity_id: int, revision: int, reason: str, person_id: int, now: datetime
) -> Activity:
    """Take a record out of every figure; it stays readable and can come back."""
    return _set_state(
        tx, activity_id, State.WITHDRAWN, revision=revision, reason=reason, by=person_id, now=now
    )


def restore(
    tx: Tx, *, activity_id: int, revision: int, reason: str, person_id: int, now: datetime
) -> Activity:
    """Bring a withdrawn record back: counted again, or planned if nobody had counted it."""
    row = queries.row(tx, activity_id)
    nobody_counted = row.onsite is None and row.online is None
    back = State.PLANNED if nobody_counted else State.COUNTED
    return _set_state(
        tx, activity_id, back, revision=revision, reason=reason, by=person_id, now=now
    )


def _set_state(
    tx: Tx,
    activity_id: int,
    state: State,
    *,
    revision: int,
    reason: str,
    by: int,
    now: datetime,
) -> Activity:
    if state == queries.row(tx, activity_id).state or (
        state in COUNTING and queries.row(tx, activity_id).state in COUNTING
    ):
        return queries.activity(queries.row(tx, activity_id))  # the second tap finds it done
    row = history.swap(tx, activity_id, revision=revision)
    before = history.fields(tx, row)
    history.take_check_back(row)
    row.state = state
    verb = Verb.WITHDRAWN if state is State.WITHDRAWN else Verb.RESTORED
    history.remember(tx, row, verb, before=before, reason=reason, person_id=by, now=now)
    return queries.activity(row)
