"""Papers of the coming visits, in every state: awaited, handed in, checked, sent back, odd.

No copies lie in the sample: what schools write about a paper is enough to see its pages alive.
"""

from datetime import datetime, timedelta
from random import Random

from outreach.accounts.model import Person
from outreach.booking import queries as bookings
from outreach.booking.model import Booking, BookingState
from outreach.booking.queries import Search
from outreach.catalogue.paper_terms import Paper
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.papers import actions, queries
from outreach.papers.model import Filing, Told

AHEAD = timedelta(days=45)
FIRM = "示例客运有限公司"
PUPILS_A_COACH = 45


def hand_in_papers(tx: Tx, *, coordinator: Person, now: datetime, rng: Random) -> None:
    """For visits that stand most papers are checked; for those held some have come."""
    today = local_day(now)
    states = (BookingState.HELD, BookingState.CONFIRMED)
    search = Search(states=states, first=today, last=today + AHEAD)
    coming, _total = bookings.bookings_for(tx, coordinator, search, limit=500)
    for booking in coming:
        stands = booking.state is BookingState.CONFIRMED
        for need in queries.needs_of(tx, booking, now=now):
            if rng.random() < (0.95 if stands else 0.6):
                _one(tx, booking, need.kind, by=coordinator.id, stands=stands, now=now, rng=rng)


def _one(
    tx: Tx, booking: Booking, kind: Paper, *, by: int, stands: bool, now: datetime, rng: Random
) -> None:
    told = _told(booking, kind, rng)
    actions.hand_in(tx, booking_id=booking.id, kind=kind, told=told, revision=0, by=None, now=now)
    fate = rng.random()
    if fate < (0.9 if stands else 0.35):
        actions.check(tx, booking_id=booking.id, kind=kind, revision=1, by=by, now=now)
    elif fate > 0.93:
        reason = "盖章不清楚，请重新拍照上传" if kind is Paper.LETTER else "请核对后重新提交"
        actions.send_back(
            tx, booking_id=booking.id, kind=kind, reason=reason, revision=1, by=by, now=now
        )


def _told(booking: Booking, kind: Paper, rng: Random) -> Told:
    pupils, heads = booking.group.pupils, booking.group.pupils + booking.group.adults
    filed_on = min(local_day(booking.placed_at) + timedelta(days=3), booking.day)
    return {
        Paper.LETTER: Told(),
        Paper.SAFETY_PLAN: Told(),
        Paper.FILING: Told(
            filing=rng.choice((Filing.APPROVED, Filing.APPROVED, Filing.APPROVED, Filing.FILED)),
            filed_on=filed_on,
            filing_number=f"示例备〔{booking.day.year}〕{booking.id % 100} 号",
        ),
        Paper.INSURANCE: Told(insured_until=booking.day + timedelta(days=rng.choice((30, 200)))),
        Paper.COACH: Told(coaches=-(-heads // PUPILS_A_COACH), coach_firm=FIRM),
        Paper.CONSENTS: Told(agreed=pupils - rng.choice((0, 0, 0, 2)), declined=rng.randint(0, 3)),
    }[kind]
