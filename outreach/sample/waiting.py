"""What waits for an answer in the sample: offers, reconfirmations, a release of leftovers."""

from datetime import datetime, time, timedelta
from random import Random

from outreach.booking import (
    actions,
    leftover_actions,
    queries,
    reconfirm_actions,
)
from outreach.booking.leftover_rules import ReleaseNotPossible
from outreach.booking.model import BookingState
from outreach.booking.reconfirm_actions import Answer, Details
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.season import queries as season
from outreach.season.model import Session

COMING = timedelta(days=28)


def make_waiting(tx: Tx, *, now: datetime, rng: Random) -> None:
    """Places that came back, schools asked whether they come, and leftovers to be given out."""
    _offer(tx, now=now)
    _ask_whether_they_come(tx, now=now, rng=rng)
    _release(tx, now=now)


def _sessions(tx: Tx, *, now: datetime) -> list[Session]:
    today = local_day(now)
    return season.upcoming_sessions(tx, first=today + timedelta(days=3), last=today + COMING)


def _offer(tx: Tx, *, now: datetime) -> None:
    """The first group that waits for a full session is offered what another gave up."""
    for session in _sessions(tx, now=now):
        groups = queries.bookings_of_session(tx, session.id, states=[BookingState.SUBMITTED])
        if session.waiting and groups:
            actions.cancel(tx, booking_id=groups[0].id, reason="no_coach", by=None, now=now)
            waiting = queries.waiting(tx, session.id)
            if len(waiting) < session.waiting:
                return


def _ask_whether_they_come(tx: Tx, *, now: datetime, rng: Random) -> None:
    """Confirmed visits of the next days: most have answered, some have not."""
    today = local_day(now)
    for session in season.upcoming_sessions(
        tx, first=today + timedelta(days=1), last=today + timedelta(days=3)
    ):
        for group in queries.bookings_of_session(tx, session.id, states=[BookingState.CONFIRMED]):
            reconfirm_actions.ask(tx, booking_id=group.id, now=now - timedelta(days=1, hours=2))
            if rng.random() < 0.6:
                reconfirm_actions.answer(
                    tx,
                    booking_id=group.id,
                    answer=Answer.COMING,
                    details=Details(coaches=-(-group.group.pupils // 45), arrives=time(8, 45)),
                    by=group.placed_by,
                    now=now - timedelta(hours=3),
                )


def _release(tx: Tx, *, now: datetime) -> None:
    """A city museum gives out the leftovers of one week, next Monday at nine."""
    today = local_day(now)
    monday = today + timedelta(days=7 - today.weekday())
    venue = catalogue.venues(tx)[-1]
    try:
        leftover_actions.publish(
            tx,
            venue_id=venue.id,
            opens_at=at_wall_clock(monday, time(9)),
            first=monday + timedelta(days=21),
            last=monday + timedelta(days=27),
            by=None,
            now=now,
        )
    except ReleaseNotPossible:
        return  # that week is a holiday's
