"""Asking after a visit, taking answers, and typing them from paper."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from outreach.booking import queries as booking
from outreach.booking import visit_queries
from outreach.booking.model import Booking
from outreach.booking.steps import tell
from outreach.feedback import queries, rules
from outreach.feedback.model import Answer, Ask, PaperBatch
from outreach.feedback.tables import FeedbackAnswerRow, FeedbackAskRow, FeedbackBatchRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx, changed

ASK_WITHIN = timedelta(days=30)
"""Visits counted later than this are not asked about any more."""


def ask(tx: Tx, *, booking_id: int, now: datetime) -> Ask:
    """Let the people of a finished visit answer, and tell the teacher how. Twice asks once."""
    there = queries.find_ask(tx, booking_id)
    if there is not None:
        return there
    visit = booking.find_booking(tx, booking_id)
    came = booking.arrivals(tx, booking_id)
    if visit is None or not came:
        raise rules.NoSuchFeedback
    row = FeedbackAskRow(
        booking_id=booking_id,
        venue_id=visit.venue_id,
        programme_id=visit.programme_id,
        programme_version=visit.programme_version,
        most=came[-1].pupils + came[-1].adults,
        answers=0,
        asked_at=now,
        closes_at=now + rules.OPEN_FOR,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:  # another worker asked in this moment
        return _asked(tx, booking_id)
    tell(tx, visit, "feedback-asked", now=now)
    return _asked(tx, booking_id)


def ask_due(database: Database, *, now: datetime) -> int:
    """Ask about every visit that is over and was not asked about; how many were."""
    with database.reading() as tx:
        over = visit_queries.done_since(tx, first=local_day(now - ASK_WITHIN))
        new = sorted(set(over) - queries.asked(tx, over))
    for booking_id in new:
        with database.writing() as tx:
            ask(tx, booking_id=booking_id, now=now)
    return len(new)


def answer(tx: Tx, *, booking_id: int, said: Answer, token: str, now: datetime) -> None:
    """Take one person's answer; the same form sent again changes nothing."""
    if _known(tx, token):
        return
    visit = _open(tx, booking_id, now=now)
    _count(tx, booking_id, 1)
    try:
        with tx.begin_nested():
            tx.add(_row(visit, said, token=token, now=now))
    except IntegrityError as error:
        if "token" not in str(error.orig):
            raise
        _count(tx, booking_id, -1)


def enter_sheets(
    tx: Tx,
    *,
    booking_id: int,
    answers: Sequence[Answer],
    token: str,
    by: int | None,
    now: datetime,
) -> PaperBatch:
    """Take a pile of paper, whole or not at all; the same pile sent again gets the first answer."""
    there = _batch_with(tx, token)
    if there is not None:
        return there
    visit = _open(tx, booking_id, now=now)
    _count(tx, booking_id, len(answers))
    batch = FeedbackBatchRow(
        booking_id=booking_id, token=token, sheets=len(answers), entered_by=by, entered_at=now
    )
    try:
        with tx.begin_nested():
            tx.add(batch)
    except IntegrityError:
        _count(tx, booking_id, -len(answers))
        repeated = _batch_with(tx, token)
        if repeated is None:
            raise
        return repeated
    for number, said in enumerate(answers):
        # No form's token holds a dot, so that no answer by the link has one of these.
        row = _row(visit, said, token=f"{token}.{number}", now=now)
        row.batch_id = batch.id
        tx.add(row)
    tx.flush()
    return next(b for b in queries.batches(tx, booking_id) if b.id == batch.id)


def undo_sheets(tx: Tx, *, booking_id: int, batch_id: int, now: datetime) -> None:
    """Take a pile back within a day; what its sheets said goes with it. Twice does no harm."""
    found = next((b for b in queries.batches(tx, booking_id) if b.id == batch_id), None)
    if found is None:
        raise rules.NoSuchFeedback
    if found.undone_at is None and now - found.entered_at > rules.UNDO_WITHIN:
        raise rules.UndoTooLate(hours=int(rules.UNDO_WITHIN.total_seconds() // 3600))
    undone = changed(
        tx,
        update(FeedbackBatchRow)
        .where(FeedbackBatchRow.id == batch_id, FeedbackBatchRow.undone_at.is_(None))
        .values(undone_at=now),
    )
    if undone:
        tx.execute(delete(FeedbackAnswerRow).where(FeedbackAnswerRow.batch_id == batch_id))
        _count(tx, booking_id, -found.sheets)


def _open(tx: Tx, booking_id: int, *, now: datetime) -> Booking:
    there, visit = queries.find_ask(tx, booking_id), booking.find_booking(tx, booking_id)
    if there is None or visit is None:
        raise rules.NoSuchFeedback
    if now >= there.closes_at:
        raise rules.FeedbackClosed(closed_at=there.closes_at)
    return visit


def _count(tx: Tx, booking_id: int, more: int) -> None:
    """Nobody answers in the name of people who did not come."""
    counted = changed(
        tx,
        update(FeedbackAskRow)
        .where(
            FeedbackAskRow.booking_id == booking_id,
            FeedbackAskRow.answers + more <= FeedbackAskRow.most,
        )
        .values(answers=FeedbackAskRow.answers + more)
        .execution_options(synchronize_session=False),
    )
    if not counted:
        there = _asked(tx, booking_id)
        raise rules.EverybodyAnswered(most=there.most, answers=there.answers, more=more)


def _asked(tx: Tx, booking_id: int) -> Ask:
    there = queries.find_ask(tx, booking_id)
    if there is None:
        raise rules.NoSuchFeedback
    return there


def _known(tx: Tx, token: str) -> bool:
    return (
        tx.scalar(select(FeedbackAnswerRow.id).where(FeedbackAnswerRow.token == token)) is not None
    )


def _batch_with(tx: Tx, token: str) -> PaperBatch | None:
    row = tx.scalar(select(FeedbackBatchRow).where(FeedbackBatchRow.token == token))
    if row is None:
        return None
    return next(b for b in queries.batches(tx, row.booking_id) if b.id == row.id)


def _row(visit: Booking, said: Answer, *, token: str, now: datetime) -> FeedbackAnswerRow:
    return FeedbackAnswerRow(
        booking_id=visit.id,
        programme_id=visit.programme_id,
        programme_version=visit.programme_version,
        token=token,
        respondent=said.respondent,
        **{f"q{number}": score for number, score in enumerate(said.scores, start=1)},
        remark=said.remark,
        day=local_day(now),
    )
