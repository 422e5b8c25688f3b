"""What waits for people about papers: to be checked by the venue, or worth a call."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.accounts.model import Person
from outreach.booking import queries as bookings
from outreach.booking.call_queries import Due
from outreach.booking.model import Booking, BookingState
from outreach.booking.queries import Search
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.papers import actions, queries
from outreach.papers.model import Need, PaperState

AHEAD = timedelta(days=60)
AT_MOST = 400


@dataclass(frozen=True, slots=True)
class Waiting:
    """Coming visits of somebody's concern, the soonest first; `needs` are of all of them."""

    to_check: list[Booking]
    to_call: list[Booking]
    needs: dict[int, list[Need]]


def waiting(tx: Tx, person: Person, *, now: datetime) -> Waiting:
    today = local_day(now)
    search = Search(states=tuple(sorted(actions.OPEN)), first=today, last=today + AHEAD)
    coming, _total = bookings.bookings_for(tx, person, search, limit=AT_MOST)
    needs = queries.needs_by_booking(tx, coming, now=now)
    return Waiting(
        to_check=[each for each in coming if _any(needs[each.id], PaperState.RECEIVED)],
        to_call=[each for each in coming if _worth_a_call(each, needs[each.id])],
        needs=needs,
    )


def calls(tx: Tx, person: Person, venue_ids: Collection[int], *, now: datetime) -> Iterator[Due]:
    """What to ring schools of these venues about: papers that are late, and what is odd."""
    found = waiting(tx, person, now=now)
    for booking in found.to_call:
        if booking.venue_id not in venue_ids:
            continue
        needs = found.needs[booking.id]
        visit = at_wall_clock(booking.day, booking.starts)
        late = [need for need in needs if need.state is PaperState.OVERDUE]
        if late and booking.state is BookingState.CONFIRMED:
            since = max(need.due for need in late)
            about = tuple(need.kind for need in late)
            yield Due(booking.id, "overdue", since, visit, about)
        odd = {concern: need for need in needs for concern in need.concerns}
        for concern, need in odd.items():
            yield Due(booking.id, concern, _since(booking, need), visit, (need.kind,))


def _since(booking: Booking, need: Need) -> datetime:
    """When a paper may have become odd: it came, or the visit was changed."""
    came = need.handed.received_at if need.handed else booking.placed_at
    return max(came, booking.changed_at or came)


def _any(needs: list[Need], state: PaperState) -> bool:
    return any(need.state is state for need in needs)


def _worth_a_call(booking: Booking, needs: list[Need]) -> bool:
    """Something is odd, or a visit that stands lacks a paper whose time has passed."""
    late = booking.state is BookingState.CONFIRMED and _any(needs, PaperState.OVERDUE)
    return late or any(need.concerns for need in needs)
