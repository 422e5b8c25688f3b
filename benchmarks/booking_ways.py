"""One booking, done three ways: through the action, by bare statements, over HTTP."""

import http.client
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
from sqlalchemy import make_url, text

from outreach.booking import actions
from outreach.booking.model import Group, SchoolRef
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database, Gate
from tests.booking import world
from tests.booking.rush import Post

PUPILS = 30
GROUP: Group = world.group(pupils=PUPILS, adults=3)

Written = Mapping[str, Any]
"""A row as the driver gives it and takes it, without its own id."""


@dataclass(frozen=True, slots=True)
class Job:
    """A class of 30 that books; `rows` are those that the action has written for it before."""

    number: int
    school: SchoolRef
    session_id: int
    teacher_id: int
    rows: Mapping[str, Written] = field(default_factory=dict)
    post: Post | None = None


def ways(url: str, address: str | None = None) -> Mapping[str, Callable[[Job], None]]:
    """Called in each client process; nothing is connected before the first job."""
    return {"ours": _Ours(url), "bare": _bare(url), "http": _Http(address or "")}


class _Ours:
    def __init__(self, url: str) -> None:
        self._database = Database(url)

    def __call__(self, job: Job) -> None:
        book(self._database, job)


def book(database: Database, job: Job) -> None:
    with database.writing() as tx:
        actions.book(
            tx,
            session_id=job.session_id,
            school=job.school,
            group=GROUP,
            token=f"form-{job.number:0>20}",
            placed_by=job.teacher_id,
            now=utc_now(),
        )


TAKE = """
    UPDATE session SET taken = taken + {pupils}, revision = revision + 1
    WHERE id = {mark} AND taken + {pupils} <= capacity AND waiting = 0 AND state = 'open'
"""
TAKE_OF_DAY = """
    UPDATE day_load SET taken = taken + {pupils}
    WHERE venue_id = {mark} AND day = {mark} AND part = 'day' AND taken + {pupils} <= capacity
"""


def _write(execute: Callable[[str, Any], Any], job: Job, mark: str) -> None:
    """The five statements without which no booking of these rows can be."""
    booking = job.rows["booking"]
    execute(TAKE.format(pupils=PUPILS, mark=mark), (job.session_id,))
    day = (booking["venue_id"], booking["day"])
    execute(TAKE_OF_DAY.format(pupils=PUPILS, mark=mark), day)
    (booking_id,) = execute(
        _insert("booking", booking, mark) + " RETURNING id", tuple(booking.values())
    ).fetchone()
    history = {**job.rows["booking_history"], "booking_id": booking_id}
    execute(_insert("booking_history", history, mark), tuple(history.values()))
    notice = job.rows["outbox"]
    execute(_insert("outbox", notice, mark), tuple(notice.values()))


def _insert(table: str, row: Written, mark: str) -> str:
    marks = ", ".join([mark] * len(row))
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608 - own names


def _bare(url: str) -> Callable[[Job], None]:
    return _BareSqlite(url) if make_url(url).get_backend_name() == "sqlite" else _BarePg(url)


class _BareSqlite:
    """The driver alone: the same settings, the same gate, the same flush at the end."""

    def __init__(self, url: str) -> None:
        self._path = str(make_url(url).database)
        self._gate = Gate(Path(f"{self._path}.gate"))
        self._connection: sqlite3.Connection | None = None

    def __call__(self, job: Job) -> None:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, isolation_level=None, timeout=10)
            for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._connection.execute(f"PRAGMA {setting}")
        with self._gate():
            self._connection.execute("BEGIN IMMEDIATE")
            _write(self._connection.execute, job, "?")
            self._connection.execute("COMMIT")


class _BarePg:
    def __init__(self, url: str) -> None:
        found = make_url(url).set(drivername="postgresql")
        self._url = found.render_as_string(hide_password=False)
        self._connection: psycopg.Connection[Any] | None = None

    def __call__(self, job: Job) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self._url)
        with self._connection.transaction():
            _write(self._connection.execute, job, "%s")


class _Http:
    """The form as a phone sends it, on a connection of its own."""

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)

    def __call__(self, job: Job) -> None:
        assert job.post is not None
        host, port = self._address.hostname or "", self._address.port
        connection = http.client.HTTPConnection(host, port, timeout=60)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": job.post.cookie,
        }
        connection.request("POST", job.post.path, urlencode(job.post.form), headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 303:
            raise RuntimeError(f"the server answered {answer.status}")


def written(database: Database) -> dict[tuple[int, int], dict[str, Written]]:
    """The rows of the bookings there are, by school and session, as the driver gives them."""
    with database.reading() as tx:
        rows = {
            table: [
                dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
                for row in tx.execute(text(f"SELECT * FROM {table} ORDER BY id"))  # noqa: S608
            ]
            for table in ("booking", "booking_history", "outbox")
        }
    found: dict[tuple[int, int], dict[str, Written]] = {}
    for parts in zip(*rows.values(), strict=True):
        key = (parts[0]["school_id"], parts[0]["session_id"])
        for part in parts:
            del part["id"]
        found[key] = dict(zip(rows, parts, strict=True))
    return found


def wipe(database: Database) -> None:
    """Nobody has booked yet."""
    with database.writing() as tx:
        for statement in (
            "DELETE FROM outbox",
            "DELETE FROM booking_history",
            "DELETE FROM booking",
            "UPDATE session SET taken = 0 WHERE taken > 0",
            "UPDATE day_load SET taken = 0 WHERE taken > 0",
        ):
            tx.execute(text(statement))


def places_sold(database: Database) -> tuple[int, int]:
    """Pupils by the bookings and by the sessions' counters; they must agree."""
    with database.reading() as tx:
        booked = tx.scalar(text("SELECT sum(pupils) FROM booking"))
        taken = tx.scalar(text("SELECT sum(taken) FROM session"))
    return int(booked or 0), int(taken or 0)
