"""People, what they may do, and for whom."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", int)


class Role(StrEnum):
    """What somebody is trusted with. The scope of each is told in `Grant`."""

    ADMIN = "admin"
    PROVINCE = "province"
    VENUE = "venue"
    CITY = "city"
    COUNTY = "county"
    TEACHER = "teacher"
    VIEWER = "viewer"
    GUIDE = "guide"


COORDINATORS = (Role.ADMIN, Role.PROVINCE, Role.VENUE)
OFFICERS = (Role.CITY, Role.COUNTY)
EVERYONE = tuple(Role)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role and where it holds.

    `scope` is a venue id for VENUE, a city code for CITY, a county code for COUNTY, a school id
    for TEACHER, a guide's id for GUIDE, and nothing for the roles that hold throughout the
    province.
    """

    role: Role
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in."""

    id: PersonId
    name: str
    email: str
    phone: str | None
    language: str
    grants: tuple[Grant, ...]
    active: bool = True

    def has(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)

    def scopes(self, role: Role) -> frozenset[str]:
        """Where the person holds a role: venue ids, codes or school ids, as text."""
        return frozenset(g.scope for g in self.grants if g.role is role and g.scope is not None)

    @property
    def sees_the_province(self) -> bool:
        return self.has(Role.ADMIN, Role.PROVINCE, Role.VIEWER)

    @property
    def runs_the_province(self) -> bool:
        return self.has(Role.ADMIN, Role.PROVINCE)

    def runs_venue(self, venue_id: int) -> bool:
        """Whether the person decides what happens at a venue."""
        return self.runs_the_province or str(venue_id) in self.scopes(Role.VENUE)

    def watches_county(self, county_code: str) -> bool:
        """Whether a county's bookings and activities are the person's business."""
        return (
            self.runs_the_province
            or county_code in self.scopes(Role.COUNTY)
            or f"{county_code[:4]}00" in self.scopes(Role.CITY)
        )

    def teaches_at(self, school_id: int) -> bool:
        return str(school_id) in self.scopes(Role.TEACHER)

    def guides_as(self, guide_id: int) -> bool:
        return str(guide_id) in self.scopes(Role.GUIDE)

    def may_see_booking(self, *, school_id: int, county_code: str, venue_id: int) -> bool:
        return (
            self.teaches_at(school_id)
            or self.watches_county(county_code)
            or self.runs_venue(venue_id)
        )

    def may_change_booking(self, *, school_id: int, venue_id: int) -> bool:
        """Teachers of the school, and whoever runs the venue on their behalf."""
        return self.teaches_at(school_id) or self.runs_venue(venue_id)
