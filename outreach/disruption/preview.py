"""What a disruption would touch, for the person who asks; nothing is changed."""

from datetime import datetime

from outreach.accounts import queries as accounts
from outreach.accounts.model import Person
from outreach.booking import queries as bookings
from outreach.booking import rules as booking_rules
from outreach.booking.model import Booking
from outreach.booking.queries import Search
from outreach.booking.steps import recipients
from outreach.disruption import rules
from outreach.disruption.model import Preview, Scope, Touched
from outreach.disruption.offers import Finder, visit_at
from outreach.disruption.rights import may_touch
from outreach.kernel.clock import at_wall_clock, local_day
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.season import queries as season
from outreach.season.model import Session

AT_MOST = 400


def preview(
    tx: Tx, person: Person, scope: Scope, *, now: datetime, with_offers: bool = True
) -> Preview:
    """Every booking and session touched that is the person's business, by day and hour."""
    finder = Finder.over(tx, scope=scope, first=scope.days.first, now=now)
    found = _bookings(tx, person, scope, finder, now=now)
    schools = school_queries.schools_by_id(tx, {b.school_id for b in found})
    if with_offers:
        finder.look_up(schools)
    sessions = season.sessions_by_id(tx, {b.session_id for b in found})
    told = {b.id: recipients(tx, b) if with_offers else [] for b in found}
    names = accounts.names(tx, {who for each in told.values() for who in each})
    touched = tuple(
        Touched(
            booking=booking,
            school=schools[booking.school_id],
            programme=finder.programmes[booking.programme_id],
            venue=finder.venues[booking.venue_id],
            session=sessions[booking.session_id],
            told=tuple(names[who] for who in told[booking.id] if who in names),
            offers=finder.offers(booking, schools[booking.school_id]) if with_offers else (),
            to_waitlist=rules.gives_to_waitlist(booking.day, today=local_day(now)),
        )
        for booking in found
    )
    return Preview(touched, _shut(tx, person, scope, finder, now=now))


def _bookings(
    tx: Tx, person: Person, scope: Scope, finder: Finder, *, now: datetime
) -> list[Booking]:
    search = Search(
        states=tuple(rules.TOUCHABLE),
        venue_id=scope.venue_id,
        first=scope.days.first,
        last=scope.days.last,
    )
    offset, found = 0, []
    while True:
        page, total = bookings.bookings_for(tx, person, search, limit=AT_MOST, offset=offset)
        found += page
        offset += AT_MOST
        if offset >= total:
            break
    sessions = season.sessions_by_id(tx, {b.session_id for b in found})
    return [
        booking
        for booking in found
        if may_touch(person, booking)
        and booking_rules.is_ahead(booking.day, booking.starts, now=now)
        and rules.touches(
            scope,
            visit_at(
                sessions[booking.session_id],
                finder.programmes[booking.programme_id],
                finder.venues[booking.venue_id],
                school_county=booking.county_code,
            ),
        )
    ]


def _shut(
    tx: Tx, person: Person, scope: Scope, finder: Finder, *, now: datetime
) -> tuple[Session, ...]:
    """Sessions that would be called off themselves, so that nobody new books them."""
    if not scope.closes:
        return ()
    return tuple(
        session
        for session in season.upcoming_sessions(
            tx, first=scope.days.first, last=scope.days.last, venue_id=scope.venue_id
        )
        if person.runs_venue(session.venue_id)
        and at_wall_clock(session.day, session.starts) > now
        and rules.touches(
            scope,
            visit_at(
                session,
                finder.programmes[session.programme_id],
                finder.venues[session.venue_id],
            ),
        )
    )
