"""A stage for the journeys: one far school, and those who deal with its visit."""

from datetime import timedelta

import pytest

from outreach.accounts.model import Role
from outreach.kernel.clock import local_day, utc_now
from outreach.kernel.db import Database
from tests import make
from tests.journeys.stage import XUNWU, Stage


@pytest.fixture
def stage(whole_province: None, sqlite_database: Database) -> Stage:
    now = utc_now()
    soon = local_day(now) + timedelta(days=30)
    with sqlite_database.writing() as tx:
        make.province(tx)
        school = make.school(
            tx,
            name="寻乌县第二小学",
            enrolment=tuple((grade, 120) for grade in range(1, 7)),
            now=now,
        )
        neighbour = make.school(tx, name="寻乌县第三小学", now=now)
        sessions = make.sessions(tx, first=soon, last=soon + timedelta(days=9), now=now)
        people = (
            make.person(tx, role=Role.TEACHER, scope=school.id, name="钟老师", now=now),
            make.person(tx, role=Role.VENUE, scope=sessions[0].venue_id, name="馆员", now=now),
            make.person(tx, role=Role.COUNTY, scope=XUNWU, name="县科协", now=now),
        )
        teacher, venue, county = (make.sign_in(tx, person=each, now=now) for each in people)
    return Stage(teacher, venue, county, sessions, neighbour.id)
