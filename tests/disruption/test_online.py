"""A group rained off is led to a live lesson: to the page where its teacher joins with a room."""

from datetime import time, timedelta

import pytest
from flask import Flask

from outreach.catalogue.tables import ProgrammeRow
from outreach.disruption import answers, report
from outreach.disruption import queries as disruptions
from outreach.disruption.model import Choice, Turn
from outreach.disruption.report import Part
from outreach.kernel.clock import at_wall_clock
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.lessons import actions as lessons
from outreach.lessons.model import Line, RoomEntry, Roomful, Shown
from outreach.notices import mails
from outreach.outbox import queries
from outreach.season.tables import SessionRow
from tests import make
from tests.browse import Browse
from tests.disruption import ground
from tests.disruption.ground import LATER, Rain


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Letters and pages are words: one kind of database is enough."""
    return sqlite_database


def lesson(database: Database, rain: Rain) -> int:
    """A live lesson two days after the rain."""
    with database.writing() as tx:
        programme = ProgrammeRow(
            venue_id=rain.world.venue,
            slug="live",
            name="直播课",
            name_en="Live lesson",
            kind="live_lesson",
            summary="在教室里看。",
            summary_en="Seen in the classroom.",
            minutes=40,
            capacity=30,
            batch_size=60,
            grades_from=1,
            grades_to=9,
            weekdays="0,1,2,3,4,5,6",
            starts="15:00",
            waitlist_policy="strict",
        )
        tx.add(programme)
        tx.flush()
        row = SessionRow(
            programme_id=programme.id,
            venue_id=rain.world.venue,
            day=rain.world.day + timedelta(days=2),
            starts=time(15),
            ends=time(15, 40),
            capacity=30,
            opens_at=make.NOW - timedelta(days=1),
            closes_at=make.NOW + timedelta(days=20),
        )
        tx.add(row)
        tx.flush()
        return row.id


def test_only_a_counted_room_makes_it_seen_online_and_the_visit_stays_owed(
    browse: Browse, database: Database
) -> None:
    rain = ground.build(database)
    session_id = lesson(database, rain)
    made, groups = ground.disrupted(
        database, rain, choices=Choice(Turn.ONLINE, session_id=session_id)
    )
    officer = browse.sign_in(rain.province)
    show, owed = f"/disruptions/{made.id}", "/make-ups"

    nobody = officer.get(show).text
    with database.writing() as tx:
        joined = lessons.join(
            tx,
            session_id=session_id,
            school=rain.world.schools[0],
            entry=RoomEntry("五(1)班教室", 5, 40, True, True, Line.WIRED, False),
            token="a-form-of-the-first-school",
            by=rain.world.teachers[0].id,
            now=LATER,
        )
    one, waiting = officer.get(show).text, officer.get(owed).text
    day = rain.world.day + timedelta(days=2)
    with database.writing() as tx:
        lessons.count(
            tx,
            room_id=joined.room_id,
            came=Roomful(38, 2, Shown.LIVE, day),
            by=rain.world.teachers[0].id,
            now=at_wall_clock(day, time(16)),
        )
        after = disruptions.touches_of(tx, made.id)
        seen = report.build(tx, rain.province, first=rain.world.day, last=rain.world.day)
    counted = officer.get(owed).text

    assert "改到线上的 3 个团队：0 个已加入直播课，3 个还没有" in nobody
    assert "改到线上的 3 个团队：1 个已加入直播课，2 个还没有" in one
    assert waiting.count("还没有加入直播课") == 2
    assert "线上已补" not in waiting
    assert "1 间教室登记了 38 名学生；到馆的参观仍待补" in counted
    assert [t.saw_it_online for t in after] == [True, False, False]
    assert all(t.is_owed for t in after)
    parts = {part: len(found) for part, found in seen.parts.items()}
    assert (parts[Part.ONLINE], parts[Part.SEEN_ONLINE], parts[Part.WAITING]) == (3, 1, 3)
    assert (parts[Part.MADE_UP], seen.rate.made_up) == (0, 0)
    assert len(groups) == 3


def test_the_letter_and_the_page_lead_to_where_the_lesson_is_joined(
    app: Flask, browse: Browse, database: Database, settings: Settings
) -> None:
    rain = ground.build(database)
    session_id = lesson(database, rain)
    _made, groups = ground.disrupted(
        database, rain, choices=Choice(Turn.ONLINE, session_id=session_id)
    )

    with database.reading() as tx, app.app_context():
        message = next(m for m in queries.messages(tx) if m.kind == "disruption-cancelled")
        letter = mails.compose(tx, message, settings=settings, now=LATER).body
    page = browse.get(f"/told/{answers.token(groups[0].id, key=str(app.secret_key))}")

    join = f"/lessons/{session_id}/join"
    for language in letter.split(mails.RULE):
        assert join in language
    assert "请学校自己加入" in letter
    assert "最晚" in page.text
    assert f'href="{join}"' in page.text
    assert browse.get(join).headers["Location"].startswith("/sign-in")
    teacher = browse.sign_in(rain.world.teachers[0])
    assert "哪间教室" in teacher.get(join).text
