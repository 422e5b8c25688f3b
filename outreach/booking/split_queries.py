"""What a school could be split into now, and the parts of one that was."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from outreach.booking.model import ACTIVE, Booking
from outreach.booking.queries import booking
from outreach.booking.rules import largest_group
from outreach.booking.split_rules import Open, Plan, plans
from outreach.booking.tables import BookingRow
from outreach.catalogue.model import DayPart
from outreach.kernel.db import Tx
from outreach.season import queries as season
from outreach.season.model import Session, SessionFacts

WITHIN = timedelta(days=7)
LOOKED_THROUGH = 8


def offers(tx: Tx, wanted: SessionFacts, pupils: int, *, now: datetime) -> list[Plan]:
    """Ways to bring a whole school in sessions of the same programme: that day's or the next.

    Only sessions with room now that nobody waits for; sessions of one day share its caps.
    """
    sessions = [
        session
        for session in season.upcoming_sessions(
            tx, first=wanted.day, last=wanted.day + WITHIN, programme_id=wanted.programme_id
        )
        if session.takes_bookings_at(now) and not session.waiting and session.places_left
    ][:LOOKED_THROUGH]
    sessions.sort(key=lambda each: each.id != wanted.id)
    by_id = {int(each.id): each for each in sessions}
    left = _loads(tx, sessions)
    most = largest_group(wanted)
    return plans(
        pupils,
        [Open(each.id, min(each.places_left, most)) for each in sessions],
        batch=wanted.batch_size,
        least=wanted.rules.min_pupils or 1,
        fits=lambda plan: _keeps_caps(plan, by_id, left),
    )


Loads = dict[tuple[object, DayPart], int]


def _loads(tx: Tx, sessions: list[Session]) -> Loads:
    """What every capped day and half-day still takes."""
    return {
        (session.day, load.part): load.left
        for session in sessions
        for load in season.loads_of(
            tx, venue_id=session.venue_id, day=session.day, half=session.half
        )
    }


def _keeps_caps(plan: Plan, by_id: dict[int, Session], left: Loads) -> bool:
    coming: dict[tuple[object, DayPart], int] = defaultdict(int)
    for part in plan:
        session = by_id[part.session_id]
        for of_day in (DayPart.DAY, session.half):
            coming[session.day, of_day] += part.pupils
    return all(pupils <= left.get(key, pupils) for key, pupils in coming.items())


def parts_of(tx: Tx, found: Booking) -> list[Booking]:
    """Every part of a school that comes in several, this one too; nothing for all others."""
    if found.split_of is None:
        return []
    rows = tx.scalars(
        select(BookingRow)
        .where(BookingRow.split_of == found.split_of)
        .order_by(BookingRow.day, BookingRow.starts, BookingRow.id)
    )
    return [booking(row) for row in rows]


def active_parts(tx: Tx, found: Booking) -> list[Booking]:
    return [part for part in parts_of(tx, found) if part.state in ACTIVE]


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan as a form shows it: sessions with their pupils, and what its button sends."""

    parts: tuple[tuple[Session, int], ...]

    @property
    def value(self) -> str:
        return ",".join(f"{session.id}:{pupils}" for session, pupils in self.parts)


def shown(
    tx: Tx, wanted: SessionFacts, pupils: int | None, *, no_room: bool, now: datetime
) -> list[Shown]:
    """Plans for a school that is too large for a session, or found no room in it."""
    if not pupils or not (no_room or pupils > largest_group(wanted)):
        return []
    found = offers(tx, wanted, pupils, now=now)
    sessions = season.sessions_by_id(tx, {part.session_id for plan in found for part in plan})
    return [
        Shown(tuple((sessions[part.session_id], part.pupils) for part in plan)) for plan in found
    ]
