"""Shutting a venue, a hall or a programme for days or hours, with what stands there."""

from datetime import datetime, time, timedelta

from outreach.accounts.model import Person
from outreach.booking import queries as bookings
from outreach.booking.model import ACTIVE
from outreach.disruption.model import Preview, Scope
from outreach.disruption.tables import DisruptionRow, DisruptionSessionRow
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.kernel.span import Span
from outreach.season import actions as season_actions
from outreach.season import calendar_actions, claims


def shut(tx: Tx, row: DisruptionRow, found: Preview, person: Person, *, now: datetime) -> None:
    """Call the sessions themselves off first: their halls are then free for what is given instead.

    One that holds anybody whom nothing happens to, as a group that is in the house, goes on.
    """
    ended = {t.booking.id for t in found.touched}
    for session in found.sessions:
        staying = bookings.bookings_of_session(tx, session.id, states=ACTIVE)
        if any(booking.id not in ended for booking in staying):
            continue
        season_actions.cancel_session(
            tx, session_id=session.id, reason=row.words, now=now, person_id=person.id
        )
        tx.add(DisruptionSessionRow(disruption_id=row.id, session_id=session.id))


def close(tx: Tx, row: DisruptionRow, scope: Scope, person: Person, *, now: datetime) -> None:
    """Keep new sessions out: a closure of the venue, or the hall claimed for those hours."""
    if not scope.closes or scope.venue_id is None or scope.programme_id is not None:
        return
    if scope.hall_id is None:
        if scope.starts is None and scope.ends is None:
            row.closure_id = calendar_actions.add_closure(
                tx,
                venue_id=scope.venue_id,
                starts_on=scope.days.first,
                ends_on=scope.days.last,
                reason=row.words,
                by=calendar_actions.By(person.id, now),
            )
        return
    for day in scope.days:
        begins = at_wall_clock(day, scope.starts or time(0))
        ends = (
            at_wall_clock(day, scope.ends)
            if scope.ends
            else at_wall_clock(day + timedelta(days=1), time(0))
        )
        claims.take(
            tx,
            resource=f"hall:{scope.hall_id}",
            holder=holder_of(row.id),
            span=Span(begins, ends),
        )


def holder_of(disruption_id: int) -> str:
    """In whose name halls are shut."""
    return f"disruption:{disruption_id}"
