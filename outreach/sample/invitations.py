"""A campaign to schools that were never reached, with one answer of each kind."""

from datetime import datetime, timedelta

from outreach.accounts.model import Person, Role
from outreach.accounts.queries import holders
from outreach.campaigns import actions, queries, rules
from outreach.campaigns.model import Plan, Reason
from outreach.catalogue import queries as catalogue
from outreach.kernel.clock import local_day
from outreach.kernel.db import Tx
from outreach.province import queries as province
from outreach.season import queries as season

COUNTY = "360734"
SCHOOLS = 10
EACH = 20
AHEAD = timedelta(days=120)


def invite(tx: Tx, *, who: dict[str, Person], key: str, now: datetime) -> None:
    """Ten schools of the farthest county; those with teachers are left to themselves."""
    today = local_day(now)
    listed = queries.waiting(tx, [province.county(tx, COUNTY)], today=today)
    schools = [
        one.school_id for one in listed if not holders(tx, Role.TEACHER, str(one.school_id))
    ][:SCHOOLS]
    museum = catalogue.find_venue_by_slug(tx, "provincial-museum")
    assert museum is not None  # noqa: S101 - the catalogue has just been loaded
    coming = season.upcoming_sessions(tx, first=today, last=today + AHEAD, venue_id=museum.id)
    session = next(
        (
            each
            for each in reversed(coming)
            if each.takes_bookings_at(now)
            and not each.waiting
            and rules.most_to_keep(each, kept=0) >= 2 * EACH
            and rules.last_day([each], today=today) > today
        ),
        None,
    )
    if session is None or not schools:
        return
    until = min(rules.last_day([session], today=today), today + timedelta(days=14))
    plan = Plan(
        name="寻乌县还没来过的学校（示例）",
        programme_id=session.programme_id,
        each=EACH,
        places={session.id: 2 * EACH},
        until=until,
        words="路远，可以和县里商量包车（示例）。",
    )
    found = actions.begin(
        tx, plan, school_ids=schools, key=key, by=who["county"].id, now=now, sample=True
    )
    first, second, third, *_others = queries.invitations(tx, [found.id])
    actions.accept(tx, first, session_id=session.id, pupils=EACH, now=now)
    actions.decline(tx, second, reason=Reason.DISTANCE, note=None, now=now)
    actions.decline(tx, third, reason=Reason.MONEY, note=None, now=now)
