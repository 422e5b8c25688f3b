"""A live lesson in front of schools near and far, all of them with teachers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from outreach.accounts.model import Person, Role
from outreach.booking.model import SchoolRef
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Database, Tx
from outreach.lessons import actions
from outreach.lessons.model import Joined, Line, RoomEntry
from outreach.province.model import School
from outreach.season import shares
from outreach.season.model import SessionFacts
from outreach.season.queries import session_facts
from outreach.season.tables import SessionRow
from tests import make

FAR = "360734"


@dataclass(frozen=True)
class Ground:
    session: SessionFacts
    schools: Sequence[School]
    teachers: Sequence[Person]
    centre: Person

    @property
    def before(self) -> datetime:
        """A week before the lesson."""
        return self.begins - timedelta(days=7)

    @property
    def begins(self) -> datetime:
        return at_wall_clock(self.session.day, self.session.starts)

    @property
    def after(self) -> datetime:
        return self.begins + timedelta(hours=1)


def lay(
    database: Database,
    *,
    schools: int = 3,
    rooms: int = 30,
    keeps_share: bool = False,
    now: datetime = make.NOW,
) -> Ground:
    with database.writing() as tx:
        make.province(tx)
        first = now.date() + timedelta(days=14)
        session = make.sessions(
            tx,
            programme="live-artificial-intelligence",
            first=first,
            last=first + timedelta(days=13),
            now=now,
        )[0]
        if not keeps_share:
            shares.release(tx, session.id)
        tx.execute(
            update(SessionRow)
            .where(SessionRow.id == session.id)
            .values(capacity=rooms, opens_at=now - timedelta(days=1))
        )
        found = [make.school(tx, county_code=FAR, now=now) for _ in range(schools)]
        return Ground(
            session=session_facts(tx, session.id),
            schools=found,
            teachers=[make.person(tx, scope=school.id, now=now) for school in found],
            centre=make.person(tx, role=Role.VENUE, scope=session.venue_id, now=now),
        )


def entry(
    *, label: str = "五(1)班教室", grade: int = 5, pupils: int = 40, spare: bool = False
) -> RoomEntry:
    return RoomEntry(
        label=label,
        grade=grade,
        pupils=pupils,
        projector=True,
        sound=True,
        line=Line.WIRED,
        spare_line=spare,
    )


def join(
    tx: Tx, ground: Ground, number: int = 0, *, token: str | None = None, **details: object
) -> Joined:
    school = ground.schools[number]
    told = entry(**details)  # type: ignore[arg-type]
    return actions.join(
        tx,
        session_id=ground.session.id,
        school=SchoolRef(school.id, school.county_code),
        entry=told,
        token=token or f"a-form-of-{school.id:0>4}-{told.label}",
        by=ground.teachers[number].id,
        now=ground.before,
    )
