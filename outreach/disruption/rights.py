"""Whose business a disruption is.

The province acts for everybody, a venue for its own bookings, a city or county for those of its
own schools. Whoever made a disruption, or runs the province, may take it back.
"""

from outreach.accounts.model import Person, Role
from outreach.booking.model import Booking
from outreach.disruption.model import Disruption

ACTORS = (Role.ADMIN, Role.PROVINCE, Role.VENUE, Role.CITY, Role.COUNTY)


def may_touch(person: Person, booking: Booking) -> bool:
    return person.runs_venue(booking.venue_id) or person.watches_county(booking.county_code)


def made(person: Person, disruption: Disruption) -> bool:
    return person.runs_the_province or disruption.made_by == person.id


def acts_for(person: Person, county_code: str) -> bool:
    """Whether somebody acts in the place of the county's own officer (代办)."""
    return county_code not in person.scopes(Role.COUNTY)
