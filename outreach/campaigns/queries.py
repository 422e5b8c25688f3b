"""Reading the list of schools that wait, campaigns, invitations, and who came of them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import Select, func, select

from outreach.accounts.actions import token_hash
from outreach.campaigns.codes import fold
from outreach.campaigns.model import (
    Answer,
    Campaign,
    CampaignState,
    Invitation,
    Outcome,
    Reason,
    Waiting,
)
from outreach.campaigns.tables import CampaignRow, InvitationRow
from outreach.kernel.db import Tx
from outreach.outlook import queries as outlook
from outreach.province.model import County
from outreach.province.register_queries import townships_of_schools
from outreach.wishes import queries as wishes


def waiting(tx: Tx, counties: Collection[County], *, today: date) -> list[Waiting]:
    """Every active school of these counties: never reached first, larger before smaller."""
    if not counties:
        return []
    part = outlook.part_of(counties)
    inside = {county.code for county in counties}
    within = {"city_code": part.city_code, "county_code": part.county_code}
    townships = townships_of_schools(tx, **within)
    wished = wishes.open_by_school(tx)
    invited = open_invitations(tx)
    found = [
        Waiting(
            school_id=one.school_id,
            county_code=one.county_code,
            township_code=townships.get(one.school_id),
            pupils=one.pupils,
            months=one.months,
            last_day=one.last_day,
            band=one.band,
            wishes=wished.get(one.school_id, 0),
            invited=one.school_id in invited,
        )
        for one in outlook.candidates(tx, part, today=today)
        if one.county_code in inside
    ]
    return sorted(found, key=_longest_first)


def _longest_first(one: Waiting) -> tuple[date, int, int]:
    return one.last_day or date.min, -(one.pupils or 0), one.school_id


def open_invitations(tx: Tx) -> frozenset[int]:
    """Schools with an invitation that holds."""
    held = select(InvitationRow.open_for).where(InvitationRow.open_for.is_not(None))
    return frozenset(school_id for school_id in tx.scalars(held) if school_id is not None)


def _campaign(row: CampaignRow) -> Campaign:
    return Campaign(
        id=row.id,
        name=row.name,
        programme_id=row.programme_id,
        venue_id=row.venue_id,
        each=row.each,
        until=row.until,
        words=row.words,
        state=CampaignState(row.state),
        made_by=row.made_by,
        made_at=row.made_at,
        ended_at=row.ended_at,
    )


def _invitation(row: InvitationRow) -> Invitation:
    return Invitation(
        id=row.id,
        campaign_id=row.campaign_id,
        school_id=row.school_id,
        county_code=row.county_code,
        answer=Answer(row.answer),
        answered_at=row.answered_at,
        session_id=row.session_id,
        pupils=row.pupils,
        reason=Reason(row.reason) if row.reason else None,
        note=row.note,
        wish_id=row.wish_id,
        called_at=row.called_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        letters=row.letters,
    )


def find_campaign(tx: Tx, campaign_id: int) -> Campaign | None:
    row = tx.get(CampaignRow, campaign_id, populate_existing=True)
    return _campaign(row) if row is not None else None


def campaigns(tx: Tx, counties: Collection[County] | None = None) -> list[Campaign]:
    """The newest first; those that invited a school of these counties, or all of them."""
    query = select(CampaignRow).order_by(CampaignRow.id.desc())
    if counties is not None:
        inside = select(InvitationRow.campaign_id).where(
            InvitationRow.county_code.in_({county.code for county in counties})
        )
        query = query.where(CampaignRow.id.in_(inside))
    return [_campaign(row) for row in tx.scalars(query)]


def due(tx: Tx, *, now: datetime) -> list[int]:
    """Campaigns whose day has passed."""
    chosen = select(CampaignRow.id).where(
        CampaignRow.state == CampaignState.OPEN, CampaignRow.until <= now
    )
    return list(tx.scalars(chosen.order_by(CampaignRow.id)))


def invitations(
    tx: Tx, campaign_ids: Collection[int], counties: Iterable[County] | None = None
) -> list[Invitation]:
    """The invitations of some campaigns, to schools of these counties or to all."""
    query = select(InvitationRow).where(InvitationRow.campaign_id.in_(list(campaign_ids)))
    if counties is not None:
        query = query.where(InvitationRow.county_code.in_({c.code for c in counties}))
    return _invitations(tx, query)


def _invitations(tx: Tx, query: Select[InvitationRow]) -> list[Invitation]:
    rows = tx.scalars(query.order_by(InvitationRow.id).execution_options(populate_existing=True))
    return [_invitation(row) for row in rows]


def silent(tx: Tx, *, by: int, now: datetime) -> int:
    """Schools of somebody's own open campaigns that have not answered and were not rung."""
    return (
        tx.scalar(
            select(func.count())
            .select_from(InvitationRow)
            .join(CampaignRow, CampaignRow.id == InvitationRow.campaign_id)
            .where(
                CampaignRow.made_by == by,
                CampaignRow.state == CampaignState.OPEN,
                CampaignRow.until > now,
                InvitationRow.answer == Answer.OPEN,
                InvitationRow.called_at.is_(None),
            )
        )
        or 0
    )


def find_invitation(tx: Tx, invitation_id: int) -> Invitation | None:
    row = tx.get(InvitationRow, invitation_id, populate_existing=True)
    return _invitation(row) if row is not None else None


def by_code(tx: Tx, typed: str) -> Invitation | None:
    """The invitation of a code as somebody typed it; None when no code is like that."""
    folded = fold(typed)
    if folded is None:
        return None
    found = _invitations(
        tx, select(InvitationRow).where(InvitationRow.code_hash == token_hash(folded))
    )
    return found[0] if found else None
