"""A feed fetched by vdirsyncer over HTTP and shown by khal, as on a desk with Linux."""

from datetime import timedelta
from pathlib import Path

import pytest

from outreach.booking import actions, change_actions, desk_actions
from outreach.feeds import actions as feeds
from outreach.feeds.model import FeedScope
from outreach.kernel.db import Database
from tests import make
from tests.feeds.readers import LinuxDesk
from tests.notices import making


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Two programs of other people's: one kind of database is enough."""
    return sqlite_database


def test_visits_arrive_move_and_vanish_on_a_linux_desk(
    database: Database, address: str, tmp_path: Path
) -> None:
    with database.writing() as tx:
        at = making.desk(tx)
        first = making.book(tx, at)
        second = making.book(tx, at, session=4, form="second")
        for placed in (first, second):
            desk_actions.confirm(
                tx, booking_id=placed.booking_id, by=at.coordinator.id, now=make.NOW
            )
        _feed_id, token = feeds.create_feed(
            tx, scope=FeedScope.SCHOOL, subject_id=at.school.id, by=at.teacher, now=make.NOW
        )
    desk = LinuxDesk(tmp_path, f"{address}/feeds/{token}.ics")

    desk.sync()
    assert desk.shows() == [
        "2026-12-08 09:00-11:00 科学原理 · 寻乌县示例第二小学",
        "2026-12-10 09:00-11:00 科学原理 · 寻乌县示例第二小学",
    ]
    assert desk.shows(zone="Europe/Berlin") == [
        "2026-12-08 02:00-04:00 科学原理 · 寻乌县示例第二小学",
        "2026-12-10 02:00-04:00 科学原理 · 寻乌县示例第二小学",
    ]

    with database.writing() as tx:
        change_actions.reschedule(
            tx,
            booking_id=first.booking_id,
            session_id=at.sessions[2].id,
            by=at.teacher.id,
            by_venue=False,
            now=make.NOW + timedelta(hours=1),
        )
        actions.cancel(
            tx,
            booking_id=second.booking_id,
            reason="weather",
            by=at.teacher.id,
            now=make.NOW + timedelta(hours=1),
        )
    desk.sync()
    assert desk.shows() == [
        "2026-12-09 09:00-11:00 科学原理 · 寻乌县示例第二小学",
        "2026-12-10 09:00-11:00 （已取消）科学原理 · 寻乌县示例第二小学",
    ]
