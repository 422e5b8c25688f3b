"""Who sees which part of the list, and how long a school may be put off."""

from collections.abc import Iterable
from datetime import date, timedelta

from outreach.accounts.model import COORDINATORS, OFFICERS, Person, Role
from outreach.province.model import County

READERS = (*COORDINATORS, *OFFICERS, Role.VIEWER)
DECIDERS = (Role.ADMIN, Role.PROVINCE, *OFFICERS)
"""Who may say "not now"; of their own counties only."""
TRYING = (*COORDINATORS, Role.CITY, Role.VIEWER)
"""Who tries changes out: over one county alone there is nothing to spread evenly."""
KEEPING = (*COORDINATORS, Role.CITY)
LONGEST = timedelta(days=366)
"""Nobody is put off for longer than a year at a time: the question has to be asked again."""


def own(counties: Iterable[County], person: Person) -> list[County]:
    """The counties somebody plans for: all of them, or those of their cities and counties."""
    if person.sees_the_province or person.has(Role.VENUE):
        return list(counties)
    return [county for county in counties if person.watches_county(county.code)]


def may_put_off(person: Person, *, county_code: str) -> bool:
    """The county's and the city's officers, and whoever runs the province."""
    return person.watches_county(county_code)


def last_day_of_putting_off(today: date) -> date:
    return today + LONGEST
