"""Who is late, who is inside where, and what counts against a school: facts in, answers out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from outreach.booking.model import Booking, BookingState
from outreach.catalogue.model import Hall, Programme
from outreach.duty.model import DutyRules, Failure, Inside, Presence, Somewhere
from outreach.kernel.clock import SHANGHAI, at_wall_clock
from outreach.kernel.refusal import Refusal
from outreach.kernel.span import Days
from outreach.planning.model import BatchKey, Timetable


@dataclass(eq=False)
class CountedMeanwhile(Refusal):
    """Another desk counted the group after this form was opened, and counted otherwise."""

    code: ClassVar[str] = "counted-meanwhile"
    booking_id: int
    number: str
    pupils: int
    adults: int
    typed_pupils: int
    typed_adults: int


@dataclass(eq=False)
class NoRoomNow(Refusal):
    """A group at the door for whom the session, or its day, has no places."""

    code: ClassVar[str] = "no-room-now"
    session_id: int
    venue_slug: str
    coming: int
    places_left: int


@dataclass(eq=False)
class IncidentChanged(Refusal):
    """Somebody corrected the incident after this form was opened."""

    code: ClassVar[str] = "incident-changed"
    incident_id: int


COMING = frozenset({BookingState.HELD, BookingState.CONFIRMED})


def minutes_late(booking: Booking, *, now: datetime) -> int:
    """Minutes since a session began; 0 before it did."""
    begun = now - at_wall_clock(booking.day, booking.starts)
    return max(0, int(begun.total_seconds() // 60))


def presence(booking: Booking, gate: DutyRules, *, now: datetime) -> Presence:
    """Where a group of the day stands. Late: not here so many minutes after its session began."""
    match booking.state:
        case BookingState.ARRIVED:
            return Presence.INSIDE
        case BookingState.DONE:
            return Presence.LEFT
        case BookingState.NO_SHOW:
            return Presence.MISSING
    late = now >= at_wall_clock(booking.day, booking.starts) + gate.late_after
    return Presence.LATE if late else Presence.EXPECTED


def hall_at(programme: Programme, begins: datetime, *, now: datetime) -> Hall | None:
    """The hall a programme is in so long after it began; None before it and after its last."""
    if now < begins:
        return None
    gone = timedelta()
    for stop in programme.stops:
        gone += timedelta(minutes=stop.minutes)
        if now < begins + gone:
            return stop.hall
    return None


def planned_halls(
    timetable: Timetable,
    planned_for: Sequence[Sequence[int]],
    booking: Booking,
    *,
    pupils: int,
    now: datetime,
) -> list[Somewhere]:
    """Where a published timetable has each batch of a group now; nothing for a group it lacks.

    `planned_for` are its (booking, arrives, batch, pupils). A plan that was made for other numbers
    of pupils does not know the group. Whoever came more or fewer than booked is with the last
    batch. `Somewhere.hall_id` is None on the way between two halls.
    """
    batches = [row for row in planned_for if row[0] == booking.id]
    if not batches or sum(row[3] for row in batches) != booking.group.pupils:
        return []
    local = now.astimezone(SHANGHAI)
    minute = local.hour * 60 + local.minute
    found, left = [], pupils
    for _booking, _arrives, number, planned in batches:
        here = min(left, planned) if number != batches[-1][2] else left
        left -= here
        turns = timetable.of_batch(BatchKey(booking.id, number))
        hall = next((turn.hall for turn in turns if turn.starts <= minute < turn.ends), None)
        found.append(Somewhere(hall, here))
    return found


def inside(everybody: Iterable[Somewhere], halls: Iterable[Hall]) -> list[Inside]:
    """Pupils by hall, the fullest first; those in no hall come last."""
    known = {int(hall.id): hall for hall in halls}
    found: dict[int | None, list[Somewhere]] = defaultdict(list)
    for somewhere in everybody:
        key = somewhere.hall_id if somewhere.hall_id in known else None
        found[key].append(somewhere)
    counted = [
        Inside(None if key is None else known[key], sum(here.pupils for here in there), len(there))
        for key, there in found.items()
    ]
    return sorted(counted, key=_fullness, reverse=True)


def _fullness(here: Inside) -> float:
    return here.pupils / here.hall.capacity if here.hall else -1.0


def over_limit(pupils: int, limit: int | None) -> int:
    """Pupils above what the venue takes at once; 0 where it holds them or has no limit."""
    return 0 if limit is None else max(0, pupils - limit)


def school_year_of(day: date) -> Days:
    """The school year of a day, from 1 September to 31 August."""
    first = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    return Days(first, first.replace(year=first.year + 1))


def comes_later(failures: Sequence[Failure], *, limit: int | None) -> bool:
    """Whether a school comes later in the next allocation of a venue with this limit.

    Only failures that still stand count; a venue without a limit moves nobody.
    """
    return limit is not None and sum(failure.counts for failure in failures) >= limit
