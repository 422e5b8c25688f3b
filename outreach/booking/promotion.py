"""Promotion: places that came back are offered to those who wait."""

from datetime import date, datetime

from sqlalchemy import update

from outreach.booking import answer_links, queries, rules
from outreach.booking.answer_links import Question
from outreach.booking.model import Booking, Verb
from outreach.booking.steps import get, step, tell
from outreach.booking.tables import BookingRow
from outreach.booking.waitlist import next_promotion
from outreach.kernel.db import Tx
from outreach.season import places
from outreach.season import queries as season
from outreach.season.model import SessionState


def promote_day(tx: Tx, *, venue_id: int, day: date, now: datetime) -> None:
    """Promote on every session of a day on which somebody waits; they share the day's caps."""
    for session_id in season.waiting_sessions(tx, venue_id=venue_id, day=day):
        promote_session(tx, session_id, now=now)


def promote_session(tx: Tx, session_id: int, *, now: datetime) -> None:
    """Offer free places to the waitlist, by the programme's policy, until the next does not fit.

    What is offered is taken: nobody else gets it until the school has answered, or has not.
    """
    places.lock(tx, [session_id])
    session = season.session_facts(tx, session_id)
    answer_by = rules.offer_ends(session, now=now)
    if session.state is not SessionState.OPEN or answer_by is None or session.kept_until:
        return
    while session.waiting:
        promotion = next_promotion(
            queries.waiting(tx, session_id),
            session.places_left,
            policy=session.waitlist_policy,
            max_passes=session.max_passes,
        )
        if promotion is None:
            return
        booking = get(tx, promotion.booking_id)
        if not places.take(tx, booking.room, booking.group.pupils, past_waiting=True):
            return
        places.wait(tx, session_id, -1)
        _offer(tx, booking, answer_by=answer_by, now=now)
        tx.execute(
            update(BookingRow)
            .where(BookingRow.id.in_(promotion.passed))
            .values(passes=BookingRow.passes + 1)
        )
        session = season.session_facts(tx, session_id)


def _offer(tx: Tx, booking: Booking, *, answer_by: datetime, now: datetime) -> None:
    short = answer_by - now <= 2 * rules.REMIND_OFFER_BEFORE  # its letter is its reminder
    after = step(
        tx,
        booking,
        Verb.PROMOTE,
        by=None,
        now=now,
        answer_by=answer_by,
        reminded_at=now if short else None,
    )
    token = answer_links.issue(tx, booking_id=booking.id, question=Question.OFFER, now=now)
    tell(tx, after, "booking-promoted", now=now, token=token)
