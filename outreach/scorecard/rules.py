"""Who reads which county's sheet."""

from collections.abc import Iterable

from outreach.accounts.model import OFFICERS, Person, Role
from outreach.accounts.rules import NotYours
from outreach.province.model import County

READERS = (Role.ADMIN, Role.PROVINCE, *OFFICERS, Role.VIEWER)


def own(counties: Iterable[County], person: Person) -> list[County]:
    """All counties, or those of somebody's cities and counties."""
    return [c for c in counties if person.sees_the_province or person.watches_county(c.code)]


def the_one(counties: Iterable[County], code: str) -> County:
    """A county among somebody's own; any other is as absent as one that never was."""
    for county in counties:
        if county.code == code:
            return county
    raise NotYours
