"""A guide's feed as other people's programs read it: Thunderbird's reader, and khal on a desk."""

from pathlib import Path
from typing import Any

import pytest

from outreach.accounts import queries as accounts
from outreach.feeds import actions as feeds
from outreach.feeds.model import FeedScope
from outreach.kernel.db import Database
from outreach.roster import assign_actions
from tests import make
from tests.browse import Browse
from tests.feeds.readers import LinuxDesk, read_by_icaljs
from tests.roster import ground
from tests.roster.ground import Ground

BY: dict[str, Any] = {"by": None, "now": make.NOW}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Other people's programs: one kind of database is enough."""
    return sqlite_database


@pytest.fixture
def laid(database: Database) -> Ground:
    """Two guides and two duties, both the first guide's."""
    found = ground.lay(database, guides=2)
    for duty in ground.duties(database, found):
        with database.writing() as tx:
            assign_actions.assign(tx, duty_id=duty.id, guide_id=found.guides[0].id, **BY)
    return found


def feed_of(database: Database, laid: Ground) -> str:
    guide = laid.guides[0]
    with database.writing() as tx:
        person = accounts.find_person(tx, guide.person_id or 0)
        assert person is not None
        _id, token = feeds.create_feed(
            tx, scope=FeedScope.GUIDE, subject_id=guide.id, by=person, now=make.NOW
        )
    return token


def test_thunderbirds_reader_finds_a_guides_duties(
    database: Database, laid: Ground, browse: Browse
) -> None:
    written = browse.get(f"/feeds/{feed_of(database, laid)}.ics").data

    found = read_by_icaljs(written)

    known = ground.duties(database, laid)
    assert [(each["uid"], each["starts"], each["ends"]) for each in found] == [
        (f"duty-{duty.id}", duty.span.starts.timestamp(), duty.span.ends.timestamp())
        for duty in known
    ]
    assert {each["status"] for each in found} == {"CONFIRMED"}


def test_a_duty_given_to_a_colleague_vanishes_from_a_linux_desk(
    database: Database, laid: Ground, address: str, tmp_path: Path
) -> None:
    first, second = ground.duties(database, laid)
    desk = LinuxDesk(tmp_path, f"{address}/feeds/{feed_of(database, laid)}.ics")

    desk.sync()
    before = [line[:23] for line in desk.shows()]
    with database.writing() as tx:
        assign_actions.assign(tx, duty_id=first.id, guide_id=laid.guides[1].id, **BY)
    desk.sync()

    shown = [f"{d.day} {d.starts:%H:%M}-{d.ends:%H:%M}".strip() for d in (first, second)]
    assert [line.strip() for line in before] == [each[:23] for each in shown]
    assert [line[:23].strip() for line in desk.shows()] == shown[1:]
