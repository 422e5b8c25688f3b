"""What the desk's pages show, read in few statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.accounts.model import Person, Role
from outreach.booking import queries
from outreach.booking.model import Booking, BookingState
from outreach.booking.queries import Search
from outreach.catalogue import queries as catalogue
from outreach.catalogue.model import Programme, Venue
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.province.model import School
from outreach.season import calendar_queries
from outreach.season import queries as season
from outreach.season.model import Closure, Session


@dataclass(frozen=True, slots=True)
class Line:
    """A booking with the names a list shows."""

    booking: Booking
    school: School
    programme: Programme
    venue: Venue


def lines(tx: Tx, bookings: Iterable[Booking]) -> list[Line]:
    """Bookings with their schools, programmes and venues: a fixed number of statements."""
    bookings = list(bookings)
    schools = school_queries.schools_by_id(tx, [b.school_id for b in bookings])
    programmes = {int(p.id): p for p in catalogue.programmes(tx, with_retired=True)}
    venues = {int(v.id): v for v in catalogue.venues(tx)}
    return [
        Line(
            booking=b,
            school=schools[b.school_id],
            programme=programmes[b.programme_id],
            venue=venues[b.venue_id],
        )
        for b in bookings
    ]


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for the venue, the soonest visit first."""

    submitted: list[Line]
    papers: list[Line]
    changed: list[Line]
    returned: list[Line]


def inbox(tx: Tx, person: Person) -> Inbox:
    def waiting_as(state: BookingState) -> list[Booking]:
        return queries.bookings_for(tx, person, Search(states=(state,)), limit=200)[0]

    held = sorted(waiting_as(BookingState.HELD), key=lambda b: (b.hold_until is None, b.hold_until))
    return Inbox(
        submitted=lines(tx, waiting_as(BookingState.SUBMITTED)),
        papers=lines(tx, held),
        changed=lines(tx, queries.changed_bookings(tx, person)),
        returned=lines(tx, waiting_as(BookingState.RETURNED)),
    )


def venues_of(tx: Tx, person: Person) -> list[Venue]:
    """The venues somebody runs."""
    found = catalogue.venues(tx)
    if person.runs_the_province:
        return found
    mine = person.scopes(Role.VENUE)
    return [venue for venue in found if str(venue.id) in mine]


@dataclass(frozen=True, slots=True)
class Row:
    """A venue's week: its sessions by day, and why it is closed where it is."""

    venue: Venue
    sessions: dict[date, list[Session]]
    closed: dict[date, Closure]


@dataclass(frozen=True, slots=True)
class Week:
    first: date
    rows: list[Row]
    programmes: dict[int, Programme]

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(7)]


def week(tx: Tx, person: Person, *, first: date) -> Week:
    """Seven days from a Monday, for every venue somebody runs."""
    last = first + timedelta(days=6)
    rows = []
    for venue in venues_of(tx, person):
        by_day: dict[date, list[Session]] = defaultdict(list)
        for session in season.upcoming_sessions(
            tx, venue_id=venue.id, first=first, last=last, with_cancelled=True
        ):
            by_day[session.day].append(session)
        closures = calendar_queries.closures(tx, venue_id=venue.id, first=first, last=last)
        days = [first + timedelta(days=n) for n in range(7)]
        closed = {day: c for day in days for c in closures if day in c}
        rows.append(Row(venue=venue, sessions=dict(by_day), closed=closed))
    programmes = {int(p.id): p for p in catalogue.programmes(tx, with_retired=True)}
    return Week(first=first, rows=rows, programmes=programmes)
