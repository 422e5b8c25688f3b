"""Joint activities: which units are meant by the names somebody typed, and whose part is whose.

One unit reports a joint activity, and everybody in it is counted once, there. A partner's part is
among those people: it says how many of them were the partner's own. So the shares of all units
(the lead's is what the parts leave over) add up to the activity.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from outreach.catalogue.model import Venue
from outreach.ledger.model import Activity, Partner
from outreach.province.model import County


def recognised(
    partners: Iterable[Partner], *, counties: Iterable[County], venues: Iterable[Venue]
) -> tuple[Partner, ...]:
    """Partners with the county or venue that their name says, so that it shows in that list too.

    A unit belongs to a county when its name begins with the county's and no other's does.
    """
    counties, venues = list(counties), list(venues)
    return tuple(_recognised(partner, counties, venues) for partner in partners)


def _recognised(partner: Partner, counties: list[County], venues: list[Venue]) -> Partner:
    at = [venue.id for venue in venues if venue.name == partner.name]
    of = [county.code for county in counties if partner.name.startswith(county.name)]
    return replace(
        partner,
        venue_id=at[0] if len(at) == 1 else None,
        county_code=of[0] if len(of) == 1 and not at else None,
    )


def with_parts(partners: Iterable[Partner], before: Iterable[Partner]) -> tuple[Partner, ...]:
    """The parts that were told stay with their units when the list of units is typed again."""
    told = {partner.name: partner for partner in before}
    return tuple(_with_part(partner, told.get(partner.name)) for partner in partners)


def _with_part(partner: Partner, before: Partner | None) -> Partner:
    if before is None:
        return partner
    return replace(
        partner,
        county_code=before.county_code or partner.county_code,
        venue_id=before.venue_id or partner.venue_id,
        onsite=before.onsite,
        onsite_pupils=before.onsite_pupils,
    )


def told_parts(partners: Iterable[Partner]) -> int:
    """People that are some partner's part."""
    return sum(partner.onsite or 0 for partner in partners)


def shares(activity: Activity, partners: Iterable[Partner]) -> Iterator[tuple[str, int | None]]:
    """How many of an activity's people were whose: the lead first, then every partner.

    The shares add up to the activity; None where a partner has not told its part.
    """
    partners = list(partners)
    others = told_parts(partners)
    yield activity.lead, None if activity.onsite is None else activity.onsite - others
    yield from ((partner.name, partner.onsite) for partner in partners)
