"""A feed fetched by vdirsyncer over HTTP and shown by khal, as on a desk with Linux."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

from outreach.booking import actions, change_actions, desk_actions
from outreach.feeds import actions as feeds
from outreach.feeds.model import FeedScope
from outreach.kernel.db import Database
from tests import make
from tests.notices import making

TOOLS = Path(sys.executable).parent

VDIRSYNCER = """
[general]
status_path = "{folder}/status"

[pair visits]
a = "feed"
b = "desk"
collections = null
conflict_resolution = "a wins"

[storage feed]
type = "http"
url = "{address}"

[storage desk]
type = "filesystem"
path = "{folder}/visits"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[visits]]
path = {folder}/visits

[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}

[sqlite]
path = {folder}/khal-{name}.db
"""


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Two programs of other people's: one kind of database is enough."""
    return sqlite_database


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class LinuxDesk:
    """vdirsyncer and khal with their files in one folder."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "visits").mkdir()
        (folder / "vdirsyncer").write_text(VDIRSYNCER.format(folder=folder, address=address))
        self._run("vdirsyncer", "discover")

    def sync(self) -> None:
        self._run("vdirsyncer", "sync")

    def shows(self, *, zone: str = "Asia/Shanghai") -> list[str]:
        name = zone.replace("/", "-")
        config = KHAL.format(folder=self.folder, zone=zone, name=name)
        (self.folder / "khal").write_text(config)
        words = ["--format", "{start-date} {start-time}-{end-time} {title}", "--day-format", ""]
        said = self._run("khal", "list", *words, "2026-12-01", "31d")
        return [line.strip() for line in said.splitlines() if line.strip()]

    def _run(self, program: str, *words: str) -> str:
        ran = subprocess.run(
            [TOOLS / program, "-c", self.folder / program, *words],
            capture_output=True,
            check=False,
            text=True,
            input="y\ny\n",
            env={"HOME": str(self.folder), "NO_PROXY": "*", "LANG": "C.UTF-8"},
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


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
