"""A school answers the places it was offered: takes them, passes them on, or lets time decide."""

from datetime import datetime

from sqlalchemy import update

from outreach.booking import answer_links, due_queries, rules
from outreach.booking.actions import release, session_facts
from outreach.booking.answer_links import Question
from outreach.booking.model import (
    OFFER_DECLINED,
    OFFER_UNANSWERED,
    Booking,
    BookingState,
    Verb,
)
from outreach.booking.steps import get, lock_day, step, tell
from outreach.booking.tables import BookingRow
from outreach.kernel.db import Database, Tx
from outreach.season import places


def accept(tx: Tx, *, booking_id: int, by: int | None, now: datetime) -> Booking:
    """Take the offered places: they are held, papers are due as usual. Twice does no harm."""
    before = get(tx, booking_id)
    places.lock(tx, [before.session_id])  # of two answers at once the second sees the first
    before = get(tx, booking_id)
    if before.state is BookingState.HELD:
        return before
    _check_open(before, now=now)
    return step(
        tx,
        before,
        Verb.ACCEPT,
        by=by,
        now=now,
        notice="booking-held",
        hold_until=rules.papers_due(session_facts(tx, before.session_id), now=now),
        answer_by=None,
        reminded_at=None,
        agreed_pupils=before.group.pupils,
    )


def forgo(tx: Tx, *, booking_id: int, by: int | None, now: datetime) -> Booking:
    """Leave the offered places to the next in line. Twice does no harm."""
    before = get(tx, booking_id)
    lock_day(tx, before)
    before = get(tx, booking_id)
    if before.state is BookingState.CANCELLED and before.reason == OFFER_DECLINED:
        return before
    _check_open(before, now=now)
    return release(
        tx,
        booking_id=booking_id,
        verb=Verb.FORGO,
        reason=OFFER_DECLINED,
        notice="booking-cancelled",
        by=by,
        now=now,
    )


def _check_open(offer: Booking, *, now: datetime) -> None:
    ends = offer.answer_by
    if offer.state is not BookingState.OFFERED or ends is None or ends <= now:
        raise rules.OfferEnded(offer.id, offer.number, offer.state, ends)


def lapse_offer(tx: Tx, *, booking_id: int, now: datetime) -> bool:
    """End an offer that nobody answered; False when somebody did meanwhile."""
    before = get(tx, booking_id)
    lock_day(tx, before)
    before = get(tx, booking_id)
    if before.state is not BookingState.OFFERED or before.answer_by is None:
        return False
    if before.answer_by > now:
        return False
    release(
        tx,
        booking_id=booking_id,
        verb=Verb.LAPSE,
        reason=OFFER_UNANSWERED,
        notice="booking-lapsed",
        by=None,
        now=now,
    )
    return True


def lapse_offers_due(database: Database, *, now: datetime) -> int:
    """End every unanswered offer, each in a transaction of its own; how many ended."""
    with database.reading() as tx:
        due = due_queries.offers_due(tx, now=now)
    ended = 0
    for booking_id in due:
        with database.writing() as tx:
            ended += lapse_offer(tx, booking_id=booking_id, now=now)
    return ended


def remind_offers_due(database: Database, *, now: datetime) -> int:
    """Remind of offers half a day before they end, once; how many were reminded."""
    with database.writing() as tx:
        due = due_queries.offers_to_remind(tx, now=now, before=now + rules.REMIND_OFFER_BEFORE)
        for booking_id in due:
            token = answer_links.issue(tx, booking_id=booking_id, question=Question.OFFER, now=now)
            tell(tx, get(tx, booking_id), "offer-reminder", now=now, token=token)
        tx.execute(update(BookingRow).where(BookingRow.id.in_(due)).values(reminded_at=now))
    return len(due)
