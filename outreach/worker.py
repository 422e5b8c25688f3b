"""The job worker: sends what waits, ends overdue holds, finishes visits, needs guides, reads lists,
has days arranged.

It also reminds of papers and forgets, each night, the copies whose time is over.

Everything it does is found in the database and does no harm when done twice, so a worker may be
killed at any moment, and several may run. Only one of them has the scheduler. What may take minutes
has threads of its own, so that nothing with a deadline waits behind it.
"""

import fcntl
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from outreach.app import create_app
from outreach.booking import (
    desk_actions,
    far_share,
    leftover_actions,
    no_place_actions,
    offer_actions,
    reconfirm_actions,
)
from outreach.campaigns import actions as campaigns
from outreach.duty import walk_in_actions
from outreach.feedback import actions as feedback
from outreach.kernel.clock import utc_now
from outreach.kernel.db import Database, Tx
from outreach.kernel.settings import Settings
from outreach.ledger import evidence_actions, import_read
from outreach.ledger import import_queries as ledger_lists
from outreach.ledger import visits as ledger
from outreach.lessons import desk_actions as lessons
from outreach.notices import delivery
from outreach.papers import reminders, retention
from outreach.planning import queries as planning
from outreach.planning import solver
from outreach.province import import_actions, import_queries
from outreach.returns import pack_actions, pack_job
from outreach.roster import assign_actions as duties
from outreach.roster import needs as roster
from outreach.roster import outside_actions, proposals

LOOK_EVERY_SECONDS = 2
AFTER_TROUBLE_SECONDS = 10
SCHEDULER_LOCK = 20_261_123  # any number that nothing else on the server locks

log = structlog.get_logger()


def run(settings: Settings) -> None:
    """Work until told to stop."""
    database = Database(settings.database_url)
    app = create_app(settings, database)
    jobs = make_jobs(database)
    begin = register(jobs, database, settings)
    stopping = threading.Event()
    watch = threading.Thread(
        target=keep_looking_or_end,
        args=(app, database, settings, begin, stopping),
        name="watch",
    )
    with sole_scheduler(database) as schedules:
        consumer = make_consumer(jobs, schedules=schedules)
        watch.start()
        log.info("worker started", schedules=schedules)
        try:
            consumer.run()
        finally:
            stopping.set()
            watch.join()
            database.dispose()


def make_jobs(database: Database) -> Huey:
    """huey keeps its tasks beside the SQLite file, or in tables of its own on PostgreSQL."""
    if database.is_sqlite:
        return SqliteHuey("outreach", filename=f"{database.url.database}.jobs")
    plain = database.url.set(drivername="postgresql")
    return PostgresHuey("outreach", dsn=plain.render_as_string(hide_password=False))


def make_consumer(jobs: Huey, *, schedules: bool, threads: int | None = None) -> Consumer:
    """Threads for the jobs; a lock that a killed worker left behind is let go."""
    return jobs.create_consumer(
        workers=threads or 2 + len(AT_LENGTH),
        periodic=schedules,
        worker_type="thread",
        flush_locks=True,
    )


def lapse(database: Database, *, now: datetime) -> None:
    ended = desk_actions.lapse_due(database, now=now)
    if ended:
        log.info("holds lapsed", bookings=ended)
    unanswered = offer_actions.lapse_offers_due(database, now=now)
    if unanswered:
        log.info("offers lapsed", bookings=unanswered)


def read_lists(database: Database, *, now: datetime) -> None:  # noqa: ARG001 - as every job
    """Read the uploaded lists that wait, those too that are uploaded meanwhile."""
    read: set[int] = set()
    while True:
        with database.reading() as tx:
            waiting = set(import_queries.waiting_imports(tx)) - read
        if not waiting:
            return
        import_actions.read_import(database, min(waiting))
        read.add(min(waiting))


def read_ledgers(database: Database, *, now: datetime) -> None:
    """Read the uploaded years of activities that wait, those too that are uploaded meanwhile."""
    read: set[int] = set()
    while True:
        with database.reading() as tx:
            waiting = set(ledger_lists.waiting_imports(tx)) - read
        if not waiting:
            return
        import_read.read_import(database, min(waiting), now=now)
        read.add(min(waiting))


