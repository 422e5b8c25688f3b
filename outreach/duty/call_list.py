"""The desk's one call list: every school to be rung, about everything, and when that is done.

What is open is read from the slices where it arises: offers, reconfirmations and papers of a hold
from booking, late and odd papers from papers, changed visits from disruption.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.accounts.model import Person
from outreach.booking import call_queries, desk, queries
from outreach.booking.call_queries import DONE, Call, Due
from outreach.booking.desk import Line
from outreach.disruption import calls as disruption_calls
from outreach.disruption.model import Touch
from outreach.kernel.db import Tx
from outreach.papers import desk as papers
from outreach.province.model import School

DISRUPTION = "disruption"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to ring about; `touch` is what befell the visit, where that is the reason."""

    line: Line
    due: Due
    tried: Sequence[Call]
    touch: Touch | None


@dataclass(frozen=True, slots=True)
class SchoolCalls:
    """A school with everything to ring it about, the most pressing first."""

    school: School
    entries: list[Entry]


def entries(tx: Tx, person: Person, *, now: datetime, patience: timedelta) -> list[Entry]:
    """Whom to ring for the venues that somebody runs; what is done falls off.

    `patience` is how long schools have to say that they know of a changed visit.
    """
    venues = {int(venue.id) for venue in desk.venues_of(tx, person)}
    touches = disruption_calls.unanswered(tx, venues, now=now, patience=patience)
    due = [
        *call_queries.due(tx, venues, now=now),
        *papers.calls(tx, person, venues, now=now),
        *(disruption_calls.due(touch) for touch in touches),
    ]
    return _open_still(tx, due, {touch.booking.id: touch for touch in touches}, now=now)


def _open_still(
    tx: Tx, due: Sequence[Due], touches: dict[int, Touch], *, now: datetime
) -> list[Entry]:
    ids = {each.booking_id for each in due}
    bookings = queries.bookings_by_id(tx, ids).values()
    lines = {line.booking.id: line for line in desk.lines(tx, list(bookings))}
    calls = call_queries.calls(tx, ids)
    found = []
    for each in sorted(due, key=lambda each: each.pressing(now)):
        since = [c for c in calls.get((each.booking_id, each.reason), []) if c.at >= each.since]
        if not any(call.outcome in DONE for call in since):
            touch = touches.get(each.booking_id) if each.reason == DISRUPTION else None
            found.append(Entry(lines[each.booking_id], each, since, touch))
    return found


def by_school(found: Sequence[Entry]) -> list[SchoolCalls]:
    """One call for each school, in the order of its most pressing reason."""
    schools: dict[int, SchoolCalls] = {}
    for entry in found:
        school = entry.line.school
        schools.setdefault(school.id, SchoolCalls(school, [])).entries.append(entry)
    return list(schools.values())
