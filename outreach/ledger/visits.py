"""From the desk to the ledger: a visit that is over becomes one activity."""

from datetime import datetime, timedelta

from outreach.booking import arrival_actions
from outreach.booking import queries as booking
from outreach.booking.model import Booking, BookingState, DifferenceReason
from outreach.kernel.clock import SHANGHAI
from outreach.kernel.db import Database, Tx
from outreach.ledger import actions
from outreach.ledger.model import Activity

VISIT_LASTS = timedelta(hours=3)
"""After this long a group that arrived has left, even if nobody pressed the button."""


def finish(tx: Tx, *, booking_id: int, by: int | None, now: datetime) -> Activity:
    """End a visit and record it. Twice does no harm: the ledger keeps one record per booking."""
    arrival_actions.finish(tx, booking_id=booking_id, by=by, now=now)
    facts = booking.booking_facts(tx, booking_id)
    came = booking.arrivals(tx, booking_id)[-1]
    return actions.record_visit(
        tx,
        booking_id=booking_id,
        venue_id=facts.venue.id,
        title=facts.programme.name,
        place=facts.venue.name,
        lead=facts.venue.name,
        day=facts.booking.day,
        school_id=facts.school.id,
        county_code=facts.school.county_code,
        grade=facts.booking.group.grade,
        pupils=came.pupils,
        adults=came.adults,
        minutes=facts.programme.minutes,
        person_id=by,
        now=now,
        sample=facts.booking.sample,
    )


def count(
    tx: Tx,
    *,
    booking_id: int,
    pupils: int,
    adults: int,
    note: str | None,
    by: int | None,
    now: datetime,
    came_at: datetime | None = None,
    reason: DifferenceReason | None = None,
) -> Booking:
    """Count who came, or count again; what the ledger already says follows the new count."""
    visit = arrival_actions.record_arrival(
        tx,
        booking_id=booking_id,
        pupils=pupils,
        adults=adults,
        came_at=came_at,
        reason=reason,
        note=note,
        by=by,
        now=now,
    )
    if visit.state is BookingState.DONE:
        actions.correct_visit(
            tx,
            booking_id=booking_id,
            grade=visit.group.grade,
            pupils=pupils,
            adults=adults,
            person_id=by,
            now=now,
            reason=note or "",
        )
    return visit


def finish_due(database: Database, *, now: datetime) -> int:
    """Finish the visits that arrived long enough ago, each in a transaction of its own."""
    local = (now - VISIT_LASTS).astimezone(SHANGHAI)
    with database.reading() as tx:
        over = booking.arrived_before(tx, day=local.date(), clock=local.time())
    for booking_id in over:
        with database.writing() as tx:
            finish(tx, booking_id=booking_id, by=None, now=now)
    return len(over)
