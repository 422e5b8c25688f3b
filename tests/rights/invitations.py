"""A campaign that invited one school of a county."""

from datetime import timedelta

from outreach.accounts.model import Person
from outreach.campaigns import actions, queries, rules
from outreach.campaigns.model import Plan
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.season import kept
from outreach.season import queries as season
from tests import serving


def of_county(tx: Tx, county: str, *, by: Person, venue_id: int) -> dict[str, object]:
    now = utc_now()
    today = local_day(now)
    taken = queries.open_invitations(tx)
    school = next(
        s for s in school_queries.find_schools(tx, county_code=county).schools if s.id not in taken
    )
    session = next(
        s
        for s in season.upcoming_sessions(
            tx, venue_id=venue_id, first=today, last=today + timedelta(days=120)
        )
        if s.takes_bookings_at(now)
        and not s.waiting
        and not kept.of_sessions(tx, [s.id])
        and rules.most_to_keep(s, kept=0) >= 20
        and rules.last_day([s], today=today) >= today
    )
    plan = Plan("示例邀请", session.programme_id, 20, {session.id: 20}, today, "")
    found = actions.begin(
        tx, plan, school_ids=[school.id], key=serving.SECRET_KEY, by=by.id, now=now
    )
    (mine,) = queries.invitations(tx, [found.id])
    return {"campaign_id": found.id, "invitation_id": mine.id}
