"""What the gate does with a booked group: it arrives, leaves, or does not come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.accounts.actions import record_audit
from outreach.booking import arrival_actions
from outreach.booking import queries as booking
from outreach.booking.model import Arrival, Booking, BookingState, DifferenceReason
from outreach.booking.steps import get
from outreach.catalogue import queries as catalogue
from outreach.duty import bays, rules
from outreach.duty.model import DutyRules, Parked
from outreach.duty.queries import duty_rules
from outreach.duty.tables import DutyRuleRow
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.kernel.span import Span
from outreach.ledger import visits
from outreach.ledger.model import Activity

LONGER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Count:
    """Who came, as somebody at the gate says it; `came_at` when it was some time ago."""

    pupils: int
    adults: int
    coaches: int | None = None
    came_at: datetime | None = None
    reason: DifferenceReason | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a count did; `repeated` when the very same had been counted already."""

    visit: Booking
    parked: Parked
    repeated: bool = False


def arrive(
    tx: Tx, *, booking_id: int, count: Count, seen: int, by: int | None, now: datetime
) -> Arrived:
    """Count who came. `seen` is how many counts there were when the form was opened.

    Two desks that count the same group at once count it once; when they differ, the second is
    asked. Coaches get their bays as far as there are any; a full yard keeps nobody out.
    """
    arrival_actions.lock(tx, [booking_id])
    visit = get(tx, booking_id)
    counted = booking.arrivals(tx, booking_id)
    if len(counted) > seen and visit.state is not BookingState.NO_SHOW:
        if not _says_the_same(counted[-1], count):
            raise rules.CountedMeanwhile(
                booking_id=visit.id,
                number=visit.number,
                pupils=counted[-1].pupils,
                adults=counted[-1].adults,
                typed_pupils=count.pupils,
                typed_adults=count.adults,
            )
        return Arrived(visit, _bring_coaches(tx, visit, count, now=now), repeated=True)
    visit = visits.count(
        tx,
        booking_id=booking_id,
        pupils=count.pupils,
        adults=count.adults,
        came_at=count.came_at,
        reason=count.reason,
        note=count.note,
        by=by,
        now=now,
    )
    return Arrived(visit, _bring_coaches(tx, visit, count, now=now))


def _says_the_same(counted: Arrival, count: Count) -> bool:
    return (counted.pupils, counted.adults) == (count.pupils, count.adults)


def _bring_coaches(tx: Tx, visit: Booking, count: Count, *, now: datetime) -> Parked:
    """Only who is here parks: a count for a visit that is over claims no bay."""
    if count.coaches is None or visit.state is not BookingState.ARRIVED:
        return Parked()
    if visit.day != local_day(now):
        return Parked()
    planned = bays.stay_of(tx, visit)
    minutes = catalogue.programme(tx, visit.programme_id).minutes
    until = max(planned.ends, now + timedelta(minutes=minutes) + bays.AFTER)
    return bays.park(
        tx,
        venue_id=visit.venue_id,
        holder=bays.holder_of(visit.id),
        coaches=count.coaches,
        span=Span(now, until),
        bays=duty_rules(tx, visit.venue_id).bays,
        now=now,
    )


def reserve_bays(tx: Tx, *, booking_id: int, coaches: int, now: datetime) -> Parked:
    """Keep bays for a group that comes later, or give up those it does not need."""
    visit = get(tx, booking_id)
    return bays.park(
        tx,
        venue_id=visit.venue_id,
        holder=bays.holder_of(visit.id),
        coaches=coaches,
        span=bays.stay_of(tx, visit),
        bays=duty_rules(tx, visit.venue_id).bays,
        now=now,
    )


def stay(tx: Tx, *, booking_id: int, now: datetime) -> bool:
    """A coach waits half an hour longer; False when another needs the bay before."""
    visit = get(tx, booking_id)
    return bays.stay_longer(
        tx,
        venue_id=visit.venue_id,
        holder=bays.holder_of(visit.id),
        until=now + LONGER,
        now=now,
    )


def leave(tx: Tx, *, booking_id: int, by: int, now: datetime) -> Activity:
    """The group is gone: the ledger has its record, and its bays are free. Twice does no harm."""
    arrival_actions.lock(tx, [booking_id])
    activity = visits.finish(tx, booking_id=booking_id, by=by, now=now)
    bays.leave(tx, bays.holder_of(booking_id))
    return activity


def miss(tx: Tx, *, booking_id: int, by: int, now: datetime) -> Booking:
    """Nobody came: the room is there for groups at the door, and so are the bays."""
    visit = arrival_actions.miss(tx, booking_id=booking_id, by=by, now=now)
    bays.leave(tx, bays.holder_of(booking_id))
    return visit


def open_phone(tx: Tx, *, booking_id: int, by: int, now: datetime) -> None:
    """Note that somebody looked at a group leader's number."""
    record_audit(tx, person_id=by, action="open-phone", subject=f"booking:{booking_id}", at=now)


def set_rules(tx: Tx, *, venue_id: int, gate: DutyRules, by: int, now: datetime) -> None:
    """Other minutes or bays; coaches that stand in a bay that is no more stay until they leave."""
    before = duty_rules(tx, venue_id)
    row = tx.get(DutyRuleRow, venue_id)
    if row is None:
        row = DutyRuleRow(venue_id=venue_id)
        tx.add(row)
    row.late_minutes, row.bays = gate.late_minutes, gate.bays
    record_audit(
        tx,
        person_id=by,
        action="set-duty-rules",
        subject=f"venue:{venue_id}",
        before=_told(before),
        after=_told(gate),
        at=now,
    )


def _told(gate: DutyRules) -> str:
    return f"late after {gate.late_minutes} min, {gate.bays} bays"
