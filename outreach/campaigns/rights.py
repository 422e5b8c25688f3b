"""Whose campaigns and invitations somebody sees and decides about, judged with the query."""

from outreach.accounts.model import Person
from outreach.accounts.rules import NotYours
from outreach.campaigns import queries, rules
from outreach.campaigns.model import Campaign, Invitation
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.province.model import County


def own_counties(tx: Tx, person: Person) -> list[County]:
    return rules.own(province.counties(tx), person)


def seen(tx: Tx, person: Person, campaign_id: int) -> tuple[Campaign, list[Invitation]]:
    """A campaign, and those of its invitations that are the person's business."""
    found = queries.find_campaign(tx, campaign_id)
    inside = None if rules.sees_all(person) else own_counties(tx, person)
    mine = queries.invitations(tx, [campaign_id], inside) if found is not None else []
    if found is None or not mine:
        raise NotYours
    return found, mine


def decided(tx: Tx, person: Person, campaign_id: int) -> Campaign:
    """A campaign that the person may take back: their own, or of their venue."""
    found, _mine = seen(tx, person, campaign_id)
    if not may_decide(person, found):
        raise NotYours
    return found


def may_decide(person: Person, campaign: Campaign) -> bool:
    return person.id == campaign.made_by or person.runs_venue(campaign.venue_id)


def invitation(tx: Tx, person: Person, invitation_id: int) -> Invitation:
    found = queries.find_invitation(tx, invitation_id)
    if found is None or not (rules.sees_all(person) or person.watches_county(found.county_code)):
        raise NotYours
    return found
