"""Reading feeds and whose visits they may carry."""

from sqlalchemy import select

from outreach.accounts.actions import token_hash
from outreach.accounts.model import Person, Role
from outreach.catalogue import queries as catalogue
from outreach.feeds.model import Feed, FeedId, FeedScope, Subject
from outreach.feeds.tables import FeedRow
from outreach.kernel.db import Tx
from outreach.province import school_queries
from outreach.roster import queries as roster


def _feed(row: FeedRow) -> Feed:
    return Feed(
        id=FeedId(row.id),
        scope=FeedScope(row.kind),
        subject_id=row.subject_id,
        person_id=row.person_id,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        digest=row.digest,
        changed_at=row.changed_at,
    )


def find_feed(tx: Tx, token: str) -> Feed | None:
    """The feed behind a secret address; ended ones are as unknown as those never made."""
    row = tx.scalar(
        select(FeedRow).where(FeedRow.token_hash == token_hash(token), FeedRow.revoked_at.is_(None))
    )
    return _feed(row) if row is not None else None


def feeds_of(tx: Tx, person_id: int) -> list[Feed]:
    """Somebody's feeds that still answer."""
    rows = tx.scalars(
        select(FeedRow)
        .where(FeedRow.person_id == person_id, FeedRow.revoked_at.is_(None))
        .order_by(FeedRow.id)
    )
    return [_feed(row) for row in rows]


def subjects(tx: Tx, person: Person) -> list[Subject]:
    """Everything somebody may subscribe to: their schools, their venues, their own bookings."""
    schools = school_queries.schools_by_id(tx, {int(s) for s in person.scopes(Role.TEACHER)})
    guides = roster.guides_by_id(tx, {int(g) for g in person.scopes(Role.GUIDE)})
    return [
        *(Subject(FeedScope.SCHOOL, s.id, s.name, s.name) for s in schools.values()),
        *(
            Subject(FeedScope.VENUE, v.id, v.name, v.name_en)
            for v in catalogue.venues(tx)
            if person.runs_venue(v.id)
        ),
        *(Subject(FeedScope.GUIDE, g.id, g.name, g.name) for g in guides.values() if g.active),
        Subject(FeedScope.PERSON, person.id, person.name, person.name),
    ]


def subject(tx: Tx, person: Person, *, scope: FeedScope, subject_id: int) -> Subject | None:
    """One of them, or nothing when it is not theirs."""
    mine = subjects(tx, person)
    return next((s for s in mine if s.scope is scope and s.id == subject_id), None)
