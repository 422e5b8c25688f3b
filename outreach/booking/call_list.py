"""The desk's call list: who is to be rung about what, what was tried, and when it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from outreach.accounts.actions import record_audit
from outreach.accounts.model import Person
from outreach.booking import call_queries, desk, queries
from outreach.booking.call_queries import Call, Due
from outreach.booking.desk import Line
from outreach.booking.tables import PhoneCallRow
from outreach.kernel.db import Tx


class Outcome(StrEnum):
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    FORWARDED = "forwarded"


DONE = frozenset({Outcome.REACHED, Outcome.FORWARDED})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list."""

    line: Line
    due: Due
    tried: Sequence[Call]


def entries(tx: Tx, person: Person, *, now: datetime) -> list[Entry]:
    """Whom to ring for the venues that somebody runs; what is done falls off."""
    venues = [venue.id for venue in desk.venues_of(tx, person)]
    due = call_queries.due(tx, venues, now=now)
    ids = {each.booking_id for each in due}
    bookings = queries.bookings_by_id(tx, ids).values()
    lines = {line.booking.id: line for line in desk.lines(tx, list(bookings))}
    calls = call_queries.calls(tx, ids)
    found = []
    for each in due:
        since = [c for c in calls.get((each.booking_id, each.reason), []) if c.at >= each.since]
        if not any(call.outcome in DONE for call in since):
            found.append(Entry(lines[each.booking_id], each, since))
    return found


def find_entry(
    tx: Tx, person: Person, *, booking_id: int, reason: str, now: datetime
) -> Entry | None:
    """The line about one booking and reason, if it is still on somebody's list."""
    for entry in entries(tx, person, now=now):
        if (entry.due.booking_id, entry.due.reason) == (booking_id, reason):
            return entry
    return None


def open_number(tx: Tx, *, booking_id: int, reason: str, by: int, now: datetime) -> None:
    """Write down that somebody looked at a teacher's whole number, and why."""
    record_audit(
        tx,
        person_id=by,
        action="open-number",
        subject=f"booking:{booking_id}",
        after=reason,
        at=now,
    )


def record_call(
    tx: Tx, *, booking_id: int, reason: str, outcome: Outcome, by: int, now: datetime
) -> None:
    """What came of a call; reached and forwarded take it off the list."""
    tx.add(PhoneCallRow(booking_id=booking_id, reason=reason, outcome=outcome, by=by, at=now))
