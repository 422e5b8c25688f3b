"""What inviting consists of: begin a campaign, withdraw it, let it end; and how schools answer."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from outreach.accounts import queries as accounts
from outreach.accounts.actions import token_hash
from outreach.accounts.model import Role
from outreach.booking.promotion import promote_session
from outreach.campaigns import queries, rules
from outreach.campaigns.codes import code
from outreach.campaigns.model import (
    Answer,
    Campaign,
    CampaignState,
    Invitation,
    Outcome,
    Plan,
    Reason,
)
from outreach.campaigns.tables import CampaignRow, InvitationRow
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database, Tx, changed
from outreach.outbox import actions as outbox
from outreach.province import school_queries
from outreach.season import kept, places
from outreach.season import queries as season
from outreach.wishes import actions as wishes
from outreach.wishes.model import Told, Want, WayKind


def begin(
    tx: Tx,
    plan: Plan,
    *,
    school_ids: Collection[int],
    key: str,
    by: int,
    now: datetime,
    sample: bool = False,
) -> Campaign:
    """Invite schools, keep the places, and write to their teachers.

    A school whose invitation still holds is left out. All places are kept, or nobody is invited.
    """
    invited = queries.open_invitations(tx)
    fresh = sorted(set(school_ids) - invited)
    if not fresh:
        raise rules.NobodyToInvite(invited=len(invited & set(school_ids)))
    offered = season.sessions_by_id(tx, plan.places)
    today = local_day(now)
    rules.check_plan(plan, offered.values(), schools=len(fresh), today=today)
    row = CampaignRow(
        name=plan.name,
        programme_id=plan.programme_id,
        venue_id=catalogue.programme(tx, plan.programme_id).venue_id,
        each=plan.each,
        until=rules.ends_at(plan.until),
        words=plan.words,
        state=CampaignState.OPEN,
        made_by=by,
        made_at=now,
        sample=sample,
    )
    tx.add(row)
    tx.flush()  # numbers the campaign for what is kept in its name
    found = queries.find_campaign(tx, row.id)
    assert found is not None  # noqa: S101 - it has just been written
    _keep(tx, found, plan)
    kept.entitle(tx, holder=found.holder, school_ids=fresh)
    _invite(tx, found, fresh, key=key, now=now)
    return found


def _keep(tx: Tx, campaign: Campaign, plan: Plan) -> None:
    places.lock(tx, plan.places)
    before = kept.of_sessions(tx, plan.places)
    for session_id, session in sorted(season.sessions_by_id(tx, plan.places).items()):
        wanted = plan.places[session_id]
        others = sum(each.kept for each in before if each.session_id == session_id)
        most = rules.most_to_keep(session, kept=others)
        room = season.session_facts(tx, session_id).room
        if wanted > most or not kept.keep(
            tx, room, holder=campaign.holder, wanted=wanted, until=campaign.until
        ):
            raise rules.CannotKeep(session.day, session.starts, wanted=wanted, most=most)


def _invite(
    tx: Tx, campaign: Campaign, school_ids: Collection[int], *, key: str, now: datetime
) -> None:
    schools = school_queries.schools_by_id(tx, school_ids)
    rows = [
        InvitationRow(
            campaign_id=campaign.id,
            school_id=school_id,
            open_for=school_id,
            county_code=schools[school_id].county_code,
            answer=Answer.OPEN,
        )
        for school_id in school_ids
    ]
    try:
        with tx.begin_nested():
            tx.add_all(rows)
            tx.flush()  # the unique index decides between two campaigns begun at once
    except IntegrityError:
        raise rules.NobodyToInvite(invited=len(school_ids)) from None
    for row in rows:
        row.code_hash = token_hash(code(row.id, key=key))
        teachers = accounts.holders(tx, Role.TEACHER, str(row.school_id))
        row.letters = len(teachers)
        for teacher in teachers:
            outbox.post(
                tx,
                kind="school-invited",
                payload={"invitation_id": row.id},
                recipient=teacher.id,
                at=now,
            )


def withdraw(tx: Tx, campaign: Campaign, *, now: datetime) -> bool:
    """Take a campaign back: its links end, and its places are everybody's. Twice does no harm."""
    return _end(tx, campaign, CampaignState.WITHDRAWN, now=now)


