"""Whose business a booking is: others learn not even that it exists."""

from datetime import datetime

from outreach.accounts.model import Person, Role
from outreach.booking import queries, rules
from outreach.booking.model import Booking, Verb
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.province.model import School


def seen(tx: Tx, person: Person, booking_id: int) -> Booking:
    """A booking the person may read."""
    found = queries.find_booking(tx, booking_id)
    if found is None or not person.may_see_booking(
        school_id=found.school_id, county_code=found.county_code, venue_id=found.venue_id
    ):
        raise rules.NoSuchBooking
    return found


def changed(tx: Tx, person: Person, booking_id: int) -> Booking:
    """A booking the person may change: for the school, or for the venue on its behalf."""
    found = seen(tx, person, booking_id)
    if not may_change(person, found):
        raise rules.NoSuchBooking
    return found


def may_change(person: Person, booking: Booking) -> bool:
    return person.may_change_booking(school_id=booking.school_id, venue_id=booking.venue_id)


def check_ahead(person: Person, booking: Booking, verb: Verb, *, now: datetime) -> None:
    """From the beginning of a visit on, only the venue changes anything about it."""
    if rules.is_ahead(booking.day, booking.starts, now=now) or person.runs_venue(booking.venue_id):
        return
    raise rules.NotPossibleNow(booking.id, booking.number, verb, booking.state)


def bookable(tx: Tx, person: Person, school_id: int | None, *, venue_id: int) -> School | None:
    """The school a person books for; None when it is still to be chosen.

    Teachers book for their schools, coordinators on behalf of any active school. Somebody with
    one school need not choose.
    """
    own = sorted(int(scope) for scope in person.scopes(Role.TEACHER))
    if school_id is None:
        if len(own) != 1 or person.runs_venue(venue_id):
            return None
        school_id = own[0]
    if not person.may_change_booking(school_id=school_id, venue_id=venue_id):
        raise rules.NoSuchBooking
    found = school_queries.find_school(tx, school_id)
    if found is None or not found.active:
        raise rules.NoSuchBooking
    return found


def books_at(person: Person, venue_id: int) -> bool:
    """Whether the person has anybody to book for at a venue."""
    return person.has(Role.TEACHER) or person.runs_venue(venue_id)
