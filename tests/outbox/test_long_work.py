"""Solvers, strangers' calendars and large files take their time; what has a deadline does not wait."""

import gc
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach import worker
from outreach.booking import desk_actions
from outreach.booking import queries as bookings
from outreach.booking.model import BookingState
from outreach.booking.tables import BookingRow
from outreach.kernel.db import Database
from outreach.kernel.settings import Settings
from outreach.planning import queries as planning
from outreach.planning.tables import DaySolvingRow
from outreach.roster import proposals
from outreach.roster.proposals import ProposalState
from tests import make
from tests.planning import stage as stages
from tests.roster import ground
from tests.working import working

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SOLVER = b"outreach.roster.assignment"


def comes_true(what: Callable[[], bool], *, seconds: float = 30) -> bool:
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        if what():
            return True
        time.sleep(0.02)
    return what()


def overdue_hold(database: Database) -> int:
    """A group of the roster's ground whose hold is long over."""
    laid = ground.lay(database)
    with database.writing() as tx:
        held = ground.book(tx, laid.world, session=0, school=3)
        desk_actions.hold(tx, booking_id=held, by=laid.coordinator.id, now=make.NOW)
        tx.get_one(BookingRow, held).hold_until = LONG_AGO
    return held


def has_lapsed(database: Database, booking_id: int) -> bool:
    with database.reading() as tx:
        found = bookings.find_booking(tx, booking_id)
    return found is not None and found.state is BookingState.LAPSED


def state_of(database: Database, proposal_id: int) -> ProposalState:
    with database.reading() as tx:
        found = proposals.find(tx, proposal_id)
    assert found is not None
    return found.state


def ask_roster(database: Database) -> int:
    with database.writing() as tx:
        day = make.NOW.date()
        found = proposals.ask(tx, venue_id=1, first=day, last=day, by=None, now=make.NOW)
    return found.id


@contextmanager
def consuming(
    database: Database, settings: Settings, *, threads: int | None = None
) -> Iterator[worker.Begin]:
    """The worker's jobs and threads in this process, without the clock."""
    jobs = worker.make_jobs(database)
    begin = worker.register(jobs, database, settings)
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    handlers[signal.SIGHUP] = signal.getsignal(signal.SIGHUP)
    consumer = worker.make_consumer(jobs, schedules=False, threads=threads)
    consumer.start()
    try:
        yield begin
    finally:
        with warnings.catch_warnings():
            # huey's threads let PostgreSQL's connections end with them.
            warnings.simplefilter("ignore", ResourceWarning)
            consumer.stop(graceful=True)
            jobs.storage.close()
            gc.collect()
        for each, handler in handlers.items():
            signal.signal(each, handler)


def solver_of_this_process() -> int | None:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            ours = f"\nPPid:\t{os.getpid()}\n" in (folder / "status").read_text()
            if ours and SOLVER in (folder / "cmdline").read_bytes():
                return int(folder.name)
        except OSError:
            continue  # ended meanwhile
    return None


@contextmanager
def solver_held_up(begin: worker.Begin) -> Iterator[None]:
    """The solver's process is begun and stands still, as a hard problem would keep it."""
    held: list[int] = []

    def catch() -> None:
        while not held:
            found = solver_of_this_process()
            if found is not None:
                os.kill(found, signal.SIGSTOP)
                held.append(found)

    watch = threading.Thread(target=catch, daemon=True)
    watch.start()
    begin("propose_rosters")
    watch.join(30)
    assert held, "no solver was begun"
    try:
        yield
    finally:
        os.kill(held[0], signal.SIGCONT)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="finds the solver in /proc")
def test_a_hold_lapses_while_the_solver_still_works(database: Database, settings: Settings) -> None:
    held = overdue_hold(database)
    proposal = ask_roster(database)

    with consuming(database, settings) as begin:
        with solver_held_up(begin):
            for name, _act in (*worker.AT_LENGTH, *worker.EACH_MINUTE):
                begin(name)
            lapsed = comes_true(lambda: has_lapsed(database, held))
            meanwhile = state_of(database, proposal)
        finished = comes_true(lambda: state_of(database, proposal) is ProposalState.READY)

    assert lapsed
    assert meanwhile is ProposalState.ASKED
    assert finished


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="finds the solver in /proc")
def test_with_one_thread_the_same_hold_would_wait_for_the_solver(
    sqlite_database: Database, settings: Settings
) -> None:
    held = overdue_hold(sqlite_database)
    ask_roster(sqlite_database)

    with consuming(sqlite_database, settings, threads=1) as begin:
        with solver_held_up(begin):
            begin("lapse")
            meanwhile = comes_true(lambda: has_lapsed(sqlite_database, held), seconds=2)
        afterwards = comes_true(lambda: has_lapsed(sqlite_database, held))

    assert (meanwhile, afterwards) == (False, True)


def test_a_lock_that_a_killed_worker_left_behind_holds_nothing_up(
    database: Database, settings: Settings
) -> None:
    held = overdue_hold(database)
    killed = worker.make_jobs(database)
    killed.lock_task("lapse").acquire()
    killed.storage.close()

    with consuming(database, settings) as begin:
        begin("lapse")

        assert comes_true(lambda: has_lapsed(database, held))


def test_the_running_worker_proposes_a_roster_soon_after_it_is_asked_for(
    sqlite_database: Database, tmp_path: Path
) -> None:
    ground.lay(sqlite_database)
    with working(sqlite_database, tmp_path / "log") as running:
        running.first_line()
        proposal = ask_roster(sqlite_database)

        assert comes_true(lambda: state_of(sqlite_database, proposal) is ProposalState.READY)


def test_the_running_worker_arranges_a_day_that_somebody_asked_for(
    database: Database, tmp_path: Path
) -> None:
    stage = stages.build(database)
    with working(database, tmp_path / "log") as running:
        running.first_line()
        wish = stages.ask(database, stage)

        assert comes_true(lambda: solving_state(database, wish) == "solved")

    assert stages.plan_of(database, stage).edition
    with database.reading() as tx:
        assert planning.waiting_solvings(tx) == []


def solving_state(database: Database, wish: int) -> str:
    with database.reading() as tx:
        return tx.get_one(DaySolvingRow, wish, populate_existing=True).state
