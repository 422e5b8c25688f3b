"""A venue's feed of 500 and 5,000 visits: first fetch, later fetches, and "not modified".

The physical limit is reading the same rows from the same file and joining lines that are
already written.
"""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from benchmarks.measuring import Figures, growth, milliseconds, side_by_side, spent
from outreach.app import create_app
from outreach.booking.tables import BookingHistoryRow, BookingRow
from outreach.feeds import actions as feeds
from outreach.feeds import render
from outreach.feeds.model import FeedScope
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.migrations.runner import migrate
from tests import make
from tests.clock import Clock
from tests.notices import making
from tests.notices.making import Desk

SIZES = (500, 5_000)
QUICK_SIZES = (5, 10)
SCHOOLS = 300
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A venue with schools, and the secret address of its feed."""

    app: Flask
    database: Database
    desk: Desk
    schools: list[int]
    path: str


def lay_out(folder: Path, *, schools: int) -> Field:
    database = Database(f"sqlite:///{folder}/feed.sqlite3")
    migrate(database)
    settings = Settings(_env_file=None, database_url=str(database.url), secret_key="benchmark")
    app = create_app(settings, database)
    Clock().rule(app)
    with database.writing() as tx:
        desk = making.desk(tx)
        ids = [making.school(tx, name=f"示例第{n}小学").id for n in range(schools)]
        _feed, token = feeds.create_feed(
            tx,
            scope=FeedScope.VENUE,
            subject_id=desk.venue_id,
            by=desk.coordinator,
            now=make.NOW,
        )
    return Field(app, database, desk, ids, f"/feeds/{token}.ics")


def fill(field: Field, *, first: int, until: int) -> None:
    """Confirmed bookings by number, straight into the tables: how they came is not measured."""
    rows = [booking(field, number) for number in range(first, until)]
    steps = [
        {"booking_id": r["id"], "at": make.NOW, "verb": "confirm", "state": "confirmed"}
        for r in rows
    ]
    with field.database.writing() as tx:
        tx.execute(insert(BookingRow), rows)
        tx.execute(insert(BookingHistoryRow), steps)


def booking(field: Field, number: int) -> dict[str, Any]:
    session = field.desk.sessions[number % len(field.desk.sessions)]
    return {
        "id": number + 1,
        "session_id": session.id,
        "venue_id": session.venue_id,
        "programme_id": session.programme_id,
        "programme_version": 1,
        "school_id": field.schools[number % len(field.schools)],
        "county_code": making.XUNWU,
        "day": session.day,
        "starts": session.starts,
        "grade": 5,
        "pupils": 40,
        "adults": 5,
        "leader": "王老师",
        "leader_phone": "13800000000",
        "state": "confirmed",
        "token": str(number),
        "token_digest": "",
        "placed_at": make.NOW,
        "confirmed_at": make.NOW,
        "revision": 2,
        "sample": True,
    }


def measure(field: Field, *, repeats: int) -> Figures:
    """The feed as a phone asks for it, again and again; beside it the same rows and bytes."""
    browser = field.app.test_client()
    render._visit_bytes.cache_clear()  # noqa: SLF001 - as after a restart
    first = spent(lambda: browser.get(field.path))
    answer = browser.get(field.path)
    known = {"If-None-Match": answer.headers["ETag"]}
    entries = answer.data.split(b"END:VEVENT\r\n")

    def bare() -> str:
        with field.database.reading() as tx:
            tx.execute(text("SELECT * FROM booking ORDER BY day, starts, id")).all()
        return hashlib.sha256(b"END:VEVENT\r\n".join(entries)).hexdigest()

    def unchanged() -> None:
        assert browser.get(field.path, headers=known).status_code == 304

    not_modified = [spent(unchanged) for _ in range(repeats)]
    return side_by_side(lambda: browser.get(field.path), bare, repeats=repeats) | {
        "first_fetch_ms": milliseconds([first.wall]),
        "first_fetch_cpu_ms": milliseconds([first.cpu]),
        "not_modified_ms": milliseconds(each.wall for each in not_modified),
        "not_modified_cpu_ms": milliseconds(each.cpu for each in not_modified),
        "bytes": len(answer.data),
    }


def run(*, quick: bool = False) -> Figures:
    """Figures by number of visits, and how a later fetch grows when visits grow tenfold."""
    with tempfile.TemporaryDirectory() as folder:
        field = lay_out(Path(folder), schools=5 if quick else SCHOOLS)
        figures: dict[str, Figures] = {}
        made = 0
        for size in QUICK_SIZES if quick else SIZES:
            fill(field, first=made, until=size)
            made = size
            figures[str(size)] = measure(field, repeats=1 if quick else REPEATS)
        field.database.dispose()
    return {
        "visits": figures,
        "growth": growth(figures, "ours_cpu_ms"),
        "growth_of_bare": growth(figures, "bare_cpu_ms"),
    }
