"""Coach bays: a bay is claimed for a span, and the database lets no two coaches have it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from outreach.booking import queries as booking
from outreach.booking.model import Booking, BookingState
from outreach.catalogue import queries as catalogue
from outreach.duty.model import Parked, Parking
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Tx
from outreach.kernel.span import Span
from outreach.season import claims

BEFORE = timedelta(minutes=30)
"""A coach may stand in its bay so long before its session begins …"""
AFTER = timedelta(minutes=30)
"""… and so long after it ended."""
STILL_COMES = frozenset({BookingState.HELD, BookingState.CONFIRMED, BookingState.ARRIVED})


def holder_of(booking_id: int) -> str:
    return f"coach:{booking_id}"


def stay_of(tx: Tx, visit: Booking) -> Span:
    """From when until when a visit's coaches need their bays."""
    return _stay(visit, catalogue.programme(tx, visit.programme_id).minutes)


def _stay(visit: Booking, minutes: int) -> Span:
    begins = at_wall_clock(visit.day, visit.starts)
    return Span(begins - BEFORE, begins + timedelta(minutes=minutes) + AFTER)


def parked(tx: Tx, venue_id: int, span: Span) -> list[Parking]:
    """Bays taken during a span, by bay and time, for groups that still come or are here."""
    gone = _gone(tx, venue_id, span)
    return [p for p in _taken(tx, venue_id, span) if p.holder not in gone]


def park(
    tx: Tx, *, venue_id: int, holder: str, coaches: int, span: Span, bays: int, now: datetime
) -> Parked:
    """Give a group's coaches bays for a span, as far as there are any; keep those it has.

    Fewer coaches than before free what is too much. Others' bays are never touched.
    """
    _sweep(tx, venue_id, span)
    kept, stuck = _keep(tx, venue_id, holder, coaches, span)
    for bay in range(1, bays + 1):
        if len(kept) >= coaches:
            break
        if bay in kept or bay in stuck:
            continue
        resource = _resource(venue_id, bay)
        if claims.take(tx, resource=resource, holder=holder, span=span) is None:
            kept.append(bay)
    for bay in stuck[: max(0, len(kept) + len(stuck) - coaches)]:
        claims.release(tx, holder=holder, resource=_resource(venue_id, bay))
    missing = max(0, coaches - len(kept))
    free = next_free(tx, venue_id, now=max(now, span.starts)) if missing else None
    return Parked(tuple(sorted(kept)), missing, free)


def _keep(
    tx: Tx, venue_id: int, holder: str, coaches: int, span: Span
) -> tuple[list[int], list[int]]:
    """Bays the group has and can have for all of the span, and those it can only have later."""
    mine = [p.bay for p in _taken(tx, venue_id, span) if p.holder == holder]
    for bay in mine[coaches:]:
        claims.release(tx, holder=holder, resource=_resource(venue_id, bay))
    kept: list[int] = []
    stuck: list[int] = []
    for bay in mine[:coaches]:
        whole = claims.stretch(tx, resource=_resource(venue_id, bay), holder=holder, span=span)
        (kept if whole else stuck).append(bay)
    return kept, stuck


def stay_longer(tx: Tx, *, venue_id: int, holder: str, until: datetime, now: datetime) -> bool:
    """Keep a group's bays until later; False when another coach comes before that."""
    day = Span(now - timedelta(hours=12), now + timedelta(hours=12))
    mine = [p for p in _taken(tx, venue_id, day) if p.holder == holder]
    return all(
        claims.stretch(
            tx,
            resource=_resource(venue_id, p.bay),
            holder=holder,
            span=Span(p.span.starts, max(until, p.span.ends)),
        )
        for p in mine
    )


def leave(tx: Tx, holder: str) -> None:
    """A group's coaches drive off; their bays are free at once."""
    claims.release(tx, holder=holder)


def next_free(tx: Tx, venue_id: int, *, now: datetime) -> datetime | None:
    """When the first bay that is taken now is planned to be free again."""
    taken = parked(tx, venue_id, Span(now, now + timedelta(minutes=1)))
    return min((p.span.ends for p in taken), default=None)


def _resource(venue_id: int, bay: int) -> str:
    return f"bay:{venue_id}:{bay}"


def _taken(tx: Tx, venue_id: int, span: Span) -> list[Parking]:
    found = claims.claims_of(tx, prefix=f"bay:{venue_id}:", span=span)
    taken = [Parking(int(c.resource.rpartition(":")[2]), c.holder, c.span) for c in found]
    return sorted(taken, key=lambda p: (p.bay, p.span.starts))


def _gone(tx: Tx, venue_id: int, span: Span) -> Collection[str]:
    """Holders that were cancelled, moved or finished where nobody thought of their bays.

    Booking does not know that there are bays, so they are looked after here, when it matters.
    """
    kept = {
        int(number): p.span
        for p in _taken(tx, venue_id, span)
        for kind, _colon, number in [p.holder.partition(":")]
        if kind == "coach"
    }
    visits = booking.bookings_by_id(tx, kept)
    minutes = {int(p.id): p.minutes for p in catalogue.programmes(tx, with_retired=True)}
    gone = set()
    for number, span_kept in kept.items():
        visit = visits.get(number)
        if visit is None or visit.state not in STILL_COMES:
            gone.add(holder_of(number))
        elif visit.state is not BookingState.ARRIVED and not span_kept.overlaps(
            _stay(visit, minutes[visit.programme_id])
        ):
            gone.add(holder_of(number))  # it was moved to another time
    return gone


def _sweep(tx: Tx, venue_id: int, span: Span) -> None:
    for holder in _gone(tx, venue_id, span):
        claims.release(tx, holder=holder)
