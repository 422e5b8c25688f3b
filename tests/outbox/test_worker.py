"""The job worker: what it does by itself, and how it starts and stops."""

import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from huey import MemoryHuey

from outreach import worker
from outreach.booking import desk_actions
from outreach.booking import queries as bookings
from outreach.booking.model import BookingState
from outreach.booking.tables import BookingRow
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.outbox import actions, queries
from tests import make
from tests.notices import making
from tests.working import working

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_a_worker_sends_what_is_posted_while_it_runs_and_stops_when_told(
    database: Database, tmp_path: Path
) -> None:
    with working(database, tmp_path / "log") as running:
        assert running.first_line()["schedules"] is True
        with database.writing() as tx:
            person = make.person(tx, role=None)
            actions.post(
                tx,
                kind="sign-in-link",
                payload={"token": "t"},
                recipient=person.id,
                at=utc_now(),
            )
        patience = time.monotonic() + 15
        while mails(database) == 0 and time.monotonic() < patience:
            time.sleep(0.1)

        assert mails(database) == 1
        began = time.monotonic()
        running.end(signal.SIGINT)
        assert time.monotonic() - began < 5


def mails(database: Database) -> int:
    with database.reading() as tx:
        return len(queries.mails(tx))


def test_only_one_of_several_workers_keeps_the_clock(database: Database) -> None:
    with worker.sole_scheduler(database) as first, worker.sole_scheduler(database) as second:
        assert (first, second) == (True, False)

    with worker.sole_scheduler(database) as third:
        assert third


def test_each_minute_overdue_holds_lapse(database: Database, settings: Settings) -> None:
    with database.writing() as tx:
        at = making.desk(tx)
        placed = making.book(tx, at)
        desk_actions.hold(tx, booking_id=placed.booking_id, by=at.coordinator.id, now=make.NOW)
        tx.get_one(BookingRow, placed.booking_id).hold_until = LONG_AGO
    jobs = MemoryHuey(immediate=True)
    worker.register(jobs, database, settings)

    for job in jobs._registry.periodic_tasks:
        jobs.execute(job)

    with database.reading() as tx:
        found = bookings.find_booking(tx, placed.booking_id)
        kinds = [each.kind for each in queries.messages(tx)]
    assert found is not None
    assert found.state is BookingState.LAPSED
    assert kinds[0] == "booking-lapsed"