# What is done each minute; every one is called with the database and the moment.
EACH_MINUTE: tuple[tuple[str, Callable[..., object]], ...] = (
    ("lapse", lapse),
    ("release_shares", far_share.release_due),
    ("end_campaigns", campaigns.end_due),
    ("follow_lessons", lessons.follow_due),
    ("remind_lessons", lessons.remind_due),
    ("remind", reminders.remind_due),
    ("remind_offers", offer_actions.remind_offers_due),
    ("tell_no_place", no_place_actions.tell_due),
    ("ask_again", reconfirm_actions.ask_due),
    ("draw", leftover_actions.draw_due),
    ("finish", ledger.finish_due),
    ("finish_walk_ins", walk_in_actions.leave_due),
    ("ask", feedback.ask_due),
    ("need_guides", roster.keep_up),
    ("finish_duties", duties.finish_due),
)
# What strangers, solvers and large files may draw out for minutes. Its lock lets each kind have one
# thread at most, and there is a thread more than kinds: the jobs above never wait for these.
AT_LENGTH: tuple[tuple[str, Callable[..., object]], ...] = (
    ("read_calendars", outside_actions.refresh_due),
    ("read_lists", read_lists),
    ("read_ledgers", read_ledgers),
    ("propose_rosters", proposals.solve_asked),
)
MAKES_PACKS = "make_packs"
"""Lengthy like those above; it must know where files are kept."""
# For these somebody sits before a page, so that they are begun without waiting for the minute.
LOOKED_FOR: tuple[tuple[str, Callable[[Tx], Iterable[int]]], ...] = (
    ("read_lists", import_queries.waiting_imports),
    ("read_ledgers", ledger_lists.waiting_imports),
    ("propose_rosters", proposals.asked),
    (MAKES_PACKS, pack_actions.asked),
)

Begin = Callable[[str], object]


def register(jobs: Huey, database: Database, settings: Settings) -> Begin:
    """Tell huey what to do each minute; the answer begins one of them at once, by its name."""

    def each_minute(name: str, act: Callable[..., object]) -> Callable[[], object]:
        def job() -> None:
            act(database, now=utc_now())

        task = jobs.periodic_task(crontab(minute="*"), name=name)(jobs.lock_task(name)(job))
        begin: Callable[[], object] = task
        return begin

    def forget() -> None:
        keep = timedelta(days=settings.keep_papers_days)
        retention.forget(database, settings.uploads, keep=keep, now=utc_now())
        pack_job.forget(database, uploads=settings.uploads, now=utc_now())
        evidence_actions.forget(database, settings.uploads / "evidence", now=utc_now())

    def make_packs(database: Database, *, now: datetime) -> None:  # noqa: ARG001 - as every job
        pack_job.make_asked(database, uploads=settings.uploads, clock=utc_now)

    jobs.periodic_task(crontab(minute="17", hour="3"), name="forget")(forget)
    lengthy = (*AT_LENGTH, (MAKES_PACKS, make_packs))
    tasks = {name: each_minute(name, act) for name, act in (*EACH_MINUTE, *lengthy)}
    return lambda name: tasks[name]()


def keep_looking_or_end(
    app: Flask,
    database: Database,
    settings: Settings,
    begin: Begin,
    stopping: threading.Event,
) -> None:
    """A worker that sends no mail but looks alive would be worse than one that ends."""
    try:
        keep_looking(app, database, settings, begin, stopping)
    finally:
        if not stopping.is_set():
            os.kill(os.getpid(), signal.SIGTERM)


def keep_looking(
    app: Flask,
    database: Database,
    settings: Settings,
    begin: Begin,
    stopping: threading.Event,
) -> None:
    """What people wait for is looked for every other second; huey's clock knows only minutes."""
    sender = delivery.sender(database, settings, clock=utc_now)
    begun: dict[str, set[int]] = {name: set() for name, _waiting in LOOKED_FOR}
    being_arranged: set[int] = set()
    pause = 0
    while not stopping.wait(pause):
        pause = LOOK_EVERY_SECONDS
        try:
            with app.app_context():
                sender.round(at_most=50)
            with database.reading() as tx:
                found = {name: set(waiting(tx)) for name, waiting in LOOKED_FOR}
                unarranged = planning.waiting_solvings(tx)
        except OperationalError:
            # The database restarts or is overloaded; nothing is lost by looking again later.
            log.warning("database unavailable")
            pause = AFTER_TROUBLE_SECONDS
            continue
        for name, waiting in found.items():
            if waiting - begun[name]:
                begin(name)
        begun = found
        for solving_id in set(unarranged) - being_arranged:
            solver.start(database, solving_id, clock=utc_now)
        being_arranged = set(unarranged)


@contextmanager
def sole_scheduler(database: Database) -> Iterator[bool]:
    """Whether this worker keeps the clock; freed by the kernel or the server when it ends."""
    if database.is_sqlite:
        side_file = os.open(Path(f"{database.url.database}.scheduler"), os.O_CREAT | os.O_RDWR)
        try:
            yield _try_lock(side_file)
        finally:
            os.close(side_file)
        return
    by_itself = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with by_itself.connect() as connection:
        connection.detach()  # the lock ends with the connection, which no pool shall keep
        taken = connection.scalar(
            text("SELECT pg_try_advisory_lock(:number)"), {"number": SCHEDULER_LOCK}
        )
        yield bool(taken)


def _try_lock(side_file: int) -> bool:
    try:
        fcntl.flock(side_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
