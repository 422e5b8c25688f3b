"""A campaign in the small world of bookings."""

from datetime import datetime, timedelta

from outreach.campaigns import actions
from outreach.campaigns.model import Campaign, Invitation, Plan
from outreach.campaigns.queries import invitations
from outreach.kernel.clock import local_day
from outreach.kernel.db import Database
from tests import make
from tests.booking.world import World

KEY = "a-key-for-tests-that-is-long-enough-for-anybody"


def campaign(
    database: Database,
    ground: World,
    *,
    schools: int = 2,
    places: int = 40,
    each: int = 20,
    key: str = KEY,
    now: datetime = make.NOW,
) -> Campaign:
    """The first so many schools invited to the first session, for ten days."""
    with database.writing() as tx:
        return actions.begin(
            tx,
            Plan(
                name="示例邀请",
                programme_id=ground.programme,
                each=each,
                places={ground.sessions[0]: places},
                until=local_day(now) + timedelta(days=10),
                words="欢迎来科技馆。",
            ),
            school_ids=[school.id for school in ground.schools[:schools]],
            key=key,
            by=ground.coordinator.id,
            now=now,
        )


def mine(database: Database, found: Campaign, school_id: int) -> Invitation:
    with database.reading() as tx:
        sent = invitations(tx, [found.id])
    return next(one for one in sent if one.school_id == school_id)