def end_due(database: Database, *, now: datetime) -> int:
    """Give back what is still kept of campaigns whose day has passed; each by itself."""
    with database.reading() as tx:
        found = queries.due(tx, now=now)
    for campaign_id in found:
        with database.writing() as tx:
            campaign = queries.find_campaign(tx, campaign_id)
            if campaign is not None:
                _end(tx, campaign, CampaignState.ENDED, now=now)
    return len(found)


def _end(tx: Tx, campaign: Campaign, state: CampaignState, *, now: datetime) -> bool:
    ended = (
        update(CampaignRow)
        .where(CampaignRow.id == campaign.id, CampaignRow.state == CampaignState.OPEN)
        .values(state=state, ended_at=now)
    )
    if changed(tx, ended) != 1:
        return False
    closed = update(InvitationRow).where(InvitationRow.campaign_id == campaign.id)
    tx.execute(closed.values(open_for=None))
    _promote(tx, kept.release(tx, campaign.holder), now=now)
    return True


def accept(tx: Tx, found: Invitation, *, session_id: int, pupils: int, now: datetime) -> Invitation:
    """The school means to come; it books next, into the places kept."""
    return _answer(tx, found, Answer.ACCEPTED, now=now, session_id=session_id, pupils=pupils)


def decline(
    tx: Tx, found: Invitation, *, reason: Reason, note: str | None, now: datetime
) -> Invitation:
    """The school cannot come, and says why; what was reckoned for it is everybody's."""
    after = _answer(tx, found, Answer.DECLINED, now=now, reason=reason, note=note, open_for=None)
    _give_back(tx, after, now=now)
    return after


def ask_other_dates(
    tx: Tx,
    found: Invitation,
    *,
    grade: int,
    pupils: int,
    week_from: date,
    week_to: date,
    now: datetime,
) -> Invitation:
    """The school would come at another time: that is a wish, which its county answers."""
    campaign = campaign_of(tx, found)
    rules.check_answer(found, campaign, Answer.OTHER_DATES, now=now)
    assert campaign.made_by is not None  # noqa: S101 - a person begins every campaign
    wish = wishes.submit(
        tx,
        school_id=found.school_id,
        told=Told(
            want=Want.BRING,
            grade=grade,
            pupils=pupils,
            adults=-(-pupils // 10),
            week_from=week_from,
            week_to=week_to,
            topic=None,
            first=WayKind.DAY_TRIP.value,
        ),
        token=f"invitation-{found.id}",
        by=campaign.made_by,
        now=now,
    )
    after = _answer(
        tx, found, Answer.OTHER_DATES, now=now, wish_id=wish.id, pupils=pupils, open_for=None
    )
    _give_back(tx, after, now=now)
    return after


def _answer(
    tx: Tx, found: Invitation, answer: Answer, *, now: datetime, **values: Any
) -> Invitation:
    rules.check_answer(found, campaign_of(tx, found), answer, now=now)
    swap = (
        update(InvitationRow)
        .where(InvitationRow.id == found.id, InvitationRow.answer == found.answer)
        .values(answer=answer, answered_at=now, **values)
        .execution_options(synchronize_session=False)
    )
    swapped = changed(tx, swap) == 1
    after = queries.find_invitation(tx, found.id)
    assert after is not None  # noqa: S101 - invitations are never deleted
    if not swapped:
        raise rules.AnsweredAlready(answer=after.answer)
    return after


def campaign_of(tx: Tx, found: Invitation) -> Campaign:
    campaign = queries.find_campaign(tx, found.campaign_id)
    assert campaign is not None  # noqa: S101 - the foreign key says so
    return campaign


def _give_back(tx: Tx, found: Invitation, *, now: datetime) -> None:
    """Keep no more than those who may still come could use."""
    campaign = campaign_of(tx, found)
    kept.hold(tx, campaign.holder)
    if not kept.end_right(tx, holder=campaign.holder, school_id=found.school_id):
        return
    still = len(kept.open_rights(tx, campaign.holder))
    _promote(tx, kept.shrink(tx, campaign.holder, to=still * campaign.each), now=now)


def _promote(tx: Tx, session_ids: Collection[int], *, now: datetime) -> None:
    for session_id in sorted(session_ids):
        promote_session(tx, session_id, now=now)


def record_call(tx: Tx, found: Invitation, *, outcome: Outcome, by: int, now: datetime) -> None:
    """Somebody rang a school that had not answered."""
    row = tx.get_one(InvitationRow, found.id)
    row.called_at, row.called_by, row.outcome = now, by, outcome
