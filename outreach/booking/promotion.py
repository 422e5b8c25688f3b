"""Promotion: places that came back go to those who wait."""

from datetime import date, datetime, timedelta

from sqlalchemy import update

from outreach.booking import queries, rules
from outreach.booking.model import Verb
from outreach.booking.steps import get, step
from outreach.booking.tables import BookingRow
from outreach.booking.waitlist import next_promotion
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.season import places
from outreach.season import queries as season
from outreach.season.model import SessionState

LAST_PROMOTION = timedelta(days=1)
"""A class cannot set out for a place it is offered on the eve."""


def promote_day(tx: Tx, *, venue_id: int, day: date, now: datetime) -> None:
    """Promote on every session of a day on which somebody waits; they share the day's caps."""
    for session_id in season.waiting_sessions(tx, venue_id=venue_id, day=day):
        promote_session(tx, session_id, now=now)


def promote_session(tx: Tx, session_id: int, *, now: datetime) -> None:
    """Hand free places to the waitlist, by the programme's policy, until the next does not fit."""
    places.lock(tx, [session_id])
    session = season.session_facts(tx, session_id)
    visit = at_wall_clock(session.day, session.starts)
    if session.state is not SessionState.OPEN or visit - LAST_PROMOTION <= now:
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
        due = rules.papers_due(session, now=now)
        step(
            tx,
            booking,
            Verb.PROMOTE,
            by=None,
            now=now,
            notice="booking-promoted",
            hold_until=due,
            reminded_at=None,
        )
        tx.execute(
            update(BookingRow)
            .where(BookingRow.id.in_(promotion.passed))
            .values(passes=BookingRow.passes + 1)
        )
        session = season.session_facts(tx, session_id)
