"""A museum with guides and groups: enough to roster."""

from dataclasses import dataclass
from datetime import date, datetime, time

from outreach.accounts.model import Person
from outreach.booking import actions as booking
from outreach.kernel.db import Database, Tx
from outreach.roster import guide_actions, needs, queries
from outreach.roster.model import Duty, Guide, GuideEntry, Hours, Limits
from tests import make
from tests.booking import world
from tests.booking.world import World


@dataclass(frozen=True)
class Ground:
    world: World
    guides: tuple[Guide, ...]
    day: date

    @property
    def coordinator(self) -> Person:
        return self.world.coordinator


def entry(name: str, **details: object) -> GuideEntry:
    """A guide who can lead the world's one programme and is told by mail."""
    usual: dict[str, object] = {
        "name": name,
        "email": f"{name}@guides.example",
        "skills": frozenset({1}),
        "limits": Limits(),
    }
    return GuideEntry(**(usual | details))  # type: ignore[arg-type]


def lay(
    database: Database,
    *,
    guides: int = 3,
    sessions: int = 2,
    groups: int = 2,
    now: datetime = make.NOW,
) -> Ground:
    """Sessions an hour apart on one day; a group of one batch in each, and guides for them."""
    found = world.build(database, sessions=sessions, schools=max(groups, 4), capacity=200, now=now)
    with database.writing() as tx:
        made = tuple(
            guide_actions.add_guide(
                tx, venue_id=found.venue, entry=entry(f"guide{n}"), by=None, now=now
            )
            for n in range(guides)
        )
        for n in range(groups):
            book(tx, found, session=n % sessions, school=n, now=now)
        needs.bring_day(tx, venue_id=found.venue, day=found.day, now=now)
    return Ground(found, made, found.day)


def book(
    tx: Tx,
    found: World,
    *,
    session: int,
    school: int,
    pupils: int = 20,
    now: datetime = make.NOW,
) -> int:
    return booking.book(
        tx,
        session_id=found.sessions[session],
        school=found.schools[school],
        group=world.group(pupils=pupils),
        token=f"form-{session}-{school}-{pupils}",
        placed_by=found.teachers[school].id,
        now=now,
    ).booking_id


def duties(database: Database, ground: Ground) -> list[Duty]:
    with database.reading() as tx:
        return queries.duties_of_day(tx, ground.world.venue, ground.day)


def every_day(starts: time, ends: time) -> tuple[Hours, ...]:
    return tuple(Hours(day, starts, ends) for day in range(7))
