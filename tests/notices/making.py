"""A season to book in: the museum's real programmes, their sessions, one school, its teacher."""

from dataclasses import dataclass
from datetime import date, timedelta

from outreach.accounts.model import Person, Role
from outreach.booking import actions
from outreach.booking.model import Group, Placed, SchoolRef
from outreach.catalogue import queries as catalogue
from outreach.catalogue.loading import load_catalogue
from outreach.kernel.db import Tx
from outreach.province import actions as province
from outreach.province.loading import load_province
from outreach.province.model import SchoolEntry, Stage
from outreach.season import actions as season
from outreach.season import queries as sessions
from outreach.season.model import Session
from tests import make

FIRST, LAST = date(2026, 12, 7), date(2026, 12, 20)
LATER = timedelta(minutes=10)
XUNWU = "360734"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where bookings are made."""

    teacher: Person
    coordinator: Person
    school: SchoolRef
    venue_id: int
    sessions: list[Session]
    """Of the route about scientific principles, in order."""


def desk(tx: Tx) -> Desk:
    load_province(tx)
    load_catalogue(tx)
    home = school(tx)
    route = catalogue.find_programme_by_slug(tx, "science-principles")
    assert route is not None
    season.make_sessions(
        tx,
        venue_id=route.venue_id,
        programme_ids=[route.id],
        first=FIRST,
        last=LAST,
        now=make.NOW - timedelta(days=60),
        person_id=None,
    )
    return Desk(
        teacher=make.person(
            tx, role=Role.TEACHER, scope=home.id, name="王老师", email="wang@example.org"
        ),
        coordinator=make.person(tx, role=Role.VENUE, scope=route.venue_id, name="陈主任"),
        school=home,
        venue_id=route.venue_id,
        sessions=sessions.upcoming_sessions(tx, first=FIRST, last=LAST, programme_id=route.id),
    )


def school(tx: Tx, *, name: str = "寻乌县示例第二小学") -> SchoolRef:
    added = province.add_school(
        tx,
        entry=SchoolEntry(
            name=name,
            county_code=XUNWU,
            stages=(Stage.PRIMARY,),
            enrolment=tuple((grade, 60) for grade in range(1, 7)),
        ),
        by=None,
        now=make.NOW,
    )
    return SchoolRef(added.id, added.county_code)


def group(*, pupils: int = 40, adults: int = 4) -> Group:
    return Group(grade=5, pupils=pupils, adults=adults, leader="王老师", leader_phone="13800000000")


def book(
    tx: Tx,
    at: Desk,
    *,
    session: int = 0,
    pupils: int = 40,
    form: str = "first",
) -> Placed:
    return actions.book(
        tx,
        session_id=at.sessions[session].id,
        school=at.school,
        group=group(pupils=pupils, adults=max(4, pupils // 8)),
        token=form,
        placed_by=at.teacher.id,
        now=make.NOW,
    )
